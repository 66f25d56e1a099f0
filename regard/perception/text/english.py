"""Find opinions and topics in English text."""

import re

from regard.perception.text.findings import Findings, Opinion, Topic
from regard.perception.text.lexicon import Entry, Phrases, Terms, english, sign_terms, stopwords

TOKEN = re.compile(
    r"[a-z\u00df-\u024f]+(?:'[a-z]+|\d+[a-z]*)*"
    r"|@\w+"
    r"|[:;=]['-]?[)(\]\[dp/\\|*o3]+(?![a-z0-9])|<3+|\^_*\^|-_+-"
    r"|\d+(?:[.,:]\d+)*"
    r"|[.!?;,:()\"\n]+"
    r"|[\u203c-\u2bff\u3030-\u303d\U0001f000-\U0001faff]"
)
ADDRESS = re.compile(r"(?:https?:/|www\.)\S+")
STRETCHED = re.compile(r"([a-z])\1\1")
STRETCH = re.compile(r"([a-z])\1+")
STOPS = frozenset('.!?;,:()"\n')
ENDS = frozenset(".!?;\n")
NUMBERS = frozenset(
    ["a", "an", "half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
)
REACH = 4  # tokens that a negator looks ahead
NEAR = 2  # tokens that an adverb of degree looks ahead
NEVER = -99
SUPERB = 3.0  # praise so strong that to deny it is hardly blame
DENIED_SUPERB = -1.0
UNSAID = 0.6  # what is left of a bad word that is denied
EXCESS = -1.5  # 'too' before a word of size or taste
LOUD = 1.25  # a word in capitals in a text that is not, or with letters repeated


class Scan:
    """One pass over the tokens of a text, with what the last words do to the next."""

    def __init__(self, folded: str, original: str) -> None:
        self.matches = list(TOKEN.finditer(folded))
        self.tokens = [match[0] for match in self.matches]
        self.original = original
        self.opinions: list[Opinion] = []
        self.taken: set[int] = set()  # tokens that are part of an opinion
        self.breaks: list[int] = []  # the token at which each clause after the first begins
        self.joined: set[int] = set()  # clauses that 'and' began
        self.begun = 0  # the first opinion since the sentence or the last 'but' began
        self.weight = 1.0  # of the clause: what follows 'but' counts more
        self.negator: Entry | None = None
        self.negated_at = NEVER  # its last token
        self.negated_from = 0
        self.factor = 1.0
        self.factored_at = NEVER
        self.excess_at = NEVER

    def run(self, terms: Terms) -> None:
        """Read every token once."""
        at, tokens = 0, self.tokens
        last = len(tokens) - 1
        while at <= last:
            token = tokens[at]
            term = terms.get(token)
            if term is None:
                if token[0] in STOPS:
                    self.stop(token, at)
                at += 1
                continue
            entry, phrases = term
            size = 1
            if phrases is not None and at < last:
                size, entry = self.phrase(phrases, at, entry)
            if entry is not None:
                self.meet(entry, at, size)
            at += size

    def phrase(self, phrases: Phrases, at: int, single: Entry | None) -> tuple[int, Entry | None]:
        """The longest phrase that begins here, and its size in tokens."""
        second = self.tokens[at + 1]
        choices = phrases.get(second)
        if choices is None and (second[0].isdigit() or second in NUMBERS):
            choices = phrases.get("<n>")
        for rest, entry in choices or ():
            if not rest or self.fits(rest, at + 2):
                return 2 + len(rest), entry
        return 1, single

    def fits(self, rest: tuple[str, ...], at: int) -> bool:
        """Whether the tokens from a place on are the rest of a phrase; '<n>' is a number."""
        following = self.tokens[at : at + len(rest)]
        return len(following) == len(rest) and all(
            part == token or (part == "<n>" and (token[0].isdigit() or token in NUMBERS))
            for part, token in zip(rest, following, strict=True)
        )

    def meet(self, entry: Entry, at: int, size: int) -> None:
        """What one term of the lists does."""
        role, last = entry.role, at + size - 1
        if role == "opinion":
            self.judge(entry, entry.value, at, last)
        elif role in {"hint", "sign"}:
            self.add(entry.word, entry.value, at, last, shown=role == "sign")
        elif role == "negator":
            self.negator, self.negated_at, self.negated_from = entry, last, at
        elif role == "intensifier":
            self.factor = entry.value * (self.factor if at - self.factored_at == 1 else 1.0)
            self.factored_at = last
        elif role == "excess":
            self.factor, self.factored_at, self.excess_at = entry.value, last, last
            if at - self.negated_at > 1:
                self.negator = None
        elif role == "scale":
            value = EXCESS if at - self.excess_at <= NEAR else entry.value
            if value:
                self.judge(entry, value, at, last)
        else:
            self.join(entry, at)

    def join(self, entry: Entry, at: int) -> None:
        """A conjunction begins a clause."""
        if entry.role == "contrast":
            self.breaks.append(at)
            self.turn(entry.value)
        elif entry.role == "concession":
            self.breaks.append(at)
            self.weight = entry.value
        elif self.opinions and self.opinions[-1].clause == len(self.breaks):
            self.breaks.append(at)
            self.joined.add(len(self.breaks))

    def judge(self, entry: Entry, value: float, at: int, last: int) -> None:
        """Add an opinion, changed by what stands before it."""
        word, first = entry.word, at
        if at - self.factored_at <= NEAR:
            value *= self.factor
        if self.negator is not None and at - self.negated_at <= REACH:
            value = denied(value, self.negator.value)
            word, first = f"not {word}", self.negated_from
        self.add(word, value, first, last, shown=True)

    def add(self, word: str, value: float, first: int, last: int, *, shown: bool) -> None:
        """Add what the tokens from first to last say."""
        start, end = self.matches[first].start(), self.matches[last].end()
        if shown:
            self.taken.update(range(first, last + 1))
        if shown and end - start > 2 and self.original[start:end].isupper() and not self.original.isupper():
            value *= LOUD
        self.opinions.append(Opinion(word, value * self.weight, start, end, len(self.breaks), shown))

    def stop(self, token: str, at: int) -> None:
        """Punctuation ends a clause, and with a full stop the sentence."""
        self.breaks.append(at)
        self.negator, self.factored_at, self.excess_at = None, NEVER, NEVER
        if token[0] in ENDS:
            self.begun, self.weight = len(self.opinions), 1.0

    def turn(self, value: float) -> None:
        """'But': what was said in the sentence counts less, what follows counts more."""
        self.negator, self.weight = None, value
        self.opinions[self.begun :] = [
            opinion._replace(strength=opinion.strength / value) for opinion in self.opinions[self.begun :]
        ]
        self.begun = len(self.opinions)


def denied(value: float, factor: float) -> float:
    """What is left of an opinion behind a negator: 'not good' is bad, 'not superb' is hardly anything."""
    if value < 0:
        return value * factor * UNSAID
    return value * factor if value < SUPERB else DENIED_SUPERB


def unstretched(token: str, terms: Terms) -> str:
    """A word without its repeated letters, where that makes a word: 'sooo', 'goooood'."""
    for letters in (r"\1\1", r"\1"):
        shorter = STRETCH.sub(letters, token)
        if shorter in terms:
            return shorter
    return token


def topics_of(scan: Scan, terms: Terms) -> list[Topic]:
    """Words that name something and are no part of an opinion."""
    judged = {one.clause for one in scan.opinions if one.shown}
    dull, found, clause = stopwords(), list[Topic](), 0
    for at, token in enumerate(scan.tokens):
        while clause < len(scan.breaks) and scan.breaks[clause] <= at:
            clause += 1
        if len(token) < 3 or at in scan.taken or token in dull or not token.isalpha() or speaks(token, terms):
            continue
        owner = clause - 1 if clause in scan.joined and clause not in judged else clause
        found.append(Topic(singular(token), *scan.matches[at].span(), owner))
    return found


def speaks(token: str, terms: Terms) -> bool:
    """Whether a word is an opinion or a word of grammar, not a name of something."""
    term = terms.get(token)
    return term is not None and term[0] is not None


def singular(word: str) -> str:
    """A plural noun without its ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def read_english(folded: str, original: str, *, topics: bool, only_signs: bool = False) -> Findings:
    """Opinions and, where asked for, topics of a text; `only_signs` reads nothing but emoji and emoticons."""
    if "http" in folded or "www." in folded:
        folded = ADDRESS.sub(lambda address: " " * len(address[0]), folded)
    terms = sign_terms() if only_signs else english()
    scan = Scan(folded, original)
    if STRETCHED.search(folded):
        scan.tokens = [
            unstretched(token, terms) if token not in terms and STRETCHED.search(token) else token
            for token in scan.tokens
        ]
    scan.run(terms)
    return Findings(scan.opinions, topics_of(scan, terms) if topics else [])
