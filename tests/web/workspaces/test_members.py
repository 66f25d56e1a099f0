"""People come in by an invitation, get a role, and leave; a workspace keeps an owner."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone, translation

from regard.web.accounts.models import User
from regard.web.workspaces import joining
from regard.web.workspaces.models import AuditEvent, MemberInvitation, Membership, Workspace
from regard.web.workspaces.permissions import PERMISSIONS, Permission, Role, may
from regard.web.workspaces.tenancy import in_workspace

LINK = re.compile(r"/join/([\w-]{43})/")


def membership(user):
    return Membership.of(user).get()


@pytest.fixture
def team(owner, admin, analyst, agent, viewer):
    return {"owner": owner, "admin": admin, "analyst": analyst, "agent": agent, "viewer": viewer}


def test_roles_grow_from_viewer_to_owner():
    order = [Role.VIEWER, Role.AGENT, Role.ANALYST, Role.ADMIN, Role.OWNER]
    for smaller, larger in pairwise(order):
        assert PERMISSIONS[smaller] < PERMISSIONS[larger]
    assert PERMISSIONS[Role.OWNER] == frozenset(Permission)
    assert not may("emperor", Permission.FEEDBACK_VIEW)


MATRIX = [
    ("members/", "get", {"owner", "admin", "analyst", "agent", "viewer"}),
    ("members/invitations/", "post", {"owner", "admin"}),
    ("settings/", "get", {"owner", "admin"}),
    ("settings/sample/removal/", "post", {"owner"}),
]


@pytest.mark.parametrize(("address", "method", "allowed"), MATRIX)
def test_each_role_opens_what_it_may_and_gets_403_for_the_rest(
    address, method, allowed, client, workspace, team
):
    for role, user in team.items():
        client.force_login(user)
        response = getattr(client, method)(f"/w/{workspace.slug}/{address}")
        assert (response.status_code == 403) == (role not in allowed), role


def test_an_invited_person_makes_an_account_and_is_in(client, workspace, owner):
    client.force_login(owner)
    page = client.post(
        f"/w/{workspace.slug}/members/invitations/", {"email": "New@Example.com", "role": "analyst"}
    )
    token = LINK.search(page.content.decode())[1]
    assert MemberInvitation._base_manager.get().token_hash != token
    client.logout()
    assert "new@example.com" in client.get(f"/join/{token}/").content.decode()
    answer = client.post(f"/join/{token}/", {"name": "小新", "password": "a long 密码 indeed"})
    assert answer.url == f"/w/{workspace.slug}/home/"
    user = User.objects.get(email="new@example.com")
    assert (str(user), membership(user).role, membership(user).added_by) == ("小新", "analyst", owner)
    client.logout()
    assert client.get(f"/join/{token}/").status_code == 404


def test_a_weak_password_is_refused_and_the_name_is_kept(client, workspace, owner):
    with in_workspace(workspace):
        _row, token = joining.invite("n@example.com", Role.VIEWER, by=membership(owner), at=timezone.now())
    page = client.post(f"/join/{token}/", {"name": "Nora", "password": "short"})
    assert 'value="Nora"' in page.content.decode()
    assert not User.objects.filter(email="n@example.com").exists()


def test_a_person_with_an_account_joins_signed_in_as_that_person_only(
    client, workspace, owner, stranger, viewer
):
    with in_workspace(workspace):
        _row, token = joining.invite(stranger.email, Role.AGENT, by=membership(owner), at=timezone.now())
    client.force_login(viewer)
    client.post(f"/join/{token}/")
    assert Membership.of(stranger).count() == 1
    client.force_login(stranger)
    assert client.post(f"/join/{token}/").url == f"/w/{workspace.slug}/home/"
    assert {row.workspace.slug: row.role for row in Membership.of(stranger)} == {
        "harbour": "owner",
        "qinghe": "agent",
    }


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "../../etc/passwd", "' OR 1=1 --"])
def test_a_made_up_link_opens_nothing(token, db):
    assert joining.open_invitation(token, at=timezone.now()) is None


def test_an_invitation_ends_and_a_newer_one_replaces_it(workspace, owner, noon):
    with in_workspace(workspace):
        _row, first = joining.invite("n@example.com", Role.VIEWER, by=membership(owner), at=noon)
        _row, second = joining.invite("n@example.com", Role.VIEWER, by=membership(owner), at=noon)
    assert joining.open_invitation(first, at=noon) is None
    assert joining.open_invitation(second, at=noon) is not None
    assert joining.open_invitation(second, at=noon + timedelta(days=8)) is None


def test_an_admin_neither_makes_nor_unmakes_owners(workspace, team, noon):
    with in_workspace(workspace):
        by = membership(team["admin"])
        for act in (
            lambda: joining.invite("n@example.com", Role.OWNER, by=by, at=noon),
            lambda: joining.change_role(membership(team["viewer"]), Role.OWNER, by=by, at=noon),
            lambda: joining.change_role(membership(team["owner"]), Role.VIEWER, by=by, at=noon),
            lambda: joining.remove(membership(team["owner"]), by=by, at=noon),
        ):
            with pytest.raises(joining.NotAllowed):
                act()
        joining.change_role(membership(team["viewer"]), Role.ANALYST, by=by, at=noon)
    assert membership(team["viewer"]).role == "analyst"
    assert membership(team["owner"]).role == "owner"


def test_the_last_owner_stays(client, workspace, owner, noon):
    client.force_login(owner)
    mine = membership(owner)
    with translation.override("en"):
        page = client.post(f"/w/{workspace.slug}/members/{mine.pk}/role/", {"role": "viewer"}, follow=True)
        assert "at least one owner" in page.content.decode()
        client.post(f"/w/{workspace.slug}/members/{mine.pk}/removal/")
    assert membership(owner).role == "owner"


def test_a_member_leaves_alone_but_removes_nobody_else(client, workspace, viewer, agent):
    client.force_login(viewer)
    other, mine = membership(agent), membership(viewer)
    assert client.post(f"/w/{workspace.slug}/members/{other.pk}/removal/").status_code == 403
    assert client.post(f"/w/{workspace.slug}/members/{mine.pk}/removal/").url == "/"
    assert not Membership.of(viewer).exists()
    assert Membership.of(agent).exists()


def test_who_was_removed_is_out_at_the_next_click(client, workspace, owner, viewer, noon):
    client.force_login(viewer)
    assert client.get(f"/w/{workspace.slug}/members/").status_code == 200
    with in_workspace(workspace):
        joining.remove(membership(viewer), by=membership(owner), at=noon)
    assert client.get(f"/w/{workspace.slug}/members/").status_code == 404


def test_a_member_of_another_workspace_is_not_reached_through_ours(client, workspace, owner, stranger):
    client.force_login(owner)
    foreign = membership(stranger)
    for end in ("role/", "removal/"):
        answer = client.post(f"/w/{workspace.slug}/members/{foreign.pk}/{end}", {"role": "viewer"})
        assert answer.status_code == 404
    assert membership(stranger).role == "owner"


def test_what_is_done_to_members_is_in_the_trail(client, workspace, owner, viewer):
    client.force_login(owner)
    client.post(f"/w/{workspace.slug}/members/invitations/", {"email": "n@example.com", "role": "viewer"})
    client.post(f"/w/{workspace.slug}/members/{membership(viewer).pk}/role/", {"role": "agent"})
    with in_workspace(workspace):
        rows = list(AuditEvent.objects.order_by("position").values_list("action", "subject", "actor_name"))
    assert rows == [
        ("member.invited", "n@example.com", str(owner)),
        ("member.role", viewer.email, str(owner)),
    ]


def test_names_from_outside_are_shown_as_text(client, workspace, owner):
    owner.name = "<script>alert(1)</script>"
    owner.save()
    client.force_login(owner)
    page = client.get(f"/w/{workspace.slug}/members/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_first_person_sets_up_and_the_page_is_gone(client, db):
    assert client.get("/").url == "/setup/"
    fields = {
        "company": "Qinghe 清河",
        "name": "A",
        "email": "a@example.com",
        "password": "a long 密码 indeed",
    }
    assert client.post("/setup/", fields).url == "/w/qinghe/home/"
    assert client.get("/setup/").status_code == 404
    assert membership(User.objects.get()).role == "owner"


def test_a_workspace_has_an_address_of_its_own(owner, noon):
    slugs = [
        joining.found_workspace(name, by=owner, at=noon).slug for name in ("Qinghe", "清河", "清河", "qinghe")
    ]
    assert slugs == ["qinghe-2", "workspace", "workspace-2", "qinghe-3"]


def test_only_a_sample_is_removed_by_one_click(client, workspace, owner):
    client.force_login(owner)
    assert client.post(f"/w/{workspace.slug}/settings/sample/removal/").status_code == 404
    workspace.sample_since = timezone.now()
    workspace.save()
    assert client.post(f"/w/{workspace.slug}/settings/sample/removal/").url == "/"
    assert not Workspace.objects.filter(pk=workspace.pk).exists()
    assert User.objects.filter(pk=owner.pk).exists()


def test_settings_are_saved_and_noted(client, workspace, owner):
    client.force_login(owner)
    client.post(f"/w/{workspace.slug}/settings/", {"name": "清河", "time_zone": "Asia/Shanghai"})
    workspace.refresh_from_db()
    assert (workspace.name, workspace.time_zone) == ("清河", "Asia/Shanghai")
    with in_workspace(workspace):
        assert AuditEvent.objects.get().details == {"name": "清河", "time_zone": "Asia/Shanghai"}


@pytest.mark.parametrize(("language", "word"), [("en", "Members"), ("zh-hans", "成员")])
def test_pages_speak_the_language_of_the_reader(language, word, client, workspace, owner):
    client.force_login(owner)
    client.cookies["django_language"] = language
    page = client.get(f"/w/{workspace.slug}/members/").content.decode()
    assert f"<h1>{word}</h1>" in page


def test_the_list_of_members_takes_the_same_statements_for_one_and_for_five(
    client, workspace, owner, django_assert_num_queries
):
    client.force_login(owner)
    client.get(f"/w/{workspace.slug}/members/")
    with django_assert_num_queries(6):
        client.get(f"/w/{workspace.slug}/members/")
    with in_workspace(workspace):
        for number in range(4):
            user = User.objects.create_user(f"{number}@example.com")
            Membership.objects.create(user=user, role=Role.VIEWER)
    with django_assert_num_queries(6):
        client.get(f"/w/{workspace.slug}/members/")
