"""The examples of the manual: a test runs each of them as it stands there."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from regard.web.api.tokens import Scope


@dataclass(frozen=True)
class Example:
    """One call: what for, which scope it takes, and what is sent."""

    title: Any
    scope: str
    path: str
    body: dict[str, Any] | None = None
    key: str = ""

    @property
    def curl(self) -> str:
        """The call as one types it."""
        lines = [f"curl {settings.BASE_URL}/api/v1/{self.path}", '-H "Authorization: Bearer $REGARD_TOKEN"']
        if self.key:
            lines.append(f'-H "Idempotency-Key: {self.key}"')
        if self.body is not None:
            text = json.dumps(self.body, indent=2, ensure_ascii=False)
            lines += ['-H "Content-Type: application/json"', f"-d '{text}'"]
        return " \\\n  ".join(lines)


def examples(survey_id: str, values: dict[str, Any]) -> list[Example]:
    """Every example, about this survey."""
    return [
        Example(
            _("Something happened: ask about it"),
            Scope.EVENTS_WRITE,
            "events",
            {
                "kind": "order.delivered",
                "key": "order-1017",
                "customer": {"id": "c-204", "email": "lin@example.com", "name": "Lin Yue"},
                "context": {"product": "Longjing 250 g", "touchpoint": "delivery"},
            },
        ),
        Example(
            _("Hand in feedback, as Formbricks Hub takes it"),
            Scope.FEEDBACK_WRITE,
            "feedback-records",
            {
                "source_type": "survey",
                "source_name": "Shop",
                "tenant_id": "shop",
                "submission_id": "s-88",
                "field_id": "nps",
                "field_type": "nps",
                "value_number": 9,
                "user_id": "c-204",
            },
        ),
        Example(_("Read feedback, page by page"), Scope.FEEDBACK_READ, "feedback-records?limit=100"),
        Example(_("Which surveys there are, and what they ask"), Scope.SURVEYS_READ, "surveys"),
        Example(
            _("Hand in the answers of one person"),
            Scope.RESPONSES_WRITE,
            f"surveys/{survey_id}/responses",
            {"values": values, "language": "en"},
            "till-3-receipt-5521",
        ),
        Example(_("Read answers, page by page"), Scope.RESPONSES_READ, f"surveys/{survey_id}/responses"),
    ]
