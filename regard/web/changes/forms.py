"""What is filled in about a change before it starts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.web.accounts.models import User
from regard.web.changes.models import OPEN, SHARES, TEXTS, Change, Course, Exposed, Metric, State
from regard.web.contacts.forms import values_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.feedback.models import Feedback, Source
from regard.web.insights.theme_models import Theme
from regard.web.workspaces.models import Membership

PERIODS = (("90", _("Last 90 days")), ("365", _("Last 365 days")), ("all", _("All time")))
SAID = (("", _("anything")), ("negative", _("complaint")), ("positive", _("praise")))
KINDS = (Exposed.SEGMENT, Exposed.REGION, Exposed.SOURCE)
THEMES = _("Themes")
MOST_HELD_OUT = 50
MANY, LATELY = 200, 20_000
OF_EXPLORE = ("segment", "source", "channel", "language", "word", "intent", "scores")


def _some(label: Any) -> forms.MultipleChoiceField:
    """Some of those that are known, or none."""
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class ChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everything that a change promises; an idea needs a title, the rest is asked for before it starts."""

    state = forms.ChoiceField(
        label=_("State"), choices=[(one.value, one.label) for one in OPEN], initial=State.IDEA
    )
    factor = forms.MultipleChoiceField(
        label=_("Factors"),
        choices=list(FACTOR_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    sentiment = forms.ChoiceField(label=_("Said as"), choices=SAID, required=False)
    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, initial="365")
    q = forms.CharField(label=_("With these words"), max_length=200, required=False)
    about = forms.ChoiceField(label=_("The share of which factor or theme"), required=False)
    segment = forms.ChoiceField(label=_("Whose number"), required=False)
    reach_segment = _some(_("Segments that it reaches"))
    reach_region = _some(_("Regions that it reaches"))
    reach_source = _some(_("Sources in which those answer whom it reaches"))

    class Meta:
        model = Change
        fields = (
            *TEXTS,
            *(
                "state",
                "metric",
                "about",
                "direction",
                "smallest",
                "segment",
                "holdout_percent",
                "all_at_once",
                "chosen_low",
            ),
            *("start_on", "judge_on", "owner"),
        )
        labels = {
            "title_en": _("Title in English"),
            "title_zh": _("Title in Chinese"),
            "said_en": _("What customers said, in English"),
            "said_zh": _("What customers said, in Chinese"),
            "did_en": _("What is done, or why it is not, in English"),
            "did_zh": _("What is done, or why it is not, in Chinese"),
            "metric": pgettext_lazy("of a change", "Number"),
            "direction": _("Expected"),
            "smallest": _("Smallest effect worth it"),
            "holdout_percent": _("Held out by chance (%)"),
            "all_at_once": _("Nobody can be left out, and it cannot begin with some of them first"),
            "chosen_low": _("Those whom it reaches were chosen for their low scores"),
            "start_on": _("Starts on"),
            "judge_on": _("Judged on"),
            "owner": pgettext_lazy("of a change", "Answers for it"),
        }
        help_texts = {
            "smallest": _("In points of the number; of stars and ease in steps of the scale."),
            "holdout_percent": _("So many in a hundred customers do not get it, and show what it did."),
            "all_at_once": _("Then the weeks before and after are all there is: weak evidence at best."),
            "said_en": _("In your own words: this may stand on the public page."),
            "said_zh": _("In your own words: this may stand on the public page."),
        }
        widgets = {
            "start_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "judge_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in TEXTS if not name.startswith("title")},
        }

    def __init__(self, *args: Any, asked: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = Address.read(asked if asked is not None else QueryDict(self.instance.words))
        self.initial.update(_filled(self.view, self.instance))
        fields: dict[str, Any] = self.fields
        themes = _themes(self.instance)
        fields["theme"].choices = [(str(one.pk), one.name) for one in themes]
        fields["about"].choices = _subjects(self.instance, themes)
        known = _named_lately()
        segments = sorted({*values_of("segment"), *known["segment"], *filter(None, [self.instance.segment])})
        fields["segment"].choices = [("", _("Everybody’s")), *((one, one) for one in segments)]
        for kind, values in _reaches(self.instance, known).items():
            fields[f"reach_{kind}"].choices = values
        fields["owner"].queryset = User.objects.filter(
            pk__in=Membership.objects.values_list("user_id", flat=True)
        ).order_by("name", "pk")
        fields["metric"].choices = [("", "–"), *Metric.choices]
        fields["smallest"].widget.attrs |= {"min": "0", "step": "any"}
        fields["holdout_percent"].widget.attrs |= {"min": "0", "max": str(MOST_HELD_OUT)}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not (found.get("title_en") or found.get("title_zh")):
            self.add_error("title_en", _("Give it a title in one language at least."))
        start, judged = found.get("start_on"), found.get("judge_on")
        if start and judged and judged <= start:
            self.add_error("judge_on", _("It is judged after it has started."))
        if (found.get("holdout_percent") or 0) > MOST_HELD_OUT:
            self.add_error("holdout_percent", _("At most half of the customers are held out."))
        if found.get("smallest") is not None and not 0 < found["smallest"] < float("inf"):
            self.add_error("smallest", _("An effect is larger than 0."))
        reached = [kind for kind in KINDS if found.get(f"reach_{kind}")]
        if len(reached) > 1:
            text = _("It reaches segments, regions or sources: choose from one of the three.")
            self.add_error(f"reach_{reached[-1]}", text)
        if found.get("about") and found.get("metric") != Metric.SHARE:
            self.add_error("about", _("Only of a share it is asked of what. Choose the share as the number."))
        if found.get("segment") and Exposed.SEGMENT in reached and not found.get("holdout_percent"):
            self.add_error(
                "segment",
                _("A segment is compared with the others: for that everybody’s number is needed."),
            )
        return found

    def kept(self) -> Change:
        """The change as it was filled in, not saved yet."""
        kept: Change = self.instance
        found = self.cleaned_data
        kept.exposed_by = next((kind for kind in KINDS if found[f"reach_{kind}"]), Exposed.EVERYONE)
        kept.exposed = found[f"reach_{kept.exposed_by}"] if kept.exposed_by else []
        kept.themes = found["theme"]
        fields: dict[str, Any] = self.fields
        of_themes = dict(dict(fields["about"].choices).get(THEMES, ()))
        kept.about_name = of_themes.get(kept.about, "")
        chosen = any(found[name] for name in ("factor", "sentiment", "q"))
        view = self.view.but(
            factor=tuple(found["factor"]),
            polarity=(found["sentiment"],) if found["sentiment"] and found["factor"] else (),
            sentiment=(found["sentiment"],) if found["sentiment"] and not found["factor"] else (),
            period=found["period"],
            q=found["q"],
        )
        kept.words = view.query() if chosen or kept.themes or _says_more(view) else ""
        return kept


def _says_more(view: Address) -> bool:
    """Whether a view that explore handed over chooses by something that the form has no field for."""
    return any(getattr(view, name) for name in OF_EXPLORE)


def _filled(view: Address, change: Change) -> dict[str, Any]:
    said = view.polarity or view.sentiment
    reach = {f"reach_{change.exposed_by}": change.exposed} if change.exposed_by else {}
    known = view.period in dict(PERIODS) and view != Address()
    chosen = {"factor": list(view.factor), "theme": change.themes, "q": view.q}
    return chosen | reach | {"sentiment": said[0] if said else "", "period": view.period if known else "365"}


def _subjects(change: Change, themes: Sequence[Theme]) -> list[Any]:
    """What a share can be of: a factor, the complaints or praise of it, a theme; what was chosen before."""
    factors = [
        (f"factor:{key}{ending}", SHARES[polarity] % {"name": name})
        for key, name in FACTOR_NAMES.items()
        for polarity, ending in (("negative", ":negative"), ("positive", ":positive"), ("", ""))
    ]
    of_themes = [(f"theme:{one.key}", one.name) for one in themes]
    known = {value for value, _name in (*factors, *of_themes)}
    if change.about and change.about not in known:
        of_themes.append((change.about, change.about_name))
    return [("", "–"), (_("Factors"), factors), *([(THEMES, of_themes)] if of_themes else [])]


def _themes(change: Change) -> Sequence[Theme]:
    """Themes to choose from: the groups and those that stand alone, and what was chosen before."""
    top = Theme.objects.filter(gone_at=None, parent=None)[:MANY]
    chosen = Theme.objects.filter(pk__in=change.themes).exclude(pk__in=[one.pk for one in top])
    return [*top, *chosen]


def _named_lately() -> dict[str, set[str]]:
    """The segments and regions that the newest records name."""
    rows = Feedback.objects.order_by("-collected_at").values_list("segment", "region")[:LATELY]
    found = set(rows)
    return {
        "segment": {one for one, _region in found if one},
        "region": {one for _segment, one in found if one},
    }


def _reaches(change: Change, known: dict[str, set[str]]) -> dict[str, list[tuple[str, str]]]:
    """The segments, regions and sources to choose from, and what was chosen before."""
    segments = {*values_of("segment"), *values_of("account_segment"), *known["segment"]}
    regions = {*values_of("region"), *known["region"]}
    found: dict[str, list[tuple[str, str]]] = {
        Exposed.SEGMENT: [(one, one) for one in sorted(segments)[:MANY]],
        Exposed.REGION: [(one, one) for one in sorted(regions)[:MANY]],
        Exposed.SOURCE: list(Source.objects.values_list("key", "name")[:MANY]),
    }
    if change.exposed_by:
        names = dict(found[change.exposed_by])
        found[change.exposed_by] += [(one, one) for one in change.exposed if one not in names]
    return found


class PickForm(forms.Form):
    """The records that led to a change, picked one by one."""

    picked = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, data: Any, *, among: Sequence[UUID]) -> None:
        super().__init__(data)
        field: Any = self.fields["picked"]
        field.choices = [(str(one), str(one)) for one in among]


class ProgressForm(forms.Form):
    """How a locked change goes: that it is done, or did not go as promised, and then why."""

    kind = forms.TypedChoiceField(
        label=pgettext_lazy("how a change goes", "What happened"), choices=Course.choices, coerce=Course
    )
    on = forms.DateField(
        label=pgettext_lazy("a day", "On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Why"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("kind") not in (None, Course.DONE) and not found.get("reason"):
            self.add_error("reason", _("Say why it did not go as promised."))
        return found


class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The texts of a change that is locked."""

    class Meta:
        model = Change
        fields = TEXTS
        labels = {name: ChangeForm.Meta.labels[name] for name in TEXTS}
        widgets = {name: ChangeForm.Meta.widgets[name] for name in TEXTS if name in ChangeForm.Meta.widgets}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not (found.get("title_en") or found.get("title_zh")):
            self.add_error("title_en", _("Give it a title in one language at least."))
        if self.instance.state == State.WONT_DO and not (found.get("did_en") or found.get("did_zh")):
            self.add_error("did_en", _("Say why it will not be done: those who asked are told."))
        return found


class RemarkForm(forms.Form):
    """A word more about a change."""

    text = forms.CharField(label=_("A remark"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
