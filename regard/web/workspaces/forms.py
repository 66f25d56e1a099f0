"""What people fill in about a workspace and its members."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.workspaces.models import MemberInvitation, Workspace


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Workspace
        fields = ("name",)
        labels = {"name": _("Company or brand")}


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Workspace
        fields = ("name", "time_zone")
        labels = {"name": _("Company or brand")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        self.fields["time_zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]


class NewPersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who has no account yet; the e-mail is fixed where an invitation says it."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters."),
    )

    class Meta:
        model = User
        fields = ("name", "email")
        labels = {"name": _("Your name"), "email": _("E-mail")}

    field_order: tuple[str, ...] = ("name", "email", "password")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.data.get("email", ""), name=self.data.get("name", "")))
        return password

    def create(self) -> User:
        found = self.cleaned_data
        return User.objects.create_user(found["email"], found["password"], name=found["name"])


class InvitedPersonForm(NewPersonForm):
    class Meta(NewPersonForm.Meta):
        fields = ("name",)  # type: ignore[assignment]

    field_order = ("name", "password")


class SetupForm(NewPersonForm):
    """The first person and their workspace."""

    company = forms.CharField(label=_("Company or brand"), max_length=120)
    sample = forms.BooleanField(
        label=_("Also load the sample workspace (an invented company)"), required=False, initial=True
    )

    field_order = ("company", "name", "email", "password", "sample")


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = MemberInvitation
        fields = ("email", "role")
