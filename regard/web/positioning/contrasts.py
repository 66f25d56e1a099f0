"""Where asking, texts and behaviour say different things of a factor, in sentences with their numbers."""

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import (
    change_interval_text,
    count_text,
    interval_text,
    plain_text,
    value_text,
)
from regard.web.insights.influence_study import Comparison, Estimate, Influence
from regard.web.positioning.cells import rank_text


def contrast_text(one: Influence) -> str:
    """What each way says of a factor that they put at places that do not meet."""
    told = []
    if one.asked and one.asked_rank:
        text = _("when asked, %(share)s named it: %(rank)s")
        told.append(text % {"share": _stated(one.asked), "rank": rank_text(one.asked_rank)})
    if one.said and one.said_rank:
        text = _("of the texts, %(share)s speak of it: %(rank)s")
        told.append(text % {"share": _stated(one.said.share), "rank": rank_text(one.said_rank)})
    if one.done and one.done_rank:
        text = _("left or paid less after complaining of it, minus others: %(amount)s: %(rank)s")
        told.append(text % {"amount": _apart(one.done), "rank": rank_text(one.done_rank)})
    return _("; ").join(told)


def untold_text(one: Influence) -> str:
    """A factor that is named often, of which too few complained and were followed to say what they did."""
    text = _(
        "when asked, %(share)s named it (%(rank)s), but only %(n)s who complained of it could be followed: "
        "not enough behaviour to tell"
    )
    return text % {
        "share": _stated(one.asked) if one.asked else "–",
        "rank": rank_text(one.asked_rank),
        "n": count_text(one.left.mine.n),
    }


def _stated(share: Estimate) -> str:
    """A share with its interval and n; its interval alone where that is too wide for a number."""
    n = count_text(share.n)
    if share.status == "shown":
        text = _("%(value)s (95 %% interval %(interval)s, n = %(n)s)")
        return text % {"value": value_text(share), "interval": interval_text(share), "n": n}
    low, high = (plain_text(end, "percent") for end in share.band or (0, 100))
    text = _("between %(low)s and %(high)s %% (95 %% interval, n = %(n)s)")
    return text % {"low": low, "high": high, "n": n}


def _apart(found: Comparison) -> str:
    text = _("%(value)s points (95 %% interval %(interval)s, n = %(mine)s and %(others)s)")
    return text % {
        "value": plain_text(found.difference, "points"),
        "interval": change_interval_text(found, "points"),
        "mine": count_text(found.n_after),
        "others": count_text(found.n_before),
    }
