from datetime import timedelta

import pytest
from django.urls import reverse

from regard.web.answering.linking import make_link
from regard.web.channels.models import Sender
from regard.web.contacts.campaigning import start
from regard.web.contacts.models import Audience, Campaign
from regard.web.customers.models import Account, Customer, Identity
from regard.web.surveys import making, publishing
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked

__all__ = ["asked"]


@pytest.fixture
def nps(workspace, owner, noon):
    """A published survey about recommending; the workspace is open."""
    with in_workspace(workspace):
        survey = making.make("nps", name="Twice a year 每半年", by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
        make_link(survey, name="Counter", by=owner, at=noon)
        yield survey


@pytest.fixture
def senders(nps, noon):
    """Somebody who writes mails, and a number that writes text messages with a problem."""
    mail = {"channel": "email", "name": "Mei", "address": "mei@qinghe.example.com"}
    text = {"channel": "sms", "kind": "sms", "name": "Qinghe", "address": "+1", "problem": "no money"}
    return [Sender.objects.create(**one, created_at=noon) for one in (mail, text)]


@pytest.fixture
def csat(nps, owner, noon):
    """Another one, about satisfaction."""
    survey = making.make("csat", name="After an order 下单之后", by=owner, at=noon)
    publishing.publish(survey, by=owner, at=noon)
    return survey


@pytest.fixture
def customers(nps, noon):
    """Ada and Bo of one company, 陈 of none; 陈 has no e-mail and a phone."""
    acme = Account.objects.create(external_id="acme", name="Acme", segment="enterprise")
    since = noon - timedelta(days=400)
    ada = Customer.objects.create(
        external_id="c-1", name="Ada", email="ada@example.com", account=acme, language="en", since=since
    )
    bo = Customer.objects.create(external_id="c-2", name="Bo", email="bo@example.com", account=acme)
    chen = Customer.objects.create(external_id="c-3", name="陈", segment="new", language="zh-hans")
    Identity.objects.create(customer=chen, kind="phone", value="+86 138 0000 0000")
    return ada, bo, chen


@pytest.fixture
def campaign(nps, owner, noon):
    """Begin a campaign with these changes."""

    def begin(survey=nps, *, rule=None, at=noon, **changes):
        audience = Audience.objects.create(name="Big", rule=rule, created_at=noon) if rule else None
        given = {"name": "Autumn", "created_at": noon, "audience": audience} | changes
        made = Campaign.objects.create(survey=survey, **given)
        start(made, by=owner, at=at)
        return made

    return begin


@pytest.fixture
def crowd(nps):
    """Forty people of two segments, with addresses."""
    rows = [
        Customer(external_id=f"x-{n}", email=f"x{n}@example.com", segment="big" if n < 10 else "small")
        for n in range(40)
    ]
    return Customer.objects.bulk_create(rows)


@pytest.fixture
def go(client, analyst, senders):
    """Open a page as the analyst, or send a form to it."""
    client.force_login(analyst)

    def to(name, /, *args, send=None, language="en", query="", **fields):
        path = reverse(f"contacts:{name}", args=["qinghe", *args]) + query
        headers = {"accept-language": language}
        if send is None and not fields:
            return client.get(path, headers=headers)
        return client.post(path, (send or {}) | fields, headers=headers)

    return to
