"""A survey from a file: read, kept as a draft, and what was left out told to whoever brought it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.instruments import formats
from regard.instruments.formats import Imported
from regard.instruments.formats.making import Left, UnreadableSurvey
from regard.web.accounts.models import User
from regard.web.surveys.making import begin
from regard.web.surveys.models import Survey

FORMATS = {"regard": "Regard", "surveyjs": "SurveyJS", "limesurvey": "LimeSurvey", "qualtrics": "Qualtrics"}
REFUSALS = {
    "too_large": gettext_lazy("This file is larger than a survey: 2 MB at most."),
    "not_a_survey": gettext_lazy("There is no survey in this file that can be read."),
    "not_xml": gettext_lazy("This file is not whole: its XML ends or breaks at %(place)s."),
    "entities": gettext_lazy("This file declares entities, which no survey needs: it was not read."),
    "unfit": gettext_lazy("This survey cannot be asked as it is: see %(place)s."),
    "empty": gettext_lazy("No question of this file can be asked here."),
}
LEFT = {
    "question": gettext_lazy("a kind of question that there is not here: %(detail)s"),
    "condition": gettext_lazy("its condition: %(detail)s"),
    "order": gettext_lazy("an order by chance: it is asked in the order of the file"),
}


def import_survey(content: bytes, *, name: str, by: User, at: datetime) -> tuple[Survey, Imported]:
    """The survey in a file as a draft, and what the file was. Raises UnreadableSurvey."""
    found = formats.read(content)
    survey = begin(found.instrument, kind=found.instrument.kind, name=name, by=by, at=at)
    return survey, found


def refusal_text(problem: UnreadableSurvey) -> str:
    """Why a file was not read."""
    return str(REFUSALS[problem.code]) % {"place": problem.path}


def left_text(left: Sequence[Left]) -> str:
    """What was not taken over, each with its place."""
    parts = [f"{one.place}: {_in_words(one)}" for one in left]
    return _("Not taken over: %(parts)s") % {"parts": " · ".join(parts)}


def _in_words(one: Left) -> str:
    return str(LEFT[one.code]) % {"detail": one.detail or "–"}
