"""Verdicts, designs and reasons in the reader's words; none names a cause where chance decided nothing."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.perception.effects.verdicts import STRENGTH, Design
from regard.web.changes.models import Change, Course, Outcome, Ruling, State
from regard.web.dashboards.figures import FINER, count_text, plain_text

DESIGNS = {
    "holdout": gettext_lazy("Hold-out by chance"),
    "did": gettext_lazy("Compared with those whom it did not reach"),
    "its": gettext_lazy("Before and after alone (weak evidence)"),
}
WHY = {
    "holdout": gettext_lazy(
        "Chance decides who is left out, so that what differs afterwards is the change’s doing. "
        "No other design can say that."
    ),
    "did": gettext_lazy(
        "It does not reach everybody: how those whom it reached moved is held against how the others moved."
    ),
    "its": gettext_lazy(
        "It reaches everybody, so there is nobody to compare with: the weeks since are held against the line "
        "that the weeks before were on, with its season where there are two years of it. It is the weakest "
        "design, used where no better one is possible."
    ),
}
BLIND = {
    "holdout": gettext_lazy("What it did to customers who do not answer."),
    "did": gettext_lazy(
        "Whether it was the change: whatever else happened to only one of the groups looks the same."
    ),
    "its": gettext_lazy("Whether it was the change: whatever else happened at that time looks the same."),
}
CHOSEN_LOW = "the treated were chosen for low scores and the others were not, so they rise by themselves"
REASONS: dict[str, Any] = {
    "there is no group to compare with": gettext_lazy("There is no group to compare with."),
    "a group chosen for its low scores rises by itself, and there is no group to compare with": gettext_lazy(
        "A group chosen for its low scores rises by itself, and there is no group to compare with."
    ),
    "the arms moved apart before the action already": gettext_lazy(
        "Those whom it reached and the others moved apart before it started already."
    ),
    CHOSEN_LOW: gettext_lazy(
        "Those whom it reached were chosen for low scores, the others were not: they rise by themselves."
    ),
    "one unit in each arm: what else happened to either looks the same as an effect": gettext_lazy(
        "One group on each side: what else happened to either looks the same as an effect."
    ),
    "anything else that happened at the same time looks the same as an effect": gettext_lazy(
        "Anything else that happened at the same time looks the same as an effect."
    ),
    "a break was found before the action, where there should be none": gettext_lazy(
        "A break was found before it started, where there should be none."
    ),
    "treated and held out differed before the action more than chance allows": gettext_lazy(
        "Those whom it reached and those held out differed before it started more than chance allows."
    ),
    "treated and held out already differed somewhat before the action": gettext_lazy(
        "Those whom it reached and those held out already differed somewhat before it started."
    ),
    "the season of the year is taken into account": gettext_lazy(
        "The season of the year is taken into account."
    ),
    "a season of the year looks the same as an effect: less than two years came before": gettext_lazy(
        "A season of the year looks the same as an effect: less than two years came before."
    ),
    "nobody in treated groups had answered before the action": gettext_lazy(
        "Nobody whom it reached had answered before it started."
    ),
    "nobody in other groups had answered before the action": gettext_lazy(
        "Nobody of the others had answered before it started."
    ),
    "nobody in treated groups has answered since the action": gettext_lazy(
        "Nobody whom it reached has answered since."
    ),
    "nobody in other groups has answered since the action": gettext_lazy(
        "Nobody of the others has answered since."
    ),
    "nobody treated has answered since": gettext_lazy("Nobody whom it reached has answered since."),
    "nobody held out has answered since": gettext_lazy("Nobody of those held out has answered since."),
    "an effect as large as promised could still be hidden": gettext_lazy(
        "An effect as large as hoped for could still be hidden: there were too few answers to tell."
    ),
}
COUNTED = (
    (
        re.compile(r"(?P<n>\d+) periods before the action, of (?P<needed>\d+) needed"),
        gettext_lazy("%(n)s weeks with answers before it started, of %(needed)s needed."),
    ),
    (
        re.compile(r"(?P<n>\d+) periods since the action, of (?P<needed>\d+) needed"),
        gettext_lazy("%(n)s weeks with answers since it started, of %(needed)s needed."),
    ),
)
DEPARTED = {
    Course.NOT_STARTED: gettext_lazy(
        "Nothing can be said of its effect: it did not happen as promised, for it did not start (%(day)s)."
    ),
    Course.POSTPONED: gettext_lazy(
        "Nothing can be said of its effect: it did not happen as promised, for it was postponed on %(day)s."
    ),
    Course.STOPPED: gettext_lazy(
        "Nothing can be said of its effect: it did not happen as promised, for it was stopped on %(day)s."
    ),
}
SENTENCES = {
    ("holdout", True): gettext_lazy("The change made %(metric)s higher by %(amount)s."),
    ("holdout", False): gettext_lazy("The change made %(metric)s lower by %(amount)s."),
    ("did", True): gettext_lazy(
        "%(metric)s moved up by %(amount)s more where it reached people than elsewhere."
    ),
    ("did", False): gettext_lazy(
        "%(metric)s moved down by %(amount)s more where it reached people than elsewhere."
    ),
    ("its", True): gettext_lazy(
        "Weak evidence: %(metric)s lies %(amount)s above the line that it was on before."
    ),
    ("its", False): gettext_lazy(
        "Weak evidence: %(metric)s lies %(amount)s below the line that it was on before."
    ),
}


def doing(change: Change) -> str:
    """What stands before the deed for everybody: what is going to be done, is, was, or will not be."""
    if change.state == State.WONT_DO:
        return _("We won’t, because")
    if change.slip:
        return _("What we had planned")
    if change.state == State.JUDGED or change.done_on:
        return _("We did")
    return _("What we plan") if change.state == State.PLANNED or change.is_ahead else _("We do")


PLAINLY = {
    Outcome.CHANGED: gettext_lazy("What we measure moved as we had hoped."),
    Outcome.NO_EVIDENCE: gettext_lazy("We found no sign that it helped."),
    Outcome.WORSE: gettext_lazy("It went the other way than we had hoped."),
    Outcome.TOO_EARLY: gettext_lazy("Too few of you have answered since to tell."),
    Outcome.UNKNOWABLE: gettext_lazy("We cannot tell: there was nothing to compare it with."),
}
"""For everybody: nothing is said of causes, and no number without what belongs to it."""
FOUND = (Outcome.CHANGED, Outcome.NO_EVIDENCE, Outcome.WORSE)


def plainly(ruling: Ruling) -> str:
    """The verdict for those who know no statistics, and that it is weak where nobody was compared with."""
    verdict = Outcome(ruling.verdict)
    said = str(PLAINLY[verdict])
    if verdict not in FOUND or not is_weak(ruling):
        return said
    return _(
        "%(verdict)s This is weak evidence: everybody got it at once, so we could compare with nobody."
    ) % {"verdict": said}


def is_weak(ruling: Ruling) -> bool:
    """Whether nobody was compared with."""
    design: Design = ruling.content["effect"]["design"]
    return STRENGTH[design] == "weak"


def reason_text(reason: str) -> str:
    """A reason of the library in the reader's language.

    >>> reason_text("3 periods since the action, of 4 needed")
    '3 weeks with answers since it started, of 4 needed.'
    """
    if reason in REASONS:
        return str(REASONS[reason])
    for pattern, text in COUNTED:
        if found := pattern.fullmatch(reason):
            return str(text % found.groupdict())
    return reason


def sentence(ruling: Ruling) -> str:
    """The verdict as a sentence, without its interval."""
    change: Change = ruling.change
    effect = ruling.content["effect"]
    name = {"metric": change.number_text}
    if ruling.verdict in (Outcome.CHANGED, Outcome.WORSE):
        value = effect["effect"]["value"]
        text = SENTENCES[effect["design"], value > 0]
        return str(text % (name | {"amount": amount(ruling, abs(value), signed=False)}))
    if ruling.verdict == Outcome.NO_EVIDENCE:
        return _("There is no evidence that %(metric)s changed.") % name
    if ruling.verdict == Outcome.TOO_EARLY:
        return _("It was too early to tell whether %(metric)s changed.") % name
    return _("Whether %(metric)s changed cannot be known from this design.") % name


def departed(change: Change) -> str:
    """That it did not happen as promised, since when, and that nothing is said of its effect."""
    return str(
        DEPARTED[Course(change.slip)] % {"day": date_format(change.slipped_on) if change.slipped_on else "–"}
    )


def told_later(ruling: Ruling) -> str:
    """What was found before anybody said that it did not happen as promised."""
    text = _(
        "On %(day)s the verdict was “%(verdict)s”; that it did not go as promised was said only afterwards."
    )
    return text % {"day": date_format(ruling.at), "verdict": Outcome(ruling.verdict).label}


def withdrawn(ruling: Ruling) -> str:
    """What was found before anybody recorded that the definition had changed."""
    text = _(
        "On %(day)s the verdict was “%(verdict)s”; the change of the definition was recorded only afterwards."
    )
    return text % {"day": date_format(ruling.at), "verdict": Outcome(ruling.verdict).label}


def amount(ruling: Ruling, value: float, *, signed: bool = True) -> str:
    """A difference in the number's own unit: "+3.2 points"."""
    unit = unit_of(ruling)
    number = plain_text(value, unit, digits=FINER[unit], signed=signed)
    return number if unit == "score" else _("%(number)s points") % {"number": number}


def evidence(ruling: Ruling) -> list[str]:
    """What the sentence rests on: interval, n, what could have been found."""
    effect = ruling.content["effect"]
    return [*_numbers(ruling, effect), str(DESIGNS[effect["design"]])]


def _numbers(ruling: Ruling, effect: dict[str, Any]) -> Iterator[str]:
    found = effect["effect"]
    if found is None:
        return
    unit = unit_of(ruling)
    low, high = (plain_text(found[end], unit, digits=FINER[unit], signed=True) for end in ("low", "high"))
    if ruling.verdict not in (Outcome.CHANGED, Outcome.WORSE):
        yield _("difference %(amount)s") % {"amount": amount(ruling, found["value"])}
    yield _("95 %% interval %(low)s to %(high)s") % {"low": low, "high": high}
    yield _("n = %(n)s") % {"n": count_text(found["n"])}


def checks(ruling: Ruling) -> list[str]:
    """What was tried beside it: the time before, an action that nobody took, what could have been found."""
    effect, unit = ruling.content["effect"], unit_of(ruling)
    texts = {
        "pretrend": _("Drift before it started, a week: %(low)s to %(high)s (should hold 0)"),
        "placebo": _("A start that never was, halfway before: %(low)s to %(high)s (should hold 0)"),
    }
    found = []
    for name, text in texts.items():
        if part := effect[name]:
            ends = {
                end: plain_text(part[end], unit, digits=FINER[unit], signed=True) for end in ("low", "high")
            }
            found.append(text % ends)
    if effect["detectable"]:
        least = amount(ruling, effect["detectable"], signed=False)
        found.append(_("So many answers find an effect of %(least)s in 80 %% of cases") % {"least": least})
    return found


def unit_of(ruling: Ruling) -> str:
    """The unit of the number: "points", "percent" or "score"."""
    arms = ruling.content["numbers"]
    sides = (arms[arm][side] for arm in ("reached", "others") for side in ("before", "after"))
    return next((side["unit"] for side in sides if side), "points")
