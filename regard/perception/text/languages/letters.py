"""What each code point is: its script, its lower case, and which Chinese writing it belongs to."""

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SIZE = 0x10000  # code points beyond the first plane are Han (0x20000 to 0x3ffff) or no letters
RANGES = """
Latn 41-5a 61-7a aa ba c0-d6 d8-f6 f8-2af 1d00-1dbf 1e00-1eff 2c60-2c7f a722-a787 a78b-a7ff ab30-ab64
Latn fb00-fb06 ff21-ff3a ff41-ff5a
Grek 370-373 376-377 37b-37d 37f 386 388-3e1 3f0-3ff 1f00-1fff
Cyrl 400-481 48a-52f 1c80-1c88 1d2b 2de0-2dff a640-a69f
Armn 531-556 561-587 fb13-fb17
Hebr 5d0-5ea 5ef-5f2 fb1d-fb4f
Arab 620-63f 641-64a 66e-66f 671-6d3 6d5 6e5-6e6 6ee-6ef 6fa-6ff 750-77f 8a0-8ff fb50-fdfb fe70-fefc
Syrc 710-74f
Thaa 780-7b1
Nkoo 7c0-7ff
Deva 900-963 970-97f a8e0-a8ff
Beng 980-9e3 9f0-9f1
Guru a01-a65 a70-a75
Gujr a81-ae3
Orya b01-b63 b71
Taml b82-be5
Telu c00-c63
Knda c80-ce3
Mlym d00-d63 d7a-d7f
Sinh d81-de5 df2-df3
Thai e01-e3a e40-e4e
Laoo e81-ece edc-edf
Tibt f00 f40-fbc
Mymr 1000-103f 1050-1089 a9e0-a9ff aa60-aa7f
Geor 10a0-10ff 1c90-1cbf 2d00-2d2f
Hang 1100-11ff 3131-318e a960-a97f ac00-d7a3 d7b0-d7ff ffa1-ffdc
Ethi 1200-135a 1380-138f 2d80-2dde ab01-ab2e
Cher 13a0-13fd ab70-abbf
Cans 1401-167f
Khmr 1780-17d3 17dc
Mong 1820-18aa
Kana 3041-3096 309d-309f 30a1-30fa 30fc-30ff 31f0-31ff ff66-ff9d
Bopo 3105-312f 31a0-31bf
Hani 2e80-2fd5 3005 3007 3400-4dbf 4e00-9fff f900-faff
Yiii a000-a48c
Copt 2c80-2cff 3e2-3ef
Tfng 2d30-2d7f
Java a980-a9df
Sund 1b80-1bbf
Bali 1b00-1b7f
"""
ROWS = [line.split() for line in RANGES.strip().splitlines()]
LETTERS = tuple(dict.fromkeys(row[0] for row in ROWS))  # the script with code n is LETTERS[n - 1]
NONE = 0
MARK = 254  # goes on with the word that it stands in: accents of their own, apostrophes
GONE = 255  # is not there: what has no width, vowel signs that few people write
APOSTROPHE = 0x27
MARKS = "27 2bc 300-36f 2019"
NOT_THERE = "ad 34f 61c 640 64b-65f 670 200b-200f 202a-202e 2060-2064 2066-2069 fe00-fe0f feff"
CASED = "41-5a c0-587 10a0-10ff 13a0-13fd 1c80-1cbf 1e00-1fff 2c00-2d2f a640-a7ff ab70-abbf"
TRADITIONAL, SIMPLIFIED, JAPANESE, SPOKEN = 1, 2, 3, 4
CHINESE_WORDS = (
    "的了是我你他她很不在有也都就和好太"  # frequent in Chinese of both writings, rare between kanji
)


class Letters(NamedTuple):
    """Three tables over the first 65,536 code points: kind, lower case, Chinese writing."""

    kinds: npt.NDArray[np.uint8]
    lower: npt.NDArray[np.uint16]
    writings: npt.NDArray[np.uint8]


def code(script: str) -> int:
    """The code of a script in the table of kinds."""
    return LETTERS.index(script) + 1


def points(ranges: str) -> list[int]:
    """The code points of "41-5a aa"."""
    ends = [part.split("-") for part in ranges.split()]
    return [point for part in ends for point in range(int(part[0], 16), int(part[-1], 16) + 1)]


@cache
def letters() -> Letters:
    """The tables, made once."""
    kinds = np.zeros(SIZE, np.uint8)
    for script, *ranges in ROWS:
        kinds[points(" ".join(ranges))] = code(script)
    kinds[points(MARKS)] = MARK
    kinds[points(NOT_THERE)] = GONE
    return Letters(kinds, lower_case(), writings())


def lower_case() -> npt.NDArray[np.uint16]:
    """Lower case, one code point for one; curly apostrophes straight, full width narrow."""
    table = np.arange(SIZE, dtype=np.uint16)
    for point in points(CASED):
        table[point] = ord(chr(point).lower()[0])
    for point in points("ff21-ff3a ff41-ff5a"):
        table[point] = ord(unicodedata.normalize("NFKC", chr(point)).lower())
    table[points("2bc 2019")] = APOSTROPHE
    return table


def writings() -> npt.NDArray[np.uint8]:
    """Characters that only one writing has: those that the old character sets of one side have, and no other.

    GB 2312 was made for simplified Chinese, Big5 for traditional, JIS X 0208 for Japanese.
    """
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    china, taiwan, japan = (
        set(han.encode(codec, "ignore").decode(codec)) for codec in ("gb2312", "big5", "shift_jis")
    )
    table = np.zeros(SIZE, np.uint8)
    for sign, only in (
        (SIMPLIFIED, china - taiwan),
        (TRADITIONAL, taiwan - china),
        (JAPANESE, japan - china - taiwan),
    ):
        table[[ord(character) for character in only]] = sign
    table[[ord(character) for character in CHINESE_WORDS]] = SPOKEN
    return table
