"""Words that open a gate: what is worth a closer look for an address, a name or a promotion."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

ADDRESS, NAME, PROMOTION, MAIL = 1, 2, 4, 64  # gates
ROAD = 128  # an address wherever there is a digit, too; with ADDRESS: where it has a capital
BASIS = 0x01000193  # of the numbers of words: the prime of FNV (Fowler, Noll and Vo)
SLOTS, SHIFT = 4096, 52
VACANT = 0xFFFFFFFF
WORDS = {
    ADDRESS: (
        "street st road rd avenue ave lane ln drive boulevard blvd court terrace square crescent close "
        "place way highway hwy parkway pkwy"
    ),
    ROAD: "rue chemin impasse calle",
    ROAD | ADDRESS: "via viale piazza rua avenida",
    NAME: ("name dear regards sincerely faithfully wishes nom heisse appelle llamo nombre chiamo chamo nome"),
    PROMOTION: (
        "casino casinos jackpot jackpots viagra cialis forex payday betting slot slots binary escort escorts "
        "crypto bitcoin followers backlinks seo nft airdrop airdrops replica pill pills approval meds money "
        "earn income profit profits claim bonus loan loans telegram whatsapp wechat vx wx weixin qq"
    ),
}
PAIRS = {
    NAME: "我叫 姓名 名叫 系人 名字",
    PROMOTION: (
        "微信 薇信 威信 徽信 扣扣 企鹅 电报 兼职 刷单 日结 日赚 日入 月入 赚钱 返利 返现 博彩 赌场 真人 "
        "棋牌 彩票 投注 抵押 秒到 "
        "套现 办证 荐股 包赚 稳赚 零投 躺赚 松赚 家赚 代理 高薪 贷款 开户 代开 费领 点击 私聊 色情 裸聊 "
        "约炮 同城"
    ),
}
NUMBERED = "号弄室栋幢座楼"  # after a digit they may be part of an address


class Keywords(NamedTuple):
    """Two tables without collisions: the number of each word, or pair of characters, and its gates.

    The slot of a number is the upper bits of its product with `turn` (uint64).
    """

    words: npt.NDArray[np.uint32]
    word_gates: npt.NDArray[np.uint8]
    word_turn: np.uint64
    pairs: npt.NDArray[np.uint32]
    pair_gates: npt.NDArray[np.uint8]
    pair_turn: np.uint64


@cache
def keywords() -> Keywords:
    """The tables, made once."""
    words: dict[int, int] = {}
    for word, gate in _each(WORDS):
        words[number_of(word)] = words.get(number_of(word), 0) | gate
    pairs = {ord(pair[0]) << 16 | ord(pair[1]): gate for pair, gate in _each(PAIRS)}
    pairs |= {ord(digit) << 16 | ord(sign): ROAD for digit in "0123456789" for sign in NUMBERED}
    return Keywords(*_spread(words), *_spread(pairs))


def number_of(word: str) -> int:
    """The number of a word of Latin letters, whatever their case.

    >>> number_of("Street") == number_of("street"), number_of("road") == number_of("rode")
    (True, False)
    """
    number = 0
    for letter in word:
        number = (number * BASIS + (ord(letter) & 31)) & 0xFFFFFFFF
    return number


def _each(found: dict[int, str]) -> Iterator[tuple[str, int]]:
    return ((word, gate) for gate, words in found.items() for word in words.split())


def _spread(
    gates: dict[int, int],
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8], np.uint64]:
    """The first odd multiplier that gives each number a slot of its own, and the table."""
    numbers = np.array(list(gates), np.uint64)
    chance = np.random.default_rng(0)
    while True:
        turn = chance.integers(0, 1 << 63, dtype=np.uint64) << np.uint64(1) | np.uint64(1)
        slots = (numbers * turn) >> np.uint64(SHIFT)
        if len(np.unique(slots)) == len(slots):
            break
    held, opens = np.full(SLOTS, VACANT, np.uint32), np.zeros(SLOTS, np.uint8)
    held[slots], opens[slots] = numbers, list(gates.values())
    return held, opens, turn
