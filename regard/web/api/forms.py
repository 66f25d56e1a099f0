"""What people fill in about tokens and webhooks."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regard.web.api.tokens import Scope
from regard.web.api.webhooks import Told
from regard.web.outbound import RefusedAddress, target

DAYS = [("90", _("90 days")), ("365", _("One year")), ("", _("Until it is revoked"))]
SCOPES = [(one.value, format_lazy("{} ({})", one.label, one.value)) for one in Scope]


class TokenForm(forms.Form):
    """One more token."""

    name = forms.CharField(label=_("What uses it"), max_length=200, help_text=_("“Shop”, “help desk”."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=SCOPES, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"), choices=DAYS, coerce=int, empty_value=None, required=False, initial="90"
    )


class WebhookForm(forms.Form):
    """One more address that is told what happens."""

    url = forms.CharField(label=_("Address"), max_length=2000, help_text=_("https, and not of this network."))
    types = forms.MultipleChoiceField(
        label=_("What it is told"), choices=Told.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            target(url)
        except RefusedAddress as error:
            raise forms.ValidationError(
                _("This address is not called: it must be public, and begin with https://.")
            ) from error
        return url

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["types"].initial = Told.values
