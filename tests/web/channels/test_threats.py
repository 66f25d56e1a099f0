"""What people call themselves, their company or a survey is text in a mail and nothing else."""

import html
import re
from html.parser import HTMLParser

import pytest

from regard.instruments.definition import UnfitInstrument
from regard.web.channels.composing import UnfitAddress, address, composed, first_name, written
from regard.web.channels.models import Message
from regard.web.channels.smtp import Server, hand_over

pytestmark = pytest.mark.django_db
HEADERS = [
    "x\r\nBcc: eve@evil.example",
    "x\nBcc: eve@evil.example",
    "x\rBcc: eve@evil.example",
    "x%0d%0aBcc: eve@evil.example",
    "x\r\n\r\n<h1>body</h1>",
    "x\n\n--boundary",
    "x\u2028Bcc: eve@evil.example",
    "x\u2029Bcc: eve@evil.example",
    "x\x85Bcc: eve@evil.example",
    "x\x0bBcc: e@e.example",
    "x\x0cBcc: e@e.example",
    "x\x00y",
    "x\x1b[31m",
    "x\x7fy",
    "=?utf-8?q?=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
    '" <eve@evil.example>, "x',
    "a@b.example, c@d.example",
    "<eve@evil.example>",
    "x;\r\n filename=y",
    "x\r\n.\r\nMAIL FROM:<eve@evil.example>",
    "x\n.\nRCPT TO:<eve@evil.example>",
    "\r\n\tfolded: yes",
    "x" * 1_900,
    "茶" * 600,
    "\u202egnp.exe",
    "\u2066x\u2069",
    "Content-Type: text/html",
    "undisclosed-recipients:;",
    "(comment) x",
]
MARKUP = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "</title><script>1</script>",
    "</style><b>x</b>",
    "<a href='https://evil.example'>x</a>",
    "<!--",
    "]]>",
    "<![if mso]>",
    "&lt;b&gt;",
    "<base href=//evil.example>",
    '" style="x',
    "<svg/onload=1>",
    "</td></tr></table>",
    "<meta http-equiv=refresh content=0>",
    "javascript:alert(1)",
    "{{ company }}",
    "{% load x %}",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{company.__class__}",
    "{0}",
    "%s%n",
    "{first_name!r:>99}",
    "{{survey_link}}",
    "*|EMAIL|*",
    "[[data]]",
    "{company}{company}",
    "@(1+2)",
]
OWN = [
    "Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe", "List-Unsubscribe-Post",
    "MIME-Version", "Message-ID", "Subject", "To",
]  # fmt: skip
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def message(invited, sender, noon):
    return Message.objects.create(
        invitation=invited, sender=sender, channel="email", kind="ask", message_id="<1@qinghe.example.com>",
        due_at=noon,
    )  # fmt: skip


def named(message, where, text):
    """The message, with this text in one of the places that people write to."""
    invitation = message.invitation
    if where == "sender":
        message.sender.name = text
    elif where == "customer":
        invitation.customer.name = text
    elif where == "company":
        invitation.workspace.name = text
    elif where == "product":
        invitation.context = {"product": text}
    else:
        message.sender.postal_address = text


def with_subject(invitation, subject):
    texts = {"en": subject, "zh-hans": subject}
    invitation.version.content |= {"subject": texts, "intro": {"en": "{product}", "zh-hans": "{product}"}}
    invitation.version.__dict__.pop("instrument", None)  # it was read before


@pytest.mark.parametrize("where", ["sender", "customer", "company", "product", "postal", "subject"])
def test_30_of_30_make_no_header_and_no_receiver(message, receiver, noon, where):
    assert len(HEADERS) == len(set(HEADERS)) == 30
    refused = 0
    for text in HEADERS:
        with_subject(message.invitation, text if where == "subject" else "{product} {company} {first_name}?")
        named(message, where, text)
        try:
            mail = composed(message, at=noon)
        except UnfitInstrument:  # no survey has such a text
            refused += 1
            continue
        hand_over(mail, Server.of(message.sender), before=lambda: None)
        mail, envelope = receiver.mails[-1], receiver.envelopes[-1]
        every = mail.keys()  # repeated ones, too
        names = [name for name in every if not name.startswith("X-")]
        assert sorted(names) == OWN, repr(text)
        assert (envelope.mail_from, envelope.rcpt_tos) == ("mei@qinghe.example.com", ["ada@example.com"])
        assert [one.addr_spec for one in mail["From"].addresses] == ["mei@qinghe.example.com"]
        head = envelope.original_content.split(b"\r\n\r\n")[0]
        assert max(len(line) for line in head.split(b"\r\n")) <= 998
        assert not TURNED.search(str(mail["Subject"]) + str(mail["From"]))
    assert (len(receiver.envelopes) + refused, refused > 0) == (30, where == "subject")


@pytest.mark.parametrize("where", ["sender", "customer", "company", "product", "postal", "subject"])
def test_30_of_30_make_no_element_and_are_read_once(message, where):
    assert len(MARKUP) == len(set(MARKUP)) == 30
    control = shape(message, where, "tea")
    for text in MARKUP:
        assert shape(message, where, text) == control, text
        letter = written(message.invitation, sender=message.sender)
        if where in ("product", "postal", "company"):
            assert text in letter.text, text  # as it was written: nothing was filled in
            assert text in html.unescape(letter.html)


def shape(message, where, text):
    """The elements of the HTML, each with what it is allowed to carry."""
    with_subject(message.invitation, text if where == "subject" else "{product}?")
    named(message, where, text)
    seen = Elements(written(message.invitation, sender=message.sender).html).seen
    greeted = where == "customer" and text != "tea"  # a "name" that is none is not spoken to
    return [one for one in seen if not (greeted or where == "customer") or one != "p:style"]


@pytest.mark.parametrize(
    "said",
    [
        "https://win.example/now", "win.example", "www.win.example/x?y=1", "eve@evil.example",
        "//evil.example",
        "<b>", "{company}", "x" * 41, "+491701234567", "mailto:eve@evil.example", "evil\\x", "", "   ",
        "\u202ehttps://x.example",
    ],
)  # fmt: skip
def test_a_name_that_mail_programs_would_make_a_link_of_is_not_spoken_to(message, said):
    message.invitation.customer.name = said
    letter = written(message.invitation, sender=message.sender)
    assert first_name(said) == ""
    assert "Hello" not in letter.text and "Hello" not in letter.html


@pytest.mark.parametrize(
    ("said", "spoken"), [("O’Brien", "O’Brien"), ("J.R. Ewing", "J.R."), ("陈 明", "陈")]
)
def test_a_name_is_a_name(said, spoken):
    assert first_name(said) == spoken


@pytest.mark.parametrize(
    "said",
    [
        "", "ada", "@x.example", "ada@", "ada@x.example, eve@evil.example", "ada@x.example;eve@evil.example",
        "Ada <ada@x.example>", "ada@x.example\r\nBcc: eve@evil.example", "ada@x.example>", "a da@x.example",
        '"a"@x.example', "ada@x.example\x00", "ada@[127.0.0.1]", "ada(x)@x.example", "ädä@x.example",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_written_to_by_nobody(said):
    with pytest.raises(UnfitAddress):
        address(said)


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(f"{tag}:{','.join(name for name, _value in attrs if name == 'style')}")

    def handle_comment(self, data):
        self.seen.append("comment")
