"""Who may call what about whose things: every address of the description, every scope, both workspaces."""

import hashlib
import json

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from regard.web.answering.models import Response
from regard.web.api.tokens import Scope, make_token
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import TenantModel, in_workspace
from tests.web.api.rows import ABSENT, ROWS, Row, filled, things

FIRST = "/api/v1"


def sent(row: Row, ids: dict[str, str], token: str, *, key: str = "") -> tuple[int, bytes]:
    cache.clear()  # the limit of calls is another test's
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Idempotency-Key": key} if key else {}
    options: dict = {"headers": headers}
    if row.body is not None:
        options |= {"data": json.dumps(filled(row.body, ids)), "content_type": "application/json"}
    if row.query:
        options["query_params"] = filled(row.query, ids)
    response = getattr(Client(), row.method)(FIRST + row.path.format_map(ids), **options)
    return response.status_code, response.content


def fingerprint(workspace) -> str:
    """All rows of a workspace, but when a token was used."""
    found = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if issubclass(model, TenantModel):
            rows = model._base_manager.filter(workspace=workspace).order_by("pk").values_list()
            if model._meta.label != "api.ApiToken":
                found.update(repr((model._meta.label, list(rows))).encode())
    return found.hexdigest()


@pytest.fixture
def world(workspace, other_workspace, owner, stranger, noon):
    """Both workspaces with one of everything, and a token of each with every scope."""
    found = {}
    for place, by in ((workspace, owner), (other_workspace, stranger)):
        Membership._base_manager.filter(user=by, workspace=place).update(role="owner")
        ids = things(place, by=by, at=noon)
        with in_workspace(place):
            text = make_token("all", scopes=Scope.values, days=None, by=by, at=noon)[1]
        handed_in = next(row for row in ROWS if row.scope == "responses:write")
        ids["response_id"] = json.loads(sent(handed_in, ids, text, key="first")[1])["id"]
        found[place.slug] = (ids, text)
    return found


def test_every_address_of_the_description_has_a_row(client, db):
    said = json.loads(client.get(f"{FIRST}/openapi.json").content)
    described = {(method, path) for path, methods in said["paths"].items() for method in methods}
    assert described == {(row.method, FIRST + row.path) for row in ROWS}
    assert len(ROWS) == len(described)


def test_each_call_takes_its_scope_and_works_for_its_own_workspace(world, workspace, owner, noon):
    ids, everything = world["qinghe"]
    with in_workspace(workspace):
        texts = {
            scope: make_token(
                scope, scopes=[one for one in Scope.values if one != scope], days=None, by=owner, at=noon
            )[1]
            for scope in Scope.values
        }
    wrong = []
    for row in ROWS:
        refusals = (sent(row, ids, "")[0], sent(row, ids, texts[row.scope])[0])
        status, body = sent(row, ids, everything, key=row.method + row.path)
        if refusals != (401, 403) or status not in row.expected:
            wrong.append((row.method, row.path, refusals, status, body[:200]))
    assert wrong == []
    assert {row.scope for row in ROWS} == set(Scope.values)


def test_nothing_of_another_workspace_is_seen_or_changed_and_what_is_absent_is_told_the_same(
    world, workspace, other_workspace
):
    mine, _own = world["qinghe"]
    theirs, token = world["harbour"]
    before, cells, leaks = fingerprint(workspace), 0, []
    for row in ROWS:
        asked = [{**theirs, name: mine[name]} for name in (*row.names, *row.ids_in_body)]
        for ids, name in zip(asked, (*row.names, *row.ids_in_body), strict=True):
            foreign = sent(row, ids, token, key="foreign")
            absent = sent(row, ids | {name: ABSENT}, token, key="absent")
            malformed = sent(row, ids | {name: "x' OR 1=1"}, token, key="malformed")[0]
            cells += 3
            if (foreign[0], foreign, malformed) != (404, absent, 422):
                leaks.append((row.method, row.path, name, foreign, malformed))
        if not row.names and row.method == "get":
            cells += 1
            told = sent(row, mine, token)[1].decode()
            leaks += [(row.path, one) for one in mine.values() if one in told]
    assert (leaks, fingerprint(workspace)) == ([], before)
    assert cells >= 100


def test_what_is_erased_or_removed_is_absent(world):
    ids, token = world["qinghe"]
    for row in ROWS:
        if row.method == "delete" and row.expected == (204,):
            assert sent(row, ids, token)[0] == 204
            assert sent(row, ids, token)[0] == 404


@pytest.mark.parametrize("change", ["a lower role", "no membership", "no account"])
def test_acts_in_the_name_of_somebody_end_with_their_rights(world, owner, workspace, change):
    ids, token = world["qinghe"]
    rows = Membership._base_manager.filter(user=owner)
    if change == "a lower role":
        rows.update(role="analyst")
    elif change == "no membership":
        rows.delete()
    else:
        type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    before = fingerprint(workspace)
    acts = [row for row in ROWS if row.path.startswith(("/campaigns", "/webhooks", "/links"))]
    statuses = {sent(row, ids, token)[0] for row in acts if row.method != "get"}
    assert (statuses, fingerprint(workspace)) == ({403}, before)
    assert sent(Row("get", "/surveys", "surveys:read"), ids, token)[0] == 200


def test_what_was_handed_in_is_kept_under_the_survey_that_the_path_names(world, workspace):
    ids, _token = world["qinghe"]
    with in_workspace(workspace):
        assert str(Response.objects.get().survey_id) == ids["survey_id"]
