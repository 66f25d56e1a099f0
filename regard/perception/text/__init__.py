"""Rows with a text in, one row of findings out for each: language, sentiment, and the words that show it."""

from regard.perception.text.reading import ENGINE, EVERY_HEAD, HEADS, VERSION, UnknownHeadError, read

__all__ = ["ENGINE", "EVERY_HEAD", "HEADS", "VERSION", "UnknownHeadError", "read"]
