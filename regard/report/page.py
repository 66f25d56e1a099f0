"""A report as one HTML page that needs nothing else: no script, no picture, no font from anywhere."""

from collections.abc import Iterator
from importlib.resources import files

from regard.perception.text import ENGINE, VERSION
from regard.report.findings import Report
from regard.report.marks import nps_key, row
from regard.report.markup import Content, Markup, element
from regard.report.naming import METRIC_ORDER, definition_text
from regard.report.page_charts import Figure, figures, sentiment_figure
from regard.report.page_speaking import speaking_card
from regard.report.page_words import quotes_card, words_card
from regard.report.phrases import Phrases
from regard.report.printable import plain
from regard.report.sentences import changes_said, headline
from regard.report.sources import columns_said, facts, not_measured

STYLES = ("tokens", "base", "card", "interval", "words", "table", "verbatim", "chart", "dialog")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page_of(report: Report, phrases: Phrases) -> str:
    """The whole page."""
    title = phrases.gettext("How customers see the company")
    name = plain(report.name)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} · {name}"),
        element("style", Markup(style_sheet())),
    )
    body = element("body", element("main", _parts(report, phrases, title, name), class_="report"))
    return "<!doctype html>\n" + element("html", head, body, lang=phrases.tag) + "\n"


def style_sheet() -> str:
    """The look of the application, and the frame of a report."""
    look = files("regard.web") / "static" / "css"
    sheets = [(look / f"{name}.css").read_text("utf-8") for name in STYLES]
    return "\n".join([*sheets, (files("regard.report") / "page.css").read_text("utf-8")])


def _parts(report: Report, phrases: Phrases, title: str, name: str) -> Iterator[Content]:
    about = " · ".join([name, *facts(report, phrases)])
    yield element("header", element("h1", title), element("p", about, class_="facts-line"))
    yield _finding(report, phrases)
    yield element("div", _seen(report, phrases), _mood(report, phrases), class_="columns")
    yield speaking_card(report, phrases)
    if report.words:
        yield words_card(report, phrases)
    yield quotes_card(report, phrases)
    charts = [element("section", figure(found, phrases), class_="card") for found in figures(report, phrases)]
    if charts:
        yield element("div", charts, class_="charts")
    yield _sources(report, phrases)
    read_by = phrases.gettext("Made with Regard; texts read by {engine}.", engine=f"{ENGINE} {VERSION}")
    yield element("footer", element("p", read_by))


def _finding(report: Report, phrases: Phrases) -> Markup:
    sentence, evidence = headline(report, phrases)
    changed = [element("p", said, class_="evidence") for said in changes_said(report, phrases)]
    return element(
        "section",
        element("p", sentence, class_="finding"),
        element("p", evidence, class_="evidence"),
        changed,
        class_="card",
    )


def _seen(report: Report, phrases: Phrases) -> Markup:
    metrics = report.study.metrics
    rows = [
        row(metric, metrics[metric], report.scale(metric), phrases)
        for metric in METRIC_ORDER
        if metric in metrics
    ]
    nps = metrics.get("nps")
    return element(
        "section",
        element("h2", phrases.gettext("How we are seen")),
        element("ul", rows, class_="intervals"),
        nps_key(nps, phrases) if nps is not None and nps.status == "shown" else None,
        class_="card",
    )


def _mood(report: Report, phrases: Phrases) -> Markup | None:
    if not report.read:
        return None
    return element("section", figure(sentiment_figure(report, phrases), phrases), class_="card")


def figure(found: Figure, phrases: Phrases) -> Markup:
    """A chart with its title and the table behind it."""
    title = f"{found.id}-title"
    return element(
        "figure",
        element("figcaption", element("h2", found.title, id=title)),
        element(
            "div",
            found.svg,
            class_=f"chart-picture {found.kind}",
            tabindex="0",
            role="img",
            aria_labelledby=title,
        ),
        element("p", found.note, class_="chart-note") if found.note else None,
        element("div", table(found.columns, found.rows, phrases), class_="chart-foot"),
        class_="chart",
        id=found.id,
    )


def table(columns: list[str], rows: list[list[str]], phrases: Phrases) -> Markup:
    """A table that opens; its first column names the rows, the others are numbers."""
    label = phrases.gettext("As a table")
    heads = [
        element("th", name, scope="col", class_="number" if place else None)
        for place, name in enumerate(columns)
    ]
    lines = [
        element(
            "tr", element("th", first, scope="row"), [element("td", cell, class_="number") for cell in cells]
        )
        for first, *cells in rows
    ]
    found = element("table", element("thead", element("tr", heads)), element("tbody", lines), class_="table")
    scroll = element("div", found, class_="table-scroll", tabindex="0", role="group", aria_label=label)
    return element("details", element("summary", label), scroll, class_="more")


def _sources(report: Report, phrases: Phrases) -> Markup:
    columns = [
        (
            element("dt", what),
            element("dd", element("bdi", column), element("small", f" – {doubt}") if doubt else None),
        )
        for what, column, doubt in columns_said(report, phrases)
    ]
    gaps = [element("li", gap) for gap in not_measured(report, phrases)]
    return element(
        "section",
        element("h2", phrases.gettext("Where this comes from")),
        element("dl", columns, class_="facts"),
        element("ul", gaps, class_="gaps") if gaps else None,
        element("h3", phrases.gettext("What the numbers mean")),
        element("ul", list(_definitions(report, phrases)), class_="definitions"),
        class_="card",
    )


def _definitions(report: Report, phrases: Phrases) -> Iterator[Markup]:
    for metric in METRIC_ORDER:
        if metric in report.study.metrics:
            yield element("li", definition_text(report.study.metrics[metric].definition, phrases))
