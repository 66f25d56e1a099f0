"""What a row of digits is: a phone, a card, a document, an address of a machine, or nothing personal.

Sources: Luhn's check of cards (ISO/IEC 7812-1), IBAN (ISO 13616, mod 97 of ISO 7064), the resident identity
number of China (GB 11643), the US social security and the UK national insurance number as their offices
publish them, the North American numbering plan, E.164.
"""

import re

CARDS = re.compile(
    r"(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11})"
)
RESIDENT = re.compile(r"[1-8]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
SOCIAL = re.compile(r"(?!000|666|9)\d{3}[- ](?!00)\d\d[- ](?!0000)\d{4}")
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
IBAN_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 "
    "FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 "
    "LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 "
    "SE24 SI19 SK24 SM27 TN24 TR26 UA29 VG24 XK20 "
)
IBANS = {entry[:2]: int(entry[2:]) for entry in IBAN_LENGTHS.split()}
# written as telephones are: a sign or a zero before, and digits in groups
PHONES = re.compile(
    r"""(?:
      (?:\+|00)[1-9]\d{0,2}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{1,4}){2,5}      # international
    | 1[3-9]\d(?:[ -]?\d{4}){2}                                            # Chinese mobile
    | 0\d{2,3}-\d{7,8}                                                     # Chinese landline
    | (?:1[ .-])?(?:\([2-9]\d\d\)\ ?|[2-9]\d\d[.-])[2-9]\d\d[ .-]\d{4}      # North America
    | \(?07\d{3}\)?[ -]?\d{3}[ -]?\d{3}                                    # British mobile
    | \(?0\d{2,4}\)?[ ]\d{3,4}[ -]?\d{3,4}                                 # Britain, Ireland, Italy
    | 0[1-9](?:[ .-]\d\d){4}                                               # France
    | 0\d{2,4}[ /-]\d{5,8}                                                 # Germany, Austria
    | 0\d{1,3}-\d{2,4}-\d{4}                                               # Japan, Korea
    | \(\d\d\)[ ]?9?\d{4}[ -]\d{4}                                         # Brazil
    )""",
    re.VERBOSE,
)
FREE_OF_CHARGE = re.compile(
    r"\(?(?:0800|0808|1[ .-]?8(?:00|33|44|55|66|77|88)|8(?:00|33|44|55|66|77|88)[ .)-]|[48]00-?\d{3}-?\d)"
)
BETWEEN = dict.fromkeys(map(ord, " ()./+-"))  # what may stand between digits
DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4})(?!\d)")


def is_card(digits: str) -> bool:
    """Whether digits alone are a payment card: a known beginning and length, and Luhn's check.

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not CARDS.fullmatch(digits) or len(set(digits)) < 2:
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_resident(number: str) -> bool:
    """Whether 18 signs are a Chinese resident identity number: region, a date of birth, check digit.

    >>> is_resident("11010519491231002X"), is_resident("110105194912310021")
    (True, False)
    """
    if not RESIDENT.fullmatch(number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECKS[total % 11] == number[17].upper()


def is_iban(number: str) -> bool:
    """Whether letters and digits without spaces are an IBAN: the length of its country, and mod 97.

    >>> is_iban("GB82WEST12345698765432"), is_iban("GB82WEST12345698765433")
    (True, False)
    """
    if IBANS.get(number[:2]) != len(number):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def is_phone(written: str, *, called: bool) -> bool:
    """Whether digits as they are written are a telephone; `called`: the words before say that it is one.

    Numbers free of charge belong to companies, and dates to nobody.

    >>> is_phone("+44 20 7946 0958", called=False), is_phone("2026-11-22", called=False)
    (True, False)
    >>> is_phone("5551234567", called=False), is_phone("5551234567", called=True)
    (False, True)
    """
    digits = len(written.translate(BETWEEN))
    if (
        not (10 if written[:2] == "00" else 7) <= digits <= 15
        or FREE_OF_CHARGE.match(written)
        or DATE.match(written)
    ):
        return False
    return called or bool(PHONES.fullmatch(written))


def is_machine(address: str) -> bool:
    """Whether four numbers with dots are an address of a machine in use (IPv4); shorter ones may be versions.

    >>> is_machine("192.168.10.24"), is_machine("10.0.300.1"), is_machine("1.2.3.4")
    (True, False, False)
    """
    parts = address.split(".")
    if len(parts) != 4 or any(int(part) > 255 or (part[0] == "0" and part != "0") for part in parts):
        return False
    return len(address) >= 9
