"""The one door out: every call to another host goes through `call`, and what it may reach is judged here."""

from regard.web.outbound.addresses import OutboundError, RefusedAddress, Target, target
from regard.web.outbound.calling import (
    BadAnswer,
    Busy,
    Limits,
    Redirected,
    TooLarge,
    TooSlow,
    TurnedAway,
    Unreachable,
    call,
)

__all__ = [
    "BadAnswer",
    "Busy",
    "Limits",
    "OutboundError",
    "Redirected",
    "RefusedAddress",
    "Target",
    "TooLarge",
    "TooSlow",
    "TurnedAway",
    "Unreachable",
    "call",
    "target",
]
