"""What members own now, as the archive is asked for it."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from regard.perception.tallies import Owned
from regard.web.customers import owning

Pair = tuple[UUID | None, UUID | None]


def owned_by(members: Iterable[str | None]) -> Owned:
    """What these members own now, by the ids of their memberships; None stands for what nobody owns.

    A record is of the company that it is known to be of, or else of its customer.
    """
    wanted = set(members)
    named = [UUID(pk) for pk in wanted if pk is not None]
    now = owning.now()
    theirs = now.exclude(member__in=named) if None in wanted else now.filter(member__in=named)
    pairs = theirs.order_by().values_list("account_id", "customer_id")
    return _owned(list(pairs), others=None in wanted)


def owned_by_each() -> dict[str | None, Owned]:
    """What each owner owns now, in the order of their names, and at last what nobody owns."""
    pairs: defaultdict[str, list[Pair]] = defaultdict(list)
    for member, *pair in owning.now().order_by().values_list("member_id", "account_id", "customer_id"):
        pairs[str(member)].append((pair[0], pair[1]))
    found: dict[str | None, Owned] = {pk: _owned(pairs[pk]) for pk in owning.owners()}
    found[None] = _owned([pair for some in pairs.values() for pair in some], others=True)
    return found


def _owned(pairs: Iterable[Pair], *, others: bool = False) -> Owned:
    kept = list(pairs)
    accounts = frozenset(str(account) for account, _ in kept if account)
    return Owned(accounts, frozenset(str(customer) for _, customer in kept if customer), others)
