"""What leaves is shown before anything does, to those who change the settings; every step is told."""

import json
import re

import pytest
from django.conf import settings as configuration

from regard.web.feedback.models import Feedback
from regard.web.insights.models import Reading
from regard.web.tiers.models import TextTier, TierConsent, TierDay
from regard.web.workspaces.models import AuditEvent
from tests.fake_endpoint import Reply, completion
from tests.web.tiers.conftest import vectors_of

pytestmark = pytest.mark.usefixtures("told")
LIST = "/w/qinghe/settings/tiers/"
FILLED = {
    "kind": "chat",
    "model": "small-1",
    "key": "sk-secret",
    "heads": ["sentiment", "factors"],
    "daily": "50",
}


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def at(tier, act=""):
    return f"{LIST}{tier.pk}/{act}"


def told_of():
    return [event.action for event in AuditEvent.objects.order_by("position")]


def test_the_settings_lead_to_the_text_engines_and_say_that_there_is_none(signed_in, endpoint):
    assert LIST in text_of(signed_in.get("/w/qinghe/settings/"))
    assert "No other engine" in text_of(signed_in.get(LIST))
    assert endpoint.heard == []


@pytest.mark.parametrize("role", ["analyst", "agent", "viewer"])
def test_those_who_do_not_change_settings_get_403_everywhere(client, request, role, make):
    tier = make(on=False)
    client.force_login(request.getfixturevalue(role))
    for act in ("", "trial/", "agreement/", "withdrawal/", "change/", "place/", "removal/"):
        get = client.get if not act else client.post
        assert get(at(tier, act)).status_code == 403
    assert client.get(LIST).status_code == client.post(f"{LIST}new/", FILLED).status_code == 403
    assert TextTier.objects.get().consent is None


def test_a_tier_of_another_workspace_is_not_found(client, stranger, make):
    tier = make(on=False)
    client.force_login(stranger)
    assert client.get(at(tier)).status_code == 404
    assert client.get(at(tier).replace("qinghe", "harbour")).status_code == 404
    assert (
        client.post(at(tier, "agreement/").replace("qinghe", "harbour"), {"agreed": "yes"}).status_code == 404
    )
    assert TierConsent.objects.count() == 0


def test_a_new_tier_is_off_calls_nothing_and_is_told_without_its_key(signed_in, endpoint, sweep):
    response = signed_in.post(f"{LIST}new/", FILLED | {"endpoint": f"{endpoint.url}/", "is_masked": "on"})
    tier = TextTier.objects.get()
    assert response.url == at(tier)
    assert (tier.endpoint, tier.key, tier.heads, tier.daily) == (
        endpoint.url, "sk-secret", ["sentiment", "factors"], 50,
    )  # fmt: skip
    assert tier.is_masked
    assert told_of() == ["tier.added"]
    assert "sk-secret" not in json.dumps(list(AuditEvent.objects.values("subject", "details")))
    assert sweep() == 0
    assert endpoint.heard == []


REFUSED = [
    "http://api.example.com/v1", "https://127.0.0.1/v1", "https://169.254.169.254/", "https://user:key@api.example.com/",
    "ftp://api.example.com/", "api.example.com", "https://api.example.com/v1?key=1", "javascript:alert(1)",
    "https://[::1]/v1", "https://2130706433/",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_may_not_be_called_is_refused_with_a_reason(signed_in, address):
    body = text_of(signed_in.post(f"{LIST}new/", FILLED | {"endpoint": address}))
    assert "field-errors" in body
    assert "sk-secret" not in body
    assert TextTier.objects.count() == 0


def test_an_embedding_model_is_asked_only_for_what_it_gives(signed_in, endpoint):
    filled = FILLED | {"endpoint": endpoint.url, "kind": "embeddings", "heads": ["emotions", "sentiment"]}
    signed_in.post(f"{LIST}new/", filled)
    assert TextTier.objects.get().heads == ["sentiment"]
    body = text_of(signed_in.post(f"{LIST}new/", filled | {"heads": ["emotions"]}))
    assert "This kind gives none of these." in body


def test_the_page_shows_exactly_what_leaves_before_anything_does(signed_in, make, endpoint):
    body = text_of(signed_in.get(at(make(on=False))))
    assert "the title and the text of a record, and nothing else of it" in body
    assert f"<b>{endpoint.host}</b>" in body
    assert "送货太慢了，请联系 [email]。" in body
    for kept in ("ann@example.com", "Ann Example", "sk-secret"):
        assert kept not in body
    assert "&quot;response_format&quot;" in body
    assert "It is off" in body
    assert endpoint.heard == []


def test_the_page_says_where_personal_data_leaves(signed_in, make):
    body = text_of(signed_in.get(at(make(on=False, is_masked=False))))
    assert "leaves as it was written" in body
    assert "ann@example.com" in body


def test_a_trial_sends_the_texts_that_were_shown_and_keeps_nothing(signed_in, make, endpoint):
    tier = make(on=False)
    shown = [str(row.pk) for row in Feedback.objects.all()][:2]
    readings = Reading.objects.count()
    body = text_of(signed_in.post(at(tier, "trial/"), {"record": shown}))
    assert "What came back" in body
    assert f"chat/1@{endpoint.host}" in body
    assert "delivery: bad" in body
    assert len(endpoint.heard) == 2
    assert Reading.objects.count() == readings
    assert told_of() == ["tier.added", "tier.tried"]
    assert TierDay.objects.get().texts == 2
    assert tier.consent is None


def test_a_trial_sends_five_texts_at_most_and_none_of_another_workspace(signed_in, make, endpoint):
    every = [str(row.pk) for row in Feedback.objects.all()]
    signed_in.post(
        at(make(on=False), "trial/"),
        {"record": [*every, *every, "0192d0d0-0000-7000-8000-000000000000", "x"]},
    )
    assert len(endpoint.heard) == 3


def test_a_trial_names_what_went_wrong_and_repeats_nothing_of_the_host(signed_in, make, endpoint):
    tier = make(on=False)
    endpoint.says = lambda _heard: Reply(b"<script>alert('host')</script>", status=401)
    body = text_of(signed_in.post(at(tier, "trial/"), {"record": [str(Feedback.objects.first().pk)]}))
    assert "The host refused the call: check the key and the name of the model." in body
    assert "alert(" not in body


def test_a_trial_stays_within_the_texts_of_the_day(signed_in, make, endpoint):
    tier = make(on=False, daily=1)
    body = text_of(
        signed_in.post(at(tier, "trial/"), {"record": [str(row.pk) for row in Feedback.objects.all()]})
    )
    assert "the texts of today are used up" in body
    assert len(endpoint.heard) == 1


def test_what_a_model_says_is_shown_as_text(signed_in, make, endpoint):
    tier = make(on=False)
    record = Feedback.objects.get(external_id="r1")
    word = [{"word": "<img src=x onerror=alert(1)>", "polarity": "negative", "quote": "staff"}]
    said = {
        "language": "en",
        "sentiment": "negative",
        "score": 0,
        "factors": [],
        "emotions": [],
        "intents": [],
    }
    endpoint.says = lambda _heard: completion(json.dumps(said | {"descriptors": word}))
    body = text_of(signed_in.post(at(tier, "trial/"), {"record": [str(record.pk)]}))
    assert "<img src=x" not in body
    assert "&lt;img src=x onerror=alert(1)&gt;" in body


def test_an_embedding_model_is_not_tried_before_it_was_taught(signed_in, make, endpoint):
    tier = make(on=False, kind="embeddings")
    assert signed_in.post(at(tier, "trial/"), {"record": []}).url == at(tier)
    assert "has been taught" in text_of(signed_in.get(at(tier)))
    assert endpoint.heard == []


def test_what_an_embedding_model_learnt_is_shown_with_interval_and_n(signed_in, make, endpoint, sweep):
    tier = make(kind="embeddings")
    endpoint.says = vectors_of
    sweep()
    body = text_of(signed_in.get(at(tier)))
    assert re.search(r"as people did in \d+ % \[\d+, \d+\], n=1,?500", body)


def test_turning_on_takes_a_tick_and_says_who_agreed_to_what(signed_in, make, owner, endpoint):
    tier = make(on=False)
    signed_in.post(at(tier, "agreement/"))
    assert tier.consent is None
    signed_in.post(at(tier, "agreement/"), {"agreed": "yes"})
    signed_in.post(at(tier, "agreement/"), {"agreed": "yes"})
    standing = tier.consents.get()
    assert (standing.by, standing.host, standing.fields, standing.is_masked) == (
        owner, endpoint.host, ["title", "text"], True,
    )  # fmt: skip
    event = AuditEvent.objects.get(action="tier.agreed")
    assert event.details["fields"] == ["title", "text"]
    assert event.details["host"] == endpoint.host
    assert "It is on" in text_of(signed_in.get(at(tier)))


def test_turning_off_is_kept_with_who_did_it(signed_in, make, owner):
    tier = make()
    signed_in.post(at(tier, "withdrawal/"))
    assert (tier.consent, tier.consents.get().withdrawn_by) == (None, owner)
    assert told_of()[-1] == "tier.withdrawn"
    assert "withdrawn by Olwen Achterberg" in text_of(signed_in.get(at(tier)))


def test_a_change_keeps_the_key_where_none_is_entered_and_never_shows_it(signed_in, make):
    tier = make()
    signed_in.post(at(tier, "change/"), {"daily": "7", "heads": ["sentiment"], "key": ""})
    tier.refresh_from_db()
    assert (tier.daily, tier.heads, tier.key) == (7, ["sentiment"], "sk-secret")
    signed_in.post(at(tier, "change/"), {"daily": "7", "heads": ["sentiment"], "key": "sk-other"})
    tier.refresh_from_db()
    assert tier.key == "sk-other"
    assert "sk-" not in text_of(signed_in.get(at(tier)))


def test_a_change_that_does_not_fit_is_refused(signed_in, make):
    tier = make()
    for wrong in ({"daily": "0"}, {"daily": "100001"}, {"daily": "x"}, {"heads": ["flags"]}, {"heads": []}):
        body = text_of(signed_in.post(at(tier, "change/"), {"daily": "7", "heads": ["sentiment"]} | wrong))
        assert "field-errors" in body
    tier.refresh_from_db()
    assert tier.daily == 100


def test_the_record_page_shows_both_readings_and_names_the_engines(signed_in, make, sweep, endpoint):
    tier = make()
    record = Feedback.objects.get(external_id="r1")
    address = f"/w/qinghe/records/{record.pk}/"
    assert "Read by other engines" not in text_of(signed_in.get(address))
    sweep()
    body = text_of(signed_in.get(address))
    names = [body.index(f"chat/1@{endpoint.host}"), body.index("· default")]
    assert names == sorted(names, reverse=True)
    assert "Lists, filters, words and numbers are those of the default reading." in body
    signed_in.post(at(tier, "place/"), {"first": "yes"})
    body = text_of(signed_in.get(address))
    assert f"This workspace chose to show chat/1@{endpoint.host}, version small-1, first." in body
    names = [body.index(f"chat/1@{endpoint.host}"), body.index("· default")]
    assert names == sorted(names)
    assert told_of()[-1] == "tier.shown_first"


def test_one_tier_is_shown_first_and_it_can_be_taken_back(signed_in, make):
    first, second = make(), make(model="large-2")
    signed_in.post(at(first, "place/"), {"first": "yes"})
    signed_in.post(at(second, "place/"), {"first": "yes"})
    assert [tier.is_first for tier in TextTier.objects.order_by("added_at", "id")] == [False, True]
    signed_in.post(at(second, "place/"), {"first": "no"})
    assert not TextTier.objects.filter(is_first=True).exists()


def test_a_removed_tier_is_gone_and_its_readings_stay(signed_in, make, sweep):
    tier = make()
    sweep()
    signed_in.post(at(tier, "removal/"))
    assert signed_in.get(at(tier)).status_code == 404
    assert "No other engine" in text_of(signed_in.get(LIST))
    assert Reading.objects.filter(engine=tier.engine).count() == 3
    assert told_of()[-2:] == ["tier.withdrawn", "tier.removed"]


def test_a_tier_that_rests_says_why_and_until_when(signed_in, make, sweep, endpoint):
    tier = make()
    endpoint.says = lambda _heard: Reply(status=401)
    sweep()
    body = text_of(signed_in.get(at(tier)))
    assert "The host refused the call: check the key and the name of the model. It rests until" in body
    assert "rests" in text_of(signed_in.get(LIST))


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_much_for_one_tier_as_for_three(signed_in, make, many, django_assert_num_queries):
    for number in range(many):
        make(model=f"m-{number}")
    signed_in.get(LIST)
    with django_assert_num_queries(7):
        signed_in.get(LIST)


def test_the_pages_are_translated(signed_in, make, sweep):
    tier = make()
    sweep()
    signed_in.cookies[configuration.LANGUAGE_COOKIE_NAME] = "zh-hans"
    record = Feedback.objects.get(external_id="r1")
    for address, words in (
        (LIST, "附加引擎"),
        (f"{LIST}new/", "任何兼容 OpenAI 协议的接口"),
        (at(tier), "哪些内容会离开本机"),
        (f"/w/qinghe/records/{record.pk}/", "其他引擎的解读"),
    ):
        assert words in text_of(signed_in.get(address))
