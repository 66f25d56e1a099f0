"""What customers of the teahouses said in the last half year, and the means to look at the pages."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from regard.web.accounts.models import User
from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Channel, FieldType, Kind, Source
from regard.web.feedback.recording import record
from regard.web.insights import jobs
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

GOOD = (
    "The support was friendly and fast. I love the tea.",
    "客服很热情，茶也很好喝。",
    "Great tea, lovely staff, excellent service.",
)
BAD = (
    "Delivery took three weeks and the box was broken. Terrible.",
    "送货太慢了，包装也破了，非常失望。",
    "Rude staff and a horrible, dirty room.",
)
PLAIN = ("I called on Tuesday.", "")
FRENCH = "Le thé est excellent et la livraison rapide, merci beaucoup pour tout."
CHANNELS = (Channel.EMAIL, Channel.WEB, Channel.IMPORT)


def settle() -> None:
    """Read and archive until there is nothing more to do."""
    for _ in range(1_000):
        if not any([jobs.read_due(), jobs.archive_due()]):
            return
    raise AssertionError("insights never comes to rest")


def moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def nps(score: int) -> AnswerDraft:
    return AnswerDraft.score(FieldType.NPS, score, 0, 10)


def csat(score: int) -> AnswerDraft:
    return AnswerDraft.score(FieldType.CSAT, score, 1, 5)


def ces(score: int) -> AnswerDraft:
    return AnswerDraft.score(FieldType.CES, score, 1, 7)


def stars(score: int) -> AnswerDraft:
    return AnswerDraft.score(FieldType.RATING, score, 1, 5)


def text_for(share: float, dice: random.Random) -> str:
    """What somebody writes whose score lies this far up its scale."""
    if dice.random() < 0.25:
        return dice.choice(PLAIN)
    return dice.choice(GOOD if share > 0.6 else BAD)


def survey_draft(number: int, today: date, dice: random.Random, *, fallen: bool) -> Draft:
    """An answer to the survey: of "new" customers the recent scores are low where they have `fallen`."""
    segment = "new" if number % 2 else "loyal"
    offset = number % 180
    low = fallen and segment == "new" and offset < 90 and dice.random() < 0.85
    score = dice.randint(0, 6) if low else dice.choice([8, 9, 9, 9, 10, 10, 10])
    answers = (nps(score), csat(max(1, round(score / 2)))) if number % 3 else (nps(score),)
    return Draft(
        external_id=f"s{number}",
        channel=CHANNELS[number % 3],
        text=text_for(score / 10, dice),
        answers=answers,
        person=Person(external_id=f"p{number % 60}", name=f"Person {number % 60}", segment=segment),
        collected_at=moment(today - timedelta(days=offset), number % 24),
        segment=segment,
        product="tea" if number % 2 else "cups",
        region="north",
    )


def review_draft(number: int, today: date, dice: random.Random) -> Draft:
    score = dice.choice([1, 2, 4, 5, 5])
    return Draft(
        external_id=f"r{number}",
        kind=Kind.REVIEW,
        channel=Channel.STORE,
        title="Review 评价",
        text=text_for(score / 5, dice),
        answers=(stars(score),),
        author_name=f"Guest {number}",
        collected_at=moment(today - timedelta(days=number % 180)),
        permalink=f"https://reviews.example.com/{number}",
        is_public=True,
    )


Drafts = dict[str, list[Draft]]


def said(today: date, *, surveys: int, reviews: int, fallen: bool = True, seed: int = 7) -> Drafts:
    dice = random.Random(seed)
    return {
        "survey": [survey_draft(number, today, dice, fallen=fallen) for number in range(surveys)],
        "reviews": [review_draft(number, today, dice) for number in range(reviews)],
    }


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees the numbers or pictures of another."""
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


@pytest.fixture
def reviews(workspace: Workspace, noon: datetime) -> Source:
    with in_workspace(workspace):
        return Source.objects.create(
            key="reviews", name="Tea reviews 茶评", kind=Kind.REVIEW, created_at=noon
        )


Tell = Callable[..., None]


@pytest.fixture
def tell(workspace: Workspace, survey: Source, reviews: Source) -> Tell:
    """Record drafts in the survey or in the reviews, then read and archive them."""

    def record_and_settle(drafts: Iterable[Draft], source: Source = survey) -> None:
        with in_workspace(workspace):
            record(source, list(drafts), at=timezone.now())
        settle()

    return record_and_settle


@pytest.fixture
def story(workspace: Workspace, survey: Source, reviews: Source, today: date) -> Drafts:
    """Half a year in which the loyalty of new customers fell: 300 answers and 60 reviews."""
    drafts = said(today, surveys=300, reviews=60)
    with in_workspace(workspace):
        record(survey, drafts["survey"], at=timezone.now())
        record(reviews, drafts["reviews"], at=timezone.now())
    settle()
    return drafts


@pytest.fixture
def companies(inside: Workspace) -> dict[str, Account]:
    """Eight large accounts that pay 100 each, and six small ones that pay 10, each with one customer."""
    found = {}
    for number in range(14):
        segment, pays = ("large", 100) if number < 8 else ("small", 10)
        account = Account.objects.create(
            external_id=f"a{number}",
            name=f"Company {number}",
            segment=segment,
            monthly_revenue=pays,
            currency="EUR",
        )
        Customer.objects.create(external_id=f"c{number}", account=account, segment=segment)
        found[f"a{number}"] = account
    return found


class Page(HTMLParser):
    """A page as a reader meets it: its text, its links and its marks."""

    SILENT = frozenset({"script", "style"})
    HEARD = frozenset({"a", "mark"})
    VOID = frozenset(
        [
            "meta",
            "link",
            "input",
            "br",
            "img",
            "hr",
            "rect",
            "line",
            "circle",
            "polyline",
            "polygon",
            "path",
            "use",
        ]
    )

    BLOCKS = frozenset({"p", "div", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "label", "summary", "b"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.links: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._text: list[str] = []
        self._open: list[tuple[str, list[str], dict[str, str | None]]] = []
        self._heard: list[list[str]] = []
        self._silent = 0
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    def link(self, label: str) -> str:
        """The address behind the link with the text `label`, or else behind the first that holds it."""
        exact = [href for text, href in self.links if text.strip() == label]
        return exact[0] if exact else next(href for text, href in self.links if label in text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append((tag, [], dict(attrs)))
            self._silent += tag in self.SILENT
            if tag in self.HEARD:
                self._heard.append(self._open[-1][1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)
            for texts in self._heard:
                texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.handle_data(" ")
        while self._open and tag not in self.VOID:
            found, texts, attrs = self._open.pop()
            self._silent -= found in self.SILENT
            if found in self.HEARD:
                self._heard.pop()
            if found == "a":
                self.links.append(
                    (" ".join("".join(texts).split()), attrs.get("href") or attrs.get("xlink:href") or "")
                )
            if found == "mark":
                self.marks.append("".join(texts))
            if found == tag:
                return


@pytest.fixture
def look(client: Client, workspace: Workspace) -> Callable[..., Page]:
    """Open a page of the workspace as somebody, in a language."""

    def open_page(user: User, path: str, *, language: str = "en", **headers: Any) -> Page:
        client.force_login(user)
        client.cookies["django_language"] = language
        address = path if path.startswith("/") else f"/w/{workspace.slug}/{path}"
        response = client.get(address, headers=headers)
        assert response.status_code == 200, (address, response.status_code)
        return Page(response.content.decode())

    return open_page
