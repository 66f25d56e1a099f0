"""What people fill in about an address, and about answers that look like a machine's."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regard.web.answering.models import Judged, Link, LinkKind

MOST = 1_000_000


class LimitForm(forms.Form):
    """How many answers an address takes, and until when."""

    most = forms.IntegerField(
        label=_("Answers at most"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_("Empty: any number."),
    )
    last_day = forms.DateField(
        label=_("Last day to answer"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("To its end (UTC). Empty: as long as the survey is asked."),
    )

    def limits(self) -> dict[str, Any]:
        """What was filled in, as links keep it."""
        day = self.cleaned_data["last_day"]
        zone = timezone.get_default_timezone()
        end = datetime.combine(day, time.max.replace(microsecond=0), tzinfo=zone) if day else None
        return {"most": self.cleaned_data["most"] or 0, "expires_at": end}

    @classmethod
    def of(cls, link: Link) -> "LimitForm":
        """Filled in with what stands."""
        last_day = link.expires_at.date() if link.expires_at else None
        return cls(initial={"most": link.most or None, "last_day": last_day}, auto_id=f"id_{link.pk}_%s")


class LinkForm(LimitForm):
    """One more address of a survey."""

    field_order = ("name", "kind", "most", "last_day")

    name = forms.CharField(
        label=_("Where it stands"), max_length=200, help_text=_("“Counter”, “receipt”, “footer”.")
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            kind for kind in LinkKind.choices if kind[0] in (LinkKind.PAGE, LinkKind.QR, LinkKind.KIOSK)
        ],
    )


class JudgeForm(forms.Form):
    """Which answers are meant, and what they are."""

    answers = forms.TypedMultipleChoiceField(label=_("Answers"))
    judged = forms.ChoiceField(choices=Judged.choices)

    def __init__(self, *args: Any, known: list[str], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["answers"].choices = [(pk, pk) for pk in known]  # type: ignore[attr-defined]
