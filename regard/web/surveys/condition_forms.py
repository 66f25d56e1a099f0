"""When something is shown, as a person chooses it: up to three comparisons, all of them or any of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from regard.instruments.definition import Instrument, said
from regard.instruments.questions import CHOSEN, Kind, Question

ROWS = 3
SCORED = frozenset({Kind.SCALE, Kind.STARS, Kind.FACES})
Content = dict[str, Any]
Choices = list[tuple[str, Any]]


def language_of_reader() -> str:
    """The language in which somebody reads the pages of a workspace."""
    return (get_language() or "en").lower()


def comparisons_of(questions: list[Question]) -> Choices:
    """Everything that can be asked about earlier answers, by question; `_compared` reads what was chosen."""
    groups: Choices = [("", _("always"))]
    for question in questions:
        name = said(question.text, language_of_reader())[:70] or question.id
        if offered := [(value, _named(name, text)) for value, text in _offered(question)]:
            groups.append((name, offered))
    return groups


def _named(name: str, text: str) -> str:
    """What is asked about an answer, with its question: a closed list shows the one without the other."""
    return _("%(question)s – %(said)s") % {"question": name, "said": text}


def _offered(question: Question) -> Iterator[tuple[str, str]]:
    if not question.takes_an_answer:
        return
    if question.kind in SCORED:
        yield f"{question.id}|between", _("the score is between …")
    operator = "equals" if question.kind == Kind.SINGLE else "holds"
    for option in question.options if question.kind in CHOSEN else ():
        text = said(option.text, language_of_reader())
        yield f"{question.id}|{operator}|{option.id}", _("chosen: %(option)s") % {"option": text}
    yield f"{question.id}|answered", _("it was answered")


class ComparisonForm(forms.Form):
    """One comparison; without one nothing is asked of it."""

    when = forms.ChoiceField(label=pgettext_lazy("a condition", "When"), required=False)
    low = forms.IntegerField(label=gettext_lazy("from"), required=False, min_value=0, max_value=10)
    high = forms.IntegerField(label=gettext_lazy("to"), required=False, min_value=0, max_value=10)
    negated = forms.BooleanField(label=gettext_lazy("only where this does not hold"), required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> Content:
        found: Content = super().clean() or {}
        if found.get("when", "").endswith("|between") and not self.errors:
            low, high = found.get("low"), found.get("high")
            if low is None or high is None or low > high:
                raise forms.ValidationError(_("Say from which score to which, the lower one first."))
        return found

    @property
    def condition(self) -> Content:
        """What was chosen, as it is kept; {} is always."""
        found = self.cleaned_data
        content = _compared(found["when"], found["low"], found["high"])
        return {"not": content} if content and found["negated"] else content


def _compared(when: str, low: int | None, high: int | None) -> Content:
    if not when:
        return {}
    question, operator, *value = when.split("|", 2)
    content: Content = {"question": question, "op": operator}
    if operator == "between":
        return content | {"low": low, "high": high}
    return content | ({"value": value[0]} if value else {})


def initial_of(content: Mapping[str, Any]) -> Content | None:
    """What stands in the form for one comparison; None where the form cannot say it."""
    is_negated = set(content) == {"not"}
    inner = content["not"] if is_negated else content
    if "question" not in inner:
        return None if content else {}
    operator, value = inner["op"], inner.get("value")
    if operator == "equals" and not isinstance(value, str):
        return None
    when = "|".join([inner["question"], operator, *([value] if value is not None else [])])
    return {"when": when, "low": inner.get("low"), "high": inner.get("high"), "negated": is_negated}


Rows = tuple[list[ComparisonForm], list[ComparisonForm]]


def laid_out(rows: list[ComparisonForm]) -> Rows:
    """What is filled in and one empty line more, and the lines that are opened by whoever needs them."""
    filled = max((place for place, row in enumerate(rows, 1) if row["when"].value()), default=0)
    return rows[: filled + 1], rows[filled + 1 :]


class ConditionForm:
    """Several comparisons and how they are joined; `is_beyond` where a condition says more than fits in here.

    Such a condition is kept as it is: the form then has no fields.
    """

    def __init__(
        self, data: Any, content: Mapping[str, Any], earlier: list[Question], *, prefix: str = "if"
    ) -> None:
        self._content = dict(content)
        (key,) = set(content) & {"all", "any"} or {"all"}
        parts = content.get(key, [content] if content else [])
        initial = [initial_of(part) for part in parts]
        self.is_beyond = None in initial or len(initial) > ROWS
        self.is_offered = bool(earlier) and not self.is_beyond
        choices = comparisons_of(earlier)
        padded = [*initial, *({} for _row in range(ROWS))][:ROWS] if self.is_offered else []
        self.rows = [
            ComparisonForm(data, initial=one, prefix=f"{prefix}{number}", choices=choices)
            for number, one in enumerate(padded)
        ]
        self.join = JoinForm(data, initial={"join": key}, prefix=prefix)

    def is_valid(self) -> bool:
        """Whether everything in it fits."""
        if not self.is_offered:
            return True
        found = [row.is_valid() for row in self.rows]  # each says what is wrong with it
        return all(found) and self.join.is_valid()

    @property
    def laid_out(self) -> Rows:
        """Its lines as the page shows them."""
        return laid_out(self.rows)

    @property
    def content(self) -> Content:
        """The condition as it is kept."""
        if not self.is_offered:
            return self._content
        parts = [row.condition for row in self.rows if row.condition]
        if len(parts) < 2:
            return parts[0] if parts else {}
        return {self.join.cleaned_data["join"] or "all": parts}


class JoinForm(forms.Form):
    """Whether all of the comparisons have to hold, or one of them."""

    join = forms.ChoiceField(
        label=gettext_lazy("Where there are several"),
        required=False,
        choices=[
            ("all", gettext_lazy("all of them have to hold")),
            ("any", gettext_lazy("one of them is enough")),
        ],
    )


def earlier_than(instrument: Instrument, page: str, *, with_page: bool = False) -> list[Question]:
    """The questions of the pages before this one, and its own ones, if wanted."""
    found: list[Question] = []
    for one in instrument.pages:
        if one.id != page or with_page:
            found += one.questions
        if one.id == page:
            break
    return found
