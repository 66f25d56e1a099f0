"""Rows by their ids: of the open workspace, or 404, whoever they belong to."""

from typing import Any
from uuid import UUID

from django.http import Http404

from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet


def found(rows: TenantQuerySet, pk: UUID) -> Any:
    """The row of this id. Raises Http404."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def surveys() -> TenantQuerySet:
    """Surveys with all that answering them needs."""
    rows: TenantQuerySet = Survey.objects.select_related("workspace", "source", "closure")
    return rows


def survey_of(pk: UUID) -> Survey:
    """The survey of this id, with all that answering it needs. Raises Http404."""
    row: Survey = found(surveys(), pk)
    return row
