"""The chance to be asked, as an anonymous answer may keep it: a level that many of one draw share.

The chance itself might be that of one person alone. Chances of a draw that are next to each other are
joined until each level has SHARED_BY people; its value is the harmonic mean, so that the weights (one over
the chance) of all whom the draw took have the same sum as before.
"""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.db.models import Count

from regard.web.contacts.models import Invitation

SHARED_BY = 10
UNKNOWN = 1.0  # asked alone, or in a draw that was too small: nothing of the chance is kept


def level_of(invitation: Invitation) -> float:
    """What an anonymous answer to this invitation keeps of its chance; call it inside the workspace."""
    if invitation.draw_id is None:
        return UNKNOWN
    return _levels_of(invitation.draw_id).get(invitation.inclusion, UNKNOWN)


@lru_cache(maxsize=256)
def _levels_of(draw: UUID) -> Mapping[float, float]:
    """A draw is made once, so that a process asks for it once."""
    rows = Invitation.objects.filter(draw=draw).order_by().values_list("inclusion").annotate(n=Count("pk"))
    return levels(dict(rows))


def levels(counts: Mapping[float, int]) -> dict[float, float]:
    """By chance the level that stands for it, from how many people had each chance."""
    joined: list[list[float]] = []
    for chance in sorted(one for one in counts if one > 0):
        if joined and _people(joined[-1], counts) < SHARED_BY:
            joined[-1].append(chance)
        else:
            joined.append([chance])
    if len(joined) > 1 and _people(joined[-1], counts) < SHARED_BY:
        last = joined.pop()
        joined[-1] += last
    if not joined or _people(joined[0], counts) < SHARED_BY:
        return {}
    return {chance: _mean(level, counts) for level in joined for chance in level}


def _people(level: list[float], counts: Mapping[float, int]) -> int:
    return sum(counts[chance] for chance in level)


def _mean(level: list[float], counts: Mapping[float, int]) -> float:
    if len(level) == 1:
        return level[0]
    return _people(level, counts) / sum(counts[chance] / chance for chance in level)
