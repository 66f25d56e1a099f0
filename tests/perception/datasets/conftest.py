"""The sample workspace, made once."""

import pytest

from regard.perception.datasets.sample import sample
from regard.perception.datasets.shapes import Sample
from regard.perception.datasets.texts import LANGUAGES, Text, texts


@pytest.fixture(scope="session")
def told() -> Sample:
    return sample()


@pytest.fixture(scope="session")
def written() -> tuple[Text, ...]:
    """All texts of both languages."""
    return tuple(text for language in LANGUAGES for text in texts(language))


@pytest.fixture(scope="session")
def text_of(written: tuple[Text, ...]) -> dict[str, Text]:
    return {text.text: text for text in written}
