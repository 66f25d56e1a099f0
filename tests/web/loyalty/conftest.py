"""Companies that stay or leave: what they were asked, said and paid."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer, Event
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import FieldType, Source
from regard.web.feedback.recording import record
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import Page, look

__all__ = ["Page", "look"]


@dataclass(frozen=True)
class Firm:
    """A company with one person: since when, which scores it gave when, when it left, what it pays.

    `was` is what it paid until it was upgraded 400 days after its first one.
    """

    since: date
    scores: tuple[tuple[date, int], ...] = ()
    left: date | None = None
    pays: int = 100
    was: int | None = None
    currency: str = "EUR"
    segment: str = "small"
    text: str = ""
    name: str = "Company"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees the studies or pictures of another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def today() -> date:
    return timezone.now().date()


@pytest.fixture
def inside(workspace: Workspace) -> Iterator[Workspace]:
    """The workspace, open."""
    with in_workspace(workspace):
        yield workspace


Books = Callable[[Iterable[Firm]], list[Account]]


@pytest.fixture
def books(inside: Workspace, survey: Source) -> Books:
    """Write down companies, their people, what happened with them and what they answered."""
    return lambda firms: written(list(firms), survey)


def written(firms: list[Firm], survey: Source) -> list[Account]:
    begun = Account.objects.count()
    accounts = [account_of(firm, begun + place) for place, firm in enumerate(firms)]
    Account.objects.bulk_create(accounts)
    pairs = list(zip(firms, accounts, strict=True))
    Customer.objects.bulk_create(
        Customer(
            external_id=f"c{one.external_id}",
            name=f"Person of {one.name}",
            account=one,
            segment=one.segment,
        )
        for one in accounts
    )
    Event.objects.bulk_create(event for firm, one in pairs for event in events_of(firm, one))
    record(survey, [draft for firm, one in pairs for draft in drafts_of(firm, one)], at=timezone.now())
    return accounts


def account_of(firm: Firm, number: int) -> Account:
    return Account(
        external_id=f"a{number}",
        name=f"{firm.name} {number}",
        segment=firm.segment,
        monthly_revenue=0 if firm.left else firm.pays,
        currency=firm.currency,
        since=noon_of(firm.since),
    )


def events_of(firm: Firm, one: Account) -> Iterator[Event]:
    bought = 12 * (firm.pays if firm.was is None else firm.was)
    yield Event(account=one, kind="purchased", at=noon_of(firm.since), amount=bought)
    if firm.was is not None:
        later = noon_of(firm.since + timedelta(days=400))
        yield Event(account=one, kind="upgraded", at=later, amount=12 * firm.pays)
    if firm.left:
        yield Event(account=one, kind="cancelled", at=noon_of(firm.left))


def drafts_of(firm: Firm, one: Account) -> Iterator[Draft]:
    for place, (day, score) in enumerate(firm.scores):
        yield Draft(
            external_id=f"{one.external_id}-{place}",
            text=firm.text,
            answers=(AnswerDraft.score(FieldType.NPS, score, 0, 10),),
            person=Person(external_id=f"c{one.external_id}"),
            collected_at=noon_of(day),
            segment=firm.segment,
        )


def noon_of(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@pytest.fixture
def customers(books: Books, today: date) -> list[Account]:
    """Forty companies of each band, two years old; of those who never answered every second one left."""
    asked = today - timedelta(days=500)
    firms = []
    for number in range(160):
        score = (None, 3, 8, 10)[number % 4]
        firms.append(
            Firm(
                today - timedelta(days=730),
                scores=((asked, score),) if score is not None else (),
                left=today - timedelta(days=100) if number % 8 == 0 else None,
                segment="small" if number % 3 else "large",
                pays=100 + number,
            )
        )
    return books(firms)
