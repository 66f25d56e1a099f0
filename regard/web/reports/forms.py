"""What people fill in: a finding, when they are written to, and when a report leaves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.reports.models import WEEKDAYS, Claim, Format
from regard.web.reports.windows import LENGTHS

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LAST_DAY = 28  # every month has one


class FindingForm(forms.Form):
    """A sentence, the view that shows it, what it claims, and when to look again."""

    sentence = forms.CharField(label=_("Finding"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    query = forms.CharField(
        label=_("Evidence: the address of a view of Explore"),
        max_length=4000,
        help_text=_("It has to show a metric; the number is kept as it is now."),
    )
    claimed = forms.ChoiceField(
        label=_("What it claims of the number"), choices=Claim.choices, widget=forms.RadioSelect
    )
    review_by = forms.DateField(label=_("Look again by"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today = today

    def clean_review_by(self) -> date:
        """A day that is still to come."""
        day: date = self.cleaned_data["review_by"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class DigestForm(forms.Form):
    """On which day, in which language."""

    weekday = forms.TypedChoiceField(label=_("On which day?"), choices=WEEKDAYS, coerce=int)
    language = forms.ChoiceField(label=_("In which language?"), choices=LANGUAGES)


class ScheduleForm(forms.Form):
    """On which day of the month a report leaves, what it covers, and to whom it goes."""

    day = forms.TypedChoiceField(
        label=_("Day of the month"),
        coerce=int,
        choices=[(day, str(day)) for day in range(1, LAST_DAY + 1)],
    )
    length = forms.TypedChoiceField(
        label=_("Months that it covers"), coerce=int, choices=[(number, str(number)) for number in LENGTHS]
    )
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    formats = forms.MultipleChoiceField(
        label=_("As which files"), choices=Format.choices, widget=forms.CheckboxSelectMultiple
    )
    recipients = forms.ModelMultipleChoiceField(
        label=_("To whom"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        members: Any,
        segments: Sequence[tuple[str, str]] = (),
        sources: Sequence[tuple[str, str]] = (),
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.fields["recipients"].queryset = members  # type: ignore[attr-defined]
        self.fields["segment"].choices = [("", _("All customers")), *segments]  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", _("All sources")), *sources]  # type: ignore[attr-defined]
