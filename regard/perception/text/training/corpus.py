"""Labelled texts from many places, in one form: what each is known to say, and what is not known of it.

`Example.targets` holds only the heads that a set is labelled for; the rest stay open and teach nothing. Sets
that are licensed for other uses only (class B) are not named here and never read.
"""

import csv
import gzip
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from regard.perception.datasets.labelled import Span, Verbatim, read, verbatims
from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS

SENTIMENTS = ("negative", "neutral", "positive")
NAMES = (
    *SENTIMENTS,
    "mixed",
    *(f"factor {label}" for label in FACTORS),
    *(f"emotion {label}" for label in EMOTIONS),
    *(f"intent {label}" for label in INTENTS),
)
Targets = dict[str, float]
CLAUSE = re.compile(r"[^,.;:!?()\n，。；：！？、（）]*[^\W\d_][^,.;:!?()\n，。；：！？、（）]*")

GOEMOTIONS = {
    "joy": ["amusement", "excitement", "gratitude", "joy", "love", "pride", "relief"],
    "trust": ["admiration", "approval", "caring"],
    "fear": ["fear", "nervousness"],
    "surprise": ["confusion", "realization", "surprise"],
    "sadness": ["disappointment", "embarrassment", "grief", "remorse", "sadness"],
    "disgust": ["disgust"],
    "anger": ["anger", "annoyance", "disapproval"],
    "anticipation": ["curiosity", "desire", "optimism"],
}
SMP = {"happy": "joy", "angry": "anger", "sad": "sadness", "fear": "fear", "surprise": "surprise"}
SMP_SIDES = {
    "happy": "positive",
    "angry": "negative",
    "sad": "negative",
    "fear": "negative",
    "neutral": "neutral",
}
NHS = {
    "Staff": "support", "Care received": "product", "Communication": "support", "Access": "delivery",
    "Environment/ facilities": "product",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; those of one `group` are never on two sides of a split."""

    text: str
    source: str
    split: str
    targets: Targets
    group: str = ""


def own() -> Iterator[Example]:
    """The verbatims that ship with the package, each whole and then clause by clause."""
    for one in verbatims():
        yield Example(one.text, f"own_{one.language}", "train", _of_verbatim(one), one.group)
        clauses = list(_clauses(one))
        if len(clauses) > 1:
            yield from clauses


def _clauses(one: Verbatim) -> Iterator[Example]:
    """The clauses of a verbatim with the factors whose spans lie in them, or they in the span."""
    for found in CLAUSE.finditer(one.text):
        start, end = found.span()
        held = [
            span
            for span in one.spans
            if _shared(span, start, end) * 2 > min(span.end - span.start, end - start)
        ]
        targets = _flags("factor", FACTORS, [span.factor for span in held])
        sides = {span.polarity for span in held}
        told = _side(sides.pop()) if len(sides) == 1 else {}
        yield Example(found[0], f"own_{one.language}_clauses", "train", targets | told, one.group)


def _shared(span: Span, start: int, end: int) -> int:
    return max(0, min(span.end, end) - max(span.start, start))


def _of_verbatim(one: Verbatim) -> Targets:
    told = _flags("emotion", EMOTIONS, one.emotions)
    told |= _flags("intent", INTENTS, (*one.intents, *(["urgent"] if one.urgent else [])))
    told |= _flags("factor", FACTORS, [span.factor for span in one.spans])
    return told | {"mixed": 0.0} | _side(one.sentiment)


def _flags(head: str, labels: tuple[str, ...], found: Collection[str]) -> Targets:
    return {f"{head} {label}": float(label in found) for label in labels}


def _side(label: str) -> Targets:
    """A sentiment; what is mixed is neither side, so only that is said of it."""
    if label == "mixed":
        return {"mixed": 1.0}
    return {name: float(name == label) for name in SENTIMENTS} if label in SENTIMENTS else {}


Reader = Callable[[Mapping[str, str], dict[str, object]], Targets]


def _plain(row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    return {"mixed": 0.0} | _side(row["label"])


def _goemotions(row: Mapping[str, str], extra: dict[str, object]) -> Targets:
    given = set(row["label"].split("|"))
    told = {f"emotion {ours}": float(bool(given & set(theirs))) for ours, theirs in GOEMOTIONS.items()}
    if "admiration" in given:
        del told["emotion joy"]
    return told | _side(str(extra.get("sent", "")))


def _xed(row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    return _flags("emotion", EMOTIONS, row["label"].split("|"))


def _xed_chinese(row: Mapping[str, str], extra: dict[str, object]) -> Targets:
    return _xed(row, extra) if row["lang"] == "zh" else {}


def _tweets_emotion(row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    told = {f"emotion {label}": float(label == row["label"]) for label in ("anger", "joy", "sadness")}
    return told | {"emotion anticipation": 1.0} if row["label"] == "optimism" else told


def _smp(row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    told = {f"emotion {ours}": float(row["label"] == theirs) for theirs, ours in SMP.items()}
    return told | _side(SMP_SIDES.get(row["label"], ""))


def acos_factor(category: str) -> str:
    """Our factor of an ENTITY#ATTRIBUTE of the laptop reviews; empty for the company as a whole."""
    entity, attribute = category.split("#")
    if attribute == "PRICE":
        return "price"
    if entity in {"SUPPORT", "WARRANTY"}:
        return "support"
    if entity == "SHIPPING":
        return "delivery"
    if attribute == "USABILITY":
        return "ease"
    return "" if entity == "COMPANY" else "product"


def _acos(row: Mapping[str, str], extra: dict[str, object]) -> Targets:
    cats = extra.get("cats")
    found = {acos_factor(category) for category in cats} if isinstance(cats, dict) else set()
    return _flags("factor", FACTORS, found) | _plain(row, extra)


def _cebab(row: Mapping[str, str], extra: dict[str, object]) -> Targets:
    aspects = extra.get("aspects")
    named = set(aspects) if isinstance(aspects, dict) else set()
    told = {"factor support": float("service" in named), "factor product": float(bool(named - {"service"}))}
    return told | _side(row["label"])


def _nhs(row: Mapping[str, str], extra: dict[str, object]) -> Targets:
    factor = NHS.get(str(extra.get("theme", "")))
    return ({f"factor {factor}": 1.0} if factor else {}) | _side(row["label"])


def _cars(row: Mapping[str, str], extra: dict[str, object]) -> Targets:
    cats = extra.get("cats")
    named = set(cats) if isinstance(cats, dict) else set()
    told = {"factor price": float("价格" in named), "factor product": float(bool(named - {"价格"}))}
    return told | _plain(row, extra)


def _complaints(row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    return {"intent complaint": float(row["label"] == "complaint")}


def _apps(row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    told = {"intent request": float(row["label"] == "feature_request")}
    return told | {"intent complaint": 1.0} if row["label"] == "bug_report" else told


def _banking(_row: Mapping[str, str], _extra: dict[str, object]) -> Targets:
    return {"intent praise": 0.0, "intent recommendation": 0.0, "intent churn_risk": 0.0}


READERS: dict[str, Reader] = {
    "cebab": _cebab,
    "dynasent_dev": _plain,
    "nhs_fft_phase1": _nhs,
    "skytrax_lounge": _plain,
    "tweeteval_sentiment": _plain,
    "semeval_tweets": _plain,
    "amazon_polarity": _plain,
    "sst3_dev": _plain,
    "vader_gt_movie": _plain,
    "goemotions": _goemotions,
    "xed_en": _xed,
    "xed_projections": _xed_chinese,
    "tweeteval_emotion": _tweets_emotion,
    "acos_laptop": _acos,
    "semeval14_laptop": _plain,
    "mams": _plain,
    "xlmt_multilingual": _plain,
    "complaints_tweets": _complaints,
    "app_reviews_intent": _apps,
    "banking77": _banking,
    "zh_asap_sample": _plain,
    "zh_cars": _cars,
    "zh_dianping_sentences": _plain,
    "zh_online_shopping": _plain,
    "zh_waimai": _plain,
    "zh_smp2020_emotion": _smp,
}


def public(folder: Path) -> Iterator[Example]:
    """The public sets that lie in `folder` as `<name>.csv.gz`; rows that say nothing to us are left out."""
    for name, reader in READERS.items():
        file = folder / f"{name}.csv.gz"
        if not file.is_file():
            continue
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                targets = reader(row, json.loads(row["extra"]) if row["extra"] else {})
                if targets:
                    yield Example(row["text"], name, row["split"], targets)


PERMISSIVE = frozenset(
    [
        "banking77", "cebab", "dynasent_dev", "goemotions", "nhs_fft_phase1", "skytrax_lounge",
        "vader_gt_movie", "xed_en", "xed_projections", "zh_asap_sample",
    ]
)  # fmt: skip
CLASSES = {name: "A" if name in PERMISSIVE else "C" for name in READERS}


def corrected(file: Path) -> Iterator[Example]:
    """Verbatims that people corrected, in the form of our own. Raises UnfitVerbatim."""
    for one in read(file):
        yield Example(one.text, f"own_{one.language}", "train", _of_verbatim(one), one.group)
