"""Exports of known tools, told by the names that only they have."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .names import simplified


@dataclass(frozen=True, slots=True)
class Export:
    """A tool's export: the columns that give it away, and those whose use their name alone would not tell."""

    name: str
    signs: frozenset[str]
    roles: dict[str, str] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)


def _export(name: str, signs: str, roles: str = "", scores: str = "") -> Export:
    return Export(name, frozenset(signs.split("|")), _pairs(roles), _pairs(scores))


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split("|")) if text else {}


EXPORTS = (
    _export(
        "Qualtrics",
        "response id|recorded date|distribution channel",
        "response id=external_id|recorded date=time|start date=attribute|end date=attribute|status=attribute|"
        "external reference=customer|distribution channel=channel|user language=language",
    ),
    _export(
        "SurveyMonkey",
        "respondent id|collector id",
        "respondent id=external_id|collector id=attribute|end date=time|start date=attribute|"
        "date created=time|email address=customer_email|first name=customer_name|last name=customer_name",
    ),
    _export(
        "Delighted",
        "score|comment|permalink",
        "id=external_id|permalink=url|comment=text|created at=time|updated at=attribute|person=customer|"
        "person id=customer|name=customer_name",
        "score=nps",
    ),
    _export(
        "Wootric",
        "score|text|excluded from calculations",
        "id=external_id|text=text|created at=time|origin url=attribute|end user=customer",
        "score=nps",
    ),
    _export(
        "Google Business Profile",
        "star rating|create time|review id",
        "name=attribute|review id=external_id|comment=text|create time=time|update time=attribute|"
        "reviewer display name=author",
        "star rating=stars",
    ),
    _export(
        "Google Play",
        "package name|review text|star rating",
        "package name=product|review text=text|review title=title|review link=url|reviewer language=language|"
        "review submit date and time=time|review last update date and time=attribute|device=attribute",
        "star rating=stars",
    ),
    _export(
        "Trustpilot",
        "stars|text|consumer display name",
        "id=external_id|text=text|title=title|created at=time|experienced at=experienced_at|"
        "consumer id=attribute|consumer display name=author",
        "stars=stars",
    ),
    _export(
        "App Store",
        "rating|body|reviewer nickname",
        "id=external_id|title=title|body=text|reviewer nickname=author|created date=time|territory=region",
        "rating=stars",
    ),
    _export(
        "Formbricks Hub",
        "value number|value text|field type",
        "id=external_id|value text=text|field type=metric|user id=customer|collected at=time|"
        "created at=attribute|updated at=attribute|submission id=attribute|source type=attribute|"
        "language=language",
        "value number=",
    ),
)


def recognised(columns: Sequence[str]) -> Export | None:
    """Return the export that the columns belong to; None for a file of somebody's own making."""
    present = {simplified(column) for column in columns}
    fitting = [export for export in EXPORTS if export.signs <= present]
    return max(fitting, key=lambda export: len(export.signs), default=None)
