"""The cast of the sample workspace: invented houses, the people who work there, what they bought."""

import csv
import json
import math
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources

from regard.perception.datasets.plot import START, UNTIL
from regard.perception.datasets.shapes import Account, Customer, Event

CURRENCY = "EUR"
DOMAINS = ("example.com", "example.org", "example.net")
STAFF = {"solo": 2, "group": 4, "enterprise": 8}
LARGER_SOLO_HOUSES = 52
PRICES = {"solo": (59, 289, 119), "group": (380, 2_400, 850), "enterprise": (18_000, 64_000, 26_000)}
REGIONS = {"zh": "China", "us": "North America", "mx": "North America"} | dict.fromkeys(
    ("th", "vn", "id", "my", "ph"), "Southeast Asia"
)
Pool = dict[str, list[str | list[str]]]
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class House:
    """An account with what only the author knows: its culture, its price and when it was away."""

    account: Account
    culture: str
    stage: str
    price: int
    away: tuple[date, date] | None
    size: int

    def is_here(self, day: date) -> bool:
        """Whether the house is a customer on that day."""
        gone = self.away is not None and self.away[0] <= day < self.away[1]
        return self.stage != "lead" and not gone


@dataclass(frozen=True, slots=True)
class Person:
    """A customer at their house, with how readily they answer."""

    customer: Customer
    house: House
    public_name: str
    zeal: float


def houses(rng: random.Random) -> list[House]:
    """The accounts in the order of their file."""
    file = resources.files(__package__) / "accounts.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    solos = [number for number, row in enumerate(rows) if row["segment"] == "solo"]
    larger = set(rng.sample(solos, LARGER_SOLO_HOUSES))
    return [_house(rng, row, number, number in larger) for number, row in enumerate(rows)]


def _house(rng: random.Random, row: dict[str, str], number: int, is_larger: bool) -> House:
    segment = row["segment"]
    since = _since(rng, segment)
    stage = _stage(rng, segment, (UNTIL - since).days)
    low, high, usual = PRICES[segment]
    price = round(rng.triangular(low, high, usual))
    pays = stage not in ("lead", "churned")
    account = Account(
        external_id=f"acc-{number + 1:04d}",
        name=row["name"],
        segment=segment,
        region=row["region"],
        monthly_revenue=f"{price if pays else 0}.00",
        currency=CURRENCY,
        since=since,
    )
    return House(account, row["culture"], stage, price, _away(rng, stage, since), STAFF[segment] + is_larger)


def _since(rng: random.Random, segment: str) -> date:
    if segment == "enterprise" or rng.random() < 0.45:
        return START - timedelta(rng.randint(10, 1_300))
    return START + timedelta(int((UNTIL - START).days * rng.random() ** 0.8) - 8)


def _stage(rng: random.Random, segment: str, age: int) -> str:
    if age <= 90:
        return "lead" if rng.random() < 0.35 else "onboarding"
    if segment == "enterprise":
        return "at_risk" if rng.random() < 0.15 else "active"
    if age <= 300:
        return rng.choices(("active", "at_risk", "lead"), (84, 9, 7))[0]
    return rng.choices(("active", "at_risk", "churned", "won_back"), (75, 9, 11, 5))[0]


def _away(rng: random.Random, stage: str, since: date) -> tuple[date, date] | None:
    if stage not in ("churned", "won_back"):
        return None
    age = (UNTIL - since).days
    left = since + timedelta(rng.randint(max(200, age - 420), age - 70))
    back = left + timedelta(rng.randint(25, 60))
    return left, (back if stage == "won_back" else date.max)


def pools() -> dict[str, Pool]:
    """Given and family names by culture; a Chinese name has its Latin spelling beside it."""
    found: dict[str, Pool] = json.loads(
        (resources.files(__package__) / "people.json").read_text(encoding="utf-8")
    )
    return found


def people(rng: random.Random, cast: list[House], names: dict[str, Pool]) -> list[Person]:
    """The customers, house by house; names and addresses are distinct."""
    taken: set[str] = set()
    found: list[Person] = []
    for house in cast:
        for place in range(house.size):
            found.append(_person(rng, house, names[house.culture], taken, place=place, number=len(found) + 1))
    return found


def _person(
    rng: random.Random,
    house: House,
    names: Pool,
    taken: set[str],
    *,
    place: int,
    number: int,
) -> Person:
    name, latin = _name(rng, names)
    while name in taken:
        name, latin = _name(rng, names)
    domain = rng.choice(DOMAINS)
    address = next(_free(latin, domain, taken))
    taken.update((name, address))
    age = (UNTIL - house.account.since).days
    later = 0 if place == 0 else rng.randint(0, min(age, 20 if rng.random() < 0.5 else 500))
    since = house.account.since + timedelta(later)
    is_fresh = house.stage == "active" and (UNTIL - since).days <= 60
    customer = Customer(
        external_id=f"cus-{number:04d}",
        name=name,
        email=address,
        account=house.account.external_id,
        language="zh" if house.culture == "zh" else "en",
        lifecycle_stage="onboarding" if is_fresh else house.stage,
        since=since,
    )
    return Person(customer, house, _public(name), rng.lognormvariate(0, 0.6))


def author(rng: random.Random, language: str, names: dict[str, Pool]) -> tuple[str, str]:
    """The public name and the region of somebody whom we do not know."""
    culture = "zh" if language == "zh" else rng.choice([name for name in names if name != "zh"])
    return _public(_name(rng, names[culture])[0]), REGIONS.get(culture, "Europe")


def _name(rng: random.Random, names: Pool) -> tuple[str, str]:
    given, family = rng.choice(names["given"]), rng.choice(names["family"])
    if isinstance(given, str):
        return f"{given} {family}", f"{_plain(given)}.{_plain(str(family))}"
    return f"{family[0]}{given[0]}", f"{given[1]}.{family[1]}"


def _public(name: str) -> str:
    given, _, family = name.partition(" ")
    return f"{given} {family[0]}." if family else f"{name[0]}**"


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalpha())


def _free(local: str, domain: str, taken: set[str]) -> Iterator[str]:
    for number in range(1, 1_000):
        address = f"{local}{'' if number == 1 else number}@{domain}"
        if address not in taken:
            yield address


def timeline(rng: random.Random, cast: list[House], staff: list[Person]) -> list[Event]:
    """What people and houses did: signed up, bought, renewed, changed their plan, left, came back."""
    found = [
        Event(
            person.customer.external_id, person.customer.account, "signed_up", at(rng, person.customer.since)
        )
        for person in staff
    ]
    for house in cast:
        if house.stage != "lead":
            found += _purchases(rng, house)
    recommenders = [person for person in staff if person.house.stage == "active"]
    for person in rng.sample(recommenders, 40):
        day = person.customer.since + timedelta(rng.randint(0, (UNTIL - person.customer.since).days))
        found.append(Event(person.customer.external_id, person.customer.account, "referred", at(rng, day)))
    return found


def _purchases(rng: random.Random, house: House) -> Iterator[Event]:
    account = house.account
    first = min(account.since + timedelta(rng.randint(0, 20)), UNTIL)
    paid = [("purchased", at(rng, first))]
    anniversaries = [first + timedelta(365 * year) for year in range(1, 8)]
    kept = [day for day in anniversaries if day <= UNTIL and house.is_here(day)]
    paid += [("renewed", at(rng, day)) for day in kept]
    if kept and rng.random() < 0.3:
        kind = "upgraded" if rng.random() < 0.75 else "downgraded"
        day = kept[0] - timedelta(rng.randint(30, 200))
        if house.is_here(day):
            paid.append((kind, at(rng, day)))
    left = at(rng, house.away[0]) if house.away else None
    if house.away and house.stage == "won_back":
        paid.append(("purchased", at(rng, house.away[1])))
    paid.sort(key=lambda one: one[1])
    for (kind, moment), amount in zip(paid, _amounts(house, [kind for kind, _ in paid]), strict=True):
        yield Event(None, account.external_id, kind, moment, f"{amount}.00")
    if left:
        yield Event(None, account.external_id, "cancelled", left)


def _amounts(house: House, kinds: list[str]) -> list[int]:
    """A year's price at each step, which ends at the price of today; by dice of the house's own."""
    dice = random.Random(f"prices of {house.account.external_id}")  # noqa: S311 - nothing here is a secret
    ratios = [_ratio(dice, kind) for kind in kinds[1:]]
    price = house.price / math.prod(ratios)
    prices = [price := price * ratio for ratio in (1.0, *ratios)]
    return [*(round(12 * one) for one in prices[:-1]), 12 * house.price]


def _ratio(dice: random.Random, kind: str) -> float:
    """How much more a house pays from a step on than before it."""
    if kind == "upgraded":
        return dice.uniform(1.15, 1.5)
    if kind == "downgraded":
        return dice.uniform(0.6, 0.85)
    if kind == "purchased":  # back again, for a little less
        return dice.uniform(0.8, 1.0)
    return dice.choice((0.9, 1.0, 1.0, 1.02, 1.04, 1.06))


def at(rng: random.Random, day: date) -> datetime:
    """A moment of that day, in UTC."""
    return datetime.combine(day, time(rng.randint(5, 21), rng.randint(0, 59), rng.randint(0, 59)), UTC)
