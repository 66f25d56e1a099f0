"""Which pairs and triples of neighbours come often enough to teach anything: the others are no features."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.buffers import Utf8
from regard.perception.text.characters import Characters, characters
from regard.perception.text.compiling import kernel
from regard.perception.text.features import PAIR_BITS, in_pair, in_triple, pair_of, triple_of
from regard.perception.text.scanning import Room, room
from regard.perception.text.tokens import decode, tokenise

COUNTED_BITS = 26  # of the hash of a pair; those of the reader are among them
LEAST = 15  # times that a pair is seen
Bits = npt.NDArray[np.uint8]


def frequent(texts: Utf8, least: int = LEAST) -> Bits:
    """A bit for each pair that the texts hold `least` times, in the order of `features.counts`."""
    counted = np.zeros(1 << COUNTED_BITS, np.uint8)
    _count(*texts, characters(), room(), counted)
    bits = np.zeros(1 << PAIR_BITS, np.uint8)
    bits[np.nonzero(counted >= least)[0] & ((1 << PAIR_BITS) - 1)] = 1
    return np.packbits(bits, bitorder="little")


@kernel
def _count(data: Bits, offsets: npt.NDArray[np.int64], tables: Characters, held: Room, counted: Bits) -> None:
    """Count every pair and triple, up to 255."""
    tokens, last = held.tokens, len(counted) - 1
    for text in range(len(offsets) - 1):
        letters = decode(data, offsets[text], offsets[text + 1], tables, held.letters)
        made = tokenise(held.letters, letters, held.tokens)
        for at in range(1, made):
            if not in_pair(tokens, at):
                continue
            pair = pair_of(tokens, at) & last
            counted[pair] += counted[pair] < 255
            if in_triple(tokens, at):
                triple = triple_of(tokens, at) & last
                counted[triple] += counted[triple] < 255
