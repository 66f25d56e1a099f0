"""The forms of the builder together: from what was typed to the draft as it would be."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from regard.instruments import editing
from regard.instruments.definition import END, Instrument, said
from regard.instruments.questions import Kind
from regard.web.surveys.condition_forms import (
    ComparisonForm,
    ConditionForm,
    Rows,
    comparisons_of,
    earlier_than,
    initial_of,
    laid_out,
    language_of_reader,
)
from regard.web.surveys.question_forms import (
    QuestionForm,
    are_blank,
    option_forms,
    options_content,
    options_key,
)
from regard.web.surveys.telling import KINDS, shortened

BRANCHES = 3
Content = dict[str, Any]


class QuestionForms:
    """A question: its own form, its options, its condition. Raises NoSuchPart."""

    def __init__(self, data: Any, draft: Content, name: str) -> None:
        self._draft, self._name = draft, name
        content = editing.question_of(draft, name)
        instrument = Instrument.from_content(draft)
        home = next(one.id for one in instrument.pages if name in {each.id for each in one.questions})
        self._languages = instrument.languages
        self.kind = Kind(content["kind"])
        self.kind_name = KINDS[self.kind]
        self.form = QuestionForm(data, content, instrument.languages)
        self.options = option_forms(data, content, instrument.languages)
        self.condition = ConditionForm(data, content.get("show_if", {}), earlier_than(instrument, home))

    def is_valid(self) -> bool:
        """Whether everything in the forms fits."""
        found = [self.form.is_valid(), self.condition.is_valid()]
        return all(found) and (self.options is None or self.options.is_valid())

    @property
    def content(self) -> Content:
        """The draft with the question as it stands in the forms."""
        question = self.form.content
        question.pop("show_if", None)
        if self.options is not None:
            key, lines = options_key(self.kind), options_content(self.options, self._languages)
            if lines or not are_blank(question.get(key, [])):  # the text may be written before the options
                question[key] = lines
        if condition := self.condition.content:
            question["show_if"] = condition
        return editing.with_question(self._draft, self._name, question)


class BranchForm(ComparisonForm):
    """Where to go on when something was answered."""

    to = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, pages: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("go on with")
        self.fields["to"].choices = pages  # type: ignore[attr-defined]

    def clean(self) -> Content:
        found = super().clean()
        if found.get("when") and not found.get("to"):
            self.add_error("to", _("Say where to go on."))
        return found


class PageForms:
    """A page: when it is shown, and which one comes after it. Raises NoSuchPart."""

    def __init__(self, data: Any, draft: Content, name: str) -> None:
        self._draft, self._name = draft, name
        content = editing.page_of(draft, name)
        instrument = Instrument.from_content(draft)
        self.condition = ConditionForm(data, content.get("show_if", {}), earlier_than(instrument, name))
        self._branches = content.get("branches", [])
        initial = [initial_of(one["when"]) for one in self._branches]
        self.is_beyond = None in initial or {} in initial or len(initial) > BRANCHES
        choices = comparisons_of(earlier_than(instrument, name, with_page=True))
        choices[0] = ("", _("no branch"))
        how: Content = {"choices": choices, "pages": _later(instrument, name)}
        begun = [
            (one or {}) | {"to": branch["to"]} for one, branch in zip(initial, self._branches, strict=True)
        ]
        padded = [] if self.is_beyond else [*begun, *({} for _row in range(BRANCHES))][:BRANCHES]
        self.branches = [
            BranchForm(data, initial=one, prefix=f"branch{number}", **how)
            for number, one in enumerate(padded)
        ]

    def is_valid(self) -> bool:
        """Whether everything in the forms fits."""
        return all([self.condition.is_valid(), *(one.is_valid() for one in self.branches)])

    @property
    def laid_out(self) -> Rows:
        """Its branches as the page shows them."""
        return laid_out([*self.branches])

    @property
    def content(self) -> Content:
        """The draft with the page as it stands in the forms."""
        branches = [
            {"when": one.condition, "to": one.cleaned_data["to"]} for one in self.branches if one.condition
        ]
        kept = self._branches if self.is_beyond else branches
        return editing.with_page(self._draft, self._name, show_if=self.condition.content, branches=kept)


def _later(instrument: Instrument, name: str) -> list[tuple[str, Any]]:
    """The pages after this one, by their first question, and the end."""
    pages = list(instrument.pages)
    at = next(place for place, one in enumerate(pages) if one.id == name)
    found: list[tuple[str, Any]] = [("", "–")]
    for place, one in enumerate(pages[at + 1 :], at + 2):
        first = shortened(said(one.questions[0].text, language_of_reader())) if one.questions else ""
        found.append((one.id, _("page %(place)s: %(question)s") % {"place": place, "question": first}))
    return [*found, (END, _("the end"))]
