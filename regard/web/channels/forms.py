"""What customers choose on their own page, and what people fill in about a sender."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.web.channels.composing import UnfitAddress, address
from regard.web.channels.models import Sender, SenderKind
from regard.web.channels.providers import NAMES
from regard.web.channels.smtp import NONE, STARTTLS, TLS, judged
from regard.web.channels.texting import phone
from regard.web.contacts.models import Preference
from regard.web.outbound import RefusedAddress, target

OFTEN = [
    ("", _("As often as it is useful; never more than our rules allow")),
    ("30", _("Once a month at most")),
    ("90", _("Once in three months at most")),
    ("180", _("Once in half a year at most")),
    ("365", _("Once a year at most")),
]
BY = [
    ("email", _("E-mail")),
    ("sms", _("Text message")),
    ("chat", "WhatsApp"),
    ("in_app", _("In the app")),
]
SPOKEN = [("", _("As you prefer")), ("en", "English"), ("zh-hans", "简体中文")]


class ChoiceForm(forms.Form):
    """How often, by which ways, in which language."""

    often = forms.ChoiceField(label=_("How often?"), choices=OFTEN, required=False)
    ways = forms.MultipleChoiceField(
        label=_("By which ways?"), choices=BY, required=False, widget=forms.CheckboxSelectMultiple
    )
    spoken = forms.ChoiceField(label=_("In which language?"), choices=SPOKEN, required=False)

    @classmethod
    def of(cls, chosen: Preference | None, *, language: str) -> "ChoiceForm":
        """The form as it was filled in before."""
        off = chosen.channels_off if chosen else []
        days = chosen.at_most_once_in_days if chosen else None
        offered = [value for value, _label in OFTEN if value]
        often = next((one for one in offered if int(one) >= days), offered[-1]) if days else ""
        ways = [way for way, _label in BY if way not in off]
        own = (chosen.language if chosen else "") or language
        spoken = own if own in {value for value, _label in SPOKEN} else ""
        return cls(initial={"often": often, "ways": ways, "spoken": spoken})

    @property
    def chosen(self) -> dict[str, Any]:
        """The same as `prefer` takes it."""
        found = self.cleaned_data
        return {
            "at_most_once_in_days": int(found["often"]) if found["often"] else None,
            "channels_off": [way for way, _label in BY if way not in found["ways"]],
            "language": found["spoken"],
        }


SECTIONS = [
    (_("In whose name"), ("name", "address", "reply_to", "postal_address")),
    (
        _("The mail server"),
        ("host", "port", "security", "user", "password", "provider", "per_minute"),
    ),
    (_("What comes back"), ("mailbox_host", "mailbox_port", "mailbox_user", "mailbox_password")),
]


class SenderForm(forms.Form):
    """A person who asks, and the mail server that carries it."""

    name = forms.CharField(
        label=_("Who asks"), max_length=200, help_text=_("A person: “Mei from Qinghe Teahouses”.")
    )
    address = forms.CharField(label=_("Their e-mail address"), max_length=320)
    reply_to = forms.CharField(
        label=_("Where replies go"),
        max_length=320,
        required=False,
        help_text=_("Empty: to the same address."),
    )
    postal_address = forms.CharField(
        label=_("Postal address of the company"),
        max_length=500,
        help_text=_("Stands below every message; the law asks for it in many countries."),
    )
    host = forms.CharField(label=_("Mail server"), max_length=253)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535, initial=587)
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            (STARTTLS, "STARTTLS"),
            (TLS, "TLS"),
            (NONE, _("None: only for a server that your administrator has named")),
        ],
    )
    provider = forms.ChoiceField(
        label=_("Whose server it is"),
        choices=[("", _("Our own, or another")), *NAMES.items()],
        required=False,
        help_text=_("These tell what became of a message, at an address that you give them."),
    )
    user = forms.CharField(
        label=pgettext_lazy("of a mail server", "User name"), max_length=200, required=False
    )
    password = forms.CharField(
        label=pgettext_lazy("of a mail server", "Password"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, and never shown again."),
    )
    per_minute = forms.IntegerField(
        label=_("Messages a minute at most"), min_value=1, max_value=6_000, initial=60
    )

    mailbox_host = forms.CharField(
        label=_("Mailbox for bounces"),
        max_length=253,
        required=False,
        help_text=_("An IMAP server (TLS). What comes back is read there; nothing is changed or removed."),
    )
    mailbox_port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65_535, initial=993, required=False
    )
    mailbox_user = forms.CharField(
        label=pgettext_lazy("of a mail server", "User name"), max_length=200, required=False
    )
    mailbox_password = forms.CharField(
        label=pgettext_lazy("of a mail server", "Password"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, and never shown again."),
    )

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as they belong together, each group with its name."""
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def clean_address(self) -> str:
        """One address, as it is written to servers."""
        return self._one_address("address")

    def clean_reply_to(self) -> str:
        """One address, or none."""
        return self._one_address("reply_to") if self.cleaned_data["reply_to"] else ""

    def _one_address(self, field: str) -> str:
        try:
            return str(address(self.cleaned_data[field]).addr_spec)
        except UnfitAddress:
            raise forms.ValidationError(_("This is no e-mail address.")) from None

    def clean(self) -> dict[str, Any]:
        """A server that may be called."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if {"host", "port", "security"} <= found.keys():
            found["host"] = found["host"].strip().lower()
            try:
                judged(found["host"], found["port"], is_encrypted=found["security"] != NONE)
            except RefusedAddress:
                self.add_error("security", _("Only with encryption, or by a server that is named."))
        if found.get("mailbox_host"):
            found["mailbox_host"] = found["mailbox_host"].strip().lower()
            self._judge_mailbox(found["mailbox_host"], found.get("mailbox_port") or 993)
        return found

    def _judge_mailbox(self, host: str, port: int) -> None:
        try:
            judged(host, port, is_encrypted=True)
        except RefusedAddress:
            self.add_error("mailbox_host", _("Only with encryption, or by a server that is named."))


class TextSenderForm(forms.Form):
    """A number that writes text messages or WhatsApp, and the provider that carries it."""

    kind = forms.ChoiceField(
        label=_("By which way"), choices=[("sms", _("Text message")), ("whatsapp", "WhatsApp")]
    )
    name = forms.CharField(label=_("Who asks"), max_length=200)
    address = forms.CharField(
        label=_("Their number"), max_length=30, help_text=_("With the country: +49 30 123456."), strip=True
    )
    account = forms.CharField(
        label=_("Account at the provider"), max_length=100, help_text=_("Twilio calls it the Account SID.")
    )
    password = forms.CharField(
        label=_("Key of the account"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, and never shown again."),
    )
    template = forms.CharField(
        label=_("Approved template (WhatsApp)"),
        max_length=100,
        required=False,
        help_text=_("The Content SID. Gap 1 is the first name, gap 2 the link."),
    )
    url = forms.CharField(
        label=_("Address of the API"), max_length=300, required=False, help_text=_("Empty: Twilio’s own.")
    )
    per_minute = forms.IntegerField(
        label=_("Messages a minute at most"), min_value=1, max_value=6_000, initial=60
    )

    def clean_address(self) -> str:
        """A number as providers want it."""
        found = phone(self.cleaned_data["address"])
        if not found:
            raise forms.ValidationError(_("This is no phone number with its country."))
        return found

    def clean_url(self) -> str:
        """An address that may be called."""
        url: str = self.cleaned_data["url"].strip().rstrip("/")
        if url:
            try:
                target(url)
            except RefusedAddress:
                raise forms.ValidationError(_("This address may not be called.")) from None
        return url


def initial_of(sender: Sender) -> dict[str, Any]:
    """What the form shows of a sender; never its password."""
    own = {
        name: getattr(sender, name)
        for name in ("name", "address", "reply_to", "postal_address", "per_minute")
    }
    if sender.kind != SenderKind.SMTP:
        texts = {name: sender.options.get(name, "") for name in ("account", "template", "url")}
        return own | texts | {"kind": sender.kind}
    own |= {name: sender.options.get(name, "") for name in ("host", "port", "security", "user", "provider")}
    return own | {f"mailbox_{name}": sender.mailbox.get(name, "") for name in ("host", "port", "user")}
