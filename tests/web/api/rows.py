"""Every call of the API, with the scope it takes and a body that fits; a new address without a row fails."""

from dataclasses import dataclass, field
from typing import Any

from regard.instruments.templates import templates
from regard.web.answering.linking import make_link
from regard.web.api.models import Delivery
from regard.web.api.webhooks import make_webhook
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import Audience, Campaign
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer
from regard.web.surveys import making, publishing
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import in_workspace

HUB = {
    "source_type": "survey",
    "tenant_id": "their-own",
    "submission_id": "sub-1",
    "field_id": "nps",
    "field_type": "nps",
    "value_number": 9,
}
ABSENT = "0192d0d0-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Row:
    """One call: `{name}` in its path and in its body is the id of the thing of that name."""

    method: str
    path: str
    scope: str
    body: dict[str, Any] | None = None
    expected: tuple[int, ...] = (200,)
    ids_in_body: tuple[str, ...] = ()
    query: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The things that its path names."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


WHO = {"id": "c-1", "email": "lin@example.com"}
ROWS = [
    Row("post", "/feedback-records", "feedback:write", HUB, (201,)),
    Row("get", "/feedback-records", "feedback:read"),
    Row("get", "/templates", "surveys:read"),
    Row("get", "/surveys", "surveys:read"),
    Row("post", "/surveys", "surveys:write", {"name": "茶 Tea", "template": "csat"}, (201,)),
    Row("get", "/surveys/{survey_id}", "surveys:read"),
    Row("get", "/surveys/{survey_id}/draft", "surveys:read"),
    Row(
        "put",
        "/surveys/{survey_id}/draft",
        "surveys:write",
        {"number": 1, "content": templates()["nps"].make().to_content()},
    ),
    Row("post", "/surveys/{survey_id}/publication", "surveys:write"),
    Row("get", "/surveys/{survey_id}/links", "surveys:read"),
    Row("post", "/surveys/{survey_id}/links", "links:write", {"name": "till"}, (201,)),
    Row("post", "/surveys/{survey_id}/one-use-links", "links:write", {"count": 2}, (201,)),
    Row("post", "/links/{link_id}/closure", "links:write"),
    Row("get", "/surveys/{survey_id}/responses", "responses:read"),
    Row("post", "/surveys/{survey_id}/responses", "responses:write", {"values": {"score": 9}}, (201,)),
    Row("get", "/responses/{response_id}", "responses:read"),
    Row("get", "/surveys/{survey_id}/results", "results:read"),
    Row("get", "/audiences", "campaigns:read"),
    Row("post", "/audiences", "campaigns:write", {"name": "everybody"}, (201,)),
    Row("get", "/audiences/{audience_id}", "campaigns:read"),
    Row("get", "/campaigns", "campaigns:read"),
    Row(
        "post",
        "/campaigns",
        "campaigns:write",
        {"name": "after", "survey_id": "{survey_id}", "audience_id": "{audience_id}"},
        (201,),
        ids_in_body=("survey_id", "audience_id"),
    ),
    Row("get", "/campaigns/{campaign_id}", "campaigns:read"),
    Row("post", "/campaigns/{campaign_id}/start", "campaigns:write"),
    Row("post", "/campaigns/{campaign_id}/stop", "campaigns:write"),
    Row("get", "/invitations", "invitations:read", query={"survey_id": "{survey_id}"}),
    Row("get", "/invitations/{invitation_id}", "invitations:read"),
    Row(
        "post",
        "/invitations",
        "invitations:write",
        {"survey_id": "{survey_id}", "customer": {"id": "c-new", "email": "new@example.com"}},
        (201,),
        ids_in_body=("survey_id",),
    ),
    Row("get", "/contacts", "invitations:read", query={"customer_id": "{customer_id}"}),
    Row("get", "/customers", "customers:read"),
    Row("post", "/customers", "customers:write", WHO | {"language": "en"}, (200, 201)),
    Row("get", "/customers/{customer_id}", "customers:read"),
    Row("get", "/customers/{customer_id}/preference", "customers:read"),
    Row("put", "/customers/{customer_id}/preference", "customers:write", {"at_most_once_in_days": 90}),
    Row("get", "/suppressions", "suppressions:read"),
    Row(
        "post",
        "/suppressions",
        "suppressions:write",
        {"kind": "email", "value": "x@example.com", "survey_id": "{survey_id}"},
        (201,),
        ids_in_body=("survey_id",),
    ),
    Row("delete", "/suppressions/{suppression_id}", "suppressions:write"),
    Row(
        "post", "/events", "events:write", {"kind": "renewal", "key": "k", "customer": {"id": "c-1"}}, (202,)
    ),
    Row("get", "/events", "events:read"),
    Row("get", "/webhooks", "webhooks:read"),
    Row("post", "/webhooks", "webhooks:write", {"url": "https://shop.example/new"}, (201,)),
    Row("get", "/webhooks/{webhook_id}/deliveries", "webhooks:read"),
    Row("post", "/deliveries/{delivery_id}/again", "webhooks:write"),
    Row("post", "/webhooks/{webhook_id}/pause", "webhooks:write"),
    Row("delete", "/webhooks/{webhook_id}/pause", "webhooks:write"),
    Row("delete", "/webhooks/{webhook_id}", "webhooks:write", expected=(204,)),
    Row("post", "/surveys/{survey_id}/closure", "surveys:write"),
    Row("delete", "/surveys/{survey_id}/closure", "surveys:write"),
    Row("delete", "/customers/{customer_id}", "customers:write", expected=(204,)),
]


def filled(value: Any, ids: dict[str, str]) -> Any:
    """The same with the ids of these things in it."""
    if isinstance(value, dict):
        return {name: filled(one, ids) for name, one in value.items()}
    return value.format_map(ids) if isinstance(value, str) and value.startswith(("{", "/")) else value


def things(workspace, *, by, at) -> dict[str, str]:
    """One of everything in a workspace, by the names that paths have; the survey is published."""
    with in_workspace(workspace):
        survey = making.make("nps", name="茶馆 Teahouse", by=by, at=at)
        publishing.publish(survey, by=by, at=at)
        link = make_link(survey, name="柜台", by=by, at=at)
        customer = Customer.objects.create(external_id="c-9", name="李雷", email="li@example.com")
        audience = Audience.objects.create(name="all", created_at=at, created_by=by)
        columns = {"survey": survey, "audience": audience, "name": "c", "created_at": at}
        hook, _secret = make_webhook("https://shop.example/hook", types=[], by=by, at=at)
        delivery = Delivery.objects.create(webhook=hook, event=announce("survey.closed", content={}, at=at))
        rows = {
            "survey": survey,
            "link": link,
            "customer": customer,
            "audience": audience,
            "campaign": Campaign.objects.create(**columns),
            "invitation": invite(survey, customer, channel="email", due_at=at, at=at),
            "suppression": suppress("email", "no@example.com", reason="by_hand", at=at),
            "webhook": hook,
            "delivery": delivery,
        }
    return {f"{name}_id": str(row.pk) for name, row in rows.items()}
