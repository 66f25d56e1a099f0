"""What the sample workspace is made of: frozen nouns with plain values, ready for any database."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A company that buys; `monthly_revenue` is a decimal number as a string, in `currency`."""

    external_id: str
    name: str
    segment: str
    region: str
    monthly_revenue: str
    currency: str
    since: date


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who works for an account, given by the account's external id."""

    external_id: str
    name: str
    email: str
    account: str
    language: str
    lifecycle_stage: str
    since: date


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with a customer or an account; `amount` is the contract's yearly value."""

    customer: str | None
    account: str | None
    kind: str
    at: datetime
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A place that feedback comes from; `kind` is survey, reviews, mentions, support or interviews."""

    key: str
    kind: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A score on its scale; `metric` is nps, csat, ces or stars."""

    metric: str
    score: int
    scale_min: int
    scale_max: int
    direction: str = "high_is_good"


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody said once; without a customer, a public record has only its author's name."""

    external_id: str
    source: str
    kind: str
    channel: str
    customer: str | None
    author_name: str
    experienced_at: datetime
    collected_at: datetime
    title: str
    text: str
    answers: tuple[Answer, ...]
    touchpoint: str
    product: str
    region: str
    segment: str
    is_public: bool
    permalink: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A day from which on `segments` (all of them where empty) speak better or worse of the company."""

    story: str
    on: date
    metric: str
    segments: tuple[str, ...]
    is_better: bool
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample workspace; `until` is its last day, and every date is seen from there."""

    company_en: str
    company_zh: str
    until: date
    accounts: tuple[Account, ...]
    customers: tuple[Customer, ...]
    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    records: tuple[Record, ...]
    turns: tuple[Turn, ...]
