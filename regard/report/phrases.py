"""What the command line says, in the reader's language."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

LOCALE = Path(__file__).resolve().parents[1] / "locale"
ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Phrases:
    """Every phrase in one language; the {names} in a phrase are filled with the values given."""

    language: Language = "en"
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)

    def gettext(self, phrase: str, **values: object) -> str:
        """The phrase in the reader's language."""
        return self.catalogue.gettext(phrase).format(**values)

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The phrase for `n` things; `{n}` in it is the number with its thousands apart."""
        return self.catalogue.ngettext(one, many, n).format(n=f"{n:,}", **values)

    @property
    def tag(self) -> str:
        """The language as pages name it."""
        return "zh-Hans" if self.language == "zh" else "en"


def gettext_noop(phrase: str) -> str:
    """The phrase as it is, marked for translation where it stands; it is translated where it is said."""
    return phrase


def phrases_in(language: Language) -> Phrases:
    """The phrases in English, which stand in the code, or in Chinese."""
    if language == "en":
        return Phrases()
    return Phrases("zh", gettext.translation("regard", LOCALE, languages=["zh_Hans"]))


def language_of(environment: Mapping[str, str]) -> Language:
    """Chinese where the environment asks for it, otherwise English."""
    asked = next((environment[name] for name in ENVIRONMENT if environment.get(name)), "")
    return "zh" if asked.lower().startswith("zh") else "en"
