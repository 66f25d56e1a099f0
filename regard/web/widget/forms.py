"""What people fill in about a widget."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.web.widget.models import Widget

PART = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
PORT = r"(?::[0-9]{1,5})?"
HERE = r"http://(?:localhost|127\.0\.0\.1)"  # to try it
ORIGIN = re.compile(rf"(?:https://(?:{PART}\.){{0,9}}{PART}|{HERE}){PORT}", re.ASCII)
EVENT = r"[A-Za-z][A-Za-z0-9_.-]{0,39}"
MOST_ORIGINS = 20


class WidgetForm(forms.Form):
    """Where, when and to whom."""

    name = forms.CharField(label=pgettext_lazy("of a widget", "Name"), max_length=200)
    origins = forms.CharField(
        label=_("Pages that may show it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, with https:// and without a path: https://shop.example"),
    )
    after = forms.IntegerField(label=_("After so many seconds"), min_value=0, max_value=3600, required=False)
    scroll = forms.IntegerField(
        label=_("When so much of the page was scrolled (%)"), min_value=1, max_value=100, required=False
    )
    event = forms.RegexField(
        rf"^{EVENT}\Z",
        label=_("On this event of your page"),
        required=False,
        help_text=_('Your page says it with Regard.event("…"). With Regard.open() it opens at any time.'),
    )
    share = forms.IntegerField(label=_("In how many of 100 visits"), min_value=1, max_value=100, initial=100)
    place = forms.ChoiceField(
        label=_("Where on the page"), choices=[("corner", _("Below, right")), ("left", _("Below, left"))]
    )
    is_on = forms.BooleanField(label=_("Show it"), required=False, initial=True)

    def clean_origins(self) -> list[str]:
        found = list(dict.fromkeys(self.cleaned_data["origins"].lower().split()))
        if len(found) > MOST_ORIGINS or not all(ORIGIN.fullmatch(one) for one in found):
            raise forms.ValidationError(
                _("An address of a page looks like https://shop.example; at most 20.")
            )
        return found

    @property
    def columns(self) -> dict[str, Any]:
        """What is kept."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("after", "scroll", "event") if data[name] not in (None, "")}
        kept = {name: data[name] for name in ("name", "origins", "place", "is_on")}
        return kept | {
            "triggers": [{name: value} for name, value in given.items()],
            "share": data["share"] / 100,
        }

    @classmethod
    def first_values(cls, widget: Widget) -> dict[str, Any]:
        """The form as it was filled in."""
        triggers = {name: value for one in widget.triggers for name, value in one.items()}
        return {
            "name": widget.name,
            "origins": "\n".join(widget.origins),
            "share": round(widget.share * 100),
            "place": widget.place,
            "is_on": widget.is_on,
            **triggers,
        }
