"""The page of loyalty and money: who stays, who leaves, and what goes with it."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.interactive import bundle_url
from regard.web.insights.loyalty_study import window_of
from regard.web.loyalty.asking import Books
from regard.web.loyalty.linking import leaving_text, paying_text
from regard.web.loyalty.money import heard_text, kept_text
from regard.web.loyalty.staying import Staying, staying_of
from regard.web.loyalty.steps import last_steps, open_of
from regard.web.loyalty.worklist import lines, ordered, owned_now
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

LENGTHS = (6, 12, 18, 24)
USUAL = 12
FIRST = 5  # customers at risk that stand on the page itself
QUARTER = 90  # days in which a customer who said anything was heard


@member(Permission.REVENUE_VIEW)
@require_safe
def loyalty(request: MemberRequest) -> HttpResponse:
    """Retention by score, the revenue that was heard and kept, and what goes with leaving."""
    today, months = timezone.now().date(), months_of(request)
    context: dict[str, Any] = {"can_import": request.membership.may(Permission.FEEDBACK_IMPORT)}
    books = Books.of(request.workspace)
    if books.have_anybody():
        of_scores = books.followed(months=months, today=today)
        found = staying_of(of_scores)
        context |= {
            "staying": found,
            "leaving": leaving_text(of_scores),
            **_money(books, months, today=today),
            **_at_risk(request, books, today=today),
            "chart": _chart(request, found, months),
            **_files(request, months),
            "bundle_url": bundle_url(request.workspace.slug),
            "menu": _menu(request, months),
        }
    return render(request, "loyalty/loyalty.html", context)


@member(Permission.REVENUE_VIEW)
@require_safe
def chart_json(request: MemberRequest) -> HttpResponse:
    """The curves as a Vega-Lite specification; 404 where there are none."""
    found = _staying(request, today=timezone.now().date())
    if found.chart is None:
        raise Http404
    return JsonResponse(found.chart.specification, json_dumps_params={"ensure_ascii": False})


def _money(books: Books, months: int, *, today: date) -> dict[str, Any]:
    """What became of the revenue, how much of it was heard, and whether it goes with the score."""
    window = window_of(months=months, today=today)
    heard = books.heard_since(since=today - timedelta(days=QUARTER), today=today)
    paid = books.paid_per_point(today=today)
    said = Address(period="dates", start=today - timedelta(days=QUARTER), last=today)
    return {
        "heard_url": f"{reverse('dashboards:explore', args=[books.workspace.slug])}?{said.query()}",
        "kept": [kept_text(one, start=window.start, end=window.end) for one in books.kept_in(window)],
        "heard": [heard_text(one, since=today - timedelta(days=QUARTER)) for one in heard],
        "paying": [paying_text(currency, one) for currency, one in paid.items()],
    }


def _at_risk(request: MemberRequest, books: Books, *, today: date) -> dict[str, Any]:
    """How many give a reason to be looked after, and the first of them; for those who may see names."""
    if not request.membership.may(Permission.CUSTOMER_VIEW):
        return {}
    every, owned = books.in_danger(today=today), owned_now()
    found = ordered(open_of(every, last_steps(), today=today), "weight")
    first = lines(found[:FIRST], owned, slug=request.workspace.slug, today=today)
    have_owners = sum(one.payer.pk in owned for one in found)
    return {"at_risk": first, "at_risk_all": len(found), "at_risk_owned": have_owners}


def _staying(request: MemberRequest, *, today: date) -> Staying:
    return staying_of(Books.of(request.workspace).followed(months=months_of(request), today=today))


def months_of(request: MemberRequest) -> int:
    """The chosen number of months, else the usual one."""
    asked = request.GET.get("months", "")
    return int(asked) if asked in map(str, LENGTHS) else USUAL


def _menu(request: MemberRequest, months: int) -> list[tuple[str, str, bool]]:
    url = reverse("loyalty:page", args=[request.workspace.slug])
    text = ngettext("Last %(n)s month", "Last %(n)s months", 2)
    return [(text % {"n": each}, f"{url}?months={each}", each == months) for each in LENGTHS]


def may_take(request: MemberRequest) -> bool:
    """Whether somebody may have the files of what is behind the numbers."""
    return all(request.membership.may(one) for one in (Permission.CUSTOMER_VIEW, Permission.FEEDBACK_EXPORT))


def _files(request: MemberRequest, months: int) -> dict[str, str]:
    """The files of what is behind the numbers; none for those who may not have them."""
    if not may_take(request):
        return {}
    names = ("customers", "leaving", "paying")
    of = {name: reverse(f"loyalty:{name}-csv", args=[request.workspace.slug]) for name in names}
    return {f"{name}_url": f"{url}?months={months}" for name, url in of.items()}


def _chart(request: MemberRequest, found: Staying, months: int) -> dict[str, Any] | None:
    """The chart as components/chart.html takes it, drawn: panels side by side, and below each other."""
    if found.chart is None:
        return None
    slug, wide = request.workspace.slug, found.chart.specification
    url = f"{reverse('loyalty:chart-json', args=[slug])}?months={months}" if bundle_url(slug) else ""
    pictures = drawn(wide), drawn({**wide, "columns": 1})
    svg = format_html('<div class="panels beside">{}</div><div class="panels below">{}</div>', *pictures)
    return {
        **vars(found.chart),
        "svg": svg,
        "spec_url": url,
        "csv_url": _files(request, months).get("customers_url", ""),
    }
