"""What leaves is the text without what is personal, and its places lead back to the text as given."""

from hypothesis import given
from hypothesis import strategies as st

from regard.perception.text.tiers import outgoing

PIECES = st.sampled_from(
    ["Write to ", "ann@example.com", " or ", "bob@example.org", " 请联系", "。", "now 😀 ", "\n"]
)


def test_personal_data_does_not_leave():
    sent = outgoing("Write to ann@example.com or 13812345678, thanks")
    assert "ann@" not in sent.text
    assert "13812345678" not in sent.text
    assert sent.text.startswith("Write to [email] or [")
    assert sent.text.endswith(", thanks")


def test_what_is_not_masked_leaves_as_it_is():
    assert outgoing("Write to ann@example.com", masked=False).text == "Write to ann@example.com"


@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_place_leads_back_to_its_letter_or_to_all_of_what_was_masked(text):
    sent = outgoing(text)
    for piece in sent.pieces:
        assert sent.original(piece.start, piece.end) == (piece.first, piece.last)
        if not piece.is_masked:
            assert sent.text[piece.start : piece.end] == text[piece.first : piece.last]
    if sent.text:
        assert sent.original(0, len(sent.text)) == (0, len(text))


@given(st.text(max_size=200))
def test_every_letter_outside_of_personal_data_leads_back_to_itself(text):
    sent = outgoing(text)
    for piece in sent.pieces:
        for at in range(piece.start, piece.end if not piece.is_masked else piece.start):
            start, end = sent.original(at, at + 1)
            assert (end - start, sent.text[at]) == (1, text[start])


def test_a_span_that_touches_what_was_masked_covers_all_of_it():
    text = "Ask ann@example.com for tea"
    sent = outgoing(text)
    start = sent.text.index("k [em")
    assert sent.original(start, start + 4) == (2, 19)


def test_half_a_character_leaves_as_a_question_mark():
    assert outgoing("a\ud800b").text == "a?b"


def test_only_as_much_leaves_as_the_default_engine_reads():
    assert len(outgoing("茶" * 30_000).text) == 20_000
