"""What a reading can say, each thing as one word that records are found by: "factor:price:negative"."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SEPARATOR = "\n"  # between the words of a vocabulary or of marks, and around them; no word holds it

SENTIMENTS = ("negative", "neutral", "positive", "mixed")
POLARITIES = ("negative", "neutral", "positive")
FACTORS = (
    "support", "ease", "product", "price", "delivery", "trust", "values", "marketing", "reputation",
    "history",
)  # fmt: skip
EMOTIONS = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")
INTENTS = (
    "praise", "complaint", "question", "request", "churn_risk", "recommendation", "purchase", "urgent",
)  # fmt: skip
FLAGS = ("empty", "gibberish", "near_duplicate", "spam", "bot_like", "personal_data")

Findings = Mapping[str, Any]


def marks_of(found: Findings) -> list[str]:
    """Everything that a reading says beside its sentiment and its words, each thing once."""
    said: list[str] = []
    for factor in found["factors"]:
        said += factor_marks(factor["factor"], factor["polarity"])
    for head, name in (("emotions", "emotion"), ("intents", "intent"), ("flags", "flag")):
        said += [f"{name}:{label}" for label in found[head]]
    return list(dict.fromkeys(said))


def factor_marks(factor: str, polarity: str) -> list[str]:
    """What a factor with its polarity is found by: the factor, the polarity, and both together."""
    return [f"factor:{factor}", f"polarity:{polarity}", f"factor:{factor}:{polarity}"]


def vocabulary(words: Iterable[Findings]) -> str:
    """The distinct words of a reading, as one text."""
    return joined([found["word"] for found in words])


def parted(text: str) -> list[str]:
    """The words of such a text, one by one."""
    return [word for word in text.split(SEPARATOR) if word]


def joined(words: Sequence[str]) -> str:
    """The distinct words, each between separators, so that one word is found by one plain search."""
    distinct = dict.fromkeys(words)
    return f"{SEPARATOR}{SEPARATOR.join(distinct)}{SEPARATOR}" if distinct else ""
