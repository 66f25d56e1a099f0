"""The sample workspace of an invented company, with a story in it that the numbers can find."""

import random
from dataclasses import replace
from datetime import date, timedelta

from regard.perception.datasets.cast import Person, houses, people, pools, timeline
from regard.perception.datasets.places import SOURCES
from regard.perception.datasets.plot import TURNS, UNTIL
from regard.perception.datasets.records import records
from regard.perception.datasets.shapes import Event, Record, Sample

COMPANY_EN, COMPANY_ZH = "Lanternway", "灯途"
IS_INVENTED = True
NOTICE_EN = (
    "Lanternway is an invented company. Its customers, hotels and everything they say are invented too."
)
NOTICE_ZH = "灯途是一家虚构的公司，其客户、酒店及所有反馈内容也均为虚构。"
SEED = 20_261_115


def sample(*, until: date | None = None) -> Sample:
    """The sample workspace, the same at every call; `until` moves its last day and every date with it.

    Raises MissingTexts where a file of texts is not in the package.
    """
    found = _sample(random.Random(SEED))  # noqa: S311 - nothing here is a secret
    return found if until is None else _moved(found, until - UNTIL)


def _sample(rng: random.Random) -> Sample:
    names = pools()
    cast = houses(rng)
    staff = people(rng, cast, names)
    happened = timeline(rng, cast, staff)
    said = records(rng, staff, names)
    happened += _contacts(staff, said)
    return Sample(
        company_en=COMPANY_EN,
        company_zh=COMPANY_ZH,
        until=UNTIL,
        accounts=tuple(house.account for house in cast),
        customers=tuple(person.customer for person in staff),
        events=tuple(sorted(happened, key=lambda event: event.at)),
        sources=SOURCES,
        records=tuple(said),
        turns=TURNS,
    )


def _contacts(staff: list[Person], said: list[Record]) -> list[Event]:
    """Each message to support is also an event on its writer's timeline."""
    accounts = {person.customer.external_id: person.customer.account for person in staff}
    return [
        Event(record.customer, accounts[record.customer], "contacted", record.experienced_at)
        for record in said
        if record.kind == "conversation" and record.customer
    ]


def _moved(found: Sample, by: timedelta) -> Sample:
    return replace(
        found,
        until=found.until + by,
        accounts=tuple(replace(account, since=account.since + by) for account in found.accounts),
        customers=tuple(replace(customer, since=customer.since + by) for customer in found.customers),
        events=tuple(replace(event, at=event.at + by) for event in found.events),
        records=tuple(
            replace(
                record,
                experienced_at=record.experienced_at + by,
                collected_at=record.collected_at + by,
            )
            for record in found.records
        ),
        turns=tuple(replace(turn, on=turn.on + by) for turn in found.turns),
    )
