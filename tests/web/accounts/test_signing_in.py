"""Signing in and out, and what a person chooses for themselves."""

import pytest

from regard.web.accounts.models import User

PASSWORD = "correct horse 正确"


def sign_in(client, email, password, **more):
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def test_a_member_signs_in_with_the_e_mail_in_any_case_and_lands_at_home(client, workspace, viewer):
    answer = sign_in(client, viewer.email.upper(), PASSWORD)
    assert answer.url == "/"
    assert client.get("/").url == f"/w/{workspace.slug}/home/"


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, viewer):
    pages = [
        sign_in(client, email, "wrong password").content.decode().replace(email, "")
        for email in (viewer.email, "nobody@example.com")
    ]
    assert "_auth_user_id" not in client.session
    tokenless = [page.split("csrfmiddlewaretoken")[0] for page in pages]
    assert tokenless[0] == tokenless[1]


def test_after_signing_out_the_pages_are_closed(client, workspace, viewer):
    client.force_login(viewer)
    client.post("/sign-out/")
    assert client.get(f"/w/{workspace.slug}/members/").url.startswith("/sign-in/")


def test_a_disabled_person_is_out(client, viewer):
    viewer.is_active = False
    viewer.save()
    sign_in(client, viewer.email, PASSWORD)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
)
def test_nobody_is_sent_to_another_host(client, viewer, target):
    assert sign_in(client, viewer.email, PASSWORD, next=target).url == "/"
    assert client.post("/people/theme/", {"value": "dark", "next": target}).url == "/"
    assert "evil" not in client.post("/language/", {"language": "en", "next": target}).url


@pytest.mark.parametrize("value", ["light", "dark", "system"])
def test_a_chosen_theme_stays(client, value, db):
    client.post("/people/theme/", {"value": value, "next": "/sign-in/"})
    assert client.cookies["theme"].value == value
    assert f'data-theme="{value}"' in client.get("/sign-in/").content.decode()


def test_a_made_up_theme_is_refused(client, db):
    assert client.post("/people/theme/", {"value": '"><script>'}).status_code == 400


def test_the_language_of_the_browser_is_taken_until_one_is_chosen(client, db):
    assert 'lang="zh-hans"' in client.get("/sign-in/", headers={"accept-language": "zh-CN"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert 'lang="en"' in client.get("/sign-in/", headers={"accept-language": "zh-CN"}).content.decode()


def test_there_is_no_signing_up(client, db):
    for address in ("/signup/", "/accounts/signup/", "/sign-up/"):
        assert client.get(address).status_code == 404


def test_headers_keep_the_page_to_itself(client, workspace, viewer):
    client.force_login(viewer)
    response = client.get(f"/w/{workspace.slug}/members/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert response["Cache-Control"] == "no-store"


def test_a_form_without_the_token_of_its_page_is_refused(workspace, viewer):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(viewer)
    assert strict.post("/people/theme/", {"value": "dark"}).status_code == 403


def test_emails_are_kept_in_lower_case(db):
    assert User.objects.create_user(" A@Example.COM ", "x").email == "a@example.com"


def test_the_health_page_says_ok(client, db):
    assert client.get("/healthz").content == b"ok"
