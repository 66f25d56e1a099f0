"""Requests that no page of ours makes: nothing is stored, nothing is told, nobody is sent elsewhere.

Threats T07, T08, T15, T16, T18, T31-T36 and T55 where they concern answering, its links and its keys.
"""

import logging
import random
from collections import Counter
from json import dumps
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from regard.instruments.answers import UnfitAnswer, checked_all
from regard.web.answering import views
from regard.web.answering.entering import by_link, hashed
from regard.web.answering.keys import BYTES, Key, new_key, read_key
from regard.web.answering.linking import make_link
from regard.web.answering.models import Link, Response, Submission
from regard.web.answering.recording import Given, submit
from regard.web.answering.writing import Busy
from regard.web.feedback.models import Feedback
from regard.web.surveys import making, publishing
from regard.web.workspaces.tenancy import in_workspace
from tests.conftest import join
from tests.web.answering.test_kinds import FORM, LAST, QUESTIONS
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
EVIL = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "%0d%0aSet-Cookie:%20a=b",
)


@pytest.fixture
def path(asked):
    return f"/s/{asked('nps').token}/"


def nothing(workspace):
    """Whether nothing was stored."""
    with in_workspace(workspace):
        return not (Response.objects.exists() or Feedback.objects.exists() or Submission.objects.exists())


def every_kind_of_reply(client, workspace, owner, noon, path, monkeypatch):
    """One reply of each status, by its status."""
    fields = hidden(client.get(path))
    found = [client.get(path), client.head(path), client.post(path, fields), client.put(path)]
    found += [client.get("/s/" + "x" * 22 + "/"), client.get("/i/x/"), client.delete(path)]
    taken = client.post(path, fields | {"score": "9"})
    found += [taken, client.get(taken.url), client.post(path, fields | {"score": "3"})]
    found += [press(client, taken.url, why="Tea"), client.get(taken.url.partition("?")[0])]

    def busy(*_args, **_given):
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(views, "submit", busy)
        found.append(press(client, path, score="9"))
    with in_workspace(workspace):
        publishing.close(Link.objects.get().survey, by=owner, at=noon)
    found += [client.get(path), client.get("/i/" + "x" * 22 + "/more/")]
    return found


def test_every_reply_says_what_a_browser_may_do_and_sets_no_cookie(
    client, workspace, owner, noon, path, monkeypatch
):
    """T07."""
    replies = every_kind_of_reply(client, workspace, owner, noon, path, monkeypatch)
    assert {one.status_code for one in replies} == {200, 302, 400, 404, 405, 409, 410, 503}
    for reply in replies:
        policy = reply["Content-Security-Policy"]
        assert "unsafe" not in policy
        for part in ("script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert reply["X-Frame-Options"] == "DENY"
        assert reply["Referrer-Policy"] == "same-origin"
        assert reply["Cross-Origin-Opener-Policy"] == "same-origin"
        assert reply["Cache-Control"] == "no-store"
        assert reply.cookies.output() == ""
        assert not reply.has_header("Access-Control-Allow-Origin")
        assert reply.has_header("Retry-After") == (reply.status_code == 503)


def test_no_token_and_no_key_stands_in_the_log(
    client, workspace, owner, noon, path, monkeypatch, caplog, invited
):
    """T55: a wrong method, a closed survey, a full disk: the address is a secret of its holder."""
    caplog.set_level(logging.DEBUG)
    replies = every_kind_of_reply(client, workspace, owner, noon, path, monkeypatch)
    key = replies[7].url.split("/")[2]
    client.get(f"{replies[7].url}&score=%0d%0aforged", HTTP_USER_AGENT="\x1b[31mred\r\nforged")
    said = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert path.split("/")[2] not in said
    assert key not in said
    assert "forged" not in said


def test_only_a_form_of_ours_that_is_posted_stores_anything(client, workspace, path):
    """T08."""
    fields = hidden(client.get(path)) | {"score": "9"}
    json = dumps(fields | {"score": 9})
    assert client.get(path, fields).status_code == 200
    assert client.get(path, fields, HTTP_X_HTTP_METHOD_OVERRIDE="POST").status_code == 200
    assert client.post(path, json, content_type="text/plain").status_code == 400
    assert client.post(path, json, content_type="application/json").status_code == 400
    assert (
        client.post(path, b"\xff\xfe%%%&&&;;=", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    assert client.post(path, b"--x\r\n", content_type="multipart/form-data; boundary=x").status_code == 400
    assert client.post(path, {"score": "9"}, HTTP_ORIGIN="https://evil.example").status_code == 400
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"):
        assert client.generic(method, path, "score=9").status_code == 405
    assert nothing(workspace)


@pytest.mark.parametrize("address", EVIL)
def test_nobody_is_sent_elsewhere_whatever_is_asked_for(client, path, address):
    """T15, T18."""
    more = dict.fromkeys(("next", "return", "redirect", "url", "to", "page", "lang", "start"), address)
    query = "&".join(f"{name}={value}" for name, value in more.items())
    fields = hidden(client.get(f"{path}?{query}")) | {"score": "9"}
    heads = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_ORIGINAL_URL": address,
        "HTTP_FORWARDED": "host=evil",
    }
    onward = client.post(f"{path}?{query}", fields | {"next": address, "redirect": address}, **heads)
    assert onward.status_code == 302
    assert onward.url == f"/a/{read_key(fields['key']).text}/?page=why"
    assert "evil" not in client.get(onward.url, more).content.decode().replace("&amp;", "&")
    assert client.get(path, HTTP_HOST="evil.example").status_code == 400


def test_tokens_are_long_and_random_and_of_those_of_people_only_the_hash_is_kept(
    client, workspace, owner, noon, path, invited
):
    """T31."""
    assert BYTES * 8 >= 128
    with in_workspace(workspace):
        survey = Link.objects.get().survey
        tokens = [make_link(survey, name="x", by=owner, at=noon).token for _ in range(50)]
    tokens += [read_key(new_key(at=noon)).text for _ in range(2_000)]
    assert len(set(tokens)) == len(tokens)
    assert {len(one) for one in tokens} == {22}
    letters = "".join(one[:21] for one in tokens)  # each carries six bits, the last one two
    expected = len(letters) / 64
    spread = sum((letters.count(one) - expected) ** 2 / expected for one in set(letters))
    assert len(set(letters)) == 64
    assert spread < 130  # chi-square with 63 degrees of freedom: 130 in one of a million runs
    private, _survey = invited(token="Person" + "p" * 16)
    key = press(client, path, score="9").url.split("/")[2]
    client.get(private)
    press(client, private, score="3")
    with in_workspace(workspace):
        kept = str(list(Response.objects.values())) + str(list(Submission.objects.values()))
    assert key not in kept
    assert private.split("/")[2] not in kept


def test_a_token_opens_what_it_was_made_for_and_nothing_else(client, workspace, asked, invited, owner):
    """T32: another purpose, cut, longer, in other letters, signed by nobody: one reply for all."""
    private, survey = invited()
    with in_workspace(workspace):
        link = survey.links.get().token
    signed = hidden(client.get(f"/s/{link}/"))["key"]
    key = press(client, f"/s/{link}/", score="9").url.split("/")[2]
    person = private.split("/")[2]
    wrong = {"s": [person, key, signed], "i": [link, key, signed], "a": [link, person, signed, hashed(key)]}
    bent = {"s": link, "i": person, "a": key}
    found = []
    for prefix, own in bent.items():
        assert client.get(f"/{prefix}/{own}/").status_code == 200
        others = [
            *wrong[prefix],
            own[:-1],
            own + "A",
            own.swapcase(),
            own[::-1] + "_",
            hashed(own),
            str(survey.pk),
        ]
        others += ["eyJhbGciOiJub25lIn0.e30.", "null", "0", "%00" * 22, "x" * 22, "x" * 5_000, "茶" * 22]
        for token in others:
            found += [client.get(f"/{prefix}/{token}/"), client.post(f"/{prefix}/{token}/", {"score": "9"})]
    assert {one.status_code for one in found} == {404}
    assert len({one.content for one in found}) == 1
    for key in (signed[:-1], signed + "A", signed.swapcase(), signed.replace(":", "."), "a:b:c", "", "null"):
        told = client.post(f"/s/{link}/", {"key": key, "page": "score", "score": "9"})
        assert told.status_code == 400
    with in_workspace(workspace):
        assert Response.objects.count() == 1


def test_one_answer_for_each_invitation_and_each_form_holds_in_the_database_itself(
    client, workspace, invited
):
    """T33."""
    path, _survey = invited()
    press(client, path, score="9")
    with in_workspace(workspace):
        one, said = Response.objects.get(), Submission.objects.get()
        for again in (one, said):
            again.pk, again._state.adding = uuid4(), True
            with pytest.raises(IntegrityError), transaction.atomic():
                again.save(force_insert=True)


@pytest.mark.parametrize("value", [11, -1, 9.5, "9", True, False, [9], {"score": 9}, 10**30, float("nan")])
def test_a_value_of_another_kind_is_refused_with_its_path(workspace, path, value):
    """T34."""
    entry = by_link(path.split("/")[2], at=timezone.now())
    with pytest.raises(UnfitAnswer) as refused:
        submit(entry, Given({"score": value}, "en"), key=Key("k" * 22, timezone.now()), at=timezone.now())
    assert (refused.value.path, refused.value.code) == ("score", "not_a_score")
    assert nothing(workspace)


@pytest.mark.parametrize(
    "values", [{"score": 3, "say": "hidden"}, {"stars": 5}, {"score": 9, "__proto__": 1}]
)
def test_what_was_not_asked_is_refused(workspace, path, values):
    """T34."""
    entry = by_link(path.split("/")[2], at=timezone.now())
    with pytest.raises(UnfitAnswer) as refused:
        submit(entry, Given(values, "en"), key=Key("k" * 22, timezone.now()), at=timezone.now())
    assert (refused.value.path, refused.value.code) == (list(values)[-1], "not_asked")
    assert nothing(workspace)


def test_what_a_form_says_about_itself_counts_for_nothing(client, workspace, path):
    """T34: times, weights, states, ids and another tenant."""
    own = {
        "id": str(uuid4()),
        "workspace": "harbour",
        "survey": str(uuid4()),
        "customer": str(uuid4()),
        "seed": "x",
    }
    own |= {
        "state": "complete",
        "inclusion": "100",
        "number": "7",
        "first_at": "1999-01-01",
        "channel": "email",
    }
    press(client, path, score="9", **own, invitation=str(uuid4()), feedback=str(uuid4()), suspicion="{}")
    with in_workspace(workspace):
        found = Response.objects.get()
        assert (found.state, found.inclusion, found.number, found.channel) == ("partial", 1.0, 1, "web")
        assert (found.customer, found.invitation, found.values) == (None, None, {"score": 9})
        assert abs((timezone.now() - found.first_at).total_seconds()) < 60


def test_a_page_cannot_be_skipped(client, workspace, path):
    """T34: the score is needed, and comes first."""
    told = press(client, path, page="why", why="no score")
    assert (told.status_code, 'name="page" value="score"' in told.content.decode()) == (400, True)
    assert 'name="page" value="score"' in client.get(path, {"page": "why"}).content.decode()
    assert nothing(workspace)


def test_a_form_of_an_earlier_version_is_read_as_the_one_that_is_asked_now(
    client, workspace, owner, noon, path
):
    """T34: a question that is gone is recorded nowhere."""
    fields = hidden(client.get(path)) | {"score": "9"}
    with in_workspace(workspace):
        survey = Link.objects.get().survey
        other = making.make("ces", name="x", by=owner, at=noon).draft
        making.save_draft(survey, other, seen=survey.draft_number, by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
    told = client.post(path, fields)
    assert told.status_code == 400  # 9 is not on the scale that is asked now
    assert nothing(workspace)


def test_nobody_changes_an_answer_without_its_key(client, workspace, path):
    """T35."""
    mine, other = press(client, path, score="9"), press(client, path, score="8")
    fields = hidden(client.get(f"{mine.url.partition('?')[0]}?page=score"))
    client.post(other.url.partition("?")[0], fields | {"score": "0"})  # my form at your address
    with in_workspace(workspace):
        of = {hashed(one.url.split("/")[2]): one for one in (mine, other)}
        found = {key: Response.objects.get(key_hash=key).values["score"] for key in of}
    assert list(found.values()) == [9, 0]


ROLES = ("owner", "admin", "analyst", "agent", "viewer")


def test_every_page_of_members_answers_by_role_and_tenant(client, workspace, other_workspace, asked, owner):
    """T16: own, of another tenant, absent; without the right and without signing in."""
    link = asked("csat")
    people = {role: owner if role == "owner" else join(workspace, role, role) for role in ROLES}
    stranger = join(other_workspace, "Sten", "owner")
    cells = 0
    for address, method, pk in member_pages(link):
        for of, place in ((link, "qinghe"), (None, "qinghe"), (link, "harbour")):
            path = f"/w/{place}/{address.format(pk=pk if of else uuid4())}"
            for role, user in people.items():
                client.force_login(user)
                may = role in ("owner", "admin", "analyst")
                expected = {"harbour": 404}.get(place, (404 if of is None else None) if may else 403)
                code = getattr(client, method)(path).status_code
                assert code == expected if expected else code in (200, 302), (path, role, code)
                cells += 1
            client.force_login(stranger)
            assert getattr(client, method)(path).status_code == 404
            client.logout()
            assert getattr(client, method)(path).status_code == 302
            cells += 2
    assert cells == len(member_pages(link)) * 3 * 7


def member_pages(link):
    return [
        ("surveys/{pk}/links/", "get", link.survey_id),
        ("surveys/{pk}/links/", "post", link.survey_id),
        ("links/{pk}/code.svg", "get", link.pk),
        ("links/{pk}/limits/", "post", link.pk),
        ("links/{pk}/closure/", "post", link.pk),
        ("surveys/{pk}/doubts/", "get", link.survey_id),
        ("surveys/{pk}/doubts/", "post", link.survey_id),
    ]


NAMES = [
    *(
        "stars",
        "faces",
        "one",
        "some",
        "words",
        "words.warm.why",
        "rank.tea",
        "rank.price",
        "grid.speed",
        "grid",
    ),
    *(
        "who.name",
        "who.email",
        "who.phone",
        "day",
        "ok",
        "note",
        "key",
        "page",
        "language",
        "switch",
        "website",
    ),
]
ODD = (
    "²",
    "１",
    "1e9",
    "-0",
    "999",
    "[]",
    "{}",
    "null",
    "true",
    "\0",
    "x" * 20_000,
    "茶",
    " ",
    "one",
    "1",
    "2026-13-45",
)


RANKS = ("²", "１", "999")


@pytest.mark.parametrize("rank", RANKS)
def test_a_rank_that_is_no_plain_number_is_told(client, asked, rank):
    """T34."""
    path = f"/s/{asked('nps', pages=[{'id': 'all', 'questions': QUESTIONS}]).token}/"
    assert press(client, path, **(FORM | {"rank.tea": rank})).status_code in (302, 400)


def test_forms_of_odd_values_are_taken_or_told_and_never_an_accident(client, workspace, asked):
    """T34, T52: every field of every kind, with what belongs to none of them."""
    pages = [{"id": "all", "questions": QUESTIONS}, {"id": "last", "questions": [LAST]}]
    path, dice = f"/s/{asked('nps', pages=pages).token}/", random.Random(5)
    form, codes = hidden(client.get(path)), Counter()
    for _ in range(400):
        chosen = dice.sample(NAMES, dice.randint(1, 6))
        odd = {name: [dice.choice(ODD) for _ in range(dice.randint(1, 3))] for name in chosen}
        odd = {name: said for name, said in odd.items() if not (name[:4] == "rank" and said[-1] in RANKS)}
        reply = client.post(path, form | FORM | odd)
        codes[reply.status_code] += 1
        assert reply.status_code in (200, 302, 400, 409), odd
    assert codes[400] > 100
    with in_workspace(workspace):
        for response in Response.objects.all():
            checked_all(response.version.instrument, response.values)
