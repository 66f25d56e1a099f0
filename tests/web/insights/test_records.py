"""The records behind a number are as many as the number says: both sides of every filter agree."""

from datetime import date
from itertools import combinations
from uuid import uuid4

import pyarrow as pa
import pytest

from regard.perception import Owned
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import ROWS
from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback, Source
from regard.web.feedback.recording import record
from regard.web.insights import studies
from regard.web.insights.archiving import rebuild_archive
from regard.web.insights.models import Reading
from regard.web.insights.records import matching
from regard.web.insights.rows import batches_of
from regard.web.insights.studies import Filters
from regard.web.workspaces.tenancy import NoWorkspace, in_workspace

PARTS = {
    "period": {"start": date(2026, 2, 1), "end": date(2026, 3, 15)},
    "since": {"start": date(2026, 3, 31)},
    "until": {"end": date(2026, 1, 6)},
    "source": {"source": ("reviews",)},
    "no source": {"source": ("elsewhere", None)},
    "channel": {"channel": ("email", "web")},
    "kind": {"kind": ("review",)},
    "language": {"language": ("zh",)},
    "languages": {"language": ("en", "unknown")},
    "no language": {"language": (None,)},
    "segment": {"segment": ("新客户",)},
    "no segment": {"segment": (None,)},
    "some segments": {"segment": (None, "loyal")},
    "empty segment": {"segment": ("",)},
    "sentiment": {"sentiment": ("negative", "mixed")},
    "no sentiment": {"sentiment": (None,)},
    "metric": {"metric": ("ces", "stars")},
    "no metric": {"metric": ("happiness",)},
    "word": {"word": ("friendly", "慢")},
    "factor": {"marks": (("factor:delivery:negative", "factor:support"),)},
    "factor and intent": {"marks": (("factor:delivery",), ("intent:complaint", "intent:praise"))},
    "no mark": {"marks": (("factor:weather",), ("delivery",))},
    "two marks at once": {"marks": (("factor:delivery\nfactor:support",),)},
    "part of a word": {"word": ("friend",)},
    "two words at once": {"word": ("friendly\nfast",)},
    "detractors": {"band": ("nps", 0, 6)},
    "promoters": {"band": ("nps", 9, 10)},
    "one score": {"band": ("csat", 3, 3)},
    "stars": {"band": ("stars", 1, 5)},
    "no band": {"band": ("nps", 7, 6)},
}
PAIRED = ("period", "source", "channel", "languages", "some segments", "sentiment", "no sentiment", "metric")
PAIRS = [*combinations((*PAIRED, "word", "detractors", "one score"), 2)]


def filters(*names):
    return Filters(**{key: value for name in names for key, value in PARTS[name].items()})


def counts(workspace, where):
    """How many records the database finds, and how many the archive."""
    return matching(where).count(), studies.record_counts(workspace, where=where).total


def test_no_filter_lets_every_answer_through(told, inside):
    everything = Feedback.objects.filter(state__in=["partial", "complete"]).count()
    assert counts(inside, Filters()) == (everything, everything)


def test_every_filter_means_the_same_on_both_sides(told, inside):
    for name in PARTS:
        here, there = counts(inside, filters(name))
        assert (name, here) == (name, there)


def test_every_pair_of_filters_means_the_same_on_both_sides(told, inside):
    for pair in PAIRS:
        here, there = counts(inside, filters(*pair))
        assert (pair, here) == (pair, there)


def test_the_grid_of_filters_is_no_grid_of_zeros(told, inside):
    everything = matching().count()
    nothing = {
        "no source",
        "no language",
        "no metric",
        "part of a word",
        "two words at once",
        "empty segment",
        "no band",
        "no mark",
        "two marks at once",
    }
    found = {name: matching(filters(name)).count() for name in PARTS}
    read = {"factor", "factor and intent"}  # how many there are is the engine's to say
    assert {name for name, n in found.items() if n == 0} - read == nothing
    assert {name for name, n in found.items() if n == everything} == set()


def test_customers_and_accounts_are_found_by_their_ids(told, inside):
    customer, account = Customer.objects.first(), Account.objects.last()
    for where in (
        Filters(customer_id=str(customer.pk)),
        Filters(account_id=str(account.pk)),
        Filters(customer_id=(None,)),
        Filters(account_id=(None, str(account.pk))),
        Filters(customer_id=("nobody", str(customer.pk).upper(), "\0")),
    ):
        here, there = counts(inside, where)
        assert (where, here) == (where, there)
    assert matching(Filters(customer_id=str(customer.pk))).count() > 0


def test_whose_records_they_are_is_the_same_on_both_sides(told, inside):
    """Of companies, of people whose company is not known, of all others; ids of nobody are nobody's."""
    Feedback.objects.filter(customer__external_id__endswith="1").update(account=None)
    rebuild_archive(inside)
    accounts = [str(pk) for pk in Account.objects.values_list("pk", flat=True)]
    people = [str(pk) for pk in Customer.objects.values_list("pk", flat=True)]
    for others in (False, True):
        for owned in (
            Owned(accounts[:1], others=others),
            Owned(customers=people, others=others),
            Owned(accounts[:1], people[::2], others=others),
            Owned((*accounts, "nobody", str(uuid4()).upper()), others=others),
            Owned(others=others),
        ):
            here, there = counts(inside, Filters(owned=owned))
            assert (owned, here) == (owned, there)
            with_more = counts(inside, Filters(owned=owned, sentiment=("positive",), segment=(None, "loyal")))
            assert with_more[0] == with_more[1]
    of_people = matching(Filters(owned=Owned(customers=people))).count()
    assert of_people == matching().filter(account=None, customer__isnull=False).count() > 0


def test_there_may_be_more_ids_than_a_statement_has_places_for(told, inside):
    many = {str(uuid4()) for _ in range(300_000)}
    first = str(Account.objects.first().pk)
    few = matching(Filters(owned=Owned((first,)))).count()
    assert matching(Filters(owned=Owned({*many, first}))).count() == few > 0


def test_the_records_are_those_that_the_reference_engine_counts(told, inside):
    months = ("2026-01", "2026-02", "2026-03", "2026-04", "undated")
    table = pa.Table.from_batches([batch for month in months for batch in batches_of(month)], schema=ROWS)
    plain, fast = ReferenceEngine(table), DuckDBEngine(table)
    for name in PARTS:
        where = filters(name)
        assert (name, plain.record_counts(where=where)) == (name, fast.record_counts(where=where))
        assert (name, matching(where).count()) == (name, plain.record_counts(where=where).total)


def test_before_anything_is_read_the_filters_still_agree(survey, inside, noon, drafts):
    record(survey, drafts(40), at=noon)
    unread = [matching(Filters(**{name: (None,)})).count() for name in ("sentiment", "language")]
    assert unread == [matching().count()] * 2
    assert matching(Filters(sentiment=("positive",))).count() == 0


def test_a_reading_of_an_earlier_revision_counts_no_more(survey, inside, noon, settle):
    said = Draft("a", text="I love this tea.")
    record(survey, [said], at=noon)
    settle()
    record(survey, [Draft("a", text="Terrible tea, never again.")], at=noon)
    assert matching(Filters(sentiment=("positive",))).count() == 0
    settle()
    assert matching(Filters(sentiment=("negative",))).count() == 1


def test_the_newest_come_first_and_the_undated_last(told, inside):
    days = [row.collected_at for row in matching()]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert None in days


def test_fifty_records_take_as_many_queries_as_one(told, inside, django_assert_num_queries):
    for many in (1, 50):
        with django_assert_num_queries(4):
            for row in matching(Filters(sentiment=("positive", "negative")))[:many]:
                assert row.reading.sentiment in ("positive", "negative")
                assert row.source.name and (row.customer is None or row.customer.external_id)
                assert all(answer.field_id for answer in row.answers.all())


def test_a_free_text_is_searched_in_titles_and_texts(told, inside):
    assert {row.title or row.text for row in matching(q="失望")} == {"失望"}
    told_of_it = [row.pk for row in matching() if "Delivery took" in row.text]
    assert [row.pk for row in matching(q="DELIVERY took")] == told_of_it != []
    assert matching(q="  ").count() == matching().count()
    assert matching(q="\0").count() == matching().count()
    assert matching(q="100%_").count() == 0


def test_one_import_is_looked_at_alone(survey, inside, noon):
    batch = uuid4()
    record(survey, [Draft("a", text="one")], at=noon, batch_id=batch)
    record(survey, [Draft("b", text="two")], at=noon)
    assert [row.external_id for row in matching(batch=batch)] == ["a"]
    assert matching(batch=uuid4()).count() == 0


def test_records_of_another_workspace_are_never_found(told, inside, other_workspace, noon, settle):
    with in_workspace(other_workspace):
        theirs = Source.objects.create(key="survey", name="Theirs", kind="review", created_at=noon)
        answers = (AnswerDraft.score("nps", 3, 0, 10),)
        record(
            theirs,
            [Draft("secret", text="secret friendly 送货太慢了", answers=answers, person=Person("p1"))],
            at=noon,
        )
        settle()
        assert matching(q="secret").count() == 1
    assert matching(q="secret").count() == 0
    wide = ({}, PARTS["word"], PARTS["detractors"], PARTS["no sentiment"])
    for where in (Filters(**parts) for parts in wide):
        assert {row.workspace_id for row in matching(where)} == {inside.pk}
    assert {row.workspace_id for row in Reading.objects.all()} == {inside.pk}


@pytest.mark.django_db
def test_outside_a_workspace_there_are_no_records():
    with pytest.raises(NoWorkspace):
        list(matching())
