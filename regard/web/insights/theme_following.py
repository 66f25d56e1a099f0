"""Which theme carries what an address, a saved view or a watch calls by the key of one that was merged."""

from collections.abc import Iterable
from dataclasses import dataclass

from regard.web.insights.theme_models import Theme, ThemeAct, ThemeEvent


@dataclass(frozen=True)
class Followed:
    """The theme that carries a key now; `was` is the name of the one that it took in, else empty."""

    theme: Theme
    was: str = ""


def followed(key: str) -> Followed | None:
    """The theme of a key, or the one that it was merged into, also by way of others.

    None where nothing carries it: it was retired, is not found again, or never was.
    """
    if not key or "\0" in key:  # PostgreSQL takes no such text, not even to look for it
        return None
    stands = Theme.objects.filter(gone_at=None).select_related("parent")
    one: Theme | None = stands.filter(key=key).first()
    if one is not None:
        return Followed(one)
    last = _merged(key)
    into: Theme | None = stands.filter(key=last).first() if last != key else None
    was: Theme | None = Theme.objects.filter(key=key).first() if into is not None else None
    return Followed(into, was.name) if into is not None and was is not None else None


def followed_each(keys: Iterable[str]) -> dict[str, Followed]:
    """The same of several themes; without those that nothing carries."""
    every = list(dict.fromkeys(key for key in keys if key and "\0" not in key))
    standing = Theme.objects.filter(gone_at=None, key__in=every).select_related("parent")
    found: dict[str, Followed] = {one.key: Followed(one) for one in standing}
    moved = {key: followed(key) for key in every if key not in found}
    return found | {key: one for key, one in moved.items() if one is not None}


def taken_in(theme: Theme) -> list[Theme]:
    """The themes that were merged into one, also by way of others, by their names."""
    into = _merges()
    keys = [key for key in into if _end(key, into) == theme.key]
    return list(Theme.objects.filter(key__in=keys).exclude(gone_at=None).order_by("name", "key"))


def _merged(key: str) -> str:
    return _end(key, _merges())


def _merges() -> dict[str, str]:
    """What each theme was merged into, by the merges that stand; of several the last."""
    rows = ThemeEvent.objects.filter(undoing=None, kind=ThemeAct.MERGE).order_by("position")
    events = rows.values_list("event", flat=True)
    return {str(other): str(event["into"]) for event in events for other in event["others"]}


def _end(key: str, into: dict[str, str]) -> str:
    met = {key}
    while key in into and into[key] not in met:
        key = into[key]
        met.add(key)
    return key
