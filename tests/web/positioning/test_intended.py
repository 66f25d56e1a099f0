"""The list of intended words: who stands for which, since when; each change begins a wave."""

from datetime import timedelta

import pytest

from regard.web.positioning import intentions
from regard.web.positioning.intentions import UnfitWord, Vocabulary, waves
from regard.web.positioning.models import IntendedPerception
from regard.web.workspaces.models import AuditEvent

pytestmark = pytest.mark.django_db

URL = "/w/qinghe/map/intended/"


def word(owner, **more):
    return {"word_en": "calm, quiet", "word_zh": "安静", "owner": str(owner.pk), **more}


def test_a_word_is_added_with_who_and_when_and_stands_on_the_page_in_both_languages(
    client, owner, inside, look
):
    client.force_login(owner)
    client.post(URL, word(owner, opposite_en="hectic", factor="support"))
    row = IntendedPerception.objects.get()
    assert (row.added_by, row.owner, row.retired) == (owner, owner, None)
    assert AuditEvent.objects.filter(action="intention.added", subject="calm").count() == 1
    assert "calm opposite: hectic" in look(owner, URL).text
    assert "Olwen Achterberg stands for it" in look(owner, URL).text
    assert "负责人：Olwen Achterberg" in look(owner, URL, language="zh-hans").text
    assert "安静" in look(owner, URL, language="zh-hans").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"word_en": "", "word_zh": " ，"}, "Write the word in one language at least."),
        ({"word_en": "Reliable", "word_zh": ""}, "This word is on the list already."),
        ({"word_en": "complicated", "word_zh": ""}, "A word cannot be intended and an opposite at once."),
        ({"opposite_zh": "安静"}, "A word cannot be intended and an opposite at once."),
        ({"opposite_en": "solid"}, "A word cannot be intended and an opposite at once."),
    ],
)
def test_what_cannot_be_intended_is_refused_with_its_reason_and_what_was_typed_stays(
    client, owner, intended, given, said
):
    client.force_login(owner)
    response = client.post(URL, word(owner, **given))
    assert said in response.content.decode()
    assert IntendedPerception.objects.count() == len(intended)
    assert f'value="{given.get("opposite_en", "")}"' in response.content.decode()


def test_a_list_of_everything_is_refused(owner, inside, noon):
    for number in range(intentions.MOST):
        intentions.add(word_en=f"word{number}", by=owner, at=noon)
    with pytest.raises(UnfitWord, match="12 words"):
        intentions.add(word_en="one more", by=owner, at=noon)


def test_a_retired_word_leaves_the_list_and_is_kept_with_its_days(client, owner, intended, look):
    client.force_login(owner)
    for _ in range(2):
        client.post(f"{URL}{intended[0].pk}/retirement/")
    text = look(owner, URL).text
    assert "reliable" not in text.split("No longer intended")[0].split("What we want")[1]
    assert "reliable:" in text.split("No longer intended")[1]
    assert AuditEvent.objects.filter(action="intention.retired").count() == 1


def test_every_day_on_which_the_list_changed_begins_a_wave(owner, intended, noon):
    intentions.retire(intended[0], by=owner, at=noon - timedelta(days=300))
    intentions.add(word_en="calm", by=owner, at=noon - timedelta(days=300))
    intentions.retire(intended[1], by=owner, at=noon)
    found = waves()
    assert [(one.number, one.start, one.end) for one in found] == [
        (1, None, (noon - timedelta(days=300)).date()),
        (2, (noon - timedelta(days=300)).date(), noon.date()),
        (3, noon.date(), None),
    ]
    assert [[row.word_en.split(",")[0] for row in one.words] for one in found] == [
        ["reliable", "simple", "caring", "green"],
        ["simple", "caring", "green", "calm"],
        ["caring", "green", "calm"],
    ]
    assert [one.is_last for one in found] == [False, False, True]


def test_every_form_counts_as_the_word_and_words_that_share_an_opposite_share_its_name(owner, inside, noon):
    one = intentions.add(word_en="Fast, quick", word_zh="快", opposite_en="slow", by=owner, at=noon)
    two = intentions.add(word_en="prompt", opposite_en="slow, late", by=owner, at=noon)
    made = Vocabulary.of([one, two])
    assert made.terms["fast"] == made.terms["quick"] == made.terms["快"]
    assert set(made.intended.values()) == {made.terms["slow"]}
    assert made.terms["late"] == made.terms["slow"]
    assert made.name(made.terms["quick"]) == "Fast"
    assert made.name("unknown") == ""


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 302), ("admin", 302), ("analyst", 302), ("agent", 403), ("viewer", 403)]
)
def test_who_may_change_the_list(client, request, intended, owner, role, status):
    user = request.getfixturevalue(role)
    client.force_login(user)
    assert client.post(URL, word(owner)).status_code == status
    assert client.post(f"{URL}{intended[0].pk}/retirement/").status_code == status
    shown = client.get(URL).content.decode()
    assert ("Intend this word" in shown) == (status == 302)
    assert ("Retire" in shown) == (status == 302)


def test_another_workspace_neither_sees_nor_retires(client, stranger, intended, other_workspace):
    client.force_login(stranger)
    assert client.post(f"{URL}{intended[0].pk}/retirement/").status_code == 404
    own = f"/w/{other_workspace.slug}/map/intended/"
    assert client.post(f"{own}{intended[0].pk}/retirement/").status_code == 404
    assert "reliable" not in client.get(own).content.decode()


def test_a_hostile_word_stays_text(client, owner, inside, look):
    client.force_login(owner)
    client.post(URL, word(owner, word_en="<script>alert(1)</script>", opposite_en='"><img src=x>'))
    html = look(owner, URL).html + look(owner, "map/").html
    assert "<script>alert(1)" not in html
    assert "<img src=x>" not in html


def test_the_owner_is_a_member(client, owner, stranger, inside):
    client.force_login(owner)
    assert client.post(URL, word(stranger)).status_code == 200
    assert IntendedPerception.objects.count() == 0
