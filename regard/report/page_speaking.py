"""What the texts speak of, for the page: each thing with its records, its share and its net sentiment."""

from regard.report.figures import count_text, estimate_text
from regard.report.findings import Report
from regard.report.markup import Markup, element
from regard.report.phrases import Phrases
from regard.report.speaking import HEADS, Spoken
from regard.report.spoken_names import head_name, spoken_name


def speaking_card(report: Report, phrases: Phrases) -> Markup | None:
    """Factors, emotions, intents and flags as tables; nothing where the texts have none."""
    found = [(head, spoken) for head in HEADS if (spoken := report.gathered.speaking.spoken(head))]
    if not found:
        return None
    tables = [
        element("div", element("h3", head_name(head, phrases)), _table(head, spoken, phrases))
        for head, spoken in found
    ]
    return element(
        "section",
        element("h2", phrases.gettext("What they speak of")),
        element("div", tables, class_="spoken"),
        class_="card",
    )


def _table(head: str, spoken: list[Spoken], phrases: Phrases) -> Markup:
    _ = phrases.gettext
    names = [head_name(head, phrases), _("Records"), _("Share (95 % interval)")]
    names += [_("Net sentiment (95 % interval)")] if head == "factors" else []
    heads = [
        element("th", name, scope="col", class_="number" if place else None)
        for place, name in enumerate(names)
    ]
    lines = [element("tr", _cells(head, one, phrases)) for one in spoken]
    found = element("table", element("thead", element("tr", heads)), element("tbody", lines), class_="table")
    label = head_name(head, phrases)
    return element("div", found, class_="table-scroll", tabindex="0", role="group", aria_label=label)


def _cells(head: str, one: Spoken, phrases: Phrases) -> list[Markup]:
    cells = [count_text(one.records), estimate_text(one.share, phrases)]
    if one.net is not None:
        cells.append(estimate_text(one.net, phrases))
    name = element("th", spoken_name(head, one.name, phrases), scope="row")
    return [name, *(element("td", cell, class_="number") for cell in cells)]
