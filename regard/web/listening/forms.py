"""What a person says of a file: how it is built, what its columns mean, where it belongs."""

import json
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.web.feedback.models import Direction, Kind, Source
from regard.web.listening.formats import ColumnUse, Mapping
from regard.web.listening.formats.uses import CUSTOMERS, FEEDBACK, SCALES, SINGLE_ROLES
from regard.web.listening.models import ImportBatch
from regard.web.listening.roles import ROLE_LABELS, choice_of, choices_of, role_and_metric

COLUMNS_SHOWN = 150  # four fields each; the others keep the use that was proposed
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252", "shift_jis")
NEW = "-"  # no key of a source
SAYS_SOMETHING = ("text", "title", "score")
NAMES_SOMEBODY = ("customer", "customer_email")
OF_A_SOURCE = ("source", "source_name", "kind")  # what is asked of feedback alone


class LayoutForm(forms.Form):
    """How the file is built, where the guess was wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("Between the cells"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_rows = forms.TypedChoiceField(
        label=_("Rows of the header"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, batch: ImportBatch, *args: Any, **kwargs: Any) -> None:
        layout = batch.layout
        kwargs.setdefault("initial", {name: layout.get(name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        guess = ("", _("find out"))
        between = [(",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", _("vertical bar"))]
        known = [*ENCODINGS, layout.get("encoding")]
        self._choose("encoding", [guess, *((name, name) for name in dict.fromkeys(known) if name)])
        self._choose("delimiter", [guess, *between])
        self._choose("sheet", [guess, *((name, name) for name in layout.get("sheets", []))])
        self._choose("header_rows", [guess, *((number, str(number)) for number in range(4))])
        for name in unused_options(layout.get("format", "csv")):
            del self.fields[name]

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def unused_options(file_format: str) -> tuple[str, ...]:
    """The options that mean nothing for a format."""
    if file_format == "xlsx":
        return ("encoding", "delimiter")
    return ("sheet",) if file_format == "csv" else ("delimiter", "sheet", "header_rows")


class SourceForm(forms.Form):
    """Where the rows belong, and how their times are to be read."""

    source = forms.ChoiceField(label=_("Source"))
    source_name = forms.CharField(label=_("Name of the new source"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("What its rows are"), choices=Kind.choices)
    timezone = forms.ChoiceField(label=_("Time zone of times that name none"))
    day_first = forms.ChoiceField(
        label=_("Order in dates such as 3/5/2026"),
        choices=[("day", _("day first: 3 May")), ("month", _("month first: 5 March"))],
    )

    def __init__(self, batch: ImportBatch, *args: Any, **kwargs: Any) -> None:
        mapping = batch.mapping
        kwargs.setdefault(
            "initial",
            {
                "source": batch.source_key if batch.source_id else NEW,
                "source_name": "" if batch.source_id else batch.source_name,
                "kind": batch.kind,
                "timezone": mapping.get("timezone", "UTC"),
                "day_first": "day" if mapping.get("day_first") else "month",
            },
        )
        super().__init__(*args, **kwargs)
        self._batch = batch
        known = [(row.key, row.name) for row in Source.objects.all()]
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        self.fields["source"].choices = [(NEW, _("a new source")), *known]  # type: ignore[attr-defined]
        self.fields["timezone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]
        if batch.of_customers:
            for name in OF_A_SOURCE:
                del self.fields[name]
        elif not known:
            self.fields["source"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("source") == NEW and not cleaned.get("source_name", "").strip():
            self.add_error("source_name", _("Give the new source a name, or choose one that is there."))
        return cleaned

    def apply(self) -> None:
        """Write what was chosen into the import, which is not saved yet."""
        batch, cleaned = self._batch, self.cleaned_data
        if batch.of_customers:
            return
        if cleaned["source"] != NEW:
            batch.source_key = cleaned["source"]
        elif cleaned["source_name"].strip() != batch.source_name:
            batch.source_name = cleaned["source_name"].strip()
            batch.source_key = slugify(batch.source_name, allow_unicode=True)[:100] or batch.source_key
        source = Source.objects.filter(key=batch.source_key).first()
        batch.source, batch.kind = source, source.kind if source else cleaned["kind"]
        batch.source_name = source.name if source else batch.source_name


class ColumnForm(forms.Form):
    """What one column means; the scale counts for scores only."""

    role = forms.ChoiceField(label=_("Meaning"), choices=list(ROLE_LABELS.items()))
    scale_min = forms.IntegerField(
        label=pgettext_lazy("scale", "from"), required=False, min_value=-1000, max_value=1000
    )
    scale_max = forms.IntegerField(
        label=pgettext_lazy("scale", "to"), required=False, min_value=-1000, max_value=1000
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, required=False)

    def __init__(self, use: ColumnUse, *args: Any, content: str = FEEDBACK, **kwargs: Any) -> None:
        self.proposed = use
        kwargs.setdefault(
            "initial",
            {
                "role": choice_of(use),
                "scale_min": use.scale_min,
                "scale_max": use.scale_max,
                "direction": use.direction,
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices_of(content)  # type: ignore[attr-defined]
        if content == CUSTOMERS:
            for name in ("scale_min", "scale_max", "direction"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role, metric = role_and_metric(cleaned.get("role", ""))
        low, high = cleaned.get("scale_min"), cleaned.get("scale_max")
        if role != "score" or self.errors:
            return cleaned
        if low is None and high is None and metric:
            cleaned["scale_min"], cleaned["scale_max"] = SCALES[metric]
        elif (low is None) != (high is None) or (low is not None and high is not None and low >= high):
            self.add_error("scale_max", _("A scale goes from a smaller number to a larger one."))
        return cleaned

    def use(self) -> ColumnUse:
        """How the column is to be used; where that was changed, a person is sure of it."""
        role, metric = role_and_metric(self.cleaned_data["role"])
        if role != "score":
            chosen = replace(self.proposed, role=role, metric=None, scale_min=None, scale_max=None)
        else:
            low, high = self.cleaned_data["scale_min"], self.cleaned_data["scale_max"]
            direction = self.cleaned_data["direction"] or Direction.HIGH_IS_GOOD
            chosen = replace(
                self.proposed,
                role=role,
                metric=metric,
                scale_min=low,
                scale_max=high,
                direction=str(direction),
            )
        return chosen if chosen == self.proposed else replace(chosen, confidence="high", reason="chosen")


class MappingForm:
    """The meaning of every column that is shown, one form each, and what they must be together."""

    def __init__(self, batch: ImportBatch, data: Any = None) -> None:
        self._mapping = Mapping.from_json(json.dumps(batch.mapping))
        self.content = self._mapping.content
        self.shown = shown_columns(self._mapping)
        self.forms = {
            place: ColumnForm(
                self._mapping.columns[place], data, prefix=f"column-{place}", content=self.content
            )
            for place in self.shown
        }
        self.problems: list[Any] = []

    @property
    def hidden_columns(self) -> int:
        return len(self._mapping.columns) - len(self.shown)

    def is_valid(self) -> bool:
        if sum(not form.is_valid() for form in self.forms.values()):
            return False
        uses = self._uses()
        self._refuse_rivals(uses)
        roles = {use.role for use in uses}
        if self.content == CUSTOMERS:
            if not roles & set(NAMES_SOMEBODY):
                problem = _("No column is the id or the e-mail of the customer yet; one of them is needed.")
                self.problems.append(problem)
        elif not roles & set(SAYS_SOMETHING):
            self.problems.append(_("No column is a text, a title or a score yet; one of them is needed."))
        if any(use.role == "score" and not use.metric for use in uses) and "metric" not in roles:
            self.problems.append(_("A score whose metric another column names needs that column."))
        return not self.problems and all(not form.errors for form in self.forms.values())

    def mapping(self, *, timezone: str, day_first: bool) -> Mapping:
        """The mapping that was chosen. Raises UnreadableFile where it contradicts itself after all."""
        return replace(
            self._mapping, columns=tuple(self._uses()), timezone=timezone, day_first=day_first, notes=()
        )

    def _uses(self) -> list[ColumnUse]:
        return [
            self.forms[place].use() if place in self.forms else use
            for place, use in enumerate(self._mapping.columns)
        ]

    def _refuse_rivals(self, uses: list[ColumnUse]) -> None:
        for place, form in self.forms.items():
            role = uses[place].role
            rivals = [use for use in uses if use.role == role]
            if role in SINGLE_ROLES and role != "customer_name" and len(rivals) > 1:
                form.add_error("role", _("Only one column can mean this."))


def shown_columns(mapping: Mapping) -> list[int]:
    """The places of the columns that a page can show: all; of very many, those that mean something first."""
    places = range(len(mapping.columns))

    def weight(place: int) -> tuple[bool, int]:
        return mapping.columns[place].role in ("attribute", "ignore"), place

    return sorted(sorted(places, key=weight)[:COLUMNS_SHOWN])
