"""By which channels somebody can be written to today; campaigns ask it through settings.WAYS_TO_SEND."""

from regard.web.channels.models import Sender


def ways() -> dict[str, str]:
    """The channels that have a sender, each with what is wrong with it; empty where one of them works."""
    found: dict[str, str] = {}
    for channel, problem in Sender.objects.filter(removed_at=None).values_list("channel", "problem"):
        found[channel] = problem and found.get(channel, problem)
    return found
