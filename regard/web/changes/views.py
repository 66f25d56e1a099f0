"""The pages of changes: all of them, one, and what is filled in."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.changes import filing, on_home, presenting, redefining, wording
from regard.web.changes.filing import Locked, NotReady
from regard.web.changes.forms import ChangeForm, CorrectionForm, PickForm, ProgressForm, RemarkForm
from regard.web.changes.hearing import heard, led_to
from regard.web.changes.models import Change, PublicPage, State
from regard.web.changes.telling_views import summary
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.verbatims import quotes
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

PAGE = 50
QUOTES = 10
ORDER = (State.UNDER_WAY, State.PLANNED, State.IDEA, State.JUDGED, State.WONT_DO)


@require_safe
@member(Permission.FEEDBACK_VIEW)
def every(request: MemberRequest) -> HttpResponse:
    """Every change by its state, what is under way first."""
    chosen = request.GET.get("state", "")
    rows = Change.objects.select_related("owner", "ruling")
    if chosen in State.values:
        rows = rows.filter(state=chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    breaks = Breaks.of_open_workspace()
    context = {
        "page": page,
        "rows": [(one, presenting.verdict_of(one, breaks=breaks)) for one in page.object_list],
        "states": [(one.value, one.label) for one in ORDER],
        "chosen": chosen,
        "may_edit": request.membership.may(Permission.CHANGE_EDIT),
        "public": PublicPage.objects.first(),
        "public_url": settings.PUBLIC_URL + reverse("decisions:page", args=[request.workspace.slug]),
        "published": Change.objects.filter(published_at__isnull=False).exclude(state=State.IDEA).count(),
    }
    return render(request, "changes/every.html", context)


@member(Permission.CHANGE_EDIT)
def new(request: MemberRequest) -> HttpResponse:
    """File a change; a view that was found in explore may be handed over in the address."""
    form = ChangeForm(request.POST or None, asked=request.GET, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        made = filing.file(form.kept(), by=request.user, at=timezone.now())
        return redirect("changes:one", request.workspace.slug, made.pk)
    return render(request, "changes/form.html", {"form": form})


@member(Permission.CHANGE_EDIT)
def rewrite(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write a change anew, as long as it is not locked."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    if change.is_locked:
        return _is_locked(request, pk)
    form = ChangeForm(request.POST or None, instance=change)
    if request.method == "POST" and form.is_valid():
        try:
            filing.rewrite(form.kept(), by=request.user, at=timezone.now())
        except Locked:
            return _is_locked(request, pk)
        return redirect("changes:one", request.workspace.slug, pk)
    return render(request, "changes/form.html", {"form": form, "change": change})


@require_safe
@member(Permission.FEEDBACK_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A change: what was promised, whose words led to it, what was found."""
    change = fetch(request, Change, pk, to=Permission.FEEDBACK_VIEW)
    today = timezone.now().date()
    records = heard(change) if change.is_locked else led_to(change, today=today)
    shown = list(records[:QUOTES])
    weeks, breaks = presenting.weeks_of(change, today=today), Breaks.of_open_workspace()
    context = {
        "change": change,
        "steps": change.steps.select_related("by"),
        "remarks": change.remarks.select_related("by"),
        "remark_form": RemarkForm(),
        "progress": change.progress.select_related("by") if change.is_locked else [],
        "progress_form": ProgressForm(initial={"on": today}),
        "promise": presenting.promise(change),
        "design": presenting.design_of(change),
        "departed": wording.departed(change) if change.slip else "",
        "verdict": presenting.verdict_of(change, weeks, breaks=breaks),
        "redefined": redefining.note_of(change, breaks),
        "is_overdue": presenting.is_overdue(change, today=today),
        "chart": presenting.chart(change, weeks, breaks),
        "missing": [] if change.is_locked else filing.lacking(change, today=today),
        "records": records.count(),
        "quotes": list(zip(shown, quotes(request, shown), strict=True)),
        "may_edit": request.membership.may(Permission.CHANGE_EDIT),
        "may_see_people": request.membership.may(Permission.CUSTOMER_VIEW),
        **(summary(change) if change.is_locked else {}),
    }
    return render(request, "changes/one.html", context)


@require_POST
@member(Permission.CHANGE_EDIT)
def begin(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Lock what is promised; it is under way from now on."""
    return _decided(request, pk, filing.begin, _("It is locked. From now on only remarks are added."))


@require_POST
@member(Permission.CHANGE_EDIT)
def turn_down(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Decide against it."""
    return _decided(request, pk, filing.turn_down, _("It is decided: it will not be done."))


def _decided(request: MemberRequest, pk: UUID, act: filing.Act, said: str) -> HttpResponse:
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    try:
        act(change, by=request.user, at=timezone.now())
    except Locked:
        return _is_locked(request, pk)
    except NotReady as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return redirect("changes:one", request.workspace.slug, pk)


@require_POST
@member(Permission.CHANGE_EDIT)
def progress(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say how a locked change goes: done, or not as it was promised."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        problems = [str(problem) for some in form.errors.values() for problem in some]
        messages.error(request, " ".join(problems))
        return redirect("changes:one", request.workspace.slug, pk)
    said, at = form.cleaned_data, timezone.now()
    try:
        filing.go_on(change, said["kind"], said["on"], said["reason"], by=request.user, at=at)
    except NotReady as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is written down; the promise stands as it was."))
    return redirect("changes:one", request.workspace.slug, pk)


@member(Permission.CHANGE_EDIT)
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Correct the texts of a locked change; what it promises stays, what they were is in the audit trail."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    if not change.is_locked:
        return redirect("changes:rewrite", request.workspace.slug, pk)
    form = CorrectionForm(request.POST or None, instance=change)
    if request.method == "POST" and form.is_valid():
        filing.correct(change, form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("changes:one", request.workspace.slug, pk)
    return render(request, "changes/correct.html", {"form": form, "change": change})


@require_POST
@member(Permission.CHANGE_EDIT)
def remark(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a remark, which stays."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    form = RemarkForm(request.POST)
    if form.is_valid():
        filing.remark(change, form.cleaned_data["text"], by=request.user, at=timezone.now())
    else:
        messages.error(request, _("A remark has some words, and no more than 2,000 letters."))
    return redirect("changes:one", request.workspace.slug, pk)


@require_POST
@member(Permission.CHANGE_EDIT)
def pick(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Keep only the records that were picked; none: all that the view holds."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    if change.is_locked:
        return _is_locked(request, pk)
    shown = led_to(change, today=timezone.now().date()).values_list("pk", flat=True)[:QUOTES]
    form = PickForm(request.POST, among=list(shown))
    if form.is_valid():
        every = request.POST.get("all") == "yes"
        change.picked = [] if every else [str(one) for one in form.cleaned_data["picked"]]
        filing.rewrite(change, by=request.user, at=timezone.now())
    return redirect("changes:one", request.workspace.slug, pk)


@require_POST
@member(Permission.CHANGE_EDIT)
def publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put a change on the public page, or take it off."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    shown = request.POST.get("shown") == "yes"
    filing.publish(change, by=request.user, at=timezone.now(), shown=shown)
    return redirect("changes:one", request.workspace.slug, pk)


@require_POST
@member(Permission.CHANGE_EDIT)
def public_page(request: MemberRequest) -> HttpResponse:
    """Turn the page of decisions on or off for everybody."""
    is_on, is_listed = (request.POST.get(name) == "yes" for name in ("is_on", "is_listed"))
    filing.open_page(by=request.user, at=timezone.now(), is_on=is_on, is_listed=is_on and is_listed)
    said = _("Everybody may read it now.") if is_on else _("Nobody can read it any more.")
    messages.success(request, said)
    return redirect("changes:every", request.workspace.slug)


@require_safe
@member(Permission.FEEDBACK_VIEW)
def promised(request: MemberRequest) -> HttpResponse:
    """What was promised and is not judged yet, as the home page tells it."""
    return render(request, "changes/promised.html", vars(on_home.promised(today=timezone.now().date())))


def _is_locked(request: MemberRequest, pk: UUID) -> HttpResponse:
    messages.error(
        request,
        _("It has started: what was promised is not written anew. Add a remark, or file another change."),
    )
    return redirect("changes:one", request.workspace.slug, pk)
