"""What an alert says, in the form in which a page, an e-mail and another program take it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What an alert says. `how_sure` begins with the two lines that speak of this alert alone."""

    headline: str
    sentence: str
    direction: str
    how_sure: list[str]
    figures: dict[str, float | int]
    figures_before: dict[str, float | int]
    definition: str
