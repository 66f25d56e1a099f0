"""What people fill in about an address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.web.answering.models import LinkKind


class LinkForm(forms.Form):
    """One more address of a survey."""

    name = forms.CharField(
        label=_("Where it stands"), max_length=200, help_text=_("“Counter”, “receipt”, “footer”.")
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            kind for kind in LinkKind.choices if kind[0] in (LinkKind.PAGE, LinkKind.QR, LinkKind.KIOSK)
        ],
    )
