"""An embedding model as an engine: heads trained on our own verbatims, sentences as spans, named errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception.text import read
from regard.perception.text.tiers import (
    BadTrained,
    EmbeddingTier,
    MalformedAnswer,
    Tier,
    TooFewExamples,
    Trained,
    embedder,
    examples,
    packed,
    train,
    unpacked,
)
from regard.perception.text.tiers.embeddings import sentences
from regard.perception.text.tiers.ridge import fitted
from tests.perception.text.tiers.speaking import embedding, hashed


def embed(texts):
    return np.array([hashed(text) for text in texts])


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(embed, examples(600))


@pytest.fixture
def tier(trained) -> EmbeddingTier:
    return EmbeddingTier("letters", embed, trained)


def test_examples_are_half_chinese_of_many_groups_and_always_the_same():
    told = examples(400)
    assert len(told) == 400
    assert sum(one.language == "zh" for one in told) == 200
    assert len({one.group for one in told}) > 100
    assert told == examples(400)


def test_heads_agree_with_people_more_often_than_naming_the_commonest_side_would(trained):
    told = examples(600)
    commonest = max(sum(one.sentiment == side for one in told) for side in {one.sentiment for one in told})
    assert trained.checked == 600
    assert trained.agreed > commonest


def test_the_agreement_has_its_interval():
    heads = Trained(np.zeros((3, 14)), np.zeros(10), 1.0, agreed=900, checked=1500)
    # Wilson (1927): (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n)
    assert heads.agreement == pytest.approx((0.6, 0.574983, 0.624506), abs=1e-6)


def test_the_smaller_system_gives_the_weights_of_the_larger_one():
    dice = np.random.default_rng(1)
    rows, wanted = dice.normal(size=(30, 20)), dice.normal(size=(30, 3))
    wide = fitted(rows.T, wanted[:20], 0.5)
    plain = np.linalg.solve(rows @ rows.T + 0.5 * np.eye(30), rows @ wanted[:20])
    assert np.allclose(wide, plain)


def test_heads_are_kept_and_read_again(trained):
    again = Trained.of(trained.kept())
    assert np.allclose(again.weights, trained.weights, atol=1e-6)
    assert np.array_equal(again.thresholds, trained.thresholds)
    assert (again.sharpness, again.agreed, again.checked) == (
        trained.sharpness,
        trained.agreed,
        trained.checked,
    )


def test_vectors_are_packed_and_read_again():
    vectors = embed(["tea", "茶好"])
    assert np.allclose(unpacked(packed(vectors)), vectors, atol=1e-6)
    assert unpacked(b"").shape == (0, 0)
    with pytest.raises(BadTrained):
        unpacked(b"no")


@pytest.mark.parametrize("kept", [b"", b"no", b"PK\x03\x04"])
def test_what_is_no_trained_head_is_refused_by_name(kept):
    with pytest.raises(BadTrained):
        Trained.of(kept)


def test_a_reading_has_the_columns_of_the_default_engine(tier):
    checked: Tier = tier
    assert checked.read(["Lovely tea", ""]).schema == read([""]).schema
    assert (checked.name, checked.version) == ("embeddings/1", "letters")


def test_the_chances_add_up_and_the_score_is_their_difference(tier):
    for row in tier.read(["Terrible service, never again", "客服很热情，茶也很好喝。"]).to_pylist():
        chances = [row["p_negative"], row["p_neutral"], row["p_positive"]]
        assert sum(chances) == pytest.approx(1)
        assert row["sentiment_score"] == pytest.approx(chances[2] - chances[0])
        assert row["sentiment"] in ("negative", "neutral", "positive", "mixed")


def test_an_empty_text_is_not_sent_and_says_nothing(trained):
    asked = []

    def watch(texts):
        asked.extend(texts)
        return embed(texts)

    rows = EmbeddingTier("letters", watch, trained).read(["", " \n", "tea"]).to_pylist()
    assert asked == ["tea", "tea"]
    assert [row["sentiment"] is None for row in rows] == [True, True, False]
    assert [row["factors"] for row in rows[:2]] == [[], []]


def test_factors_are_shown_by_their_sentence(trained):
    sure = Trained(trained.weights, np.full(10, -9.0), trained.sharpness, 1, 1)
    text = "Hello ann@example.com. 送货太慢了！"
    (row,) = EmbeddingTier("letters", embed, sure).read([text]).to_pylist()
    assert len(row["factors"]) == 20
    spans = {text[one["start"] : one["end"]] for one in row["factors"]}
    assert spans == {"Hello ann@example.com.", "送货太慢了！"}


def test_personal_data_does_not_leave(trained):
    asked = []

    def watch(texts):
        asked.extend(texts)
        return embed(texts)

    EmbeddingTier("letters", watch, trained).read(["Write to ann@example.com."])
    assert not any("ann@" in text for text in asked)


def test_heads_that_were_not_asked_for_stay_empty(trained):
    (row,) = EmbeddingTier("letters", embed, trained, heads=("factors",)).read(["Lovely tea"]).to_pylist()
    assert (row["language"], row["sentiment"], row["p_positive"], row["sentiment_score"]) == (
        "en",
        None,
        None,
        None,
    )


def test_vectors_of_another_length_than_in_training_are_refused(trained):
    tier = EmbeddingTier("letters", lambda texts: np.ones((len(texts), 3)), trained)
    with pytest.raises(TooFewExamples, match="192"):
        tier.read(["tea"])


def test_too_few_examples_are_refused():
    with pytest.raises(TooFewExamples, match="49 labelled texts"):
        train(embed, examples(600)[:49])


def test_a_request_names_the_model_and_the_texts_at_most_64_at_once():
    asked = []

    def post(path, request):
        asked.append((path, request))
        return embedding([[1.0, 2.0]] * len(request["input"]))

    assert embedder("small-1", post)([f"text {at}" for at in range(70)]).shape == (70, 2)
    assert [len(request["input"]) for _, request in asked] == [64, 6]
    assert asked[0][0] == "embeddings"
    assert set(asked[0][1]) == {"model", "input", "encoding_format"}


def test_vectors_are_put_into_the_order_of_the_texts():
    body = b'{"data": [{"index": 1, "embedding": [2]}, {"index": 0, "embedding": [1]}]}'
    assert embedder("small-1", lambda *_: body)(["a", "b"]).tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"data": 3}', b'{"data": []}', b'{"data": [{"embedding": [1]}]}',
     b'{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}',
     b'{"data": [{"index": 0, "embedding": [1]}, {"index": 2, "embedding": [1]}]}',
     b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}',
     b'{"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}',
     b'{"data": [{"index": 0, "embedding": ["x"]}, {"index": 1, "embedding": [1]}]}',
     b'{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}',
     b'{"data": [{"index": 0, "embedding": [1e999]}, {"index": 1, "embedding": [1]}]}',
     b'{"data": [1, 2]}', b'{"data": [{"index": 0}, {"index": 1}]}',
     b'{"data": [{"index": {}}, {"index": 1}]}'],
)  # fmt: skip
def test_a_malformed_answer_is_refused_by_name(body):
    with pytest.raises(MalformedAnswer):
        embedder("small-1", lambda *_: body)(["a", "b"])


def test_vectors_that_change_their_length_on_the_way_are_refused():
    lengths = iter([2, 3])

    def post(_path, request):
        wide = next(lengths)
        return embedding([[1.0] * wide for _ in request["input"]])

    with pytest.raises(MalformedAnswer, match="different lengths"):
        embedder("small-1", post)(["x"] * 65)


@given(st.text(max_size=300))
def test_sentences_stand_in_the_text_in_order_without_space_around(text):
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


def test_a_text_of_many_sentences_is_asked_about_in_few_pieces():
    text = "Good. " * 100
    spans = sentences(text)
    assert len(spans) == 30
    assert spans[-1][1] == len(text) - 1
