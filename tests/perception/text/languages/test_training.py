"""Training: the same bytes every time, near-duplicates on one side, and a file that fits the languages."""

import random

import numpy as np
import pytest

from regard.perception.text.languages import LANGUAGES
from regard.perception.text.languages.corpus import Sample, dressed, gibberish, packed, phrases, piece, pieces
from regard.perception.text.languages.frequent import voting
from regard.perception.text.languages.models import (
    FAMILIES,
    SOLE,
    Model,
    ModelMismatchError,
    Weights,
    Words,
    family,
    opened,
    save,
    shipped,
)  # fmt: skip
from regard.perception.text.languages.scores import report
from regard.perception.text.languages.telling import tell_with
from regard.perception.text.languages.training import cooled, estimated, finished, fitted, margin, prepared

FAMILY = shipped().families
OWN = [sample for sample in phrases() if sample.language in {"bg", "ru", "sr", "uk"}]


def cyrillic(samples: list[Sample]) -> Model:
    """A small model of four languages."""
    of = family("Cyrl")
    return fitted(prepared(samples, of, seed=4), of, seed=4)


def test_the_same_texts_give_the_same_bytes(tmp_path):
    for name in ("one.npz", "two.npz"):
        save(Weights(Words(voting(OWN), 60), {**FAMILY, "Cyrl": cyrillic(OWN)}), tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_model_tells_what_it_was_made_from():
    model = cooled(cyrillic(OWN), 1.0, np.zeros(5, np.float32))
    weights = Weights(Words(voting([]), 60), {**FAMILY, "Cyrl": model})
    codes, _ = tell_with(weights, *packed([sample.text for sample in OWN]))
    told = [LANGUAGES[code] for code in codes]
    assert np.mean([name == sample.language for name, sample in zip(told, OWN, strict=True)]) > 0.95


def test_what_is_saved_is_what_is_opened(tmp_path):
    save(shipped(), tmp_path / "languages.npz")
    again = opened(tmp_path / "languages.npz")
    assert np.array_equal(again.words.table, shipped().words.table)
    assert again.words.bar == shipped().words.bar
    for script, model in FAMILY.items():
        assert all(np.array_equal(was, now) for was, now in zip(model, again.families[script], strict=True))


def test_weights_for_other_languages_are_refused(tmp_path):
    save(shipped()._replace(families={**FAMILY, "Arab": FAMILY["Cyrl"]}), tmp_path / "languages.npz")
    with pytest.raises(ModelMismatchError, match=r"languages\.npz: Arab has weights of shape \(8192, 5\)"):
        opened(tmp_path / "languages.npz")


def test_the_shipped_file_is_small_and_knows_fifty_languages(tmp_path):
    save(shipped(), tmp_path / "languages.npz")
    assert (tmp_path / "languages.npz").stat().st_size <= 1_300_000
    members = [LANGUAGES[member] for script in FAMILIES for member in family(script).members]
    assert len({*members, *SOLE.values()} - {"unknown"}) == 50


def test_near_duplicates_are_on_the_same_side_of_the_split():
    begin = "The delivery came two days later than they had promised"
    sides = {
        Sample(text, "en", "sentences").held_out
        for text in (begin, begin.upper() + "!!", begin + ", again", begin.replace(" ", ", "))
    }
    assert len(sides) == 1


def test_about_a_fifth_is_held_out():
    held = [Sample(f"text {number} of many", "en", "sentences").held_out for number in range(2_000)]
    assert 0.17 < np.mean(held) < 0.23


def test_our_own_phrases_are_never_held_out():
    assert not any(sample.held_out for sample in phrases())
    assert len({sample.language for sample in phrases()}) == 40


def test_a_piece_is_part_of_its_text():
    text = "one two three four five six seven eight nine ten"
    cut = [piece(text, random.Random(seed)) for seed in range(300)]
    assert all(part in text and part for part in cut)
    assert {1, 2, 3, 4, 6} <= {len(part.split()) for part in cut}


def test_a_piece_of_one_word_is_not_empty():
    assert all(piece("word", random.Random(seed)) for seed in range(50))


def test_pieces_begin_with_the_text_itself():
    sample = Sample("une phrase tout à fait normale", "fr", "sentences")
    cut = pieces(sample, random.Random(1))
    assert (cut[0], len(cut)) == (sample.text, 71)


def test_dress_changes_case_accents_and_length_but_no_words():
    worn = {dressed("été chaud", random.Random(seed)) for seed in range(3_000)}
    assert {"été chaud", "ÉTÉ CHAUD", "e\u0301te\u0301 chaud", "lol été chaud", "étééé chaud"} <= worn


def test_gibberish_is_made_of_letters_that_make_no_words():
    samples = [Sample("спасибо большое", "ru", "word-pairs"), Sample("ขอบคุณ มาก", "th", "word-pairs")] * 40
    made = gibberish(samples)
    assert {sample.language for sample in made} == {"unknown"}
    assert {"".join(sorted(sample.text)) for sample in made} == {"".join(sorted("спасибо большое"))}


@pytest.mark.parametrize(
    ("sure", "right", "expected"),
    [
        ([0.1, 0.2, 0.3, 0.9], [1, 1, 1, 1], 0.0),
        ([0.1, 0.2, 0.3, 0.9], [0, 0, 1, 1], 0.3),
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 0, 0], 0.35),
        ([], [], 0.0),
    ],
)
def test_the_margin_is_where_answers_begin_to_be_right(sure, right, expected):
    chances, hits = np.array(sure, np.float32), np.array(right, np.float32)
    assert margin(chances, hits, np.ones_like(chances)) == pytest.approx(expected)


def test_the_report_counts_by_kind_and_names_mistakes():
    samples = [
        Sample("Das Essen war sehr gut", "de", "sentences"),
        Sample("The food was great", "nl", "sentences"),
    ]
    lines = report(samples, shipped()).splitlines()
    assert lines[0].split() == ["kind", "n", "right", "unknown"]
    assert lines[1].split() == ["sentences", "2", "50.0%", "0.0%"]
    assert lines[-1] == "mistaken: nl for en 2"


def test_estimates_come_with_a_temperature_for_each_script():
    own = phrases()
    weights, heats = estimated(own + [sample._replace(kind="word-pairs") for sample in own])
    assert set(weights.families) == set(heats) == set(FAMILIES)
    assert all(0.6 <= heat < 4 for heat in heats.values())


def test_what_is_finished_keeps_the_margins_of_the_estimates():
    wider = {script: model._replace(margins=model.margins + 0.5) for script, model in FAMILY.items()}
    weights = finished(phrases(), Weights(Words(voting([]), 77), wider), dict.fromkeys(FAMILIES, 2.0))
    assert weights.words.bar == 77
    assert all(np.array_equal(weights.families[script].margins, wider[script].margins) for script in FAMILIES)
