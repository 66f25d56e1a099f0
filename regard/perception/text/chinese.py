"""Find opinions and topics in Chinese text."""

import re
from functools import cache

import rjieba

from regard.perception.text.findings import Findings, Opinion, Topic
from regard.perception.text.lexicon import Entry, chinese, rows, stopwords

STOPS = frozenset('。.!?;,:()"\n~ ')
ENDS = frozenset(".!?;\n")
PREFIXES = frozenset("不没无未别很太真超好最更挺蛮")
LACKING = frozenset("没無无未冇")
COUNTING = frozenset("第一二三四五六七八九十百千万两半几多个点次天年月日号元块分钟小时秒左右")
DIGITS = "0123456789一二两三四五六七八九十半几多百"
NUMBER = rf"[{DIGITS}]{{1,5}}[个多来半余]{{0,3}}"  # bounded: linear time
REACH = 4  # words that a negator looks ahead for praise
CLOSE = 2  # words that a negator looks ahead for blame
NEAR = 2  # words that an adverb of degree looks ahead
NEVER = -99
UNSAID = 0.5  # what is left of a bad word that is denied
EXCESS = -1.5  # 'too' before a word of size or taste

Piece = tuple[str, Entry | None]


@cache
def segmenter() -> rjieba.Jieba:
    """A segmenter that keeps our terms whole."""
    cutter = rjieba.Jieba()
    for term in chinese():
        if len(term) > 1 and not term.isascii() and cutter.cut(term, False) != [term]:
            cutter.add_word(term, cutter.suggest_freq(term), None)
    return cutter


@cache
def patterns() -> tuple[re.Pattern[str], list[Entry]]:
    """Facts with a gap in them, such as a number: one expression, and the entry of each of its groups."""
    listed = list(rows("chinese_patterns"))
    begins = "".join(first for _, _, _, first in listed).replace("N", DIGITS)
    choices = "|".join(f"({term.replace('N', NUMBER)})" for term, _, _, _ in listed)
    entries = [Entry(word, float(value), "opinion") for _, value, word, _ in listed]
    return re.compile(f"(?=[{begins}])(?:{choices})"), entries


def pieces(folded: str) -> list[Piece]:
    """The words of a folded text with their entries; a fact found by its pattern is one word."""
    pattern, facts = patterns()
    found: list[Piece] = []
    at = 0
    for match in pattern.finditer(folded):
        found += words(folded[at : match.start()])
        found.append((match[0], facts[(match.lastindex or 1) - 1]))
        at = match.end()
    return found + words(folded[at:])


def words(text: str) -> list[Piece]:
    """The words of a stretch of text; a prefix that denies or strengthens stands alone."""
    entries = chinese()
    found = [(token, entries.get(token)) for token in segmenter().cut(text, False)]
    if any(entry is None and len(token) > 1 and token[0] in PREFIXES for token, entry in found):
        return [part for piece in found for part in parted(piece, entries)]
    return found


def parted(piece: Piece, entries: dict[str, Entry]) -> list[Piece]:
    """A word that is not listed as prefix and rest, where the rest is listed."""
    token, entry = piece
    if entry is None and token[0] in PREFIXES and token[1:] in entries:
        return [(token[0], entries.get(token[0])), (token[1:], entries[token[1:]])]
    return [piece]


class Scan:
    """One pass over the words of a text, with what the last words do to the next."""

    def __init__(self) -> None:
        self.opinions: list[Opinion] = []
        self.clause = 0
        self.begun = 0  # the first opinion since the sentence or the last 'but' began
        self.weight = 1.0  # of the clause: what follows 'but' counts more
        self.negator: Entry | None = None
        self.negated_at = NEVER
        self.negated_start = 0
        self.factor = 1.0
        self.factored_at = NEVER
        self.excess_at = NEVER

    def meet(self, entry: Entry, at: int, start: int, end: int) -> None:
        """What one term of the lists does."""
        role = entry.role
        if role == "opinion":
            self.judge(entry, entry.value, at, start, end)
        elif role in {"sign", "hint"}:
            strength = entry.value * self.weight
            self.opinions.append(Opinion(entry.word, strength, start, end, self.clause, role == "sign"))
        elif role == "negator":
            self.deny(entry, at, start)
        elif role == "intensifier":
            self.factor, self.factored_at = entry.value, at
        elif role == "excess":
            self.factor, self.factored_at, self.excess_at = entry.value, at, at
        elif role == "scale":
            value = EXCESS if at - self.excess_at <= NEAR else entry.value
            if value:
                self.judge(entry, value, at, start, end)
        elif role == "contrast":
            self.turn(entry.value)
        elif role == "concession":
            self.weight = entry.value

    def deny(self, entry: Entry, at: int, start: int) -> None:
        """A negator; two in a row cancel each other."""
        if self.negator is not None and at - self.negated_at <= 1:
            self.negator = None
        else:
            self.negator, self.negated_at, self.negated_start = entry, at, start

    def judge(self, entry: Entry, value: float, at: int, start: int, end: int) -> None:
        """Add an opinion, with what stands before it."""
        word = entry.word
        if at - self.factored_at <= NEAR:
            value *= self.factor
        if self.negator is not None and at - self.negated_at <= (REACH if value > 0 else CLOSE):
            value *= self.negator.value * (1.0 if value > 0 else UNSAID)
            word = f"{'没有' if self.negator.word[0] in LACKING else '不'}{word}"
            start = self.negated_start
        self.opinions.append(Opinion(word, value * self.weight, start, end, self.clause))

    def stop(self, token: str) -> None:
        """Punctuation ends a clause, and with a full stop the sentence."""
        self.clause += 1
        self.negator, self.factored_at, self.excess_at = None, NEVER, NEVER
        if token[0] in ENDS:
            self.begun, self.weight = len(self.opinions), 1.0

    def turn(self, value: float) -> None:
        """但是: what was said counts less, what follows counts more."""
        self.clause += 1
        self.negator, self.weight = None, value
        self.opinions[self.begun :] = [
            opinion._replace(strength=opinion.strength / value) for opinion in self.opinions[self.begun :]
        ]
        self.begun = len(self.opinions)


def very_good(pieces_: list[Piece], at: int) -> bool:
    """Whether 好 at this place means 'very': before a word that judges or measures."""
    if pieces_[at][0] != "好" or at + 1 == len(pieces_):
        return False
    following = pieces_[at + 1][1]
    return following is not None and following.role in {"opinion", "scale"}


VERY = Entry("好", 1.3, "intensifier")


def names(token: str, entry: Entry | None) -> bool:
    """Whether a word may name something: two letters or more, no number, no verb form."""
    if len(token) < 2 or not token.isalpha() or (entry is not None and entry.role != "topic"):
        return False
    return (
        "不" not in token
        and "没" not in token
        and token[-1] not in "了的着"
        and not COUNTING.issuperset(token)
    )


def read_chinese(folded: str, *, topics: bool) -> Findings:
    """Opinions and, where asked for, topics of a text."""
    dull, found = stopwords(), list(pieces(folded))
    scan, named, start = Scan(), list[Topic](), 0
    for at, (token, entry) in enumerate(found):
        end = start + len(token)
        if entry is not None:
            scan.meet(VERY if very_good(found, at) else entry, at, start, end)
        elif token[0] in STOPS:
            scan.stop(token)
        if topics and names(token, entry) and token not in dull:
            named.append(Topic(token, start, end, scan.clause))
        start = end
    return Findings(scan.opinions, named)
