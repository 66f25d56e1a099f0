"""Of an anonymous survey everything that counts or lists records shows whole steps, and nobody alone."""

import re
from datetime import timedelta

import pytest

from regard.perception.tallies import Filters
from regard.web.answering.models import Response
from regard.web.feedback.models import Feedback
from regard.web.insights.anonymity import withheld
from regard.web.insights.archiving import rebuild_archive
from regard.web.insights.jobs import archive_due, read_due
from regard.web.insights.models import Reading
from regard.web.insights.records import matching
from regard.web.insights.studies import freshness, record_counts, score_counts
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked
from tests.web.results.conftest import answer
from tests.web.results.test_releasing import again

__all__ = ["again", "answer", "asked"]
pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def archive(settings, tmp_path):
    settings.ARCHIVE = tmp_path / "archive"


@pytest.fixture
def link(asked):
    return asked("nps", anonymous=True)


@pytest.fixture
def seen(workspace, client, owner):
    """All that is seen of the records: the archive after the worker, the list, its file, the front page."""

    def look():
        for _ in range(4):
            read_due()
            archive_due()
        with in_workspace(workspace):
            assert not freshness(workspace).behind
            scores = score_counts(workspace, "nps", by=("day",))
            days = record_counts(workspace, by=("day", "channel", "segment", "sentiment"))
            texts = sorted(matching().values_list("text", flat=True))
        client.force_login(owner)
        explore, home = f"/w/{workspace.slug}/explore/", f"/w/{workspace.slug}/"
        pages = [client.get(explore, {"period": "all"}), client.get(home)]
        file = b"".join(client.get(f"{explore}records.csv", {"period": "all"}).streaming_content)
        told = [re.sub(r"<[^>]+>|\\d\\d:\\d\\d", " ", page.content.decode()).split() for page in pages]
        rows = [line for line in file.decode().splitlines() if not line.startswith(("#", '"#'))]
        return scores, days, texts, told, rows

    return look


def test_two_looks_around_one_new_answer_differ_in_nothing(link, answer, seen, noon):
    for place in range(6):
        answer(link, noon + place * SECOND, score=place, why=f"Tea number {place}.")
    before = seen()
    assert before[2] == [f"Tea number {place}." for place in range(5)]
    answer(link, noon + 7 * SECOND, score=10, why="The one that is new.")
    assert seen() == before
    for place in range(3):
        answer(link, noon + (8 + place) * SECOND, score=3, why="Cold.")
    assert len(seen()[2]) == 10


def test_a_changed_answer_leaves_with_the_four_of_its_step_and_they_come_back_together(
    link, answer, again, workspace, noon
):
    made = [answer(link, noon + place * SECOND, score=place, why=f"Tea {place}.") for place in range(10)]

    def texts():
        with in_workspace(workspace):
            return sorted(matching().values_list("text", flat=True))

    assert len(texts()) == 10
    again(link, made[2], noon + 60 * SECOND, score=9, why="Changed.")
    assert texts() == [f"Tea {place}." for place in range(5, 10)]
    for place in range(5):
        answer(link, noon + (70 + place) * SECOND, score=1, why="Later.")
    assert texts() == sorted(
        ["Changed.", *(f"Tea {place}." for place in range(10) if place != 2), *["Later."] * 5]
    )


def test_no_channel_person_time_or_page_is_told_of_an_anonymous_answer(
    link, answer, workspace, client, owner, noon
):
    for place in range(5):
        answer(link, noon + place * SECOND, score=place, why=f"Tea {place}.")
    with in_workspace(workspace):
        rebuild_archive(workspace)
        [(row, n)] = record_counts(workspace, by=("channel", "segment", "customer_id")).rows
        assert (row, n) == ((None, None, None), 5)
        assert matching(Filters(channel=("web",))).count() == 0
        assert matching(Filters(channel=(None,))).count() == 5
        record = Feedback.objects.order_by("pk").first()
        names = {str(pk) for pk in Feedback.objects.values_list("pk", flat=True)}
        names |= {str(pk) for pk in Response.objects.values_list("pk", flat=True)}
        assert Reading.objects.count() == 5
    client.force_login(owner)
    folder = f"/w/{workspace.slug}/explore"
    page = client.get(f"{folder}/", {"period": "all"}).content.decode()
    file = b"".join(client.get(f"{folder}/records.csv", {"period": "all"}).streaming_content).decode()
    assert "Tea 3." in page and "Tea 3." in file
    assert not [name for name in names if name in page or name in file]
    lines = [line for line in file.splitlines() if "Tea " in line]
    assert all("T12:" not in line and ",web," not in line for line in lines)
    for part in ("", "why/"):
        assert client.get(f"/w/{workspace.slug}/records/{record.pk}/{part}").status_code == 404


def test_answers_of_other_surveys_are_shown_at_once(asked, answer, workspace, noon):
    link = asked("nps")
    answer(link, score=9, why="Warm.")
    with in_workspace(workspace):
        assert matching().count() == 1
        assert withheld(at=noon) == frozenset()
