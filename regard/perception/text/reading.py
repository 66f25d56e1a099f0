"""Read texts: one row of findings out for each row in."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.text import columns, languages, quality
from regard.perception.text.buffers import Texts, Utf8, utf8
from regard.perception.text.finding import find
from regard.perception.text.weights import Kit, kit
from regard.perception.text.words import plain_words

ENGINE = "regard"
VERSION = "3"
HEADS = ("language", "sentiment", "factors", "emotions", "intents", "descriptors", "flags")
EXTRAS = ("words", "script", "personal_data")
EVERY_HEAD = (*HEADS, "words")
BY_MODEL = frozenset({"sentiment", "factors", "emotions", "intents", "descriptors", "words"})
BY_CLAUSE = frozenset({"factors", "descriptors"})
LABELLED = BY_MODEL - {"sentiment", "words"}
LEARNED = ("en", "zh", "unknown", "ar", "de", "es", "fr", "hi", "it", "pt")  # languages with a sentiment
LISTED = ("en", "zh", "unknown")  # languages whose words the lists hold


class UnknownHeadError(ValueError):
    """A head was asked for that this engine does not have."""


def read(texts: Texts, *, heads: Collection[str] | None = None) -> pa.Table:
    """One row for each text: what it says, how sure that is, and where it shows.

    `texts`: a list of strings (or None), an Arrow array of strings, or a batch or table with a column `text`.
    `heads`: what is wanted; HEADS by default. The columns, in this order:

    - language: ISO 639-1, or "unknown".
    - sentiment: negative, neutral, positive or mixed, with sentiment_score (-1 to 1), p_negative, p_neutral
      and p_positive (they add up to 1). Null where nothing can be said: a text without words or signs, or in
      a language that was not learned; of that only signs such as emoji are heard.
    - factors: factor, polarity, start, end, in the order of the text.
    - emotions, intents: lists of names; an empty list where there are none.
    - descriptors: word (normalised, negation resolved: "not cheap"), polarity, start, end.
    - flags: what is wrong with the text (`quality.FLAGS`). Near duplicates are those inside what is given.

    Only where named: `words` (the first 30 that judge, emoji too: word, sentiment, start, end),
    `script` (ISO 15924), `personal_data` (kind, start, end).

    Spans count the code points of the text as given; only the first 20,000 of a text are read.
    Raises UnknownHeadError, NoTextsError.

    >>> row = read(["The staff were lovely but delivery took three weeks."]).to_pylist()[0]
    >>> row["language"], [(one["factor"], one["polarity"]) for one in row["factors"]]
    ('en', [('support', 'positive'), ('delivery', 'negative')])
    """
    wanted = HEADS if heads is None else tuple(heads)
    for head in wanted:
        if head not in (*HEADS, *EXTRAS):
            raise UnknownHeadError(f"{head!r} is none of {', '.join((*HEADS, *EXTRAS))}")
    buffer = utf8(texts)
    spoken, scripts = languages.tell(buffer.data, buffer.offsets)
    found: dict[str, pa.Array] = {}
    if "language" in wanted:
        found["language"] = pa.array(languages.LANGUAGES).take(pa.array(spoken))
    if BY_MODEL & set(wanted):
        found |= _by_model(buffer, spoken, wanted, kit())
    if "flags" in wanted:
        found["flags"] = quality.flags(buffer.data, buffer.offsets)
    if "script" in wanted:
        found["script"] = pa.array(languages.SCRIPTS).take(pa.array(scripts))
    if "personal_data" in wanted:
        found["personal_data"] = quality.personal_data(buffer.data, buffer.offsets)
    return pa.table({name: found[name] for name in columns.ORDER if name in found})


def _by_model(
    buffer: Utf8, spoken: npt.NDArray[np.int16], wanted: Collection[str], held: Kit
) -> dict[str, pa.Array]:
    foreign, strange = heard(spoken)
    asked = set(wanted)
    found = find(
        buffer,
        held,
        foreign,
        strange,
        clauses=bool(BY_CLAUSE & asked),
        labels=bool(LABELLED & asked),
        words="words" in asked,
    )
    given: dict[str, pa.Array] = {}
    if "sentiment" in wanted:
        given |= columns.sentiment(found)
    if "factors" in wanted:
        given["factors"] = columns.factors(found)
    if "emotions" in wanted:
        given["emotions"] = columns.emotions(found)
    if "intents" in wanted:
        given["intents"] = columns.intents(found)
    if "descriptors" in wanted:
        given["descriptors"] = columns.descriptors(found, held.descriptors)
    if "words" in wanted:
        given["words"] = columns.words(found, plain_words())
    return given


def heard(spoken: npt.NDArray[np.int16]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which texts are in a language whose words no list holds, and which in one that was not learned."""
    return _unknown(LISTED)[spoken], _unknown(LEARNED)[spoken]


def _unknown(names: Collection[str]) -> npt.NDArray[np.bool_]:
    """For each language whether it is none of those named."""
    return np.array([name not in names for name in languages.LANGUAGES])
