"""The pages of imports: the list, the columns of a file, its dry run, the import and its end."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regard.web.listening import deciding, presenting
from regard.web.listening.formats import UnreadableFile
from regard.web.listening.forms import LayoutForm, MappingForm, SourceForm
from regard.web.listening.importing import remove_files
from regard.web.listening.models import Content, ImportBatch, ImportState, WrongState
from regard.web.listening.proposing import ASKED, propose
from regard.web.listening.reasons import reason
from regard.web.listening.refusals_file import refusal_lines
from regard.web.listening.uploading import (
    MEGABYTE,
    ArrivingFile,
    StreamToUploads,
    placed_upload,
    remove_left_behind,
    taken_in,
)
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member
from regard.web.workspaces.tenancy import in_workspace

A_PAGE = 25
member_of_import = member(Permission.FEEDBACK_IMPORT)


@member_of_import
@csrf_exempt  # the file is streamed to its place before the form is read; checked right after, in _upload
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: MemberRequest) -> HttpResponseBase:
    """Take in a file, and list those that were."""
    if request.method == "POST":
        handler = StreamToUploads(request)
        request.upload_handlers = [handler]
        return _upload(request, handler)
    return _list(request)


def _list(request: MemberRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    batches = ImportBatch.objects.select_related("created_by", "source").defer("layout", "mapping", "preview")
    page = Paginator(batches, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(batch, presenting.tag(batch), presenting.counts(batch)) for batch in page],
        "problem": problem,
        "limit": settings.UPLOAD_MAX_BYTES // MEGABYTE,
    }
    return render(request, "listening/list.html", context, status=status)


@csrf_protect
def _upload(request: HttpRequest, handler: StreamToUploads) -> HttpResponse:
    inside: Any = request
    file = request.FILES.get("file")
    if handler.too_large:
        values = {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}
        problem = _("The file is larger than %(limit)s MB. Split it, or ask who runs this server.") % values
        return _list(inside, problem=problem, status=413)
    if not isinstance(file, ArrivingFile):
        return _list(inside, problem=_("Choose a file first."), status=422)
    batch = placed_upload(file)
    try:
        propose(batch, time_zone=inside.workspace.time_zone)
    except UnreadableFile as error:
        remove_files(batch)
        return _list(inside, problem=_unreadable(batch, error), status=422)
    taken_in(batch, by=inside.user, at=timezone.now())
    remove_left_behind()
    return redirect("listening:mapping", inside.workspace.slug, batch.pk)


def _unreadable(batch: ImportBatch, error: UnreadableFile) -> str:
    values = {"file": batch.file_name, "reason": reason(error.code, error.params)}
    return _("“%(file)s” cannot be imported: %(reason)s.") % values


def _fetch(request: MemberRequest, pk: UUID) -> ImportBatch:
    return fetch(request, ImportBatch, pk, to=Permission.FEEDBACK_IMPORT)


def _is_mappable(batch: ImportBatch) -> bool:
    """Whether what the columns mean can still be changed: nothing is written, nothing runs."""
    if batch.state == ImportState.FAILED:
        return batch.failed_in == ImportState.CHECKING
    return batch.state in (ImportState.UPLOADED, ImportState.CHECKED)


@member_of_import
@require_safe
def detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Where an import is: its progress, its counts, what was refused, and what can be done next."""
    batch, slug = _fetch(request, pk), request.workspace.slug
    if batch.state == ImportState.UPLOADED:
        return redirect("listening:mapping", slug, pk)
    previews = presenting.previews(batch) if batch.state == ImportState.CHECKED else []
    context: dict[str, Any] = {
        "batch": batch,
        "tag": presenting.tag(batch),
        "layout": presenting.layout_text(batch),
        "steps": presenting.steps(batch, slug),
        "figures": presenting.figures(batch),
        "refusals": presenting.refusals(batch),
        "history": batch.steps.select_related("by"),
        "failure": reason(batch.failure_code, batch.failure_params) if batch.failure_code else "",
        "progress": presenting.progress(batch, slug) if batch.is_running else None,
        "previews": previews,
        "said": presenting.said_of(previews),
        "mappable": _is_mappable(batch),
        "undoable": batch.state == ImportState.DONE or batch.failed_in in (ImportState.IMPORTING, "undoing"),
    }
    return render(request, "listening/detail.html", context)


@member_of_import
@require_safe
def progress(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How far it is; once it has ended the whole page is asked for again."""
    batch = _fetch(request, pk)
    if not batch.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"progress": presenting.progress(batch, request.workspace.slug)}
    return render(request, "components/progress.html", context)


@member_of_import
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what each column seems to mean; take what a person says of it, and check the file."""
    batch, slug = _fetch(request, pk), request.workspace.slug
    if not _is_mappable(batch):
        return redirect("listening:detail", slug, pk)
    data = request.POST if request.method == "POST" else None
    form, source = MappingForm(batch, data), SourceForm(batch, data)
    if data is not None and form.is_valid() & source.is_valid():
        source.apply()
        zone, day_first = source.cleaned_data["timezone"], source.cleaned_data["day_first"] == "day"
        deciding.check(
            batch, form.mapping(timezone=zone, day_first=day_first), by=request.user, at=timezone.now()
        )
        return redirect("listening:detail", slug, pk)
    context = {
        "batch": batch,
        "layout": presenting.layout_text(batch),
        "steps": presenting.steps(batch, slug, at_columns=True),
        "form": form,
        "columns": presenting.columns(batch, form),
        "source": source,
        "layout_form": LayoutForm(batch),
        "notes": [reason(note, {}) for note in batch.mapping.get("notes", [])],
    }
    return render(request, "listening/mapping.html", context, status=422 if data is not None else 200)


@member_of_import
@require_POST
def layout(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read the file again as a person says that it is built."""
    batch, slug = _fetch(request, pk), request.workspace.slug
    if not _is_mappable(batch):
        return redirect("listening:detail", slug, pk)
    asked = _asked_layout(request, batch)
    if asked:
        try:
            deciding.read_again(batch, asked, by=request.user, at=timezone.now())
        except UnreadableFile as error:
            messages.error(request, _unreadable(batch, error))
    return redirect("listening:mapping", slug, pk)


def _asked_layout(request: MemberRequest, batch: ImportBatch) -> dict[str, Any]:
    """What is said of the file: what it holds, or how it is built; empty where that makes no sense."""
    content = request.POST.get("content")
    if content in Content.values:
        return {name: batch.layout.get(name) for name in ASKED} | {"content": content}
    form = LayoutForm(batch, request.POST)
    return form.cleaned_data | {"content": batch.layout.get("content")} if form.is_valid() else {}


@member_of_import
@require_POST
def start(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let the checked rows come in."""
    return _decided(request, pk, deciding.start)


@member_of_import
@require_POST
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let the import be taken out again."""
    return _decided(request, pk, deciding.undo)


@member_of_import
@require_POST
def again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let what has failed go on."""
    return _decided(request, pk, deciding.try_again)


def _decided(request: MemberRequest, pk: UUID, decide: Any) -> HttpResponse:
    batch = _fetch(request, pk)
    try:
        decide(batch, by=request.user, at=timezone.now())
    except WrongState:
        messages.warning(request, _("This import has moved on meanwhile; nothing was changed."))
    return redirect("listening:detail", request.workspace.slug, pk)


@member_of_import
@require_POST
def throw_away(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Remove a file that has written nothing."""
    batch = _fetch(request, pk)
    try:
        deciding.throw_away(batch, by=request.user, at=timezone.now())
    except WrongState:
        messages.warning(request, _("This import has moved on meanwhile; nothing was changed."))
        return redirect("listening:detail", request.workspace.slug, pk)
    messages.success(request, _("“%(file)s” was thrown away.") % {"file": batch.file_name})
    return redirect("listening:list", request.workspace.slug)


@member_of_import
@require_safe
def refused(request: MemberRequest, pk: UUID) -> StreamingHttpResponse:
    """The refused rows as a file."""
    batch = _fetch(request, pk)
    lines = _in_scope(refusal_lines(batch), request.workspace, translation.get_language() or "en")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = _("refused rows of %(file)s") % {"file": batch.file_name}
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _in_scope(lines: Iterator[str], workspace: Workspace, language: str) -> Iterator[str]:
    """The lines, made in the workspace and the language of the request that has ended meanwhile."""
    with in_workspace(workspace), translation.override(language):
        yield from lines
