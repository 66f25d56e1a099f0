"""What people fill in about whom to ask, how, and how often."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.contacting.audiences import FIELDS, NUMBERS, OWN, Op, Rule
from regard.web.contacts.models import Audience, Campaign, Trigger
from regard.web.contacts.ways import Ways
from regard.web.customers.models import Account, Customer, LifecycleStage
from regard.web.surveys.models import Survey

LANGUAGES = {**dict(settings.LANGUAGES), "zh": "中文"}  # by their own names; files say the short one, too

CHOSEN = (
    ("segment", _("Segment")),
    ("account_segment", _("Segment of the company")),
    ("language", _("Language")),
    ("stage", _("Stage")),
    ("region", _("Region of the company")),
)
LONGEST, MOST_LINKS = 200, 5_000


def values_of(name: str) -> list[str]:
    """What is known of the customers of the open workspace under this name, in order."""
    sources = {
        "segment": (Customer, "segment"),
        "language": (Customer, "language"),
        "account_segment": (Account, "segment"),
        "region": (Account, "region"),
    }
    model, column = sources[name]
    rows = model.objects.exclude(**{column: ""}).order_by(column)
    return list(rows.values_list(column, flat=True).distinct()[:LONGEST])


def askable() -> Any:
    """The surveys that somebody may answer today."""
    return Survey.objects.filter(versions__isnull=False, closure=None).distinct()


class AudienceForm(forms.Form):
    """Who belongs to an audience: what is left empty does not matter."""

    name = forms.CharField(label=_("Name"), max_length=200)
    known_at_least = forms.IntegerField(
        label=_("Customer for at least (days)"), min_value=0, max_value=36_500, required=False
    )
    known_at_most = forms.IntegerField(
        label=_("Customer for at most (days)"), min_value=0, max_value=36_500, required=False
    )
    revenue_at_least = forms.DecimalField(
        label=_("Revenue a month of at least"), min_value=0, max_digits=12, required=False
    )
    attribute = forms.CharField(
        label=_("Attribute of your own"),
        max_length=100,
        required=False,
        help_text=_("Its name, as your files call it."),
    )
    attribute_values = forms.CharField(
        label=_("Its values"), max_length=1_000, required=False, help_text=_("Separated by commas.")
    )

    def __init__(self, *args: Any, audience: Audience | None = None, **kwargs: Any) -> None:
        if audience is not None:
            kwargs["initial"] = {"name": audience.name, **_filled(Rule.from_content(audience.rule))}
        super().__init__(*args, **kwargs)
        for name, label in CHOSEN:
            pairs: list[Any] = LifecycleStage.choices if name == "stage" else _named(name)
            chosen = kwargs.get("initial", {}).get(name, [])
            pairs = [*pairs, *((one, one) for one in chosen if one not in dict(pairs))]
            if pairs:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, choices=pairs, required=False, widget=forms.CheckboxSelectMultiple
                )
        first = ["name", *(name for name, _label in CHOSEN)]
        self.order_fields([*first, *(name for name in self.fields if name not in first)])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if bool(found.get("attribute")) != bool(self._attribute_values()):
            self.add_error("attribute_values", _("Give a name and at least one value, or neither."))
        return found

    def _attribute_values(self) -> list[str]:
        text = str(self.cleaned_data.get("attribute_values", "")).replace("，", ",")
        return [one.strip() for one in text.split(",") if one.strip()]

    def rule(self) -> dict[str, Any]:
        """The rule that was filled in."""
        found = self.cleaned_data
        rows: list[dict[str, Any]] = [
            {"field": name, "op": Op.IS, "values": found[name]} for name, _label in CHOSEN if found.get(name)
        ]
        numbers = (
            ("days_known", Op.AT_LEAST, "known_at_least"),
            ("days_known", Op.AT_MOST, "known_at_most"),
            ("monthly_revenue", Op.AT_LEAST, "revenue_at_least"),
        )
        rows += [
            {"field": field, "op": op, "number": float(found[name])}
            for field, op, name in numbers
            if found.get(name) is not None
        ]
        if found.get("attribute"):
            name = OWN + found["attribute"].strip()
            rows.append({"field": name, "op": Op.IS, "values": self._attribute_values()})
        return Rule.from_content({"all": rows}).to_content()


def _named(name: str) -> list[tuple[str, str]]:
    """The values that are known, a language by its own name."""
    names = LANGUAGES if name == "language" else {}
    return [(one, str(names.get(one, one))) for one in values_of(name)]


def _filled(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in rule.conditions:
        if one.field.startswith(OWN):
            found |= {"attribute": one.field.removeprefix(OWN), "attribute_values": ", ".join(one.values)}
        elif one.field in NUMBERS:
            end = "least" if one.op == Op.AT_LEAST else "most"
            name = "revenue" if one.field == "monthly_revenue" else "known"
            found[f"{name}_at_{end}"] = int(one.number)
        elif one.field in FIELDS:
            found[one.field] = list(one.values)
    return found


MORE = ("first_day", "last_day", "wanted", "priority", "reserved_percent", "more_of", "more_times")
"""What of a campaign stands behind a line that is opened by whoever needs it."""


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a survey is put to people."""

    survey: Any = forms.ModelChoiceField(None, label=_("Survey"), empty_label=None)
    audience: Any = forms.ModelChoiceField(
        None, label=_("Who may be asked"), required=False, empty_label=_("Everybody")
    )
    share_percent = forms.IntegerField(
        label=_("Share of such events that is asked about (percent)"),
        min_value=1,
        max_value=100,
        initial=100,
        required=False,
    )
    reserved_percent = forms.IntegerField(
        label=_("Share of its audience that is kept free for it (percent)"),
        min_value=0,
        max_value=50,
        initial=0,
        required=False,
        help_text=_("These people are left alone by other surveys until this one has asked them."),
    )
    more_of = forms.ChoiceField(label=_("Ask this segment more often"), required=False)
    more_times = forms.FloatField(
        label=_("Times as likely"),
        min_value=0.1,
        max_value=100,
        required=False,
        help_text=_("Weights take it out again, so that results stay fair."),
    )
    first_day = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = Campaign
        fields = (
            "name", "channel", "trigger", "event_kind", "delay_hours", "planned", "per_day", "wanted",
            "priority", "reminder_after_days",
        )  # fmt: skip
        widgets = {"trigger": forms.RadioSelect, "channel": forms.Select}
        labels = {
            "channel": _("Sent by"),
            "trigger": pgettext_lazy("campaign", "When"),
            "event_kind": _("Name of the event"),
            "delay_hours": _("Hours after the event"),
            "planned": _("People to ask in all"),
            "per_day": _("People to ask a day"),
            "wanted": _("End when so many have answered"),
            "priority": _("Urgency"),
            "reminder_after_days": _("Remind once after (days)"),
        }
        help_texts = {
            "event_kind": _("As your systems tell it, such as order.delivered."),
            "planned": _("Chosen by chance; 0 asks everybody of the audience."),
            "per_day": _("0: as many as there are."),
            "wanted": _("0: as many as come."),
            "priority": _("1 is asked first, 9 last."),
            "reminder_after_days": _("Only who has not answered; empty: never."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["survey"].queryset = askable()
        fields["audience"].queryset = Audience.objects.all()
        self.ways = Ways.today()
        fields["channel"].choices = self.ways.choices
        fields["trigger"].choices = Trigger.choices
        fields["priority"].min_value, fields["priority"].max_value = 1, 9
        for name in ("delay_hours", "planned", "per_day", "wanted"):
            fields[name].max_value = 1_000_000
            fields[name].required = False
        segments = sorted({*values_of("segment"), *values_of("account_segment")})
        fields["more_of"].choices = [
            ("", pgettext_lazy("segment", "None")),
            *((one, one) for one in segments),
        ]
        self._show(self.instance)

    def _show(self, campaign: Campaign) -> None:
        shares = list(campaign.shares.items())
        self.initial.update(
            {
                "survey": self.initial.get("survey") or campaign.survey_id,
                "audience": campaign.audience_id,
                "share_percent": round(campaign.share * 100),
                "reserved_percent": round(campaign.reserved * 100),
                "more_of": shares[0][0] if shares else "",
                "more_times": shares[0][1] if shares else None,
                "first_day": campaign.starts_at.date() if campaign.starts_at else None,
                "last_day": campaign.ends_at.date() if campaign.ends_at else None,
            }
        )

    @property
    def has_more(self) -> bool:
        """Whether anything was chosen, or is wrong, that few campaigns need."""
        usual = {"priority": "5", "reserved_percent": "0", "wanted": "0"}
        return any(
            name in self.errors or str(self[name].value() or "") not in ("", usual.get(name, ""))
            for name in MORE
        )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("delay_hours", "planned", "per_day", "wanted"):
            found[name] = min(found.get(name) or 0, 1_000_000)
        if not 1 <= found.get("priority", 5) <= 9:
            self.add_error("priority", _("A number from 1 to 9."))
        if found.get("trigger") == Trigger.EVENT and not found.get("event_kind"):
            self.add_error("event_kind", _("Name the event that it waits for."))
        if found.get("trigger") == Trigger.ROLLING and not found["per_day"]:
            self.add_error("per_day", _("How many a day?"))
        if bool(found.get("more_of")) != bool(found.get("more_times")):
            self.add_error("more_times", _("Choose a segment and how many times as likely, or neither."))
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return found

    def save(self, commit: bool = True) -> Any:
        found, campaign = self.cleaned_data, self.instance
        campaign.survey, campaign.audience = found["survey"], found["audience"]
        campaign.share = (found["share_percent"] or 100) / 100
        campaign.reserved = (found["reserved_percent"] or 0) / 100
        campaign.shares = {found["more_of"]: found["more_times"]} if found["more_of"] else {}
        campaign.starts_at = _moment(found["first_day"], time.min)
        campaign.ends_at = _moment(found["last_day"], time.max)
        return super().save(commit)


def _moment(day: Any, of_day: time) -> datetime | None:
    return datetime.combine(day, of_day, tzinfo=timezone.get_default_timezone()) if day else None


class StopForm(forms.Form):
    """An address that is not to be written to."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("email", _("E-mail")), ("phone", _("Phone"))], widget=forms.RadioSelect
    )
    value = forms.CharField(
        label=_("Address"),
        max_length=320,
        help_text=_("Kept as a fingerprint alone: it can be compared and not be read."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    evidence = forms.CharField(label=_("Where it was said"), max_length=200, required=False)


class QuietForm(forms.Form):
    """Leave somebody alone."""

    because = forms.CharField(label=_("Reason"), max_length=200)
    until = forms.DateField(
        label=_("Until (day)"),
        required=False,
        help_text=_("Empty: until you end it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    whole_account = forms.BooleanField(label=_("Everybody of their company"), required=False)


class OneUseForm(forms.Form):
    """Links that take one answer each."""

    survey: Any = forms.ModelChoiceField(None, label=_("Survey"), empty_label=None)
    count = forms.IntegerField(label=_("How many links"), min_value=1, max_value=MOST_LINKS, initial=100)
    language = forms.ChoiceField(label=_("Language of the pages"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["survey"].queryset = askable()
        fields["language"].choices = [("", _("as their browser says")), *settings.LANGUAGES]
