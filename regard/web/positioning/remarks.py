"""What stands below the map: what is not on it, what was kept apart, and how it was made."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import count_text
from regard.web.dashboards.naming import Naming
from regard.web.insights.map_study import PEOPLE
from regard.web.positioning.looking import Looked
from regard.web.positioning.wording import Wording


def notes(wording: Wording) -> list[str]:
    """What is not on the picture, and what was kept apart."""
    looked, study = wording.looked, wording.looked.study
    found = []
    if study.unsaid and study.drawn:
        names = _(", ").join(wording.name(word) for word in study.unsaid)
        found.append(_("Said too seldom to have a place: %(names)s.") % {"names": names})
    if study.small:
        names = _(", ").join(Naming().name("segment", name) for name in study.small)
        found.append(_("Too few people for a place of their own: %(names)s.") % {"names": names})
    if looked.heard.apart:
        found.append(
            _("%(n)s answers were given to another list of words and are kept apart.")
            % {"n": count_text(looked.heard.apart)}
        )
    if looked.wave and looked.wave.start is None and looked.vocabulary.intended:
        found.append(_("Answers from before the list was written are compared with its first version."))
    if looked.wave and looked.wave.start is not None:
        found.append(
            _(
                "The list of intended words changed: answers of this wave alone are compared with it, and "
                "earlier waves are kept apart."
            )
        )
    return found


def unlisted(wording: Wording) -> str:
    """The intended words that nobody could choose; empty where there are none."""
    looked = wording.looked
    if not looked.study.unlisted or not looked.heard.names:
        return ""
    names = _(", ").join(wording.name(word) for word in looked.study.unlisted)
    return _("Not on the list that people chose from: %(names)s.") % {"names": names}


def how_sure(looked: Looked) -> list[str]:
    """The methods, a line each."""
    lines: Sequence[str] = [
        _(
            "Place: correspondence analysis of words by segments (Greenacre); what is intended is laid on it "
            "without drawing it."
        ),
        _("Rings: 500 draws of the people who answered (bootstrap), 95 %."),
        _(
            "Distance: chi-square distance of both profiles with chance taken out, 0 to 2; interval and test "
            "by the bootstrap over people."
        ),
        _(
            "Gaps: score tests and differences of shares, corrected for all intended words (Benjamini and "
            "Hochberg), at 5 %%; from %(n)s customers on."
        )
        % {"n": PEOPLE},
        _("In the gaps, whoever said a word together with its opposite took no side."),
    ]
    if looked.address.source == "texts":
        return [
            *lines,
            _(
                "A word counts once for each person who used it. Words that neither praise nor complain "
                "count only where they are intended."
            ),
        ]
    drawn = looked.study.drawn
    if drawn and drawn.believed:
        text = _("What staff believe is laid on it alike; its ring comes from drawing the staff anew, too.")
        lines = [*lines[:2], text, *lines[2:]]
    return [
        *lines,
        _("Of a person who answered twice the later answer counts. “None of these” is an answer."),
    ]
