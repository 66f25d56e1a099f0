"""What a draft would do to the records: every text is searched for the themes of now and of the draft."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from regard.perception.text.themes import Themes, assign
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_drafting, theme_keeping
from regard.web.insights.models import said
from regard.web.insights.theme_finding import worded
from regard.web.insights.theme_models import ThemeDraft

AT_ONCE = 5_000  # texts that are counted while somebody waits; the worker goes on with the rest


def count_next(*, at: datetime, most: int = AT_ONCE) -> bool:
    """Count the next records of the open workspace for its draft; whether there are more to count."""
    kept, begun = theme_keeping.state(), theme_drafting.open_draft()
    if begun is None or begun.counted_at is not None:
        return False
    seen = theme_drafting.seen_of(begun, kept)
    if begun.counted_seen != seen:
        _begin_anew(begun, seen)
    now, then = theme_keeping.themes(kept), theme_drafting.drafted(begun, kept).themes
    news = worded() if begun.counted_to is None else worded().filter(pk__gt=begun.counted_to)
    records = list(news.only("title", "text").order_by("pk")[:most])
    _tally(begun, records, now, then)
    begun.counted_at = None if len(records) == most else at
    return _written(begun, seen) and begun.counted_at is None


def _begin_anew(draft: ThemeDraft, seen: str) -> None:
    draft.counted_seen, draft.counted_to, draft.counted, draft.moved = seen, None, 0, 0
    draft.now, draft.then = {}, {}


def _tally(draft: ThemeDraft, records: Sequence[Feedback], now: Themes, then: Themes) -> None:
    texts = [said(record) for record in records]
    before, after = carried(now, texts), carried(then, texts)
    for kept, found, tree in (("now", before, now), ("then", after, then)):
        setattr(draft, kept, dict(Counter(getattr(draft, kept)) + _counted(tree, found)))
    draft.moved += sum(one != other for one, other in zip(before, after, strict=True))
    draft.counted += len(records)
    if records:
        draft.counted_to = records[-1].pk


def carried(themes: Themes, texts: Sequence[str]) -> list[frozenset[str]]:
    """The themes that each text carries."""
    column = assign(themes, texts).column("themes").combine_chunks()
    keys, ends = column.flatten().field("theme").to_pylist(), column.offsets.to_pylist()
    return [frozenset(keys[first:last]) for first, last in pairwise(ends)]


def _counted(themes: Themes, found: Sequence[frozenset[str]]) -> Counter[str]:
    """How many texts carry each theme, and each group with what it holds."""
    above = {key: theme.parent for key, theme in themes.tree.items() if theme.parent}
    counts: Counter[str] = Counter()
    for own, n in Counter(found).items():
        for key in own | {above[key] for key in own if key in above}:
            counts[key] += n
    return counts


def _written(draft: ThemeDraft, seen: str) -> bool:
    """Keep what was counted, unless the draft or the themes changed meanwhile; whether it was kept."""
    with transaction.atomic():
        kept, row = theme_keeping.locked(), theme_drafting.open_draft()
        if row is None or theme_drafting.seen_of(row, kept) != seen:
            return row is not None
        draft.save(
            update_fields=["counted_seen", "counted_to", "counted", "now", "then", "moved", "counted_at"]
        )
    return True
