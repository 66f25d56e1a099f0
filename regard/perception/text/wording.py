"""The words of a text that judge or name something: by rules, one text at a time."""

import pyarrow as pa

from regard.perception.text.buffers import Utf8
from regard.perception.text.chinese import read_chinese
from regard.perception.text.english import read_english
from regard.perception.text.folding import fold
from regard.perception.text.words import NO_WORDS, Words, word_rows, words_array


def words(texts: Utf8, languages: list[str]) -> pa.ListArray:
    """For each text its words with the side that they take and their spans."""
    data, offsets = texts.data.tobytes(), texts.offsets.tolist()
    rows = [
        words_of(data[offsets[at] : offsets[at + 1]].decode("utf-8"), language)
        for at, language in enumerate(languages)
    ]
    return words_array(rows)


def words_of(text: str, language: str) -> Words:
    """The words of one text; of languages other than English and Chinese only the emoji."""
    if not text or text.isspace():
        return NO_WORDS
    folded = fold(text)
    if language == "zh":
        return word_rows(read_chinese(folded, topics=True))
    known = language in {"en", "unknown"}
    return word_rows(read_english(folded, text, topics=language == "en", only_signs=not known))
