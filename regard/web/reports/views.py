"""The live report, the reports that were made, and their files."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.dashboards.home import everything
from regard.web.dashboards.numbers import Numbers
from regard.web.reports.afterwards import since
from regard.web.reports.choosing import Choice, menus
from regard.web.reports.content import Content
from regard.web.reports.files import FILES
from regard.web.reports.gathering import gathered
from regard.web.reports.headings import headings
from regard.web.reports.lacking import lacking
from regard.web.reports.lines import charts
from regard.web.reports.making import LANGUAGES, content_of, make
from regard.web.reports.models import Format, Report
from regard.web.reports.pdf import MissingFont
from regard.web.reports.permitted import for_reader, parts_for
from regard.web.reports.windows import Window
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

SHOWN = 24


@member(Permission.FEEDBACK_VIEW)
@require_safe
def live(request: MemberRequest) -> HttpResponse:
    """The report as it would be made now, and those that were made."""
    today = timezone.now().date()
    numbers = Numbers.of(request.workspace)
    records, _undated = everything(numbers)
    if not records:
        return render(request, "reports/empty.html", {"fresh": numbers.fresh})
    choice, here = _choice(request, today=today), reverse("reports:live", args=[request.workspace.slug])
    window = choice.window(today=today)
    content = _gathered(request, window, language=_language(request), today=today, numbers=numbers)
    return render(
        request,
        "reports/live.html",
        {
            **_shown(request, content),
            "fresh": numbers.fresh,
            "menus": menus(choice, numbers, url=here, today=today),
            "choice": choice.parts(),
            "reports": Report.objects.order_by("-made_at", "-id").defer("content")[:SHOWN],
            "files": _files(request, f"?{choice.query()}&"),
        },
    )


@member(Permission.FEEDBACK_VIEW)
@require_safe
def live_file(request: MemberRequest, ending: str) -> HttpResponse:
    """The live report as a file."""
    now = timezone.now()
    window = _choice(request, today=now.date()).window(today=now.date())
    content = _gathered(request, window, language=_wanted(request), today=now.date())
    return _file(request, content, ending, at=now, last=window.address.last or now.date())


@member(Permission.REPORT_EDIT)
@require_POST
def make_one(request: MemberRequest) -> HttpResponse:
    """Keep the report as it stands now."""
    now = timezone.now()
    window = _choice(request, today=now.date()).window(today=now.date())
    report = make(request.workspace, window, by=request.user, at=now)
    messages.success(request, _("The report is kept as it stands now; later data do not change it."))
    return redirect("reports:one", request.workspace.slug, report.pk)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A report as it was made."""
    report = fetch(request, Report, pk, to=Permission.FEEDBACK_VIEW)
    content = for_reader(content_of(report, _language(request)), request.membership)
    found = since(content, Numbers.of(request.workspace), today=timezone.now().date())
    context = {
        **_shown(request, content),
        "report": report,
        "files": _files(request, "?", report),
        "since": found,
        "moved": [one for one in found if one.badge],
    }
    return render(request, "reports/one.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def file(request: MemberRequest, pk: UUID, ending: str) -> HttpResponse:
    """A report as it was made, as a file."""
    report = fetch(request, Report, pk, to=Permission.FEEDBACK_VIEW)
    content = for_reader(content_of(report, _wanted(request)), request.membership)
    return _file(request, content, ending, at=report.made_at, last=report.last)


def _gathered(
    request: MemberRequest, window: Window, *, language: str, today: date, numbers: Numbers | None = None
) -> Content:
    """The report as it is now, with all that its reader may see."""
    parts = parts_for(request.membership)
    return gathered(request.workspace, window, language=language, today=today, numbers=numbers, board=parts)


def _file(request: MemberRequest, content: Content, ending: str, *, at: datetime, last: date) -> HttpResponse:
    if ending not in FILES:
        raise Http404
    kind, written = FILES[ending]
    try:
        response = HttpResponse(written(content, at=at), content_type=kind)
    except MissingFont as problem:
        messages.error(request, str(problem))
        return redirect("reports:live", request.workspace.slug)
    name = f"regard-{request.workspace.slug}-{last:%Y-%m}-{content.language}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(request: MemberRequest, content: Content) -> dict[str, object]:
    slug, words = request.workspace.slug, headings(_language(request))
    explore_url = reverse("dashboards:explore", args=[slug])
    return {
        "content": content,
        "headings": words,
        "lacking": lacking(content),
        "charts": charts(content, words, explore_url=explore_url),
        "explore_url": explore_url,
        "loyalty_url": reverse("loyalty:page", args=[slug]),
        "map_url": reverse("positioning:map", args=[slug]),
        "word_url": reverse("positioning:word", args=[slug]),
        "can_edit": request.membership.may(Permission.REPORT_EDIT),
    }


def _choice(request: MemberRequest, *, today: date) -> Choice:
    said = request.POST if request.method == "POST" else request.GET
    return Choice.read(said.dict(), Numbers.of(request.workspace), today=today)


def _files(request: MemberRequest, query: str, report: Report | None = None) -> list[tuple[str, str]]:
    """The name and the address of each file, in the language of the page."""
    slug, language = request.workspace.slug, _language(request)
    found = []
    for ending in FILES:
        args = [slug, report.pk, ending] if report else [slug, ending]
        url = reverse("reports:file" if report else "reports:live-file", args=args)
        found.append((Format(ending).label, f"{url}{query}language={language}"))
    return found


def _language(request: MemberRequest) -> str:
    language = translation.get_language() or LANGUAGES[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def _wanted(request: MemberRequest) -> str:
    """The language that the address asks for, else that of the page."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else _language(request)
