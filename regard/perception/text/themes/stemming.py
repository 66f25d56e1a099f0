"""One key for the regular forms of an English word."""

VOWELS = frozenset("aeiouy")
KEPT_DOUBLE = frozenset("lsz")  # 'billing' is 'bill', 'stopping' is 'stop'


def stem(word: str) -> str:
    """A key that 'delay', 'delays', 'delayed' and 'delaying' share; it need not be a word itself.

    >>> [stem(word) for word in ("charges", "charged", "stopping", "deliveries", "class", "bus")]
    ['charg', 'charg', 'stop', 'delivery', 'class', 'bus']
    """
    if not word.isascii() or len(word) < 4:
        return word
    base = _without_ending(_singular(word))
    return base[:-1] if base.endswith("e") and len(base) > 3 else base


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and not VOWELS.isdisjoint(rest) and not rest.endswith("e"):
            return rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in KEPT_DOUBLE else rest
    return word
