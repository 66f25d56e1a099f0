"""The figures that a page states, and the records behind each, as anybody with a browser gets them."""

import csv
import html
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.utils import timezone

from regard.web.customers.models import Event
from regard.web.positioning.intentions import Vocabulary, waves
from regard.web.surveys.models import Survey
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import Page

Record = dict[str, str]
Line = tuple[str, list[str]]  # of a table: where its first cell leads, and the text of the others
LINKED_COUNT = re.compile(r"(?:^|^n = |\b(?:Read the|and the) )([\d,]+)\b(?! %|\.\d)")


@dataclass(frozen=True)
class Figure:
    """One number as it stands on a page, and where its records are."""

    kind: str
    value: str
    came: str
    interval: str = ""
    n: str = ""
    of: str = ""

    def asked(self, name: str) -> list[str]:
        """What the address of its records says under a name."""
        return parse_qs(urlsplit(self.came).query).get(name, [])


def marked(page: Page) -> list[Figure]:
    """Every number that says where its records are."""
    return [
        Figure(
            attributes["data-figure"] or "",
            attributes["data-value"] or "",
            attributes["data-from"] or "",
            *(attributes.get(f"data-{name}") or "" for name in ("interval", "n", "of")),
        )
        for _tag, attributes in page.tags
        if "data-figure" in attributes
    ]


def linked(page: Page, *, under: str) -> list[Figure]:
    """Every link to records whose text is a count: "3 low scores", "Read the 16 comments"."""
    counted = ((LINKED_COUNT.search(text), href) for text, href in page.links if urlsplit(href).path == under)
    return [Figure("records", found[1], href) for found, href in counted if found]


def rows_of(page: Page) -> list[Line]:
    """The lines of every table whose first cell is a link: its address, and the text of the other cells."""
    lines = re.findall(
        r'<tr[^>]*>\s*<th scope="row">(?:<div>)?<a [^>]*?href="([^"]*)"[^>]*>.*?</th>(.*?)</tr>',
        page.html,
        re.S,
    )
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", line, re.S) for _href, line in lines)
    return [
        (html.unescape(href), [plain(cell) for cell in of_line])
        for (href, _), of_line in zip(lines, cells, strict=True)
    ]


def plain(markup: str) -> str:
    """The text of a piece of a page."""
    return " ".join(html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", markup, flags=re.S)).split())


class Company:
    """The sample workspace behind a browser; each list of records is followed once."""

    def __init__(self, client: Client, workspace: Workspace, lists: dict[str, list[Record]]) -> None:
        self.client, self.workspace, self.slug = client, workspace, workspace.slug
        self._lists = lists

    def open(self, path: str) -> Page:
        address = path if path.startswith("/") else f"/w/{self.slug}/{path}"
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return Page(response.content.decode())

    def asked(self, kind: str) -> tuple[set[str], dict[str, set[str]]]:
        """The texts of a question that offers a list, and what stands for each choice, in every language.

        Several options count as one word where a word is intended in several forms.
        """
        template = {"named": "influence", "chosen": "words"}[kind]
        with in_workspace(self.workspace):
            (survey,) = Survey.objects.filter(kind=template)
            asked_with = survey.versions.get().instrument.questions.values()
            vocabulary = Vocabulary.of(waves()[-1].words)
        question = next(one for one in asked_with if len(one.options) > 5)
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for option in question.options:
            known = [vocabulary.terms.get(text.casefold()) for text in option.text.values()]
            word = next((vocabulary.name(one) for one in known if one), option.text["en"])
            name = word[:1].lower() + word[1:]
            texts[option.id if kind == "named" else name] |= {option.id, *option.text.values()}
        return set(question.text.values()), texts

    def texts(self, *, days: int) -> list[Record]:
        """What customers of a year wrote by themselves and was read, followed for so many days since."""
        with in_workspace(self.workspace):
            asked = set(Survey.objects.filter(kind="influence").values_list("source__key", flat=True))
        today = timezone.now().date()
        return [
            one
            for one in self.records(f"/w/{self.slug}/explore/?period=365")
            if (one["title"] or one["text"])
            and one["sentiment"]
            and one["source"] not in asked
            and datetime.fromisoformat(one["collected_at"]).date() <= today - timedelta(days=days)
        ]

    def did(self, kinds: set[str]) -> defaultdict[str, list[datetime]]:
        """When events of these kinds happened, by the name of the company or the id of the customer."""
        found: defaultdict[str, list[datetime]] = defaultdict(list)
        with in_workspace(self.workspace):
            for one in Event.objects.filter(kind__in=kinds).select_related("account", "customer__account"):
                account = one.account or (one.customer and one.customer.account)
                found[str(account or one.customer_id)].append(one.at)
        return found

    def records(self, address: str) -> list[Record]:
        """All records of a list: its download where it has one, or every page of it."""
        if address not in self._lists:
            self._lists[address] = list(self._followed(address))
        return self._lists[address]

    def _followed(self, address: str) -> Iterable[Record]:
        path, _mark, query = address.partition("?")
        if path.endswith("/explore/"):
            return self._downloaded(f"{path}records.csv?{query}")[:-1]
        if path.endswith(".csv"):
            return self._downloaded(address)
        ids = set(self._turned(address)) if "/records/" not in path else {path.rstrip("/").split("/")[-1]}
        every = self.records(f"/w/{self.slug}/explore/?period=all")
        return [record for record in every if record["record_id"] in ids]

    def _downloaded(self, address: str) -> list[Record]:
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(StringIO(text, newline="")))

    def _turned(self, address: str) -> Iterable[str]:
        """The ids of the records of a list, page after page."""
        while address:
            page = self.open(address)
            yield from re.findall(r"/records/([0-9a-f-]{36})/\">Open", page.html)
            address = next((href for text, href in page.links if text.startswith("Next")), "")
