"""One question, as a person writes it: its texts in every language, its scale, its options."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from regard.instruments.questions import CHOSEN, SCORED, WRITTEN, Kind
from regard.instruments.reading import LONGEST_TEXT, MOST_OPTIONS

Content = dict[str, Any]
LANGUAGE_NAMES = {"en": gettext_lazy("English"), "zh-hans": gettext_lazy("Chinese")}
MEASURES = [
    ("", gettext_lazy("nothing that is counted as a metric")),
    ("nps", gettext_lazy("recommendation (NPS, 0–10)")),
    ("csat", gettext_lazy("satisfaction (CSAT)")),
    ("ces", gettext_lazy("effort (CES, 1–7, or 1–5 with low as good)")),
    ("stars", gettext_lazy("stars (1–5)")),
    ("trust", gettext_lazy("trust (1–7 or 0–10)")),
    ("values", gettext_lazy("shared values (1–7 or 0–10)")),
]
SHUFFLES = [
    ("none", gettext_lazy("as written here")),
    ("all", gettext_lazy("by chance, in another order for each person")),
    ("balanced", gettext_lazy("by chance, good and bad in turn")),
]
POLARITIES = [
    ("", pgettext_lazy("polarity of a word", "neither")),
    ("good", pgettext_lazy("polarity of a word", "good")),
    ("bad", pgettext_lazy("polarity of a word", "bad")),
]


def text_field(label: Any, language: str, *, rows: int = 1) -> forms.CharField:
    """A text in one language; what has to be there is asked before publishing, not while writing."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    widget.attrs["lang"] = language
    name = LANGUAGE_NAMES[language]
    return forms.CharField(label=f"{label} · {name}", required=False, max_length=LONGEST_TEXT, widget=widget)


def text_of(found: Mapping[str, Any], name: str, languages: Iterable[str]) -> dict[str, str]:
    """The text that stands in the fields of all languages; languages without one are left out."""
    texts = {language: found.get(f"{name}_{language}", "") for language in languages}
    return {language: text for language, text in texts.items() if text}


def texts_in(content: Mapping[str, Any], names: Iterable[str], languages: Iterable[str]) -> Content:
    """What the fields of these texts begin with."""
    several = list(languages)
    return {f"{name}_{one}": content.get(name, {}).get(one, "") for name in names for one in several}


class QuestionForm(forms.Form):
    """Everything of a question but its options and its condition."""

    def __init__(self, data: Any, content: Content, languages: tuple[str, ...]) -> None:
        self._content, self._languages = content, languages
        self.kind = Kind(content["kind"])
        self._names = ["text", "hint"]
        if self.kind in SCORED:
            self._names += ["low_label", "high_label"]
        scale = content.get("scale", {})
        shown = {key: content[key] for key in ("required", "measures", "shuffle", "most") if key in content}
        initial = texts_in(content, self._names, languages) | {"shuffle": "none"} | shown | scale
        super().__init__(data, initial=initial | {"longest": content.get("longest") or None})
        self._add_fields()

    def _add_fields(self) -> None:
        labels = {
            "text": pgettext("a text", "Question"),
            "hint": _("Note below it"),
            "low_label": _("Words at the low end"),
            "high_label": _("Words at the high end"),
        }
        for name in self._names:
            for language in self._languages:
                self.fields[f"{name}_{language}"] = text_field(
                    labels[name], language, rows=2 if name == "text" else 1
                )
        for name, field in self._extra():
            self.fields[name] = field

    def _extra(self) -> Iterable[tuple[str, forms.Field]]:
        if self.kind in SCORED:
            yield "low", forms.IntegerField(label=_("Lowest score"), min_value=0, max_value=9)
            yield "high", forms.IntegerField(label=_("Highest score"), min_value=1, max_value=10)
            ends = [("high_is_good", _("high is good")), ("low_is_good", _("low is good"))]
            yield "direction", forms.ChoiceField(label=_("Direction"), choices=ends, required=False)
        if self.kind in SCORED and self.kind != Kind.MATRIX:
            yield "measures", forms.ChoiceField(label=_("Measures"), choices=MEASURES, required=False)
        if self.kind in CHOSEN:
            yield "shuffle", forms.ChoiceField(label=_("Order of the options"), choices=SHUFFLES)
        if self.kind in CHOSEN - {Kind.SINGLE}:
            most = forms.IntegerField(min_value=0, max_value=MOST_OPTIONS, required=False)
            most.label = _("At most how many (0: any number)")
            yield "most", most
        if self.kind in WRITTEN:
            longest = forms.IntegerField(min_value=1, max_value=10_000, required=False)
            longest.label = _("At most how many characters")
            yield "longest", longest
        if self.kind != Kind.MESSAGE:
            yield "required", forms.BooleanField(label=_("Has to be answered"), required=False)

    def clean(self) -> Content:
        found: Content = super().clean() or {}
        low, high = found.get("low"), found.get("high")
        if low is not None and high is not None and not low < high:
            self.add_error("high", _("The highest score has to be above the lowest."))
        return found

    @property
    def content(self) -> Content:
        """The question as it is kept, with what this form does not show as it was."""
        found = self.cleaned_data
        made = {key: self._content[key] for key in self._content if key not in self._shown()}
        texts = {name: text_of(found, name, self._languages) for name in self._names}
        made |= {name: text for name, text in texts.items() if text or name == "text"}
        if self.kind in SCORED:
            direction = found["direction"] or "high_is_good"
            made["scale"] = {"low": found["low"], "high": found["high"], "direction": direction}
        plain = {name: found.get(name) for name in ("required", "measures", "shuffle", "most", "longest")}
        return made | {name: value for name, value in plain.items() if value and value != "none"}

    def _shown(self) -> set[str]:
        return {*self._names, "scale", "required", "measures", "shuffle", "most", "longest"}


class OptionForm(forms.Form):
    """One thing to choose, or one row of a matrix."""

    name = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: tuple[str, ...], kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in languages:
            field = text_field(_("Text"), language)
            field.widget.attrs["placeholder"] = LANGUAGE_NAMES[language]
            self.fields[f"text_{language}"] = field
        if kind == Kind.WORDS:
            self.fields["polarity"] = forms.ChoiceField(
                label=_("Speaks of us as"), choices=POLARITIES, required=False
            )
        if kind != Kind.MATRIX:
            self.fields["fixed"] = forms.BooleanField(label=_("keeps its place"), required=False)
        if kind in CHOSEN - {Kind.SINGLE}:
            self.fields["alone"] = forms.BooleanField(label=_("only alone"), required=False)


OptionFormSet = formset_factory(OptionForm, extra=3, can_order=True, can_delete=True, max_num=MOST_OPTIONS)


def options_key(kind: Kind) -> str:
    """Under which name a question of this kind keeps its lines; "" where it has none."""
    return "options" if kind in CHOSEN else "rows" if kind == Kind.MATRIX else ""


def option_forms(data: Any, content: Content, languages: tuple[str, ...]) -> "BaseFormSet[Any] | None":
    """The lines of the options or rows; None where the kind has none."""
    kind = Kind(content["kind"])
    key = options_key(kind)
    if not key:
        return None
    initial = [
        {"name": one["id"], **texts_in(one, ["text"], languages)}
        | {name: one[name] for name in ("polarity", "fixed", "alone") if name in one}
        for one in content.get(key, [])
    ]
    how = {"languages": languages, "kind": kind}
    return OptionFormSet(data, initial=initial, prefix="options", form_kwargs=how)


def options_content(lines: "BaseFormSet[Any]", languages: tuple[str, ...]) -> list[Content]:
    """The options in their order as they are kept: an old one keeps its id, a new one gets one of its own."""
    said = [line.cleaned_data for line in lines.ordered_forms if line.cleaned_data]
    said = [found for found in said if text_of(found, "text", languages)]
    taken = {found["name"] for found in said if found.get("name")}
    made = []
    for found in said:
        name = found.get("name") or _free(taken)
        taken.add(name)
        more = {key: found[key] for key in ("polarity", "fixed", "alone") if found.get(key)}
        made.append({"id": name, "text": text_of(found, "text", languages), **more})
    return made


def are_blank(options: Iterable[Mapping[str, Any]]) -> bool:
    """Whether nothing was written about any of these yet."""
    return not any(text for option in options for text in option["text"].values())


def _free(taken: set[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := f"option_{number}") not in taken)
