"""A small corpus trains to the same bytes every time; what is shipped fits the lists it was trained with."""

from itertools import islice

import numpy as np
import pytest

from regard.perception.datasets.labelled import COLUMNS, UnfitVerbatim
from regard.perception.text.buffers import utf8
from regard.perception.text.characters import characters
from regard.perception.text.features import HASHED, TABLE
from regard.perception.text.lists import Lists, compiled
from regard.perception.text.recalling import LOUDER, WHOLE, ZERO, memory
from regard.perception.text.scanning import room, scan
from regard.perception.text.training import __main__ as training
from regard.perception.text.training.corpus import (
    NAMES,
    READERS,
    Example,
    acos_factor,
    corrected,
    own,
    public,
)
from regard.perception.text.training.descent import Weights, scores
from regard.perception.text.training.fitting import (
    Corpus,
    corpus,
    fitted,
    limits,
    quantised,
    targets_of,
    worth,
)
from regard.perception.text.training.matrix import matrix
from regard.perception.text.weighing import weigh, weighed_room
from regard.perception.text.weights import FIRST_FACTOR, FOLDER, HEADS, MIXED, Kit, Model, kit, save

LARGEST = 8_000_000  # bytes of all models together


@pytest.fixture(scope="module")
def lists():
    """The lists as they are now, compiled afresh."""
    return compiled()


@pytest.fixture(scope="module")
def few():
    """The first of our own verbatims in each language, whole and by clause."""
    examples = list(own())
    return [*islice(examples, 150), *islice((one for one in examples if "zh" in one.source), 150)]


@pytest.fixture(scope="module")
def data(few, lists):
    """Their features and what is known of them."""
    return corpus(few, lists[0])[0]


def bytes_of(folder):
    """What each file in a folder holds."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


# --- the whole way ---


def test_a_small_corpus_trains_to_the_same_bytes_twice(tmp_path, few, monkeypatch, capsys):
    monkeypatch.setattr(training, "own", lambda: iter(few))
    for name in ("data", "once", "again"):
        (tmp_path / name).mkdir()
    for name in ("once", "again"):
        assert training.main([str(tmp_path / "data"), "--into", str(tmp_path / name)]) == 0
    assert bytes_of(tmp_path / "once") == bytes_of(tmp_path / "again")
    card = (tmp_path / "once" / "readings.md").read_text("utf-8")
    assert "| own_en | our own |" in card
    assert "| intent praise |" in card
    assert card in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        training.main([str(tmp_path / "missing")])
    assert "missing is no folder" in capsys.readouterr().err


def test_weights_that_learned_a_text_tell_its_side(data, few):
    kept = np.ones(len(few), bool)
    told = scores(data.texts, fitted(data, kept, seed=1))[:, :3].argmax(axis=1)
    known = ~np.isnan(data.targets[:, 0])
    wanted = np.nan_to_num(data.targets[:, :3]).argmax(axis=1)
    assert (told == wanted)[known].mean() > 0.9


def test_the_reader_scores_a_text_as_the_training_does(few):
    held, space, reader = kit(), room(), weighed_room()
    texts = utf8([one.text for one in few])
    table = (held.model.table.view(np.uint8).astype(np.float32) - ZERO) * held.model.scales
    table[HASHED:] *= 1 << LOUDER
    rows = matrix(texts, held.lists, np.zeros(len(few), bool))
    rows = rows._replace(counts=np.minimum(rows.counts, WHOLE))  # the table holds what the lists count
    for at, told in enumerate(scores(rows, Weights(table, held.model.bias))):
        start, stop = texts.offsets[at : at + 2]
        lists, known = held.lists, memory(100, 4)
        made = scan(texts.data, start, stop, characters(), lists, held.model.table, known, space, False)
        weigh(space, made, lists, held.model, known, reader)
        apart = np.abs(reader.scores - told)  # pieces are rounded, and the rare extreme word is cut
        assert np.median(apart) < 0.02
        assert apart.max() < 0.5


# --- examples ---


def test_targets_are_open_where_nothing_is_known():
    known = {"positive": 1.0, "mixed": 0.0}
    found = targets_of([Example("a", "x", "train", known), Example("b", "x", "dev", {})])
    assert found.shape == (2, HEADS)
    assert {NAMES[at]: found[0, at] for at in np.flatnonzero(~np.isnan(found[0]))} == known
    assert np.isnan(found[1]).all()


def test_every_head_has_a_name_and_the_names_are_in_the_order_of_the_heads():
    assert NAMES.index("factor support") == FIRST_FACTOR
    assert NAMES.index("mixed") == MIXED
    assert len(NAMES) <= HEADS


def test_our_own_verbatims_come_whole_and_by_clause(few):
    whole = [one for one in few if not one.source.endswith("clauses")]
    assert {one.source for one in few} == {"own_en", "own_en_clauses", "own_zh", "own_zh_clauses"}
    assert all(one.group for one in few)
    assert all(any(clause.text in one.text for one in whole) for clause in few[:100])


def test_a_set_that_is_not_there_teaches_nothing(tmp_path):
    assert list(public(tmp_path)) == []


def test_a_mixed_text_is_neither_side():
    targets = READERS["mams"]({"label": "mixed"}, {})
    assert targets == {"mixed": 1.0}


@pytest.mark.parametrize(
    ("category", "factor"),
    [
        ("LAPTOP#PRICE", "price"),
        ("SUPPORT#QUALITY", "support"),
        ("SHIPPING#GENERAL", "delivery"),
        ("LAPTOP#USABILITY", "ease"),
        ("DISPLAY#QUALITY", "product"),
        ("COMPANY#GENERAL", ""),
    ],
)
def test_the_categories_of_laptops_are_factors_of_ours(category, factor):
    assert acos_factor(category) == factor


def test_corrected_verbatims_teach_as_our_own(tmp_path):
    labels = ["bank", "survey", "negative", "anger", "complaint", "1", "slow"]
    line = ["c-1", "g-1", *labels, "[[delivery-|Far too late]]!"]
    file = tmp_path / "en-corrections.tsv"
    file.write_text("\t".join(COLUMNS) + "\n" + "\t".join(line) + "\n", "utf-8")
    (one,) = corrected(file)
    assert (one.text, one.source, one.split, one.group) == ("Far too late!", "own_en", "train", "g-1")
    given = {name for name, value in one.targets.items() if value}
    assert given == {"negative", "emotion anger", "intent complaint", "intent urgent", "factor delivery"}


def test_a_file_of_corrections_without_its_columns_is_refused(tmp_path):
    file = tmp_path / "en.tsv"
    file.write_text("text\nFar too late\n", "utf-8")
    with pytest.raises(UnfitVerbatim, match="line 1"):
        list(corrected(file))


def test_groups_are_never_on_two_sides(few):
    kept, held = training.sides(few)
    assert kept.all()
    sides = {one.group: set() for one in few}
    for one, aside in zip(few, held, strict=True):
        sides[one.group].add(bool(aside))
    assert all(len(seen) == 1 for seen in sides.values())


# --- weights ---


def test_large_sets_count_less_for_each_text_and_our_own_more():
    sources = np.array(["large"] * 6_000 + ["small"] * 10 + ["own_en"] * 10)
    counted = worth(sources, np.ones(len(sources), bool))
    assert counted[6_000] == 1 > counted[0]
    assert counted[-1] > 1
    assert worth(sources, np.zeros(len(sources), bool)).sum() == 0


def test_quantised_weights_are_off_by_half_a_step_at_most():
    rng = np.random.default_rng(1)
    table = rng.normal(0, 0.1, (TABLE, HEADS)).astype(np.float32)
    table[100:] = 0
    packed, scales = quantised(Weights(table, np.zeros(HEADS, np.float32)))
    back = (packed.view(np.uint8).astype(np.float32) - ZERO) * scales
    near = np.abs(table[:100]) <= 126 * scales
    assert (np.abs(back[:100] - table[:100]) <= scales * 0.501)[near].all()
    assert (packed.view(np.uint8)[100:] == ZERO).all()
    assert packed.shape == (TABLE, HEADS // 8)


def test_a_limit_stands_between_what_is_labelled_and_what_is_not(data):
    told = np.zeros((40, HEADS), np.float32)
    targets = np.full((40, HEADS), np.nan, np.float32)
    targets[:, FIRST_FACTOR] = np.arange(40) < 20
    targets[:, MIXED] = 0
    told[:, FIRST_FACTOR] = np.where(np.arange(40) < 20, 1.0, -1.0)
    told[:, MIXED] = np.linspace(-1, 1, 40)
    made = Corpus([], data.texts, targets, np.array(["one"] * 40))
    found = limits(made, told, np.ones(40, bool))
    assert -1 <= found[FIRST_FACTOR] < 1
    assert (told[:, MIXED] > found[MIXED]).mean() <= 0.05


# --- what is shipped ---


def test_the_shipped_lists_are_those_of_today(lists):
    fresh, words = lists
    held = kit()
    pairs = zip(Lists._fields, held.lists, fresh, strict=True)
    stale = [name for name, was, now in pairs if name != "pairs" and not np.array_equal(was, now)]
    if list(held.descriptors) != words:
        stale.append("descriptors")
    if stale:
        pytest.fail(f"{', '.join(stale)}: the lists changed after the training; run make train DATA=folder")


def test_the_shipped_weights_are_plain_arrays_of_the_right_size():
    with np.load(FOLDER / "readings.npz", allow_pickle=False) as held:
        assert {held[name].dtype.kind for name in held.files} <= set("iuf")
    model = kit().model
    assert model.table.shape == (TABLE, HEADS // 8)
    assert {len(model.scales), len(model.bias), len(model.limits)} == {HEADS}
    assert all(np.isfinite(part).all() for part in model)


def test_the_models_together_are_small():
    assert sum(file.stat().st_size for file in FOLDER.glob("*.npz")) <= LARGEST


def test_a_kit_is_written_as_it_was_read(tmp_path):
    save(kit(), tmp_path)
    assert (tmp_path / "readings.npz").read_bytes() == (FOLDER / "readings.npz").read_bytes()


def test_the_card_speaks_of_every_head_and_every_set():
    card = (FOLDER / "readings.md").read_text("utf-8")
    assert [name for name in NAMES[FIRST_FACTOR:] if f"| {name} |" not in card] == []
    assert "Known failures" in card


def test_a_kit_holds_a_model_lists_and_descriptors():
    held = kit()
    assert (type(held), type(held.model), type(held.lists)) == (Kit, Model, Lists)
    assert max(held.lists.descriptors) == len(held.descriptors) - 1
