"""Find opinions and topics in Chinese text."""

from functools import cache

import rjieba

from regard.perception.text.english import stopwords
from regard.perception.text.findings import Findings, Opinion, Topic
from regard.perception.text.lexicon import Entry, chinese

STOPS = frozenset('。.!?;,:()"\n~ ')
ENDS = frozenset(".!?;\n")
PREFIXES = "不没无未别很太真超好最更挺蛮"
REACH = 4
NEAR = 2
NEVER = -99
UNSAID = 0.6


@cache
def segmenter() -> rjieba.Jieba:
    """A segmenter that keeps our terms whole."""
    cutter = rjieba.Jieba()
    for term in chinese().entries:
        if len(term) > 1 and not cutter.has_word(term):
            cutter.add_word(term, max(cutter.suggest_freq(term), 5), None)
    return cutter


def pieces(folded: str) -> list[str]:
    """The words of a folded text; a prefix that denies or strengthens stands alone."""
    entries = chinese().entries
    cut: list[str] = []
    for token in segmenter().cut(folded, False):
        if token[0] in PREFIXES and len(token) > 1 and token not in entries and token[1:] in entries:
            cut += [token[0], token[1:]]
        else:
            cut.append(token)
    return cut


class Scan:
    """One pass over the words of a text, with what the last words do to the next."""

    def __init__(self) -> None:
        self.opinions: list[Opinion] = []
        self.clause = 0
        self.begun = 0
        self.weight = 1.0
        self.negator: Entry | None = None
        self.negated_at = NEVER
        self.negated_start = 0
        self.factor = 1.0
        self.factored_at = NEVER
        self.excess_at = NEVER

    def meet(self, entry: Entry, at: int, start: int, end: int) -> None:
        """What one term of the lists does."""
        role = entry.role
        if role in {"opinion", "hint"}:
            self.judge(entry, entry.value, at, start, end)
        elif role == "sign":
            self.opinions.append(Opinion(entry.word, entry.value, start, end, self.clause))
        elif role == "negator":
            if self.negator is not None and at - self.negated_at <= 1 and entry.word != "没有":
                self.negator = None
            else:
                self.negator, self.negated_at, self.negated_start = entry, at, start
        elif role == "intensifier":
            self.factor, self.factored_at = entry.value, at
        elif role == "excess":
            self.factor, self.factored_at, self.excess_at = entry.value, at, at
        elif role == "scale" and at - self.excess_at <= NEAR:
            self.judge(entry, -1.5, at, start, end)
        elif role == "contrast":
            self.turn(entry.value)

    def judge(self, entry: Entry, value: float, at: int, start: int, end: int) -> None:
        """Add an opinion, with what stands before it."""
        word = entry.word
        if at - self.factored_at <= NEAR:
            value *= self.factor
        if self.negator is not None and at - self.negated_at <= REACH:
            value *= self.negator.value * (1.0 if value > 0 else UNSAID)
            word, start = f"不{word}", self.negated_start
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


def names(token: str, entry: Entry | None) -> bool:
    """Whether a word may name something."""
    return len(token) > 1 and token.isalpha() and (entry is None or entry.role == "topic")


def read_chinese(folded: str, *, topics: bool) -> Findings:
    """Opinions and, where asked for, topics of a text."""
    entries, dull = chinese().entries, stopwords()
    scan, named, start = Scan(), list[Topic](), 0
    for at, token in enumerate(pieces(folded)):
        entry, end = entries.get(token), start + len(token)
        if entry is not None:
            scan.meet(entry, at, start, end)
        if token[0] in STOPS:
            scan.stop(token)
        elif topics and names(token, entry) and token not in dull:
            named.append(Topic(token, start, end, scan.clause))
        start = end
    return Findings(scan.opinions, named, 1.0 + 0.08 * min(folded.count("!"), 4))
