"""The pages of themes: all of them, one with what was said, and what was said on none."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.customers import owning
from regard.web.dashboards.addresses import LAST_PAGE, Address
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.choices import language_links, owner_links, segment_links
from regard.web.dashboards.figures import METRIC_NAMES, count_text
from regard.web.dashboards.highlighting import Span, segments
from regard.web.dashboards.interactive import bundle_url
from regard.web.dashboards.naming import PERIOD_NAMES, Naming, metric_text, period_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opening import query_of, staying
from regard.web.dashboards.periods import LENGTHS
from regard.web.dashboards.theme_asking import where_of
from regard.web.dashboards.theme_done import acts
from regard.web.dashboards.theme_drafts import draft_of
from regard.web.dashboards.theme_figures import feeling_rule
from regard.web.dashboards.theme_opening import (
    address_of,
    lacking,
    lacking_of,
    opened_theme,
    opened_tree,
)
from regard.web.dashboards.theme_sentences import sentence_of
from regard.web.dashboards.theme_tree import most_said, row, tree
from regard.web.dashboards.theme_trend import told, trend_of
from regard.web.dashboards.theme_twins import proposed
from regard.web.dashboards.verbatims import LONGEST, Quote, quotes
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_drafting, theme_keeping
from regard.web.insights.models import said
from regard.web.insights.records import these
from regard.web.insights.studies import Filters
from regard.web.insights.theme_following import Followed, followed, taken_in
from regard.web.insights.theme_impacts import Scores
from regard.web.insights.theme_models import Theme, ThemeAssignment, ThemeEvent
from regard.web.insights.theme_numbers import Seen, carrying, without
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

PAGE = 8  # on a phone a record takes a third of the window
OPEN = 5  # themes within a group that are not folded
TERMS = 60  # of a theme, to choose from when it is split


@dataclass(frozen=True)
class Listing:
    """One page of what was said."""

    quotes: list[Quote]
    shown: str
    previous_url: str = ""
    next_url: str = ""


@require_safe
@member(Permission.FEEDBACK_VIEW)
def themes(request: MemberRequest) -> HttpResponse:
    """Every theme with its numbers, and what people did to them."""
    today, url = timezone.now().date(), reverse("themes:list", args=[request.workspace.slug])
    start = opened_tree(request, today=today)
    context = {
        "tree": tree(request, start.address, today=today),
        "draft": draft_of(request),
        "may_curate": request.membership.may(Permission.THEME_CURATE),
        "twins": proposed(request),
        "why_period": start.why(lacking),
        **_bar(request, start.address, url, today=today, asked=start.found.scores),
    }
    return render(request, "dashboards/themes.html", context)


@require_safe
@member(Permission.FEEDBACK_VIEW)
def theme(request: MemberRequest, key: str) -> HttpResponse:
    """One theme: its numbers, what was said with the words that show it, and the acts on it."""
    carried, slug = _carried_now(key), request.workspace.slug
    if carried.was:
        return _to_merged(request, carried)
    one = carried.theme
    today, url = timezone.now().date(), reverse("themes:detail", args=[slug, key])
    start = opened_theme(request, one.pk, today=today)
    address, numbers = start.address, start.found
    where, own = where_of(address, today=today), row(one, numbers, slug, address)
    children = list(Theme.objects.filter(gone_at=None, parent=one))
    lines = [row(child, numbers, slug, address) for child in most_said(children, numbers)]
    context = {
        "theme": one,
        "row": own,
        "why_period": start.why(lambda usual: lacking_of(usual, one.pk)),
        "feeling_rule": feeling_rule(),
        "metric": str(METRIC_NAMES.get(numbers.scores.metric, "")),
        "sentence": sentence_of(own, numbers, Naming().described(address.but(metric=""), today=today)),
        "card_url": reverse("cards:one", args=[slug, numbers.scores.metric or "net_sentiment"]),
        "children": lines[:OPEN],
        "more_children": lines[OPEN:],
        "listing": _carried(request, one, children, numbers, address, url, where),
        "chart": _chart(request, one, address, today=today),
        "bundle_url": bundle_url(slug),
        "counted_with": told(one),
        "taken_in": [theme.name for theme in taken_in(one)],
        "acts": acts(request, ThemeEvent.objects.filter(names__has_key=key)),
        **_bar(request, address, url, today=today, asked=numbers.scores),
        **_choices(request, one),
    }
    return render(request, "dashboards/theme.html", context)


@require_safe
@member(Permission.FEEDBACK_VIEW)
def trend_json(request: MemberRequest, key: str) -> HttpResponse:
    """The trend of a theme as a Vega-Lite specification; 404 where there is none."""
    chart = trend_of(request, _carried_now(key).theme, address_of(request), today=timezone.now().date())
    if chart is None:
        raise Http404
    return JsonResponse(chart.specification, json_dumps_params={"ensure_ascii": False})


@require_safe
@member(Permission.FEEDBACK_VIEW)
def none(request: MemberRequest) -> HttpResponse:
    """What was said that carries no theme."""
    address, today = address_of(request).but(metric=""), timezone.now().date()
    url = reverse("themes:none", args=[request.workspace.slug])
    context = {
        "listing": _without(request, address, url, today=today),
        **_bar(request, address, url, today=today),
    }
    return render(request, "dashboards/theme_none.html", context)


def theme_of(key: str) -> Theme:
    """The theme of a key. Raises Http404, also for one that is gone."""
    if "\0" in key:  # PostgreSQL takes no such text, not even to look for it
        raise Http404
    found: Theme | None = Theme.objects.filter(key=key, gone_at=None).select_related("parent").first()
    if found is None:
        raise Http404
    return found


def _carried_now(key: str) -> Followed:
    """The theme of a key, or the one that took it in. Raises Http404."""
    found = followed(key)
    if found is None:
        raise Http404
    return found


def _to_merged(request: MemberRequest, carried: Followed) -> HttpResponse:
    """The page of the theme that took one in, with the same choices."""
    names = {"before": carried.was, "name": carried.theme.name}
    messages.info(request, _("“%(before)s” was merged into “%(name)s”.") % names)
    url = reverse("themes:detail", args=[request.workspace.slug, carried.theme.key])
    query = request.GET.urlencode()
    return redirect(f"{url}?{query}" if query else url)


def highlighted(quote: Quote, record: Feedback, spans: Iterable[Iterable[int]]) -> Quote:
    """A quote whose text marks what shows a theme, and nothing else."""
    places = [Span(start, end, "found") for start, end in spans]
    pieces = segments(said(record)[:LONGEST], places)
    return replace(quote, segments=[{"text": piece.text, "class": piece.mark} for piece in pieces])


def _carried(
    request: MemberRequest,
    one: Theme,
    children: Iterable[Theme],
    numbers: Seen,
    address: Address,
    url: str,
    where: Filters,
) -> Listing:
    """What was said about a theme; where the archive tells of the themes of now it finds the newest."""
    own, last = numbers.themes.get(one.pk), address.page * PAGE
    told, found = Numbers.of(request.workspace), None
    if told.themed:
        found = told.newest(replace(where, theme=(one.key,)), most=last)
    page = carrying(one, where)[last - PAGE : last] if found is None else these(found[last - PAGE :])
    return _listing(request, list(page), own.n if own else 0, address, url, themes=[one, *children])


def _without(request: MemberRequest, address: Address, url: str, *, today: date) -> Listing:
    records, last = without(address.filters(today=today)), address.page * PAGE
    return _listing(request, list(records[last - PAGE : last]), records.count(), address, url)


def _listing(
    request: MemberRequest,
    page: list[Feedback],
    total: int,
    address: Address,
    url: str,
    *,
    themes: Iterable[Theme] = (),
) -> Listing:
    start = (address.page - 1) * PAGE
    shown = [
        highlighted(quote, record, spans)
        for quote, record, spans in zip(quotes(request, page), page, _spans(page, themes), strict=True)
    ]
    last = start + len(page)
    numbers = {"first": count_text(start + 1), "last": count_text(last), "total": count_text(total)}
    more = last < total and address.page < LAST_PAGE
    return Listing(
        quotes=shown,
        shown=_("%(first)s–%(last)s of %(total)s") % numbers if page else "",
        previous_url=f"{url}?{query_of(address.but(page=address.page - 1))}#records"
        if address.page > 1
        else "",
        next_url=f"{url}?{query_of(address.but(page=address.page + 1))}#records" if more else "",
    )


def _spans(records: Iterable[Feedback], themes: Iterable[Theme]) -> list[list[list[int]]]:
    """Where each record shows one of the themes, as far as it still says what it said then."""
    rows = ThemeAssignment.objects.filter(feedback__in=list(records), theme__in=list(themes))
    found: dict[Any, list[list[int]]] = {}
    for feedback, revision, spans in rows.values_list("feedback_id", "revision", "spans"):
        found.setdefault((feedback, revision), []).extend(spans)
    return [found.get((record.pk, record.revision), []) for record in records]


def _chart(request: MemberRequest, one: Theme, address: Address, *, today: date) -> dict[str, Any] | None:
    """The trend as components/chart.html takes it, drawn."""
    chart, slug = trend_of(request, one, address, today=today), request.workspace.slug
    if chart is None:
        return None
    url = f"{reverse('themes:trend', args=[slug, one.key])}?{address.query()}" if bundle_url(slug) else ""
    return {**vars(chart), "svg": drawn(chart.specification), "spec_url": url}


def _bar(
    request: MemberRequest, address: Address, url: str, *, today: date, asked: Scores | None = None
) -> dict[str, Any]:
    """The menus; each link keeps the period that is shown, also where the address names none."""
    numbers, first = Numbers.of(request.workspace), address.but()
    every = [*map(str, LENGTHS), "all"]
    owners = owner_links(first, Naming(owners=owning.owners()), url=url, by=request.membership)
    scores = asked or Scores()
    return {
        "metrics": [
            (metric_text(one), f"{url}?{query_of(first.but(metric=one))}", one == scores.metric)
            for one in dict.fromkeys((*scores.asked, *filter(None, [scores.metric])))
        ],
        "periods": [
            (str(PERIOD_NAMES[one]), f"{url}?{query_of(first.but(period=one))}", one == address.period)
            for one in every
        ],
        "segments": staying(segment_links(numbers, first, Naming(), url=url), address.period),
        "owners": staying(owners, address.period),
        "languages": staying(language_links(numbers, first, Naming(), url=url), address.period),
        "period_text": period_text(address, today=today),
        "fresh": numbers.fresh_by_theme(),
    }


def _choices(request: MemberRequest, one: Theme) -> dict[str, Any]:
    """What can be done to a theme as the draft has it; nothing for those who may not."""
    if not request.membership.may(Permission.THEME_CURATE):
        return {"may_curate": False}
    kept, row = theme_keeping.state(), theme_drafting.open_draft()
    tree = theme_drafting.drafted(row, kept).themes.tree
    mine = tree.get(one.key)
    found: dict[str, Any] = {"may_curate": True, "has_draft": row is not None, "drafted": mine}
    if mine is None:
        return found
    ids = set(Theme.objects.filter(gone_at=None).values_list("key", flat=True)) - {one.key}
    others = sorted((tree[key] for key in ids if key in tree), key=lambda theme: theme.name)
    held = [theme for theme in tree.values() if theme.parent == one.key]
    return {
        **found,
        "mergeable": [theme for theme in others if bool(theme.terms) == bool(mine.terms)],
        "parents": [] if held else [theme for theme in others if theme.parent is None],
        "terms": mine.terms[:TERMS],
    }
