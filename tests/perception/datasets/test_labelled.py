"""Our own labelled verbatims follow their guideline."""

import pytest

from regard.perception.datasets.labelled import Span, UnfitVerbatim, parsed, verbatims

LINE = "en-x-1\ten-x-g1\tbank\treview\tmixed\tanger\tcomplaint\t0\tslow,kind\t"


def test_the_marks_become_spans_of_the_text_without_them():
    found = parsed(LINE + "[[delivery-|Two weeks late]], 但是[[support+|客服很热情]]。", "en", "x")
    assert found.text == "Two weeks late, 但是客服很热情。"
    assert found.spans == (Span("delivery", "negative", 0, 14), Span("support", "positive", 18, 23))
    assert [found.text[span.start : span.end] for span in found.spans] == ["Two weeks late", "客服很热情"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (LINE.replace("mixed", "angry") + "x", "sentiment: 'angry' is not one of"),
        (LINE.replace("anger", "rage") + "x", "emotions: 'rage' is not one of"),
        (LINE + "[[service-|slow]]", "text: 'service' is not one of"),
        (LINE + "[[price|dear]]", "a mark that is not"),
        (LINE + "[[price-| ]]", "a span without words"),
        (LINE + " ", "no text"),
        ("a\tb", "2 cells, not 10"),
    ],
)
def test_a_line_against_the_guideline_is_refused_with_its_place(line, what):
    with pytest.raises(UnfitVerbatim) as problem:
        parsed(line, "en", "en-x.tsv, line 7")
    assert str(problem.value).startswith("en-x.tsv, line 7")
    assert what in str(problem.value)


def test_all_of_ours_can_be_read_and_hardly_one_says_the_same_as_another():
    told = verbatims()
    assert len({one.id for one in told}) == len(told)
    assert len({one.text for one in told}) >= 0.98 * len(told)  # "n/a", "好", "ok" are said by many
