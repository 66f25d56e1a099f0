"""Find opinions and topics in English text."""

import re
from functools import cache

from regard.perception.text.findings import Findings, Opinion, Topic
from regard.perception.text.lexicon import Entry, english, rows, signs

TOKEN = re.compile(
    r"https?://\S+|www\.\S+|@\w+"
    r"|[a-z\u00df-\u024f]+(?:'[a-z]+)*"
    r"|[:;=]['-]?[)(\]\[dp/\\|*o3]+(?![a-z0-9])|<3+|\^_*\^|-_+-"
    r"|\d+(?:[.,:]\d+)*"
    r"|[.!?;,:()\"\n]+"
    r"|[\u203c-\u2bff\u3030-\u303d\U0001f000-\U0001faff]"
)
STRETCHED = re.compile(r"([a-z])\1{2,}")
STOPS = frozenset('.!?;,:()"\n')
ENDS = frozenset(".!?;\n")
REACH = 4  # tokens that a negator looks ahead
NEAR = 2  # tokens that an intensifier looks ahead
NEVER = -99
UNSAID = 0.6  # what is left of a bad word that is denied
LOUD = 1.25  # a word in capitals in a text that is not

Token = tuple[str, int]


@cache
def stopwords() -> frozenset[str]:
    """Words that name nothing."""
    return frozenset(term for term, _, _, _ in rows("stopwords"))


@cache
def sign_entries() -> dict[str, Entry]:
    """Emoji and emoticons alone, for languages that are not read."""
    return signs()


class Scan:
    """One pass over the tokens of a text, with what the last words do to the next."""

    def __init__(self, tokens: list[Token], original: str) -> None:
        self.tokens = tokens
        self.original = original
        self.shouted = original.isupper()
        self.opinions: list[Opinion] = []
        self.clauses: list[int] = []
        self.clause = 0
        self.begun = 0  # the first opinion of the sentence
        self.weight = 1.0  # of the clause: what follows "but" counts more
        self.negator: Entry | None = None
        self.negated_at = NEVER
        self.factor = 1.0
        self.factored_at = NEVER
        self.excess_at = NEVER

    def run(self, entries: dict[str, Entry], phrases: dict[str, list[tuple[tuple[str, ...], Entry]]]) -> None:
        """Read every token once."""
        at, tokens = 0, self.tokens
        while at < len(tokens):
            token = tokens[at][0]
            size, entry = 1, entries.get(token)
            if token in phrases:
                size, entry = self.phrase(phrases[token], at, entry)
            if entry is not None:
                self.meet(entry, at, size)
            elif token[0] in STOPS:
                self.stop(token)
            self.clauses += [self.clause] * size
            at += size

    def phrase(
        self, choices: list[tuple[tuple[str, ...], Entry]], at: int, single: Entry | None
    ) -> tuple[int, Entry | None]:
        """The longest phrase that begins here, and its size in tokens."""
        for rest, entry in choices:
            if all(map(fits, rest, (token for token, _ in self.tokens[at + 1 : at + 1 + len(rest)]))) and (
                at + len(rest) < len(self.tokens)
            ):
                return 1 + len(rest), entry
        return 1, single

    def meet(self, entry: Entry, at: int, size: int) -> None:
        """What one term of the lists does."""
        role = entry.role
        if role in {"opinion", "sign", "hint"}:
            self.judge(entry, entry.value, at, size)
        elif role == "negator":
            self.negator, self.negated_at = entry, at + size - 1
        elif role == "intensifier":
            self.factor = entry.value * (self.factor if at - self.factored_at == 1 else 1.0)
            self.factored_at = at + size - 1
        elif role == "excess":
            self.factor, self.factored_at, self.excess_at = entry.value, at + size - 1, at + size - 1
        elif role == "scale" and at - self.excess_at <= NEAR:
            self.judge(entry, -1.5, at, size)
        elif role == "contrast":
            self.turn(entry.value)
        elif role == "concession":
            self.clause, self.weight = self.clause + 1, entry.value

    def judge(self, entry: Entry, value: float, at: int, size: int) -> None:
        """Add an opinion, with what stands before it."""
        start, (last, last_start) = self.tokens[at][1], self.tokens[at + size - 1]
        end, word = last_start + len(last), entry.word
        if entry.role == "sign":
            self.opinions.append(Opinion(word, value, start, end, self.clause))
            return
        if at - self.factored_at <= NEAR:
            value *= self.factor
        if self.negator is not None and at - self.negated_at <= REACH:
            value *= self.negator.value * (1.0 if value > 0 else UNSAID)
            word = f"not {word}"
            start = self.tokens[self.negated_at][1]
        if not self.shouted and end - start > 2 and self.original[start:end].isupper():
            value *= LOUD
        self.opinions.append(Opinion(word, value * self.weight, start, end, self.clause))

    def stop(self, token: str) -> None:
        """Punctuation ends a clause, and with a full stop the sentence."""
        self.clause += 1
        self.negator, self.factored_at, self.excess_at = None, NEVER, NEVER
        if token[0] in ENDS:
            self.begun, self.weight = len(self.opinions), 1.0

    def turn(self, value: float) -> None:
        """'But': what was said counts less, what follows counts more."""
        self.clause += 1
        self.negator = None
        self.weight = value
        self.opinions[self.begun :] = [
            opinion._replace(strength=opinion.strength / value) for opinion in self.opinions[self.begun :]
        ]


def fits(part: str, token: str) -> bool:
    """Whether a token stands for one part of a phrase: itself, '*' any word, '<n>' a number."""
    if part == token:
        return True
    return (part == "*" and token[0] not in STOPS) or (
        part == "<n>" and (token[0].isdigit() or token in NUMBERS)
    )


NUMBERS = frozenset(
    ["a", "an", "half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
)


def tokenize(folded: str) -> list[Token]:
    """The tokens of a folded text, and where each starts."""
    return [(match.group(), match.start()) for match in TOKEN.finditer(folded)]


def loudness(folded: str) -> float:
    """How much exclamation marks add."""
    return 1.0 + 0.08 * min(folded.count("!"), 4)


def topics_of(scan: Scan) -> list[Topic]:
    """Words that name something and are no part of an opinion."""
    taken = {position for one in scan.opinions for position in range(one.start, one.end)}
    dull = stopwords()
    entries = english().entries
    return [
        Topic(singular(token), start, start + len(token), clause)
        for (token, start), clause in zip(scan.tokens, scan.clauses, strict=True)
        if len(token) > 2
        and token[0].isalpha()
        and token.isalpha()
        and token not in dull
        and token not in entries
        and start not in taken
    ]


def singular(word: str) -> str:
    """A plural noun without its ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def read_english(folded: str, original: str, *, topics: bool, only_signs: bool = False) -> Findings:
    """Opinions and, where asked for, topics of a text; `only_signs` reads nothing but emoji and emoticons."""
    scan = Scan(tokenize(folded), original)
    if only_signs:
        scan.run(sign_entries(), {})
    else:
        scan.run(english().entries, english().phrases)
    return Findings(scan.opinions, topics_of(scan) if topics else [], loudness(folded))
