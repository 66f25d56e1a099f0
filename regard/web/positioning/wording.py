"""What each word is called on the map, and where its quotes are."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language

from regard.instruments.definition import said as in_language
from regard.web.insights.anonymity import STAFF
from regard.web.positioning.looking import Looked
from regard.web.surveys.models import Survey


@dataclass(frozen=True)
class Wording:
    """What each word is called here, and where its quotes are."""

    slug: str
    looked: Looked

    def name(self, word: str) -> str:
        """The word in the reader's language, as it was written where there is no other."""
        known = self.looked.heard.names.get(word)
        own = self.looked.vocabulary.name(word)
        text = own or (in_language(known, get_language() or "en") if known else word)
        return text[:1].lower() + text[1:]  # of a list the words begin with capitals, as lists do

    def kind(self, word: str) -> str:
        """An intended word, the opposite of one, or any other."""
        row, is_opposite = self.looked.vocabulary.rows.get(word, (None, False))
        return "word" if row is None else "bad" if is_opposite else "good"

    def url(self, word: str) -> str:
        """The quotes: what was written beside the word, or the texts that hold it."""
        looked = self.looked
        if looked.address.source == "asked":
            page = reverse("positioning:word", args=[self.slug])
            return f"{page}?{looked.address.query(word=word)}"
        terms = tuple(looked.vocabulary.forms_of(word))
        address = looked.address.of_explore(looked.days, word=terms)
        return f"{reverse('dashboards:explore', args=[self.slug])}?{address.query()}"

    @cached_property
    def staff_survey(self) -> UUID | None:
        """The survey that last asked staff these words, where its answers are told."""
        if not self.looked.study.believed:
            return None
        kept = Survey.objects.filter(kind=STAFF).order_by("-created_at", "-pk").first()
        return kept.pk if kept else None

    def staff_url(self) -> str:
        """The answers of staff as their survey shows them: together, in steps; empty where there are none."""
        return reverse("results:one", args=[self.slug, self.staff_survey]) if self.staff_survey else ""


def decimals(number: float) -> str:
    """A distance with two decimals."""
    return str(number_format(round(number, 2), 2))
