"""Views that are kept: who sees them, who may change them, what is told of those that went stale."""

import random

import pytest
from django.urls import reverse

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saved_models import SavedView, ViewRemoval
from regard.web.dashboards.saving import change, remove, save
from regard.web.workspaces.models import AuditEvent
from tests.web.dashboards.conftest import survey_draft

NAME = "Loyalty of new customers 新客户"


def kept(owner, noon, *, roles=(), name=NAME, **address):
    given = {"metric": "nps", "segment": ("new",), **address}
    return save(Address(**given), name=name, note="every Monday", roles=roles, by=owner, at=noon)


def test_a_view_is_saved_from_explore_and_opens_the_same_address(client, analyst, workspace, inside, story):
    client.force_login(analyst)
    query = "segment=new&metric=nps&by=segment"
    page = client.get(f"/w/qinghe/explore/?{query}")
    save_url = reverse("saved:new", args=["qinghe"])
    assert f"{save_url}?{query}".replace("&", "&amp;") in page.content.decode()
    sent = client.post(f"{save_url}?{query}", {"name": NAME, "note": "", "roles": ["viewer"]})
    assert (sent.status_code, sent.url) == (302, f"/w/qinghe/explore/?{query}")
    view = SavedView.objects.get()
    assert (view.name, view.query, view.roles, view.owner) == (NAME, query, ["viewer"], analyst)
    assert f"“{NAME}” is saved." in client.get(sent.url).content.decode()
    line = AuditEvent.objects.first()
    assert (line.action, line.subject, line.actor) == ("view.saved", NAME, analyst)


def test_the_menu_of_explore_names_the_views_that_one_sees_and_marks_this_one(
    look, analyst, agent, viewer, noon, inside, story
):
    kept(analyst, noon, roles=["viewer"])
    kept(analyst, noon, name="Private 私人", segment=())
    shown = {user: look(user, "explore/?segment=new&metric=nps") for user in (analyst, agent, viewer)}
    names = {
        user: [label for label, _ in page.links if label in (NAME, "Private 私人")]
        for user, page in shown.items()
    }
    assert names == {analyst: [NAME, "Private 私人"], agent: [], viewer: [NAME]}
    current = [attrs for tag, attrs in shown[viewer].tags if attrs.get("aria-current") == "true"]
    assert "?segment=new&metric=nps" in [
        (one.get("href") or "")[-len("?segment=new&metric=nps") :] for one in current
    ]


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_those_who_only_read_save_and_change_nothing(request, client, role, analyst, noon, inside, story):
    user = request.getfixturevalue(role)
    view = kept(analyst, noon, roles=[role])
    client.force_login(user)
    assert "Save this view" not in client.get("/w/qinghe/explore/").content.decode()
    own = reverse("saved:one", args=["qinghe", view.pk])
    gone = reverse("saved:remove", args=["qinghe", view.pk])
    assert [
        client.post(url, {"name": "x"}).status_code
        for url in (reverse("saved:new", args=["qinghe"]), own, gone)
    ] == [403] * 3
    page = client.get(reverse("saved:every", args=["qinghe"])).content.decode()
    assert (NAME in page, own in page, gone in page) == (True, False, False)
    assert SavedView.objects.get().name == NAME


def test_a_private_view_is_not_there_for_others(client, admin, analyst, noon, inside, story):
    view = kept(analyst, noon)
    client.force_login(admin)
    assert client.get(reverse("saved:one", args=["qinghe", view.pk])).status_code == 404
    assert NAME not in client.get(reverse("saved:every", args=["qinghe"])).content.decode()


def test_a_shared_view_is_changed_by_its_owner_and_by_who_manages_but_by_no_other(
    request, client, owner, analyst, noon, inside, story
):
    view = kept(owner, noon, roles=["analyst", "admin"])
    codes = {}
    for name in ("analyst", "admin", "owner"):
        client.force_login(request.getfixturevalue(name))
        data = {"name": f"By {name}", "note": "", "roles": ["analyst", "admin"]}
        codes[name] = client.post(reverse("saved:one", args=["qinghe", view.pk]), data).status_code
    assert codes == {"analyst": 403, "admin": 302, "owner": 302}
    assert SavedView.objects.get().name == "By owner"


def test_removing_is_a_row_with_who_and_when_and_happens_once(client, analyst, noon, inside, story):
    view = kept(analyst, noon, roles=["viewer"])
    client.force_login(analyst)
    url = reverse("saved:remove", args=["qinghe", view.pk])
    assert [client.post(url).status_code, client.post(url).status_code] == [302, 404]
    remove(view, by=analyst, at=noon)
    row = ViewRemoval.objects.get()
    assert (row.view, row.by, row.by_name) == (view, analyst, str(analyst))
    assert AuditEvent.objects.filter(action="view.removed").count() == 1
    assert NAME not in client.get("/w/qinghe/explore/").content.decode()


def test_sharing_is_told_in_the_audit_trail_and_unknown_roles_are_left_out(analyst, noon, inside):
    view = kept(analyst, noon)
    change(view, name="Other", note="", roles=["viewer", "nobody", "admin"], by=analyst, at=noon)
    assert SavedView.objects.get().roles == ["admin", "viewer"]
    line = AuditEvent.objects.first()
    assert (line.action, line.details) == ("view.changed", {"before": NAME, "roles": ["admin", "viewer"]})


def test_what_a_view_no_longer_finds_is_told(look, analyst, noon, inside, tell, today):
    tell([survey_draft(1, today, random.Random(1), fallen=False)])
    kept(analyst, noon, segment=("closed", "new"), source=("survey",))
    page = look(analyst, "views/")
    assert "Nothing was said any more under “Segment: closed”." in page.text
    assert "Segment: new”" not in page.text


def test_the_page_is_an_invitation_while_nothing_is_saved(look, analyst, viewer, story):
    assert "No saved views yet" in look(viewer, "views/").text
    assert "还没有保存的视图" in look(analyst, "views/", language="zh-hans").text


def test_hostile_names_stay_text(look, analyst, noon, inside, story):
    attack = "<script>alert(1)</script>\" onload='x'"
    kept(analyst, noon, name=attack, word=("<b>x",))
    for path in ("views/", "explore/"):
        page = look(analyst, path)
        assert attack in page.text
        assert "<script>alert" not in page.html


def test_the_list_asks_the_same_questions_for_one_view_and_for_three(
    client, analyst, noon, inside, story, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(analyst)
    kept(analyst, noon)
    client.get("/w/qinghe/views/")
    with django_assert_max_num_queries(20) as first:
        client.get("/w/qinghe/views/")
    for number in range(2):
        kept(analyst, noon, name=f"View {number}")
    with django_assert_num_queries(len(first)):
        client.get("/w/qinghe/views/")


def test_changes_are_saved_to_a_view_that_there_is(client, look, analyst, noon, inside, story):
    view = kept(analyst, noon, roles=["viewer"])
    other = "segment=loyal&segment=new&metric=csat"
    page = look(analyst, f"views/new/?{other}")
    assert "Save changes to this view" in page.text
    assert "Save changes to this view" not in look(analyst, f"views/new/?{view.query}").text
    client.force_login(analyst)
    sent = client.post(f"/w/qinghe/views/address/?{other}", {"view": str(view.pk)})
    assert sent.url == f"/w/qinghe/explore/?{other}"
    before, view = view.query, SavedView.objects.get()
    assert (view.name, view.query, view.roles) == (NAME, other, ["viewer"])
    line = AuditEvent.objects.first()
    assert (line.action, line.details) == ("view.changed", {"address": other, "before": before})
    assert client.get("/w/qinghe/views/address/").status_code == 405
    for wrong in ("", "x", "0" * 32):
        assert client.post("/w/qinghe/views/address/", {"view": wrong}).status_code == 404


@pytest.mark.parametrize("role", ["agent", "viewer", "admin", "owner"])
def test_others_change_no_private_view_and_of_shared_ones_only_those_who_manage(
    request, client, role, analyst, noon, inside, story
):
    client.force_login(request.getfixturevalue(role))
    private, shared = kept(analyst, noon), kept(analyst, noon, roles=[role], name="Shared")
    url, query = "/w/qinghe/views/address/?metric=csat", shared.query
    manages = role in ("admin", "owner")
    refused = client.post(url, {"view": str(private.pk)}).status_code
    assert refused == (404 if manages else 403)
    assert client.post(url, {"view": str(shared.pk)}).status_code == (302 if manages else 403)
    shared.refresh_from_db()
    private.refresh_from_db()
    assert shared.query == ("metric=csat" if manages else query)
    assert private.query == query


def test_a_finding_is_written_from_a_view(look, client, analyst, viewer, noon, inside, story):
    kept(analyst, noon, roles=["viewer"])
    href = "/w/qinghe/reports/findings/new/?segment=new&metric=nps"
    assert look(analyst, "views/").link("Write a finding") == href
    assert look(analyst, "explore/?segment=new&metric=nps").link("Write a finding") == href
    assert "segment=new&amp;metric=nps" in look(analyst, href).html
    for path in ("views/", "explore/?segment=new&metric=nps"):
        assert "Write a finding" not in look(viewer, path).text
    assert "Write a finding" not in look(analyst, "explore/").text
