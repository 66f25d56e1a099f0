"""By what people can be written to: the channels say so themselves, for they know us and not we them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey

CHANNELS = [(one.value, one.label) for one in (Channel.EMAIL, Channel.SMS, Channel.CHAT)]
"""Those by which somebody is written to; by the others people come by themselves."""


def texts(survey: Survey) -> list[Any]:
    """A text message of the survey in each language, with its length, before any is sent."""
    found: Callable[[Survey], list[Any]] = import_string(settings.TEXTS_TO_SEND)
    return found(survey)


@dataclass(frozen=True)
class Ways:
    """What is wrong with each channel that has a sender; empty where it works."""

    problems: dict[str, str]

    @classmethod
    def today(cls) -> "Ways":
        """As they are in the open workspace."""
        found: Callable[[], dict[str, str]] = import_string(settings.WAYS_TO_SEND)
        return cls(found())

    @property
    def choices(self) -> list[tuple[str, object]]:
        """The channels that work, with their names."""
        return [(value, label) for value, label in CHANNELS if self.problems.get(value) == ""]

    def missing(self, channel: str) -> str:
        """Why nothing leaves by a channel; empty where it does, or where nobody is written to by it."""
        names = dict(CHANNELS)
        if channel not in names or self.problems.get(channel) == "":
            return ""
        if channel in self.problems:
            return _("%(channel)s: its sender reports a problem.") % {"channel": names[channel]}
        return _("%(channel)s: it has no sender yet.") % {"channel": names[channel]}

    @property
    def all_missing(self) -> list[str]:
        """Why the others are not offered."""
        return [text for value, _label in CHANNELS if (text := self.missing(value))]
