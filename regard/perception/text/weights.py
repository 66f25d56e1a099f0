"""The trained model as arrays, and the file that holds it."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS, Lists

HEADS = 32  # columns of the table: one cache line
NEGATIVE, NEUTRAL, POSITIVE, MIXED = range(4)  # the heads that a sentiment needs come first
FIRST_FACTOR = 4
FIRST_EMOTION = FIRST_FACTOR + len(FACTORS)
FIRST_INTENT = FIRST_EMOTION + len(EMOTIONS)
LABELLED = FIRST_INTENT + len(INTENTS)  # heads that have a use
STACKED = 6  # what the three sentiments are told from: three scores, the rules' score, its size, its hints
FOLDER = Path(str(resources.files("regard.perception.models")))
FILE = "readings.npz"


class Model(NamedTuple):
    """`table` times `scales`, with `bias`: the scores of the heads.

    A row of the table is HEADS weights of a byte, 128 being 0, eight to a whole number (rows x HEADS / 8,
    int64); `sides` (rows, uint32) are the first four weights by themselves.

    `limits`: the score from which a label is given. `stack` (STACKED + 1, 3): from scores and rules to the
    sentiments, the last row being the constant. `context`: what the whole text
    counts beside a clause, the praise and blame that a mixed text has at least, what the text's side counts.
    """

    table: npt.NDArray[np.int64]
    sides: npt.NDArray[np.uint32]
    scales: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    limits: npt.NDArray[np.float32]
    stack: npt.NDArray[np.float32]
    context: npt.NDArray[np.float32]


STORED = [name for name in Model._fields if name != "sides"]


class Kit(NamedTuple):
    """What reading needs: the model, the lists it was trained with, and the descriptors by their number."""

    model: Model
    lists: Lists
    descriptors: tuple[str, ...]


def sides_of(table: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """The weights of the sentiments alone."""
    return np.ascontiguousarray(table.view("<u4")[:, 0])


@cache
def kit() -> Kit:
    """The kit that ships with the package."""
    with np.load(FOLDER / FILE, allow_pickle=False) as held:
        arrays = {name: np.ascontiguousarray(held[f"model_{name}"]) for name in STORED}
        model = Model(sides=sides_of(arrays["table"]), **arrays)
        lists = Lists(*(np.ascontiguousarray(held[f"lists_{name}"]) for name in Lists._fields))
        words = held["descriptors"].tobytes().decode("utf-8").split("\n")
    return Kit(model, lists, tuple(words))


def save(made: Kit, folder: Path) -> None:
    """Write the kit; the same kit gives the same bytes."""
    arrays = {f"model_{name}": getattr(made.model, name) for name in STORED}
    arrays |= {f"lists_{name}": array for name, array in made.lists._asdict().items()}
    arrays["descriptors"] = np.frombuffer("\n".join(made.descriptors).encode("utf-8"), np.uint8)
    np.savez_compressed(folder / FILE, **arrays)
