"""Rows with a text in, one row of findings out for each: language, sentiment, and the words that show it."""

from regard.perception.text.reading import ENGINE, VERSION, UnknownHeadError, read

__all__ = ["ENGINE", "VERSION", "UnknownHeadError", "read"]
