"""What other engines read in a record, for the page of that record."""

from typing import Any

from django import template

from regard.web.feedback.models import Feedback
from regard.web.tiers.beside import beside

register = template.Library()


@register.inclusion_tag("tiers/beside.html")
def readings_beside(record: Feedback) -> dict[str, Any]:
    """A card with the readings of tiers beside the default one; nothing where there are none."""
    return {"comparison": beside(record)}
