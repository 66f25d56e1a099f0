"""Who says which text when: fitting the score, the day and the person, and as seldom as possible twice."""

import random
from collections import Counter, defaultdict
from datetime import date

from regard.perception.datasets.plot import may_be_told
from regard.perception.datasets.texts import LANGUAGES, Text, texts

SHORT, MIDDLING = 40, 90
LETTERS_OF_ONE_SIGN = 2.6
FAR = 2.0  # from the tone that fits
TELLS_A_STORY = 0.6
TOPICS = {"csat": ("support",), "ces": ("ease", "delivery")}


class Shelf:
    """All texts, and how often and by whom each has been said."""

    def __init__(self) -> None:
        self.uses: Counter[str] = Counter()
        self._worn: dict[str, float] = {}
        self._said: set[tuple[str, str]] = set()
        self._texts: defaultdict[tuple[str, str], list[Text]] = defaultdict(list)
        for language in LANGUAGES:
            for text in texts(language):
                self._texts[language, text.kind].append(text)

    def take(
        self,
        rng: random.Random,
        *,
        language: str,
        kind: str,
        metric: str,
        tone: float | None,
        segment: str,
        day: date,
        speaker: str,
    ) -> Text:
        """The text that fits best and was used least; `tone` None means any, `metric` "" any topic."""
        wants_story = rng.random() < TELLS_A_STORY
        fitting = [
            (self._cost(text, tone, metric, wants_story) + 0.6 * rng.random(), text.id, text)
            for text in self._texts[language, kind]
            if (tone is None or abs(text.tone - tone) <= FAR)
            and may_be_told(text, segment, day)
            and (text.id, speaker) not in self._said
        ]
        chosen = min(fitting)[2]
        self.uses[chosen.id] += 1
        self._worn[chosen.id] = 0.8 * (self.uses[chosen.id] / capacity(chosen)) ** 2
        self._said.add((chosen.id, speaker))
        return chosen

    def _cost(self, text: Text, tone: float | None, metric: str, wants_story: bool) -> float:
        cost = self._worn.get(text.id, 0.0)
        if tone is not None:
            cost += 1.2 * (text.tone - tone) ** 2
        if metric and text.factors:
            cost += 1.3 * (not is_about(text, metric))
        return cost - 1.2 * (wants_story and text.story != "")


def is_about(text: Text, metric: str) -> bool:
    """Whether the text's first factor is what the metric's survey asks about."""
    asked = TOPICS.get(metric)
    first = text.factors[0]
    return first in asked if asked else first not in ("support", "ease")


def capacity(text: Text) -> float:
    """How often a text can be said before it is noticed: a short answer often, a long story once."""
    if text.kind not in ("survey_response", "conversation"):
        return 1.0
    if text.story:
        return 1.6
    length = len(text.text) * (LETTERS_OF_ONE_SIGN if text.language == "zh" else 1)
    return 4.0 if length <= SHORT else 1.6 if length <= MIDDLING else 1.0
