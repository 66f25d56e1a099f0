"""Words that open a gate: what is worth a closer look for an address, a name or a promotion."""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.quality.letters import integer

ADDRESS, NAME, PROMOTION = 1, 2, 4
ROAD = 128  # an address when written small, too
SLOTS = 4096
BASIS, PRIME = 0x811C9DC5, 0x01000193  # FNV-1a (Fowler, Noll and Vo)
WORDS = {
    ADDRESS: (
        "street st road rd avenue ave lane ln drive boulevard blvd court terrace square crescent close "
        "place way highway hwy parkway pkwy"
    ),
    ROAD: "rue chemin impasse allée calle via viale piazza rua avenida",
    NAME: (
        "name dear regards sincerely wishes faithfully nom heiße heisse appelle llamo nombre chiamo chamo "
        "nome"
    ),
    PROMOTION: (
        "casino casinos jackpot jackpots viagra cialis forex payday betting slot slots binary escort escorts "
        "crypto bitcoin followers backlinks seo nft airdrop airdrops replica pills meds money earn income "
        "profit profits claim bonus loan loans telegram whatsapp wechat vx wx weixin qq"
    ),
}
PAIRS = {
    NAME: "我叫 姓名 名叫 本人 联系 系人 名字",
    PROMOTION: (
        "微信 薇信 威信 徽信 扣扣 企鹅 电报 兼职 刷单 日结 日赚 日入 月入 赚钱 返利 返现 博彩 赌场 真人 "
        "棋牌 彩票 投注 抵押 秒到 "
        "套现 办证 荐股 包赚 稳赚 零投 躺赚 松赚 家赚 代理 高薪 贷款 开户 代开 费领 点击 私聊 色情 裸聊 "
        "约炮 同城"
    ),
}
NUMBERED = "号弄室栋幢座楼"  # after a digit they may be part of an address


class Keywords(NamedTuple):
    """An open table: the hash of each word or pair of characters, and the gates that it opens."""

    hashes: npt.NDArray[np.uint32]
    gates: npt.NDArray[np.uint8]


@cache
def keywords() -> Keywords:
    """The table, made once."""
    hashes, gates = np.zeros(SLOTS, np.uint32), np.zeros(SLOTS, np.uint8)
    for found in (WORDS, PAIRS):
        for gate, words in found.items():
            for word in words.split():
                _enter(hashes, gates, hash_of(word), gate)
    for word in (digit + sign for digit in "0123456789" for sign in NUMBERED):
        _enter(hashes, gates, hash_of(word), ROAD)
    return Keywords(hashes, gates)


def hash_of(word: str) -> int:
    """The hash of a word of letters, or of a pair of characters: FNV-1a over its code points.

    >>> hash_of("street") == hash_of("street"), hash_of("微信") == hash_of("信微")
    (True, False)
    """
    value = BASIS
    for letter in word:
        value = ((value ^ ord(letter)) * PRIME) & 0xFFFFFFFF
    return value


def _enter(hashes: npt.NDArray[np.uint32], gates: npt.NDArray[np.uint8], value: int, gate: int) -> None:
    slot = (value ^ (value >> 16)) % SLOTS
    while gates[slot] and hashes[slot] != value:
        slot = (slot + 1) % SLOTS
    hashes[slot], gates[slot] = value, gates[slot] | gate


@njit(cache=True, nogil=True)
def gates_of(value: int, hashes: npt.NDArray[np.uint32], gates: npt.NDArray[np.uint8]) -> int:
    """The gates that a hashed word opens."""
    slot = (value ^ (value >> 16)) % SLOTS
    while gates[slot]:
        if hashes[slot] == value:
            return integer(gates[slot])
        slot = (slot + 1) % SLOTS
    return 0
