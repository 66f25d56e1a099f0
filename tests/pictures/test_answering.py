"""What customers answer on looks as it did: every page of every template, every kind of question, thanks."""

import pytest

from regard.instruments.templates import templates
from regard.web.answering.entering import hashed
from regard.web.answering.models import Link
from regard.web.contacts.models import Invitation
from regard.web.surveys import making, publishing
from regard.web.workspaces.tenancy import in_workspace
from tests.web.answering.test_kinds import FORM, LAST, QUESTIONS
from tests.web.asking import press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
]
FIRST = {"exit": {"reason": "price"}, "interview": {"willing": "yes"}}
SCORE = {"score": "3"}


@pytest.fixture
def invited(workspace, owner, noon):
    """The path of an invitation to a survey; the token is the name: so is the order of what is shuffled."""

    def make(name, template, **changes):
        with in_workspace(workspace):
            survey = making.make(template, name="茶馆 Teahouse", by=owner, at=noon)
            making.save_draft(survey, survey.draft | changes, seen=1, by=owner, at=noon)
            publishing.publish(survey, by=owner, at=noon)
            token = f"{name:x<22}"
            way = {"channel": "email", "token_hash": hashed(token), "created_at": noon, "due_at": noon}
            Invitation.objects.create(survey=survey, version=survey.latest, **way)
        return f"/i/{token}/"

    return make


@pytest.mark.parametrize("template", templates())
def test_a_template_looks_as_it_did(camera, invited, client, template):
    path = invited(template, template)
    pages = templates()[template].make().pages
    camera.snap(f"answer-{template}-1", path)
    press(client, path, **FIRST.get(template, SCORE))
    for place, page in enumerate(pages[1:], 2):
        camera.snap(f"answer-{template}-{place}", f"{path}?page={page.id}")


def test_every_kind_of_question_looks_as_it_did(camera, invited, client):
    pages = [{"id": "all", "questions": QUESTIONS}, {"id": "last", "questions": [LAST]}]
    path = invited("kinds", "nps", pages=pages)
    camera.snap("kinds", path)
    press(client, path, **FORM)
    camera.snap("kinds-answered", f"{path}?page=all")
    camera.snap("kinds-last", f"{path}?page=last")


def test_a_clicked_score_and_thanks_look_as_they_did(camera, invited, client):
    path = invited("nps", "nps")
    camera.snap("clicked", f"{path}?score=9")
    press(client, path, score="9")
    press(client, f"{path}?page=why", why="茶")
    camera.snap("thanks", path)


def test_what_is_not_asked_any_more_looks_as_it_did(camera, asked, client, workspace, owner, noon, invited):
    links = {name: asked("csat") for name in ("closed", "late", "full")}
    with in_workspace(workspace):
        Link.objects.filter(pk=links["late"].pk).update(expires_at=noon)
        Link.objects.filter(pk=links["full"].pk).update(most=1)
        publishing.close(links["closed"].survey, by=owner, at=noon)
    press(client, f"/s/{links['full'].token}/", score="4")
    for name, link in links.items():
        camera.snap(name, f"/s/{link.token}/")
    anonymous = invited("anonymous", "nps", anonymous=True)
    camera.snap("anonymous", anonymous)
    press(client, anonymous, score="9")
    camera.snap("already", anonymous)
    camera.snap("absent", f"/s/{'x' * 22}/")


def test_a_kiosk_looks_as_it_did(camera, asked, client, workspace):
    link = asked("csat")
    with in_workspace(workspace):
        Link.objects.filter(pk=link.pk).update(kind="kiosk", channel="kiosk")
    path = f"/s/{link.token}/"
    camera.snap("kiosk", path, widths=(1280,))
    answered = press(client, path, score="4").url
    camera.snap("kiosk-why", f"{answered.partition('?')[0]}?page=why", widths=(1280,))
    camera.snap("kiosk-thanks", press(client, answered, why="茶").url, widths=(1280,))
