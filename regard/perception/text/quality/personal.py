"""Spans that tell who somebody is or how to reach them; rather one too few than one too many."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from regard.perception.text.quality import numbers
from regard.perception.text.quality.gates import COLONS, NUMBER
from regard.perception.text.quality.keywords import ADDRESS, MAIL, NAME
from regard.perception.text.quality.places import addresses, names

KINDS = (
    "url",
    "email",
    "id",
    "card",
    "ip",
    "phone",
    "address",
    "name",
)  # the first of two that overlap stays
URLS, EMAILS, IDS, CARDS, IPS, PHONES, ADDRESSES, NAMES = range(len(KINDS))
PERSONAL = NUMBER | MAIL | ADDRESS | NAME | COLONS  # gates


class Span(NamedTuple):
    """What kind of personal data stands from one code point to another."""

    kind: str
    start: int
    end: int


PLAIN = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF20, 0xFF0B, 0xFF0D, 0xFF08, 0xFF09, 0xFF0E)
}
PLAIN |= dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u3000\t\n\r"), 32) | dict.fromkeys(map(ord, "‐‑‒–—−"), 45)
ODD = re.compile(f"[{re.escape(''.join(map(chr, PLAIN)))}]")
URL = re.compile(
    r"(?<![A-Za-z])(?:https?|ftp|ssh)://[^\s/@:]{1,64}:[^\s/@]{1,64}@[^\s<>\"'，。、]{1,200}", re.I
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9@-]|\.[A-Za-z0-9])"
)
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
INSURED = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]"
    r"(?![A-Za-z0-9])"
)
LETTERED = re.compile(r"[A-Z]{2} ?\d\d")
IPV4 = re.compile(r"(?<![\d.A-Za-z])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d|[A-Za-z])")
IPV6 = re.compile(
    r"(?<![0-9A-Za-z:.])[0-9A-Fa-f]{0,4}(?::{1,2}[0-9A-Fa-f]{1,4}){3,7}(?![0-9A-Za-z:])",
)
DIGITS = re.compile(
    r"(?<![0-9A-Za-z_#$€£¥./:-])\(?\+?\(?\d(?:[ ()./-]{0,2}\d){5,19}[Xx]?(?![0-9A-Za-z_%€£]|[.,:]\d)"
)
SEVEN = re.compile(r"\d(?:[ ()./-]{0,2}\d){6}")  # without so many there is no number
VERSION = re.compile(r"(?:\bv|version|build|firmware|release|版本|固件)[ :.]{0,2}$", re.I)
CALLED = re.compile(
    r"(?:\b(?:phone|tel|telephone|mobile|cell|call|text|ring|whatsapp|fax|handy|telefon|tél|teléfono"
    r"|telefono|celular)"
    r"(?: ?(?:me|us|him|her))?(?: ?(?:number|no|nr))?(?: ?(?:is|on|at|back))*|电话|手机|手机号|手机号码"
    r"|座机|致电|拨打)"
    r"[ ::：.是为]{0,3}$",
    re.I,
)
COUNTED = re.compile(
    r"(?:order|ref|reference|invoice|ticket|case|tracking|booking|serial|isbn|sku|订单|订单号|单号|编号"
    r"|运单|货号|序列号)"
    r"(?: ?(?:number|no|nr|id|号|号码))?(?: ?is)?[ .:：#是为]{0,3}$",
    re.I,
)
LINKING = " .:：#是为"  # between such a word and its number
FEWEST = 7  # digits of a phone
BEFORE = 32  # code points before a number that say what it is


def spans(text: str, gates: int = PERSONAL) -> list[Span]:
    """The personal data of one text in order, none overlapping; `gates`: what there may be.

    >>> spans("Write to ann@example.com or call +44 20 7946 0958.")
    [Span(kind='email', start=9, end=24), Span(kind='phone', start=33, end=49)]
    """
    return [Span(KINDS[kind], start, end) for start, end, kind in placed(text, gates)]


def placed(text: str, gates: int) -> list[tuple[int, int, int]]:
    """The same as start, end and the place of the kind in KINDS."""
    found = list(_found(text, gates))
    if len(found) < 2:
        return [(start, end, kind) for kind, start, end in found]
    kept, taken = [], bytearray(len(text))
    for kind, start, end in sorted(found):
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, kind))
    return sorted(kept)


def has_spans(text: str, gates: int = PERSONAL) -> bool:
    """Whether there is personal data in a text; no longer looked for than until the first is found."""
    return next(_found(text, gates), None) is not None


def _found(given: str, gates: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of all that looks so; they may overlap."""
    if gates & NAME:
        yield from ((NAMES, start, end) for start, end in names(given))
    if not gates & PERSONAL & ~NAME:
        return
    text = given.translate(PLAIN) if ODD.search(given) else given
    if gates & MAIL:
        if "://" in text:
            yield from ((URLS, *match.span()) for match in URL.finditer(text))
        yield from ((EMAILS, *match.span()) for match in EMAIL.finditer(text))
    if gates & COLONS:
        yield from ((IPS, *match.span()) for match in IPV6.finditer(text) if _many_parts(match[0]))
    if gates & NUMBER:
        yield from _numbers(text)
    if gates & ADDRESS:
        yield from ((ADDRESSES, start, end) for start, end in addresses(text))


def _many_parts(address: str) -> bool:
    parts = address.split(":")
    short = address.count("::") == 1 and 4 <= len(parts) <= 8
    return (short or (len(parts) == 8 and "::" not in address)) and any(map(str.isdigit, address))


def _numbers(text: str) -> Iterator[tuple[int, int, int]]:
    lettered = LETTERED.search(text)
    for match in IBAN.finditer(text) if lettered else ():
        words = match[0].split(" ")
        for last in range(len(words), 0, -1):  # a word after it may look like a part of it
            if numbers.is_iban("".join(words[:last])):
                yield IDS, match.start(), match.start() + len(" ".join(words[:last]))
                break
    if lettered:
        yield from ((IDS, *match.span()) for match in INSURED.finditer(text))
    for match in IPV4.finditer(text) if text.count(".") > 2 else ():
        if numbers.is_machine(match[0]) and not VERSION.search(_before(text, match.start())):
            yield IPS, *match.span()
    for match in DIGITS.finditer(text) if SEVEN.search(text) else ():
        kind = _kind(match[0], text, match.start())
        if kind is not None:
            yield kind, *match.span()


def _kind(written: str, text: str, start: int) -> int | None:
    digits = written.translate(numbers.BETWEEN)
    if len(digits) < FEWEST:
        return None
    if len(digits) == 18 and numbers.is_resident(digits):
        return IDS
    if len(digits) > 12 and "/" not in written and "." not in written and numbers.is_card(digits):
        return CARDS
    before = _before(text, start)
    told = "-" in written or "ocial" in before or "SSN" in before
    if told and numbers.SOCIAL.fullmatch(written):
        return IDS
    named = before.rstrip(LINKING)[-1:].isalpha()
    if named and COUNTED.search(before):
        return None
    return PHONES if numbers.is_phone(written, called=named and bool(CALLED.search(before))) else None


def _before(text: str, start: int) -> str:
    return text[max(0, start - BEFORE) : start]
