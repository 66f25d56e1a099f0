"""The weights that tell languages of one script apart, and the file that they are kept in."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.languages.letters import LETTERS, code

FILE = "languages.npz"
UNKNOWN = "unknown"  # also what letters that make no words are trained to be
LATIN = "af ca cs cy da de en es et eu fi fr hr hu id is it lt lv ms nb nl pl pt ro sk sl sq sv sw tl tr vi"
FAMILIES = {  # languages that share a script, and the bits of a row number in their table
    "Latn": (f"{UNKNOWN} {LATIN}", 15),
    "Cyrl": (f"{UNKNOWN} bg ru sr uk", 13),
    "Arab": (f"{UNKNOWN} ar fa ur", 13),
}
BITS = 13  # the table of words has 2 ** BITS places
SOLE = {
    "Beng": "bn", "Deva": "hi", "Grek": "el", "Hang": "ko", "Hani": "zh", "Hebr": "he", "Kana": "ja",
    "Taml": "ta", "Telu": "te", "Thai": "th",
}  # fmt: skip
TOLD = {*SOLE.values(), *" ".join(names for names, _ in FAMILIES.values()).split()}
LANGUAGES = (UNKNOWN, *sorted(TOLD - {UNKNOWN}))
NAMES = {"Hang": "Kore", "Hani": "Hans", "Kana": "Jpan"}  # what a text in these letters is written in
SCRIPTS = ("Zyyy", *(NAMES.get(script, script) for script in LETTERS), "Hant")


class Family(NamedTuple):
    """Languages that share a script."""

    script: int
    bits: int
    members: npt.NDArray[np.int16]  # their codes, in the order of the columns of the weights


class Model(NamedTuple):
    """One family's weights (rows by language), what one step of them is worth, and two numbers a language.

    A language is told only where its chance is at least its margin.
    """

    weights: npt.NDArray[np.int8]
    step: float
    biases: npt.NDArray[np.float32]
    margins: npt.NDArray[np.float32]


class Words(NamedTuple):
    """Frequent words and the languages that they vote for, and the lead from which votes alone tell."""

    table: npt.NDArray[np.int64]
    bar: int


class Weights(NamedTuple):
    """What tells languages of one script apart: the words of all scripts, the pieces of words of each."""

    words: Words
    families: dict[str, Model]


class ModelMismatchError(ValueError):
    """The file of weights was made for other languages or another size."""


def family(script: str) -> Family:
    """The languages of one script."""
    names, bits = FAMILIES[script]
    return Family(code(script), bits, np.array([LANGUAGES.index(name) for name in names.split()], np.int16))


def save(weights: Weights, path: Path) -> None:
    """Write all into one file, the same bytes for the same weights."""
    arrays: dict[str, Any] = {"words": weights.words.table, "bar": np.asarray(weights.words.bar)}
    for script, model in weights.families.items():
        for field, value in model._asdict().items():
            arrays[f"{script}_{field}"] = np.asarray(value)
    np.savez(path, allow_pickle=False, **arrays)


def opened(path: Path) -> Weights:
    """Read all from one file. Raises ModelMismatchError."""
    families = {}
    with np.load(path, allow_pickle=False) as file:
        words = Words(file["words"], int(file["bar"]))
        if words.table.shape != (2**BITS,) or words.table.dtype != np.int64:
            raise ModelMismatchError(f"{path.name}: a table of words of shape {words.table.shape}")
        for script, (names, bits) in FAMILIES.items():
            weights = file[f"{script}_weights"]
            if weights.shape != (2**bits, len(names.split())) or weights.dtype != np.int8:
                raise ModelMismatchError(f"{path.name}: {script} has weights of shape {weights.shape}")
            biases, margins = file[f"{script}_biases"], file[f"{script}_margins"]
            families[script] = Model(weights, float(file[f"{script}_step"]), biases, margins)
    return Weights(words, families)


@cache
def shipped() -> Weights:
    """The weights that come with the package."""
    with resources.as_file(resources.files("regard.perception") / "models" / FILE) as path:
        return opened(path)
