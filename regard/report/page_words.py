"""The words that customers use, and what some of them said, for the page."""

from math import sqrt

from regard.perception.tallies import WordCount
from regard.perception.telling import telling
from regard.report.figures import count_text
from regard.report.findings import Report
from regard.report.markup import Markup, element
from regard.report.naming import metric_short, sentiment_name
from regard.report.phrases import Phrases
from regard.report.quotes import Quote
from regard.web.listening.formats import Answer

SIZES = 5
CLOUD = 40  # words in the cloud; the table has all
QUOTED = 3  # texts of each sentiment


def words_card(report: Report, phrases: Phrases) -> Markup:
    """The words, as large as people are many, coloured and underlined by sentiment, and their table."""
    _ = phrases.gettext
    cloud = _in_cloud(report)
    most = max(word.people for word in cloud)
    key = element(
        "p",
        _("Size: people, not words"),
        " · ",
        element("span", sentiment_name("positive", phrases), class_="word-key positive"),
        " · ",
        element("span", sentiment_name("negative", phrases), class_="word-key negative"),
        " · ",
        _("What says little by itself, such as “new”, stands in the table only."),
        class_="evidence",
    )
    return element(
        "section",
        element("h2", _("The words customers use")),
        element("ul", [element("li", _word(word, most, phrases)) for word in cloud], class_="words"),
        key,
        _table(report, phrases),
        class_="card",
    )


def _in_cloud(report: Report) -> list[WordCount]:
    """The words that tell most people's mind, those that judge first where many only name a thing."""
    ordered = sorted(report.words, key=lambda word: (-word.people * telling(word.word), word.word))
    told = [word for word in ordered if telling(word.word)] or ordered
    judging = [word for word in told if word.sentiment in ("positive", "negative")][:CLOUD]
    others = [word for word in told if word.sentiment not in ("positive", "negative")]
    chosen = judging + others[: max(CLOUD - len(judging), CLOUD // 4)]
    return [word for word in told if word in chosen][:CLOUD]


def _word(word: WordCount, most: int, phrases: Phrases) -> Markup:
    size = max(1, min(SIZES, round(SIZES * sqrt(word.people / most))))
    kind = word.sentiment if word.sentiment in ("positive", "negative") else "neutral"
    people = phrases.ngettext(", {n} person", ", {n} people", word.people)
    told = element(
        "span", people, phrases.gettext(", "), sentiment_name(_label(word), phrases), class_="visually-hidden"
    )
    return element("bdi", word.word, told, class_=f"word size-{size} {kind}")


def _label(word: WordCount) -> str:
    return word.sentiment or "neutral"


def _table(report: Report, phrases: Phrases) -> Markup:
    _ = phrases.gettext
    heads = (_("Word"), _("Sentiment"), _("People"))
    lines = [
        element(
            "tr",
            element("th", element("bdi", word.word), scope="row"),
            element("td", sentiment_name(_label(word), phrases)),
            element("td", count_text(word.people), class_="number"),
        )
        for word in report.words
    ]
    head = element(
        "tr",
        [element("th", name, scope="col", class_="number" if name == heads[2] else None) for name in heads],
    )
    found = element("table", element("thead", head), element("tbody", lines), class_="table")
    label = _("As a table")
    scroll = element("div", found, class_="table-scroll", tabindex="0", role="group", aria_label=label)
    return element("details", element("summary", label), scroll, class_="more")


def quotes_card(report: Report, phrases: Phrases) -> Markup | None:
    """What some customers said, for and against: texts that use the words that most people use."""
    _ = phrases.gettext
    found = [
        _side(report, sentiment, title, phrases)
        for sentiment, title in (("positive", _("Praise")), ("negative", _("Complaint")))
    ]
    sides = [side for side in found if side is not None]
    if not sides:
        return None
    sides_by_side = element("div", sides, class_="quote-columns")
    return element("section", element("h2", _("In their words")), sides_by_side, class_="card")


def _side(report: Report, sentiment: str, title: str, phrases: Phrases) -> Markup | None:
    words = [word.word for word in report.words_of(sentiment, QUOTED)]
    chosen = report.gathered.quotes.chosen(sentiment, words, QUOTED)
    if not chosen:
        return None
    said = element("div", [_quote(one, phrases) for one in chosen], class_="verbatims")
    return element("div", element("h3", title), said)


def _quote(quote: Quote, phrases: Phrases) -> Markup:
    language = {"en": "en", "zh": "zh-Hans"}.get(quote.language)
    said = [element("span", score_said(answer, phrases), class_="score") for answer in quote.answers]
    day = element("span", quote.day.isoformat()) if quote.day else None
    foot = element("footer", said, day, class_="verbatim-meta") if said or day else None
    return element("article", element("blockquote", quote.text, lang=language), foot, class_="verbatim")


def score_said(answer: Answer, phrases: Phrases) -> str:
    """One score with the end of its scale: "NPS 9 of 10"."""
    name = metric_short(answer.metric, phrases)
    return phrases.gettext("{metric} {score} of {top}", metric=name, score=answer.score, top=answer.scale_max)
