"""The explore page: filters, a number with its chart, and the records behind it, all from one address."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import LAST_PAGE, SENTIMENTS, UNKNOWN, Address
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.choices import Bar, bar
from regard.web.dashboards.counting import is_beyond, matching_address, voiced, voices, where_of
from regard.web.dashboards.exporting import MOST_IN_A_WORKBOOK
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.interactive import bundle_url
from regard.web.dashboards.labels import SENTIMENT_NAMES
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.panels import Panel, panel
from regard.web.dashboards.plots import Chart
from regard.web.dashboards.questions import Question
from regard.web.dashboards.saved_models import SavedView, seen_by
from regard.web.dashboards.saving import stale
from regard.web.dashboards.sides import Side, sides
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.feedback.models import Feedback
from regard.web.insights.newest import NEWEST
from regard.web.insights.records import these
from regard.web.insights.studies import Filters, Freshness
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest
from regard.web.workspaces.tenancy import TenantQuerySet

PAGE = 25


@dataclass(frozen=True)
class Tab:
    """The records of one voice: how many, where, and whether they agree with the change on top."""

    label: str
    n: str
    url: str
    current: bool
    stance: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of records."""

    tabs: list[Tab]
    quotes: list[Quote]
    total: int
    shown: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class Explore:
    """All that the page shows."""

    address: Address
    bar: Bar
    panel: Panel
    chart: dict[str, Any] | None
    bundle_url: str
    sides: list[Side]
    listing: Listing
    described: list[str]
    csv_url: str
    xlsx_url: str
    words_url: str  # empty where only the records can answer
    views: list[tuple[str, str, bool]]  # the saved ones: name, address, whether it is this one
    save_url: str  # empty for those who may not
    finding_url: str  # the same, and where no number is asked for
    stale: list[str]  # what the address asks for that is no more
    fresh: Freshness


def explore(request: MemberRequest, address: Address, *, today: date) -> Explore:
    """Ask everything that the page shows for one address."""
    question = question_of(request, address, today=today)
    slug, query = request.workspace.slug, address.query()
    heard = voices(question.numbers, address, today=today)
    records = sum(heard.values())
    found = panel(question, records=records)
    exports = request.membership.may(Permission.FEEDBACK_EXPORT)
    fits = records <= MOST_IN_A_WORKBOOK
    saves = request.membership.may(Permission.VIEW_EDIT)
    bundle = bundle_url(slug) if found.chart else ""
    spec_url = f"{reverse('dashboards:chart-json', args=[slug])}?{query}"
    return Explore(
        address=address,
        bar=bar(question.numbers, address, question.naming, url=question.url, by=request.membership),
        panel=found,
        chart=_shown(
            found.chart, spec_url=spec_url if bundle else "", files=_files(slug, query) if exports else []
        )
        if found.chart
        else None,
        bundle_url=bundle,
        sides=sides(request, question.of_one_definition, found),
        listing=listing(request, question, heard, found),
        described=question.naming.described(address, today=today),
        csv_url=f"{reverse('dashboards:export-csv', args=[slug])}?{query}" if exports else "",
        xlsx_url=f"{reverse('dashboards:export-xlsx', args=[slug])}?{query}" if exports and fits else "",
        words_url="" if address.beyond_counting else f"{reverse('dashboards:words', args=[slug])}?{query}",
        views=[_view(question.url, query, view) for view in seen_by(request.membership)],
        save_url=f"{reverse('saved:new', args=[slug])}?{query}" if saves else "",
        finding_url=finding_url(request, address),
        stale=stale(address, question.numbers, question.naming),
        fresh=question.numbers.fresh_by_theme() if question.address.theme else question.numbers.fresh,
    )


def _view(url: str, query: str, view: SavedView) -> tuple[str, str, bool]:
    return view.name, f"{url}?{view.query}" if view.query else url, view.query == query


def _shown(chart: Chart, *, spec_url: str, files: list[tuple[str, str]]) -> dict[str, Any]:
    """The chart as components/chart.html takes it, drawn."""
    return {**vars(chart), "svg": drawn(chart.specification), "spec_url": spec_url, "files": files}


def _files(slug: str, query: str) -> list[tuple[str, str]]:
    """The table behind the chart as files, each with its address."""
    named = ((_("Table as CSV"), "dashboards:chart-csv"), (_("Table as XLSX"), "dashboards:chart-xlsx"))
    return [(text, f"{reverse(name, args=[slug])}?{query}") for text, name in named]


def address_of(request: MemberRequest) -> Address:
    """The address of the request; a customer can be asked for only by those who may see customers."""
    address = Address.read(request.GET, by=request.membership)
    if (address.customer or address.account) and not request.membership.may(Permission.CUSTOMER_VIEW):
        raise Http404
    return address


def finding_url(request: MemberRequest, address: Address) -> str:
    """Where a finding is written from an address; empty for those who may not, and without a number."""
    if not (address.measures and request.membership.may(Permission.REPORT_EDIT)):
        return ""
    return f"{reverse('reports:new-finding', args=[request.workspace.slug])}?{address.query()}"


def question_of(request: MemberRequest, address: Address, *, today: date) -> Question:
    """The address as a question to the open workspace."""
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    return Question(Numbers.of(request.workspace), address, Naming.of_open_workspace(), today, url)


def listed(address: Address, *, today: date) -> TenantQuerySet:
    """The records of the address, of one voice where one is chosen: the list, and what is downloaded."""
    newest: TenantQuerySet = matching_address(address, _filters(address, today)).order_by(*NEWEST)
    return newest


def _filters(address: Address, today: date) -> Filters:
    where = where_of(address, today=today)
    return voiced(where, address.voices) if address.voices and not address.sentiment else where


def _page(numbers: Numbers, address: Address, start: int, *, today: date) -> list[Feedback]:
    """The records of one page of the list; those of filters that few match are found by the archive."""
    where, last = _filters(address, today), start + PAGE
    is_narrow = replace(where, start=None, end=None) != Filters()
    if is_narrow and not (is_beyond(numbers, address) or address.customer or address.account):
        found = numbers.newest(where, most=last)
        if found is not None:
            return these(found[start:])
    return list(listed(address, today=today)[start:last])


def listing(
    request: MemberRequest,
    question: Question,
    heard: dict[str | None, int],
    found: Panel,
) -> Listing:
    """One page of the records, with the tabs of their voices."""
    address, url = question.address, question.url
    total = count_of(heard, address)
    start = (address.page - 1) * PAGE
    page = _page(question.numbers, address, start, today=question.today)
    last = start + len(page)
    numbers = {"first": count_text(start + 1), "last": count_text(last), "total": count_text(total)}
    turn = {"page": address.page + 1}
    return Listing(
        tabs=_tabs(address, heard, found, url) if not address.sentiment else [],
        quotes=quotes(request, page, wanted=address.q),
        total=total,
        shown=_("%(first)s–%(last)s of %(total)s") % numbers if page else "",
        previous_url=f"{url}?{address.but(page=address.page - 1).query()}" if address.page > 1 else "",
        next_url=f"{url}?{address.but(**turn).query()}" if last < total and address.page < LAST_PAGE else "",
    )


def count_of(heard: dict[str | None, int], address: Address) -> int:
    """How many records the list has."""
    if address.voices and not address.sentiment:
        return heard.get(None if address.voices == UNKNOWN else address.voices, 0)
    return sum(heard.values())


def _tabs(address: Address, heard: dict[str | None, int], found: Panel, url: str) -> list[Tab]:
    query = address.but(voices="").query()
    every = Tab(_("All"), count_text(sum(heard.values())), f"{url}?{query}", not address.voices)
    tabs = [_tab(address, heard, found, url, voice) for voice in (*SENTIMENTS, UNKNOWN)]
    return [every, *(tab for tab in tabs if tab.n != "0" or tab.current)]


def _tab(address: Address, heard: dict[str | None, int], found: Panel, url: str, voice: str) -> Tab:
    label = _("no sentiment") if voice == UNKNOWN else str(SENTIMENT_NAMES[voice])
    return Tab(
        label=label,
        n=count_text(heard.get(None if voice == UNKNOWN else voice, 0)),
        url=f"{url}?{address.but(voices=voice).query()}",
        current=address.voices == voice,
        stance=_stance(found, voice),
    )


def _stance(found: Panel, voice: str) -> str:
    """Whether a voice agrees with the change on top; nothing where nothing changed."""
    if found.change is None or not found.change.direction or voice not in ("positive", "negative"):
        return ""
    agrees = (voice == "positive") == (found.change.direction == "up")
    return _("in line with the change") if agrees else _("against the change")
