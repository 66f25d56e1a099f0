"""Why a record was read as it was: told by the engine that is installed, of what it read itself."""

from regard.perception import text
from regard.perception.text import Explanation, Reason
from regard.web.insights.models import Reading

__all__ = ["Explanation", "Reason", "explained"]


def explained(reading: Reading, said: str) -> list[Explanation] | None:
    """The labels that the engine gave a text with their reasons; None where another version gave them."""
    if (reading.engine, reading.version) != (text.ENGINE, text.VERSION):
        return None
    return text.explain(said)
