"""What is agreed before a view is watched, and what is said when an alert is closed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.alerts.models import Direction, Watch
from regard.web.alerts.normals import Unwatchable
from regard.web.alerts.sentences import metric_name, often_text, settled_text
from regard.web.alerts.watching import Terms, address_of, watched_of
from regard.web.dashboards.saved_models import SavedView
from regard.web.insights.watch_study import VOLUME
from regard.web.workspaces.models import Membership

RUN_LENGTHS = (90, 365, 1095, 3650)
BASELINES = (30, 60, 90, 180)
SETTLED = (0, 1, 3, 7, 14)


def measures_of(query: str) -> list[tuple[str, str]]:
    """What of a view can be watched: its metric or its share where it has one, and its volume."""
    volume = (VOLUME, metric_name(VOLUME))
    try:
        return [("", metric_name(watched_of(address_of(query)).metric)), volume]
    except Unwatchable:
        return [volume]


class ReadersForm(forms.Form):
    """Who is written to; of a `watch`, those of now are chosen."""

    readers = forms.MultipleChoiceField(
        label=_("Who is written to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, view: SavedView, watch: Watch | None = None, **kwargs: Any) -> None:
        if watch:
            now = [str(pk) for pk in watch.readers.values_list("user", flat=True)]
            kwargs["initial"] = {"readers": now}
        super().__init__(*args, **kwargs)
        self.members = {
            str(row.user_id): row.user
            for row in Membership.objects.select_related("user")
            if view.is_seen_by(row)
        }
        self._choose("readers", [(pk, str(user)) for pk, user in self.members.items()])

    def _choose(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def chosen(self) -> list[User]:
        """The members who are written to."""
        return [self.members[pk] for pk in self.cleaned_data["readers"]]


class WatchForm(ReadersForm):
    """The terms of a watch, and who is written to."""

    measure = forms.ChoiceField(label=_("What is watched"), required=False)
    direction = forms.ChoiceField(label=_("Tell when it"), choices=Direction.choices)
    run_length = forms.TypedChoiceField(
        label=_("How often it may be wrong"),
        help_text=_("Where nothing changes, false alarms come no more often than this, on average."),
        coerce=int,
    )
    baseline_days = forms.TypedChoiceField(
        label=_("What is normal"), coerce=int, help_text=_("The answers of these days are compared with.")
    )
    settle_days = forms.TypedChoiceField(
        label=_("A day counts"),
        coerce=int,
        required=False,
        empty_value="0",
        help_text=_("What comes in late, such as by a weekly file, else looks as if fewer came in."),
    )
    field_order = ("measure", "direction", "run_length", "baseline_days", "settle_days", "readers")

    def __init__(
        self, *args: Any, view: SavedView, measures: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, view=view, **kwargs)
        self.first = measures[0][0]
        self._choose("measure", measures)
        self._choose("settle_days", [(str(days), settled_text(days)) for days in SETTLED])
        self._choose("run_length", [(str(days), often_text(days)) for days in RUN_LENGTHS])
        last = [(str(days), format_lazy(_("the last {days} days"), days=days)) for days in BASELINES]
        self._choose("baseline_days", last)

    @property
    def terms(self) -> Terms:
        """What is agreed; as usual where nothing valid was sent."""
        given = getattr(self, "cleaned_data", {})
        usual = Terms()
        return Terms(
            given.get("direction", usual.direction),
            given.get("run_length", usual.run_length),
            given.get("baseline_days", usual.baseline_days),
            given.get("measure", self.initial.get("measure", self.first)),
            int(given.get("settle_days", usual.settle_days)),
        )


class ClosingForm(forms.Form):
    """What somebody notes about an alert."""

    note = forms.CharField(
        label=_("What you found"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_new_normal = forms.BooleanField(
        label=_("What was said since then is normal from now on"),
        help_text=_("Else the same days as before stay the normal, and it may tell again."),
        required=False,
        initial=True,
    )
