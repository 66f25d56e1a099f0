"""Files that mean harm or are broken: a named refusal or a survey that can be asked, never anything else."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.instruments.definition import Instrument, UnfitInstrument
from regard.instruments.formats import LARGEST, read, written
from regard.instruments.formats.making import UnreadableSurvey
from regard.instruments.problems import problems
from regard.instruments.templates import templates
from tests.instruments.test_formats import asked, lss, qsf, question, table

LAUGHS = "<!DOCTYPE d [" + '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
PLAIN = lss(table("groups", {"gid": "1"}), table("questions", question("1", "T", question="Why?")))


def refused(content):
    with pytest.raises(UnreadableSurvey) as caught:
        read(content)
    return caught.value.code


def test_a_bomb_of_entities_is_refused_before_it_grows():
    assert refused(lss(table("questions", question("1", "T", question="&j;")), head=LAUGHS)) == "entities"
    parameter = '<!DOCTYPE d [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>'
    assert refused(lss(table("questions", question("1", "T")), head=parameter)) == "entities"


def test_a_file_of_very_many_rows_or_one_endless_cell_is_refused_or_cut():
    rows = "<row><qid>1</qid></row>" * 20_001
    assert refused(lss(f"<questions><rows>{rows}</rows></questions>")) == "too_large"
    long = PLAIN.replace(b"Why?", b"Why? " * 100_000)
    (one,) = read(long).instrument.questions.values()
    assert len(one.text["en"]) <= 2_000
    assert refused(b"<" + b"a" * LARGEST) == "too_large"


def test_xml_is_read_with_a_mark_of_its_encoding_and_without():
    text = PLAIN.decode().replace("Why?", "为什么？")
    for encoding in ("utf-8", "utf-8-sig"):
        (one,) = read(text.encode(encoding)).instrument.questions.values()
        assert one.text["en"] == "为什么？"


@pytest.mark.parametrize("encoding", ["latin-1", "gb18030", "utf-16", "utf-32"])
def test_a_wrong_encoding_is_refused_and_no_letter_is_guessed(encoding):
    text = json.dumps({"pages": [{"elements": [{"type": "text", "title": "Größe é"}]}]}, ensure_ascii=False)
    assert refused(text.encode(encoding)) == "not_a_survey"


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>", "<!--", "]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "{first_name.__class__}", "{{7*7}}", "{% load x %}",
    "\x00\x1b[2J", "\u202egnp.exe",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_and_templates_in_a_title_become_plain_words_that_fill_nothing(text):
    made = {"title": text, "pages": [{"elements": [{"type": "text", "name": "q", "title": f"Q {text}"}]}]}
    found = [
        read(json.dumps(made).encode()).instrument,
        read(qsf(asked("QID1", "TE", "SL") | {"QuestionText": f"Q {text}"})).instrument,
    ]
    for instrument in found:
        (one,) = instrument.questions.values()
        assert one.text["en"].startswith("Q")
        assert not set("{}\0") & set(one.text["en"])
        assert {problem.code for problem in problems(instrument)} <= {"not_translated", "leading", "double"}


WORDS = """pages elements questions type name title choices rows columns visibleIf rateMin rateMax rateValues
SurveyElements SurveyEntry Element Payload Flow BlockElements QuestionID Choices DisplayLogic 0 1
format kind languages id text options scale low high show_if branches"""
KEYS = st.sampled_from(WORDS.split())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 20) | st.text(max_size=6),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_json_is_a_survey_that_can_be_asked_or_a_named_refusal(content):
    try:
        found = read(json.dumps(content).encode())
    except UnreadableSurvey:
        return
    assert Instrument.from_content(found.instrument.to_content()) == found.instrument


@settings(deadline=None)
@given(st.sampled_from(sorted(templates())), st.data())
def test_a_file_of_ours_with_one_byte_changed_is_read_exactly_or_refused(key, data):
    content = bytearray(written(templates()[key].make()))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(content)).instrument
    except UnreadableSurvey:
        return
    assert read(written(found)).instrument == found


@pytest.mark.parametrize("key", sorted(templates()))
def test_the_round_trip_of_our_own_file_is_exact_to_the_byte(key):
    content = written(templates()[key].make())
    assert written(read(content).instrument) == content


def test_what_is_not_known_is_refused_with_its_place():
    content = json.loads(written(templates()["nps"].make()))
    content["pages"][0]["questions"][0]["onload"] = "x"
    with pytest.raises(UnfitInstrument, match=r"pages\.0\.questions\.0\.onload: is not known"):
        Instrument.from_content(content)
