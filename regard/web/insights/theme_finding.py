"""The worker's part of themes: discover them when enough was said, and give new records theirs."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from regard.perception.text.themes import Themes, discover
from regard.perception.text.themes.discovering import READ
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_keeping
from regard.web.insights.models import said
from regard.web.insights.reading import feed_end
from regard.web.insights.rows import answered
from regard.web.insights.theme_models import ThemeDraft, ThemeState
from regard.web.workspaces.leases import Hold
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

BATCH = 500
FIRST = 30  # texts: before there are so many there are no themes
MUCH = 2.0  # times as many texts as last time: themes are discovered at once
MORE = 1.25  # times as many: after a day
REST = timedelta(days=1)
SEED = 1
MOST_IDS = 1_000_000  # the newest records among which the texts to look at are drawn


def worded() -> TenantQuerySet:
    """The records that count and in which something was written."""
    found: TenantQuerySet = Feedback.objects.filter(answered()).exclude(title="", text="")
    return found


def waiting(kept: ThemeState) -> Q:
    """The records that have not been given their themes of this edition yet."""
    later = Q(change__gt=kept.change)
    if kept.record_id is None:
        return later
    return Q(change__gte=kept.change) & ~Q(change=kept.change, id__lte=kept.record_id)


def is_due(kept: ThemeState, *, at: datetime) -> bool:
    """Whether so much was said since themes were last discovered that they are discovered anew."""
    texts = worded().count()
    if texts < FIRST:
        return False
    if kept.discovered_at is None or texts >= MUCH * kept.texts:
        return True
    return texts >= MORE * kept.texts and at - kept.discovered_at >= REST


def discover_next(hold: Hold, *, at: datetime) -> bool:
    """Discover the themes of the open workspace where that is due; whether it was.

    What was found is written in one transaction, and not at all where a person changed themes meanwhile
    (then it is due again). Raises LeaseLost.
    """
    begun, end = theme_keeping.state(), feed_end()
    due = is_due(begun, at=at)
    found = _discovered(theme_keeping.themes(begun)) if due else None
    with transaction.atomic():
        hold.still_held(at=at)
        ThemeState.objects.get_or_create()
        row = ThemeState.objects.select_for_update().get()
        if row.edition != begun.edition:
            return True
        row.seen = end
        if found is not None:
            row.found, row.texts, row.discovered_at = replace(found, events=()).to_dict(), found.texts, at
            row.begin_edition()
            row.change, row.record_id = 0, None
            theme_keeping.show(found, at=at)
            ThemeDraft.objects.update(counted_at=None)
        row.save()
    return due


def give_next(hold: Hold, *, at: datetime) -> int:
    """Give the next records of the open workspace their themes in one transaction; how many, 0 if all have.

    Raises IntegrityError where a record was removed meanwhile, and LeaseLost; then nothing is written.
    """
    begun, end = theme_keeping.state(), feed_end()
    tree = theme_keeping.themes(begun)
    news = Feedback.objects.filter(waiting(begun), change__lte=end).order_by("change", "id")
    records = list(news.only("title", "text", "revision", "change")[:BATCH])
    with transaction.atomic():
        hold.still_held(at=at)
        row = ThemeState.objects.select_for_update().get()
        if row.edition != begun.edition:
            return len(records)
        theme_keeping.give(records, tree)
        whole = len(records) < BATCH
        row.change, row.record_id = (end, None) if whole else (records[-1].change, records[-1].pk)
        row.save(update_fields=["change", "record_id"])
    return len(records)


def _discovered(previous: Themes) -> Themes:
    """The themes of what was said, of all of it or of a seeded sample; the company's own name is none."""
    total = worded().count()
    if total <= READ:
        chosen = worded()
    else:
        ids = list(worded().order_by("-change", "-id").values_list("pk", flat=True)[:MOST_IDS])
        chosen = Feedback.objects.filter(pk__in=random.Random(SEED).sample(ids, READ))  # noqa: S311 - no secret
    rows = chosen.order_by("pk").only("title", "text")
    found = discover(
        [said(record) for record in rows.iterator(chunk_size=2_000)],
        previous=previous,
        seed=SEED,
        unnamed=current_workspace().name,
    )
    return replace(found, texts=total)
