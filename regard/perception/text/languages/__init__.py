"""Which language a text is in, and in which script."""

from regard.perception.text.languages.models import LANGUAGES, SCRIPTS
from regard.perception.text.languages.telling import OffsetsError, tell

__all__ = ["LANGUAGES", "SCRIPTS", "OffsetsError", "tell"]
