"""Train the text engine: python -m regard.perception.text.training DATA [--into FOLDER] [--corrections FILE].

DATA holds the public sets as `<name>.csv.gz`. The same DATA and the same machine give the same bytes.
"""

import argparse
import sys
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from regard.perception.text.lists import compiled
from regard.perception.text.training.card import card
from regard.perception.text.training.corpus import Example, corrected, own, public
from regard.perception.text.training.descent import scores
from regard.perception.text.training.fitting import corpus, fitted, limits, made, stack, unseen
from regard.perception.text.weights import FOLDER, save

SEED = 1
HALVED = ("dynasent_dev", "sst3_dev")  # sets without a training part: one half teaches, the other judges
CARD = "readings.md"


def main(arguments: list[str]) -> int:
    """Train, write the weights and their card, and say how good they are."""
    parser = argparse.ArgumentParser(prog="python -m regard.perception.text.training", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--into", type=Path, default=FOLDER)
    parser.add_argument(
        "--corrections",
        type=Path,
        help="verbatims that people corrected: a TSV as `regard corrections` writes",
    )
    given = parser.parse_args(arguments)
    if not given.data.is_dir():
        parser.error(f"{given.data} is no folder")
    lists, words = compiled()
    examples = [*public(given.data), *own(), *(corrected(given.corrections) if given.corrections else [])]
    data, lists = corpus(examples, lists)
    print(f"{len(examples)} texts, {len(lists.roles)} terms", flush=True)
    kept, held = sides(examples)
    told = unseen(data, kept, seed=SEED)
    partial = fitted(data, kept & ~held, seed=SEED)
    judged = ~kept | held
    found = scores(data.texts, partial)
    stacked = stack(data, told, found, kept, judged)
    print("sentiment from scores and rules fitted", flush=True)
    cut = limits(data, found, judged)
    final = fitted(data, kept, seed=SEED)
    save(made(final, stacked, cut, lists, words), given.into)
    written = card(data, kept, judged, told, found, stacked, cut)
    (given.into / CARD).write_text(written, encoding="utf-8")
    print(written)
    return 0


def sides(examples: list[Example]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which examples teach, and which of these (a fifth of our own) stand aside while limits are chosen."""
    kept = np.array([taught(one.text, one.source, one.split) for one in examples])
    held = np.array([bool(one.group) and _digest(one.group) % 5 == 0 for one in examples])
    return kept, held


def taught(text: str, source: str, split: str) -> bool:
    """Whether a text of a set teaches the shipped weights."""
    return split != "dev" or (source in HALVED and _digest(text) % 2 == 0)


def _digest(text: str) -> int:
    return zlib.crc32(text.encode("utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
