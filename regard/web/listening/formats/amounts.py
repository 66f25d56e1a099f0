"""Amounts of money, in the ways that people and programs write them."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from .refusals import BadValue
from .rows import Cell
from .scores import is_no_answer
from .texts import written

CENT, TOO_MUCH = Decimal("0.01"), Decimal(10) ** 12
LONGEST = 60  # characters of an amount
# those that a file of customers may name; ISO 4217
CODES = frozenset(
    (  # noqa: SIM905 - one a line would be sixty lines
        "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNH CNY COP CZK DKK EGP EUR GBP GEL GHS HKD HUF IDR ILS INR "
        "IQD ISK JOD JPY KES KRW KWD KZT LBP LKR MAD MNT MOP MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN QAR "
        "RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU UZS VND XAF XOF ZAR"
    ).split()
)
SIGNS = {
    "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₽": "RUB", "₫": "VND", "₺": "TRY", "₴": "UAH",
    "us$": "USD", "hk$": "HKD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "nt$": "TWD", "r$": "BRL", "zł": "PLN",
    "rmb": "CNY", "cn¥": "CNY", "元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP",
    "日元": "JPY", "港元": "HKD", "港币": "HKD", "euro": "EUR", "euros": "EUR", "dollar": "", "dollars": "",
    "$": "", "¥": "", "kr": "",  # several currencies are written so
}  # fmt: skip
_WRITTEN = re.compile(r"(?P<before>[^\d.,+-]*)(?P<number>[-+]?[\d.,][\d.,'’ ]*)(?P<after>[^\d.,]*)\Z")
_A_MONTH = re.compile(r"(?:/|\bper|\ba|每)?\s*(?:month|mo\.?|月)\Z")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:(?P<mark>[.,'’ ])\d{3})(?:(?P=mark)\d{3})*\Z")


class Amount(NamedTuple):
    """Money to the cent; the currency is empty where the cell does not tell which one."""

    value: Decimal
    currency: str


def amount(cell: Cell) -> Amount | None:
    """Return the amount that a cell holds; None where it is empty.

    Raises BadValue with the code amount_not_understood or amount_out_of_range.
    """
    text = "" if cell is None else cell if isinstance(cell, str) else written(cell)
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip().casefold()
    if not plain or is_no_answer(plain):
        return None
    found = _WRITTEN.match(plain) if len(plain) <= LONGEST else None
    marks = [mark for mark in (_mark(found["before"]), _mark(found["after"])) if mark] if found else []
    if found is None or len(marks) > 1 or (marks and marks[0] not in SIGNS and marks[0].upper() not in CODES):
        raise BadValue("amount_not_understood", value=text)
    return Amount(_cents(found["number"].strip(), text), currency_of(marks[0]) if marks else "")


def currency_of(word: str) -> str:
    """Return the three letters of a currency; empty where several are written so.

    Raises BadValue with the code currency_not_understood.

    >>> currency_of("eur"), currency_of("元"), currency_of("$")
    ('EUR', 'CNY', '')
    """
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded in SIGNS:
        return SIGNS[folded]
    if folded.upper() not in CODES:
        raise BadValue("currency_not_understood", value=word)
    return folded.upper()


def _mark(around: str) -> str:
    """What stands beside a number without "a month"."""
    return _A_MONTH.sub("", around.strip()).strip()


def _cents(number: str, text: str) -> Decimal:
    try:
        value = Decimal(_plain(number)).quantize(CENT)
    except InvalidOperation as problem:
        raise BadValue("amount_not_understood", value=text) from problem
    if not 0 <= value < TOO_MUCH:
        raise BadValue("amount_out_of_range", value=text)
    return value


def _plain(number: str) -> str:
    """A number with a point before its cents: 1.234,50 is 1234.50; 1,234 is 1234, but 1.234 is not."""
    point, comma = number.rfind("."), number.rfind(",")
    whole, mark, cents = number, "", ""
    if point >= 0 and (comma < point or comma < 0) and number.count(".") == 1:
        whole, mark, cents = number.partition(".")
    elif comma >= 0 and number.count(",") == 1 and (point >= 0 or not _GROUPED.match(number)):
        whole, mark, cents = number.partition(",")
    grouped = _GROUPED.match(whole)
    digits = re.sub(r"[.,'’ ]", "", whole) if grouped else whole
    return f"{digits or '0'}{'.' if mark else ''}{cents}"
