"""Which language a text is in, and in which script."""

from regard.perception.text.languages.rules import Language, language

__all__ = ["Language", "language"]
