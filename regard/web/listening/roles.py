"""What the roles of columns are called on screen; a score is chosen together with its metric."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from regard.web.listening.formats import ColumnUse
from regard.web.listening.formats.uses import ROLES_OF

# value of the choice -> label; "score:nps" is the role "score" with the metric "nps"
ROLE_LABELS = {
    "text": _("Text: what the customer said"),
    "title": _("Title"),
    "score:nps": _("Score: NPS"),
    "score:csat": _("Score: CSAT"),
    "score:ces": _("Score: CES"),
    "score:stars": _("Score: stars"),
    "score:trust": _("Score: trust"),
    "score:values": _("Score: shared values"),
    "score:": _("Score: metric named by another column"),
    "metric": _("Name of the metric"),
    "time": _("Time it was said"),
    "experienced_at": _("Time it was experienced"),
    "external_id": _("Id of the record"),
    "customer": _("Customer: id"),
    "customer_email": _("Customer: e-mail"),
    "customer_name": _("Customer: name"),
    "account": _("Customer: company"),
    "segment": _("Customer: segment"),
    "stage": _("Customer: stage, or has left"),
    "since": _("Customer: since when"),
    "revenue": _("Customer: revenue a month"),
    "currency": _("Customer: currency of the revenue"),
    "author": _("Author's public name"),
    "channel": _("Channel"),
    "kind": _("Kind of feedback"),
    "language": _("Language"),
    "url": _("Link"),
    "product": _("Product"),
    "region": _("Region"),
    "touchpoint": _("Touchpoint"),
    "attribute": _("Keep as an attribute"),
    "ignore": _("Leave out"),
}
CONFIDENCE_LABELS = {"high": _("sure"), "medium": _("likely"), "low": _("please check")}


def choices_of(content: str) -> list[tuple[str, Any]]:
    """The choices for a column of a file of this content, each with its label."""
    return [
        (choice, label)
        for choice, label in ROLE_LABELS.items()
        if role_and_metric(choice)[0] in ROLES_OF[content]
    ]


def choice_of(use: ColumnUse) -> str:
    """The value of the choice that stands for how a column is used."""
    return f"score:{use.metric or ''}" if use.role == "score" else use.role


def role_and_metric(choice: str) -> tuple[str, str | None]:
    """The role, and for a score its metric, that a choice stands for."""
    role, _colon, metric = choice.partition(":")
    return role, metric or None
