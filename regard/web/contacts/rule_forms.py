"""The rules as a form: one row for each cap."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regard.contacting.audiences import Rule
from regard.contacting.ledger import ContactKind
from regard.contacting.rules import ASKED, COUNTED, Cap, Each, Rules
from regard.instruments.definition import said
from regard.instruments.templates import templates
from regard.web.contacts.forms import values_of
from regard.web.contacts.presenting import in_words, plainly

ASKS = frozenset({ContactKind.ASK})
REMINDERS = frozenset({ContactKind.REMINDER})
COUNTS = {"asks": ASKS, "all": COUNTED, "reminders": REMINDERS}
EVERY, SAME = "every", "same"
MEASURED = (
    ("nps", _("that measure recommendation (NPS)")),
    ("csat", _("that measure satisfaction (CSAT)")),
    ("ces", _("that measure effort (CES)")),
    ("stars", _("that ask for stars")),
    ("trust", _("that measure trust")),
    ("values", _("that measure shared values")),
)
"""Whatever a survey was made from, it is of the kinds of the numbers that it asks for: see kinds.py."""


class CapForm(forms.Form):
    """At most so many contacts in so many days."""

    key = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)
    each = forms.ChoiceField(
        label=_("Counted for each"), choices=[(Each.PERSON, _("person")), (Each.ACCOUNT, _("company"))]
    )
    most = forms.IntegerField(label=_("No more than"), min_value=0, max_value=10_000)
    days = forms.FloatField(label=_("In so many days"), min_value=0.01, max_value=3_660)
    about = forms.ChoiceField(label=_("Surveys that count"))
    counts = forms.ChoiceField(
        label=_("What counts"),
        choices=[
            ("asks", _("questions")),
            ("all", _("questions, reminders, interviews, notices")),
            ("reminders", _("reminders")),
        ],
    )
    segment = forms.ChoiceField(label=_("Whom it is for"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*MEASURED, *_unmeasured()]
        fields: dict[str, Any] = self.fields
        fields["about"].choices = [(EVERY, _("all surveys")), (SAME, _("the same survey")), *kinds]
        mine = self.initial.get("segment", "")
        segments = sorted({*values_of("segment"), *values_of("account_segment"), *filter(None, [mine])})
        fields["segment"].choices = [("", _("everybody")), *((one, one) for one in segments)]

    @property
    def title(self) -> str:
        """The rule that is shown, in a few words."""
        row = self.initial
        parts = [in_words(row["each"], most=row["most"], days=row["days"])]
        if row["counts"] == "reminders":
            parts.append(self._chosen("counts"))
        if row["about"] != EVERY:
            parts.append(self._chosen("about"))
        return " · ".join(parts)

    def _chosen(self, name: str) -> str:
        fields: dict[str, Any] = self.fields
        return str(dict(fields[name].choices).get(self.initial[name], self.initial[name]))

    def cap(self, key: str) -> Cap:
        """The cap that was filled in."""
        found = self.cleaned_data
        about, segment = found["about"], found["segment"]
        whom = {"all": [{"field": "segment", "op": "is", "values": [segment]}]} if segment else None
        is_rest = found["counts"] == "reminders"
        holds_for = ASKS | {ContactKind.INTERVIEW}
        counts_all = found["counts"] == "all" and found["most"] > 1
        return Cap(
            key,
            most=found["most"],
            days=found["days"],
            each=Each(found["each"]),
            kinds=frozenset() if about in (EVERY, SAME) else frozenset({about}),
            same_survey=about == SAME,
            counts=COUNTS[found["counts"]],
            holds_for=ASKED if is_rest or counts_all else holds_for,
            whom=Rule.from_content(whom),
        )


def _unmeasured() -> list[tuple[str, str]]:
    """The templates that make no number: a survey of one of them is of its kind."""
    language = (get_language() or "en").lower()
    return [(key, said(one.name, language)) for key, one in templates().items() if one.make().score is None]


class RulesForm(forms.BaseFormSet):  # type: ignore[type-arg]
    """All caps together; the first that stops somebody says why."""

    def rules(self, *, quiet_days: float) -> Rules:
        """The rules that were filled in."""
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in kept if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        taken = {_key(form) for form in kept}
        free = (f"own_{place}" for place in range(1, len(kept) + len(taken) + 1))
        fresh = (key for key in free if key not in taken)
        caps: dict[str, Cap] = {}
        for form in kept:
            key = _key(form)
            key = next(fresh) if not key or key in caps else key
            caps[key] = form.cap(key)
        return Rules(tuple(caps.values()), quiet_days)


def _key(form: CapForm) -> str:
    return str(form.cleaned_data["key"]).replace("-", "_").lower()


CapFormSet = forms.formset_factory(CapForm, formset=RulesForm, extra=1, can_delete=True, max_num=40)


class QuietDaysForm(forms.Form):
    """How long somebody is left alone after a complaint was settled."""

    quiet_days = forms.FloatField(
        label=_("Days of quiet after a complaint was settled"), min_value=0, max_value=3_660
    )


def shown(rules: Rules) -> list[dict[str, Any]]:
    """The caps as the form shows them."""
    return [_row(cap) for cap in rules.caps]


def _row(cap: Cap) -> dict[str, Any]:
    counted = next((name for name, kinds in COUNTS.items() if kinds == cap.counts), "all")
    segments = [value for one in cap.whom.conditions if one.field == "segment" for value in one.values]
    return {
        "key": cap.key,
        "each": str(cap.each),
        "most": cap.most,
        "days": plainly(cap.days),
        "about": SAME if cap.same_survey else next(iter(sorted(cap.kinds)), EVERY),
        "counts": counted,
        "segment": segments[0] if segments else "",
    }
