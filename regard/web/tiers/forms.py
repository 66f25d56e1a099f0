"""What people fill in about a tier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regard.perception.text.tiers import CHAT_HEADS, EMBEDDING_HEADS
from regard.web.outbound import RefusedAddress, target
from regard.web.tiers.models import Kind

HEAD_NAMES = {
    "language": _("language"),
    "sentiment": _("sentiment"),
    "factors": _("influence factors"),
    "emotions": _("emotions"),
    "intents": _("intents"),
    "descriptors": _("describing words"),
}
HEADS = {Kind.CHAT.value: CHAT_HEADS, Kind.EMBEDDINGS.value: EMBEDDING_HEADS}
MOST = 100_000


def key_field(label: Any) -> forms.CharField:
    """A key that is sent and never shown again."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, and never shown again."),
    )


def heads_field(heads: tuple[str, ...]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What it is asked for"),
        choices=[(head, HEAD_NAMES[head]) for head in heads],
        initial=heads,
        widget=forms.CheckboxSelectMultiple,
    )


def daily_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Texts a day at most"), min_value=1, max_value=MOST, initial=200)


class TierForm(forms.Form):
    """A new tier."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind.choices, initial=Kind.CHAT, widget=forms.RadioSelect
    )
    endpoint = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("The base address, such as https://api.example.com/v1"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    model = forms.CharField(label=_("Model"), max_length=120)
    key = key_field(_("Key"))
    heads = heads_field(CHAT_HEADS)
    is_masked = forms.BooleanField(
        label=_("Replace personal data (e-mail, phone, card, ID …) before a text leaves"),
        required=False,
        initial=True,
    )
    daily = daily_field()

    def clean_endpoint(self) -> str:
        address = str(self.cleaned_data["endpoint"]).rstrip("/")
        try:
            found = target(address)
        except RefusedAddress as error:
            raise forms.ValidationError(
                _(
                    "This address may not be called. It has to be a public host by https, or one that the "
                    "administrator has named in REGARD_OUTBOUND_ALLOW."
                )
            ) from error
        if "?" in address or not found.host:
            raise forms.ValidationError(_("The base address, without a question mark."))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        known = HEADS.get(cleaned.get("kind", ""), ())
        cleaned["heads"] = [head for head in known if head in cleaned.get("heads", ())]
        if known and not cleaned["heads"] and "heads" not in self.errors:
            self.add_error("heads", _("This kind gives none of these."))
        return cleaned


class ChangeForm(forms.Form):
    """What of a tier can change."""

    daily = daily_field()
    heads = heads_field(CHAT_HEADS)
    key = key_field(_("Another key"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heads"] = heads_field(HEADS[kind])
