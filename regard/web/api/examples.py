"""The examples of the manual: a test runs each of them as it stands there."""

import json
import shlex
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
        url = shlex.quote(f"{settings.BASE_URL}/api/v1/{self.path}")
        lines = [f"curl {url}", '-H "Authorization: Bearer $REGARD_TOKEN"']
        if self.key:
            lines.append(f'-H "Idempotency-Key: {self.key}"')
        if self.body is not None:
            text = json.dumps(self.body, indent=2, ensure_ascii=False)
            lines += ['-H "Content-Type: application/json"', f"-d {shlex.quote(text)}"]
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
        *_of_answers(survey_id, values),
        *_of_results(survey_id),
        *_of_people(survey_id),
        *_of_surveys(survey_id),
    ]


def _of_answers(survey_id: str, values: dict[str, Any]) -> list[Example]:
    return [
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


def _of_results(survey_id: str) -> list[Example]:
    webhook = {"url": "https://shop.example/regard", "types": ["response.created", "survey.closed"]}
    return [
        Example(
            _("Read what it comes to: each number with its interval and n"),
            Scope.RESULTS_READ,
            f"surveys/{survey_id}/results",
        ),
        Example(_("Be told what happens"), Scope.WEBHOOKS_WRITE, "webhooks", webhook, "webhook-1"),
    ]


def _of_people(survey_id: str) -> list[Example]:
    return [
        Example(
            _("Say what is known of a customer"),
            Scope.CUSTOMERS_WRITE,
            "customers",
            {
                "id": "c-204",
                "email": "lin@example.com",
                "segment": "new",
                "language": "en",
                "attributes": {"plan": "pro"},
            },
        ),
        Example(
            _("Ask one person, if the rules allow it; hand over the link yourself"),
            Scope.INVITATIONS_WRITE,
            "invitations",
            {
                "survey_id": survey_id,
                "customer": {"id": "c-204"},
                "channel": "web",
                "context": {"touchpoint": "delivery"},
                "key": "order-1017",
            },
        ),
        Example(
            _("Who was asked, who was not and why"),
            Scope.INVITATIONS_READ,
            f"invitations?survey_id={survey_id}",
        ),
        Example(
            _("Write to an address no more"),
            Scope.SUPPRESSIONS_WRITE,
            "suppressions",
            {"kind": "email", "value": "no@example.com", "evidence": "help desk"},
        ),
    ]


def _of_surveys(survey_id: str) -> list[Example]:
    return [
        Example(
            _("Begin a survey from a template"),
            Scope.SURVEYS_WRITE,
            "surveys",
            {"name": "NPS 2027", "template": "nps"},
            "survey-1",
        ),
        Example(
            _("One more address for a survey"),
            Scope.LINKS_WRITE,
            f"surveys/{survey_id}/links",
            {"name": "Receipt", "kind": "qr"},
            "link-1",
        ),
        Example(
            _("Who may be asked"),
            Scope.CAMPAIGNS_WRITE,
            "audiences",
            {
                "name": "New customers",
                "rule": {"all": [{"field": "segment", "op": "is", "values": ["new"]}]},
            },
            "audience-1",
        ),
        Example(
            _("Plan a campaign that asks after an event"),
            Scope.CAMPAIGNS_WRITE,
            "campaigns",
            {
                "name": "After delivery",
                "survey_id": survey_id,
                "trigger": "event",
                "event_kind": "order.delivered",
                "delay_hours": 24,
            },
            "campaign-1",
        ),
        Example(_("Which campaigns there are"), Scope.CAMPAIGNS_READ, "campaigns"),
    ]
