"""The digest of a real archive in which nothing changes: weeks that overlap, read one after the other."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.reports.digest import digest
from regard.web.reports.models import Letter, LetterKind, LetterState
from regard.web.workspaces.models import Membership
from tests.web.dashboards.conftest import BAD, GOOD, PLAIN, ces, csat, moment, nps, settle, stars

WEEKS = 40  # in each of three workspaces: 120 digests
FIRST = date(2025, 1, 6)
A_DAY = 5  # records
SEGMENTS = ("new", "loyal", "group")


def said(seed):
    """What customers say day by day by the same odds all the time, each of them once."""
    dice = random.Random(seed)
    for day in range(180 + 7 * WEEKS):
        for number in range(A_DAY):
            score = dice.choices(range(11), [1, 1, 1, 1, 1, 2, 2, 4, 5, 5, 4])[0]
            asked = (nps(score), csat(1 + round(score * 0.4)), ces(1 + round(score * 0.6)))
            yield Draft(
                f"{day}-{number}",
                text=dice.choice(GOOD + BAD + PLAIN),
                segment=dice.choice(SEGMENTS),
                answers=(*asked, stars(dice.randint(1, 5))),
                collected_at=moment(FIRST + timedelta(days=day)),
            )


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_of_forty_weeks_of_one_stream_at_most_one_in_twenty_tells_of_a_change(inside, survey, viewer, seed):
    record(survey, list(said(seed)), at=datetime(2026, 1, 1, tzinfo=UTC))
    settle()
    membership, wrong = Membership.objects.get(user=viewer), []
    for week in range(WEEKS):
        day = FIRST + timedelta(days=180 + 7 * week)
        written = digest(membership, day=day, language="en", unsubscribe="#")
        first = written.text.splitlines()[0]
        if not first.startswith(("Nothing changed beyond chance this week", "Nothing new changed")):
            wrong.append(first)
        Letter.objects.create(
            user=viewer, kind=LetterKind.DIGEST, day=day, week=f"{day:%G-W%V}", language="en",
            message_id=f"<{day}@x>", state=LetterState.SENT, said=list(written.said),
            due_at=datetime.combine(day, datetime.min.time(), UTC),
        )  # fmt: skip
    assert len(wrong) <= WEEKS * 0.05, wrong
