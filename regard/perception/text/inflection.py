"""The regular forms of an English word."""

VOWELS = frozenset("aeiou")


def doubled(word: str) -> bool:
    """Whether a short word doubles its last letter before -ed, -ing, -er, -est."""
    return (
        len(word) <= 4
        and len(word) >= 3
        and word[-1] not in VOWELS
        and word[-1] not in "wxyh"
        and word[-2] in VOWELS
        and word[-3] not in VOWELS
    )


def plural(word: str) -> str:
    """The -s form of a noun or a verb."""
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def stem(word: str) -> str:
    """What stands before a vowel ending: 'delay', 'hat(e)', 'stopp'."""
    if word.endswith("e"):
        return word[:-1]
    return word + word[-1] if doubled(word) else word


def ended(word: str, ending: str) -> str:
    """A word with -ed, -er or -est."""
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "i" + ending
    return stem(word) + ending


def adverb(word: str) -> str:
    """The -ly form of an adjective."""
    if word.endswith("y") and len(word) > 3:
        return word[:-1] + "ily"
    if word.endswith("le") and word[-3:-2] not in VOWELS:
        return word[:-1] + "y"
    if word.endswith("ic"):
        return word + "ally"
    return word + ("y" if word.endswith("ll") else "ly")


def progressive(word: str) -> str:
    """The -ing form of a verb."""
    return (word if word.endswith(("ee", "oe", "ye")) else stem(word)) + "ing"


def forms(word: str, kind: str) -> list[str]:
    """The word and its forms: kind v (verb), n (noun), a (adjective), c (adjective that is compared)."""
    made = [word]
    for letter in kind:
        if letter == "v":
            made += [plural(word), ended(word, "ed"), progressive(word)]
        elif letter == "n":
            made.append(plural(word))
        elif letter == "a":
            made.append(adverb(word))
        elif letter == "c":
            made += [ended(word, "er"), ended(word, "est")]
    return made
