"""E-mails look as they did: what each template asks, the reminder, what is anonymous; also in the dark."""

import pytest

from regard.instruments.templates import templates
from regard.web.channels.composing import written
from regard.web.channels.models import Sender
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import ContactKind
from regard.web.surveys import making, publishing
from tests.web.contacts.conftest import customers, nps

__all__ = ["customers", "nps"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
]
INBOX = "http://mail.example.com/"


@pytest.fixture
def letter(customers, nps, owner, noon):
    """The HTML of an e-mail to Ada about a survey made of a template with these changes."""
    mei = {"name": "Mei 梅 from Qinghe", "address": "mei@qinghe.example.com", "postal_address": "1 Tea Lane"}
    sender = Sender.objects.create(**mei, created_at=noon, created_by=owner)

    def of(template, *, language, kind=ContactKind.ASK, **changes):
        survey = making.make(template, name=template, by=owner, at=noon)
        making.save_draft(survey, survey.draft | changes, seen=1, by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
        made = invite(survey, customers[0], channel="email", due_at=noon, at=noon, language=language)
        return written(made, sender=sender, kind=kind).html

    return of


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_e_mail_of_every_template_looks_as_it_did(camera, letter, language):
    letters = {template: letter(template, language=language) for template in templates()}
    letters["reminder"] = letter("nps", language=language, kind=ContactKind.REMINDER)
    letters["anonymous"] = letter("csat", language=language, anonymous=True)
    for name, html in letters.items():
        camera.show(INBOX, html)
        camera.keep(f"mail-{name}.{language}", widths=(360,))
    camera.page.emulate_media(color_scheme="dark")
    camera.show(INBOX, letters["nps"])
    camera.keep(f"mail-nps-dark.{language}", widths=(360, 1280))
