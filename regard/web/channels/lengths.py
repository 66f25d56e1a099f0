"""How long text messages would be, before one is sent; campaigns ask it through settings.TEXTS_TO_SEND."""

from dataclasses import dataclass

from django.utils.translation import get_language_info

from regard.web.channels.imagining import imagined
from regard.web.channels.segments import Length, length
from regard.web.channels.texting import text_of
from regard.web.surveys.models import Survey, Version

SURVEYS = 5
NAMES = {"en": "Ada", "zh-hans": "晓明"}


@dataclass(frozen=True)
class Example:
    """A text message as somebody would get it."""

    survey: str
    language: str
    named: str  # the language, in itself
    text: str
    length: Length


def examples(survey: Survey) -> list[Example]:
    """The message of what was published last, in each of its languages."""
    version = survey.latest
    return (
        [_example(survey, version, language) for language in version.instrument.languages] if version else []
    )


def _example(survey: Survey, version: Version, language: str) -> Example:
    name = NAMES.get(language, NAMES["en"])
    text = text_of(imagined(survey, version.instrument, language=language, name=name))
    named = str(get_language_info(language)["name_local"])
    return Example(survey.name, language, named, text, length(text))


def latest_examples() -> list[Example]:
    """The same of the surveys that were begun last and that somebody may answer today."""
    rows = Survey.objects.filter(versions__isnull=False, closure=None).distinct()
    return [one for survey in rows.order_by("-created_at", "-id")[:SURVEYS] for one in examples(survey)]
