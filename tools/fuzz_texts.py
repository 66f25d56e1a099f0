"""Read texts that nobody would write, by the thousand, and hold what is said of them to a few rules.

    python tools/fuzz_texts.py [texts] [seed]

Texts are made of pieces of our own sentences, of characters from all over Unicode, of bytes that are no
text and of what breaks programs. Each must get one row; chances add up to 1, spans lie in the text, nothing
raises, and a text says the same alone as among others. The last line says how many broke a rule.
"""

import random
import sys
import time

import pyarrow as pa

from regard.perception.datasets.labelled import verbatims
from regard.perception.text import EXTRAS, HEADS, read

BATCH = 5_000
ALONE = [head for head in (*HEADS, *EXTRAS) if head != "flags"]
SPANS = ("factors", "descriptors", "words", "personal_data")
ODD = [
    "\x00", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\ud800", "\udfff", "\ufffd", "e\u0301",
    "\U000e0041", "👨\u200d👩\u200d👧", "🏴\U000e0067\U000e0062", "\n", "\r\n", "\t", "\x85", "\u2028", "<b>",
    "&amp;", "**", "](http://", "{{", "${", "=1+1", "' OR 1=1", "%s%n", "www.", "http://", "@", "#", ":)",
    "İ", "ß", "ﬁ", "ﷺ", "𝕳", "𠮷", "㍿", "Å", "١٢", "½", "₤", "~~~~", "!!!!!!!!", "aaaaaaaaaaaa",
    "好好好好好",
]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Read so many texts; how many broke a rule."""
    wanted, seed = int((arguments or ["1000000"])[0]), int((arguments[1:] or ["1"])[0])
    chance, pieces = random.Random(seed), [one.text for one in verbatims()]
    done, broken, began = 0, 0, time.perf_counter()
    while done < wanted:
        batch = [odd(chance, pieces) for _ in range(min(BATCH, wanted - done))]
        table = read(batch, heads=[*HEADS, *EXTRAS])
        broken += sum(faults(batch, table)) + apart(chance, batch, table)
        done += len(batch)
        if done % 100_000 == 0:
            print(f"{done} texts, {broken} broken, {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{done} texts of seed {seed}, {broken} broke a rule")
    return int(broken > 0)


def odd(chance: random.Random, pieces: list[str]) -> str | None:
    """One text that nobody would write; rarely none at all."""
    if chance.random() < 0.01:
        return None
    parts = []
    for _ in range(chance.randint(0, 8)):
        kind = chance.random()
        if kind < 0.4:
            text = chance.choice(pieces)
            start = chance.randrange(len(text))
            parts.append(text[start : start + chance.randint(1, 40)])
        elif kind < 0.7:
            parts.append(chance.choice(ODD) * chance.randint(1, 4))
        elif kind < 0.9:
            parts.append("".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 6))))
        else:
            parts.append(chance.randbytes(chance.randint(1, 12)).decode("latin-1"))
    return chance.choice(["", " "]).join(parts)


def faults(batch: list[str | None], table: pa.Table) -> list[bool]:
    """Whether the row of each text breaks a rule; each that does is shown."""
    found = []
    for text, row in zip(batch, table.to_pylist(), strict=True):
        size = len(text or "")
        chances = [row[f"p_{side}"] for side in ("negative", "neutral", "positive")]
        fits = all(0 <= one["start"] < one["end"] <= size for head in SPANS for one in row[head])
        sums = None in chances or abs(sum(chances) - 1) < 1e-5
        told = (row["sentiment"] is None) == (row["sentiment_score"] is None)
        found.append(not (fits and sums and told))
        if found[-1]:
            print(f"BROKEN {text!r}: {row}")
    return found


def apart(chance: random.Random, batch: list[str | None], table: pa.Table) -> int:
    """How many of a few texts say something else alone than among the others."""
    places = chance.sample(range(len(batch)), min(20, len(batch)))
    alone = [read([batch[place]], heads=ALONE).to_pylist()[0] for place in places]
    rows = table.select(alone[0].keys()).take(places).to_pylist()
    differing = [batch[place] for place, one, other in zip(places, alone, rows, strict=True) if one != other]
    for text in differing:
        print(f"OTHERWISE ALONE {text!r}")
    return len(differing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
