"""Net sentiment."""

import pytest

from regard.perception import Counts, Scale, UnfitScale, net_sentiment, polarity

READ = {"negative": 20, "neutral": 30, "positive": 40, "mixed": 10}


def test_it_is_percent_positive_minus_percent_negative_of_all_read_records():
    assert net_sentiment(polarity(READ)).exact == 20


def test_neutral_and_mixed_records_count_as_read():
    assert net_sentiment(polarity({"positive": 30, "neutral": 15, "mixed": 15})).exact == 50


def test_n_is_every_read_record():
    assert net_sentiment(polarity(READ)).n == 100


def test_nobody_read_is_no_value():
    assert net_sentiment(polarity({})).status == "no_answers"


def test_it_has_the_same_interval_as_nps_of_the_same_shape():
    assert net_sentiment(polarity({"negative": 16, "neutral": 139, "positive": 6})).band == pytest.approx(
        (-12.40, -0.54), abs=0.005
    )


def test_an_unknown_label_is_refused():
    with pytest.raises(ValueError, match="'angry' is not one of negative"):
        polarity({"angry": 1})


def test_other_counts_are_no_sentiment():
    with pytest.raises(UnfitScale, match="0-10"):
        net_sentiment(Counts.of({}, Scale(0, 10)))


def test_the_definition_names_what_it_divides_by():
    assert "of all read records" in str(net_sentiment(polarity(READ)).definition)
