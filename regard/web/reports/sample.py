"""The findings of the sample workspace; their numbers are counted in records, for nothing is archived yet."""

from datetime import datetime, timedelta

from regard.web.accounts.models import User
from regard.web.dashboards.counting import Measured, records_of
from regard.web.dashboards.periods import Period
from regard.web.dashboards.questions import Question
from regard.web.dashboards.splitting import measured_in
from regard.web.reports.judging import address_of, question_of
from regard.web.reports.models import Claim
from regard.web.reports.standing import keep
from regard.web.workspaces.tenancy import current_workspace

REVIEW = timedelta(days=60)
FINDINGS = (
    (
        "Groups find it harder to arrange things with us than in the quarter before. "
        "与上一季度相比，团队客人觉得更不方便了。",
        "metric=ces&segment=group&compare=previous",
        Claim.WORSE,
    ),
    ("Four of five who had help are satisfied. 得到过帮助的人五个里有四个满意。", "metric=csat", Claim.LEVEL),
)


class Counted(Question):
    """A view whose numbers are counted in the records themselves."""

    def measured(self, *, by: str | None = None, period: Period | None = None) -> Measured:
        """The counts of the metric, without the archive; `by` is not asked here."""
        return measured_in(records_of(self.address, today=self.today, period=period), self.address.metric)


def load(*, by: User, at: datetime) -> None:
    """Two findings of the day before."""
    written = at - timedelta(days=1)
    for sentence, query, claimed in FINDINGS:
        asked = question_of(current_workspace(), address_of(query), today=written.date())
        question = Counted(asked.numbers, asked.address, asked.naming, asked.today, "")
        keep(question, sentence, claimed=claimed, review_by=(at + REVIEW).date(), by=by, at=written)
