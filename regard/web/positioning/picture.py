"""The picture of the map with the table behind it."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from regard.web.dashboards.charts.positions import Place, apart, positions
from regard.web.dashboards.figures import count_text, interval_text, plain_text, value_text
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.plots import Chart
from regard.web.insights.map_study import PerceptionMap, Point
from regard.web.positioning.wording import Wording, decimals


def picture(wording: Wording, title: str) -> Chart | None:
    """The chart; none where there is no map."""
    drawn = wording.looked.study.drawn
    if drawn is None:
        return None
    axes = [
        _("%(share)s %% of the differences between segments")
        % {"share": plain_text(100 * axis.share, "percent")}
        for axis in drawn.axes[:2]
    ]
    places = [_word_place(wording, point) for point in drawn.words]
    places += [_segment_place(wording, point) for point in drawn.segments]
    if drawn.intended:
        places.append(_aim(wording, drawn.intended))
    if drawn.believed:
        places.append(_staff(wording, drawn.believed))
    flat = len(axes) == 1
    return Chart(
        id="chart",
        title=title,
        note=" ".join(
            [*_note(drawn), *([_("With two segments, up and down means nothing.")] if flat else [])]
        ),
        specification=positions(
            apart(places) if flat else places,
            axes=(axes[0], "" if flat else axes[1]),
            name=_("Word"),
            tips={"share": _("Said by"), "n": _("People")},
        ),
        columns=columns(wording),
        rows=rows(wording),
    )


def _note(drawn: PerceptionMap) -> list[str]:
    staff = [_("Triangle: what staff believe customers say.")] if drawn.believed else []
    return [
        _("What lies near one another goes together. The middle: said by all segments alike."),
        _("Rings and lines: where a segment, or what is intended, may lie (95 %)."),
        _("Orange: intended words; empty: their opposites."),
        *staff,
    ]


def _word_place(wording: Wording, point: Point) -> Place:
    estimate = wording.looked.study.shares[point.name]
    share = f"{value_text(estimate)} ({interval_text(estimate)})" if estimate.status == "shown" else "–"
    name = wording.name(point.name)
    told = _("%(name)s: said by %(n)s people, %(share)s") % {"name": name, "n": point.n, "share": share}
    texts = {"share": share, "n": count_text(point.n)}
    return _place(point, name, wording.kind(point.name), texts, told, wording.url(point.name))


def _segment_place(wording: Wording, point: Point) -> Place:
    name = Naming().name("segment", point.name)
    n = count_text(sum(segment == point.name for segment, _words in wording.looked.heard.people))
    told = _("Segment %(name)s, %(n)s people") % {"name": name, "n": n}
    looked = wording.looked
    page = reverse("positioning:map", args=[wording.slug])
    href = f"{page}?{looked.address.but(segment=point.name).query()}"
    return _place(point, name, "segment", {"share": "–", "n": n}, told, href)


def _aim(wording: Wording, point: Point) -> Place:
    name, url = _("intended"), reverse("positioning:intended", args=[wording.slug])
    return _place(point, name, "aim", {"share": "–", "n": "–"}, _("What is intended"), url)


def _staff(wording: Wording, point: Point) -> Place:
    n = count_text(point.n)
    told = _("What staff believe, %(n)s answers") % {"n": n}
    return _place(point, _("staff believe"), "staff", {"share": "–", "n": n}, told, wording.staff_url())


def _place(point: Point, name: str, kind: str, texts: dict[str, str], told: str, href: str) -> Place:
    x, y = (*point.coordinates, 0.0)[:2]
    ring = point.ellipse
    return Place(
        label=name,
        kind=kind,
        x=x,
        y=y,
        texts=texts,
        told=told,
        href=href,
        long=ring.long if ring else None,
        short=ring.short if ring else None,
    )


def columns(wording: Wording) -> list[dict[str, object]]:
    """The heads of the table of words; what staff believe where they were asked the same."""
    study = wording.looked.study
    staff = [_("Staff believe, n = %(n)s") % {"n": count_text(study.staff)}] if study.believed else []
    names = [_("Kind"), _("People"), _("Said by"), _("95 % interval"), *staff, _("On the map, ±")]
    return [{"label": _("Word")}, *({"label": name, "number": True} for name in names)]


def rows(wording: Wording) -> list[list[str]]:
    """Every word with its share and how far it may lie from its place, the most said first."""
    study = wording.looked.study
    places = {point.name: point for point in study.drawn.words} if study.drawn else {}
    kinds = {"good": _("intended"), "bad": _("opposite"), "word": "–"}
    ordered = sorted(
        study.shares.items(), key=lambda one: (-(one[1].groups.counts[1] if one[1].groups else 0), one[0])
    )
    found = []
    for word, estimate in ordered:
        reach = _reach(places.get(word))
        said = estimate.groups.counts[1] if estimate.groups else 0
        found.append(
            [
                format_html('<a href="{}">{}</a>', wording.url(word), wording.name(word)),
                kinds[wording.kind(word)],
                count_text(int(said)),
                value_text(estimate),
                interval_text(estimate) or _("not enough answers yet"),
                *([believed_text(wording, word)] if study.believed else []),
                reach,
            ]
        )
    believed = study.drawn.believed if study.drawn else None
    if believed:
        name: str = _("staff believe")
        if url := wording.staff_url():
            name = format_html('<a href="{}">{}</a>', url, name)
        beside = ["–"] if study.believed else []
        found.append([name, _("staff"), count_text(believed.n), "–", "–", *beside, _reach(believed)])
    return found


def believed_text(wording: Wording, word: str) -> str:
    """Which share of the staff chose a word, with its interval; a dash where they could not."""
    found = wording.looked.study.believed.get(word)
    return f"{value_text(found)} ({interval_text(found)})" if found else "–"


def _reach(point: Point | None) -> str:
    """How far a point may lie from its place; nothing of one without a place."""
    ring = point.ellipse if point else None
    return decimals((ring.long[0] ** 2 + ring.long[1] ** 2) ** 0.5) if ring else _("no place")
