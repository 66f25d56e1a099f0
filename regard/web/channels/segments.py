"""How long a text message is, and as how many it is sent and paid: GSM 03.38 and UCS-2, as networks count.

Sources: 3GPP TS 23.038 (the alphabets), TS 23.040 (messages in parts: a header of 6 octets in each).
"""

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = frozenset("^{}\\[~]|€\f")  # two places each
ALONE = {"gsm": 160, "unicode": 70}
IN_PARTS = {"gsm": 153, "unicode": 67}


@dataclass(frozen=True)
class Length:
    """`places` of an alphabet ("gsm", "unicode") and the `messages` that they take."""

    alphabet: str
    places: int
    messages: int


def length(text: str) -> Length:
    """The length of a text as networks count it; a sign is never torn between two parts.

    >>> length("How was your tea?"), length("茶好喝吗？" * 20)
    (Length(alphabet='gsm', places=17, messages=1), Length(alphabet='unicode', places=100, messages=2))
    """
    is_gsm = set(text) <= BASIC | ESCAPED
    alphabet = "gsm" if is_gsm else "unicode"
    sizes = [_places(sign, is_gsm=is_gsm) for sign in text]
    places = sum(sizes)
    if places <= ALONE[alphabet]:
        return Length(alphabet, places, 1)
    messages, used = 1, 0
    for size in sizes:
        if used + size > IN_PARTS[alphabet]:
            messages, used = messages + 1, 0
        used += size
    return Length(alphabet, places, messages)


def _places(sign: str, *, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if sign in ESCAPED else 1
    return len(sign.encode("utf-16-be", "surrogatepass")) // 2
