"""What speaks for a machine, or for many answers of one person; never a reason to turn somebody away.

Answers that are suspected are kept and counted apart. The address that they came from is kept nowhere: it is
counted for an hour in the memory of the process, together with the link. A shared network is no reason by
itself; what counts is that the forms of one network come back faster than people read, again and again.
"""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from regard.web.answering.keys import Key

TRAP = "website"
"""A field that no person sees."""
HASTY_SECONDS = 1.5  # less than a person takes to read a question, choose and press
TOLERATED = 20  # hasty answers of one network by one link within the hour
HOUR = 3600.0
MOST_NETWORKS = 20_000
SCANNERS = re.compile(
    r"barracuda|proofpoint|mimecast|safelinks|urldefense|symantec|trendmicro|fireeye|bot\b|crawl|spider|preview"
    r"|scan|monitor|headless",
    re.IGNORECASE | re.ASCII,
)
LIBRARIES = re.compile(
    r"^(curl|wget|python|java|go-http|okhttp|libwww|ruby|php|axios|node)", re.IGNORECASE | re.ASCII
)


def agent_class(agent: str) -> str:
    """What a request says that it is: "browser", "scanner", "library" or "unknown"."""
    if SCANNERS.search(agent[:500]):
        return "scanner"
    if LIBRARIES.match(agent):
        return "library"
    return "browser" if agent.startswith(("Mozilla/", "Opera/")) else "unknown"


@dataclass
class Pace:
    """How many hasty answers came from one network by one link, since when."""

    since: datetime
    hasty: int = 0


@dataclass(eq=False)
class Meter:
    """Counts for an hour; forgets the networks that were quiet the longest."""

    seen: OrderedDict[tuple[str, str], Pace] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_too_many(self, link: str, network: str, *, at: datetime) -> bool:
        """Count one hasty answer; whether it is more than is tolerated."""
        with self.lock:
            pace = self.seen.pop((link, network), None)
            if pace is None or not 0 <= (at - pace.since).total_seconds() <= HOUR:
                pace = Pace(at)
            pace.hasty += 1
            self.seen[link, network] = pace
            if len(self.seen) > MOST_NETWORKS:
                self.seen.popitem(last=False)
            return pace.hasty > TOLERATED


METER = Meter()


def suspicion(
    *, link: str, network: str, trap: str, key: Key, at: datetime, meter: Meter = METER
) -> dict[str, bool]:
    """What speaks against this answer; {} where nothing does. `link` is empty for a personal invitation."""
    found = {}
    if trap:
        found["trap"] = True
    hasty = (at - key.shown_at).total_seconds() < HASTY_SECONDS
    if link and hasty and meter.is_too_many(link, network, at=at):
        found["pace"] = True
    return found
