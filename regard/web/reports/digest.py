"""The weekly digest: what home says, of one week, for one member; short where nothing changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from regard.web.channels.composing import LONGEST_SUBJECT, in_header, one_line
from regard.web.channels.looks import DARK, LINE, LOOK, MUTED, NIGHT, RULES
from regard.web.dashboards.home_factors import Factors, factors
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.waiting import waiting
from regard.web.reports.content import Content, Line
from regard.web.reports.digest_voices import Heard, heard
from regard.web.reports.gathering import gathered
from regard.web.reports.headings import headings
from regard.web.reports.models import Letter, LetterKind, LetterState
from regard.web.reports.pictures import factors_png, factors_told, profile_png, told
from regard.web.reports.windows import week_window
from regard.web.workspaces.models import Membership, Workspace
from regard.web.workspaces.scope import MemberRequest

PROFILE, FACTORS = "profile", "factors"  # the names of the pictures inside the message
MOST = 3  # changes that are still so
PROMISED, QUIETLY = 5, 2  # of what was promised, and where nothing changed
NOTHING_NAMED = Factors()
REMEMBERED = timedelta(days=14)
OWN = {
    "part": "margin:20px 0 4px;font-size:14px;line-height:1.4;font-weight:600",
    "row": "margin:6px 0;font-size:14px;line-height:1.5",
    "small": f"font-size:13px;line-height:1.5;color:{MUTED}",
    "picture": f"max-width:100%;height:auto;border:1px solid {LINE};border-radius:4px",
}
OWN_LOOK: dict[str, SafeString] = {name: format_html('style="{}"', rules) for name, rules in OWN.items()}
OWN_NIGHT = (
    "@media (prefers-color-scheme:dark){"
    ".inside h2,.inside li,.inside p.row{color:#e7e9ed!important}"
    ".inside small,.inside a.link{color:#a3aab6!important}"
    "}"
)
STYLES = (*RULES.values(), *OWN.values(), NIGHT, OWN_NIGHT)  # all that may stand in the page of the preview


@dataclass(frozen=True)
class Written:
    """An e-mail in words: `pictures` stand in the HTML by their names."""

    subject: str
    text: str
    html: str
    pictures: dict[str, bytes]
    said: tuple[str, ...] = ()  # the changes that it tells, by their keys


def digest(membership: Membership, *, day: date, language: str, unsubscribe: str) -> Written:
    """What a member reads of the week before `day`; the workspace is open."""
    workspace, known = membership.workspace, remembered(membership, day=day)
    content = gathered(workspace, week_window(day), language=language, today=day, known=known)
    with translation.override(language):
        waits = _waiting(membership, today=day)
        if not content.sayings:
            return _written(content, waits, slug=workspace.slug, unsubscribe=unsubscribe)
        more = heard(workspace, week_window(day), day=day, known=known)
        named = _named(workspace, day)
        return _written(content, waits, named, more, slug=workspace.slug, unsubscribe=unsubscribe)


def remembered(membership: Membership, *, day: date) -> list[str]:
    """What the digest that this member got before, at most two weeks ago, told: by its key."""
    sent = Letter.objects.filter(user=membership.user_id, kind=LetterKind.DIGEST, state=LetterState.SENT)
    before = sent.filter(day__lt=day, day__gte=day - REMEMBERED).order_by("-day", "-id").first()
    return list(before.said) if before else []


def first_sentence(content: Content) -> str:
    """The sentence on top: what changed, that nothing did, or that it is as it was told before."""
    if content.sayings:
        return content.sayings[0].text
    if content.still:
        return _("Nothing new changed beyond chance this week.")
    weekly = {
        _("No score, factor or theme changed by more than chance."): _(
            "Nothing changed beyond chance this week: no score, factor or theme."
        ),
        _("No score or factor changed by more than chance."): _(
            "Nothing changed beyond chance this week: no score or factor."
        ),
        _("No score changed by more than chance."): _("Nothing changed beyond chance this week: no score."),
    }
    return weekly.get(content.quiet, content.quiet)


def _waiting(membership: Membership, *, today: date) -> list[Line]:
    """What waits for this member; the page asks it with a request, the digest without one."""
    asking = MemberRequest()
    asking.workspace, asking.membership = membership.workspace, membership
    notes = waiting(asking, Numbers.of(membership.workspace), today=today)
    return [Line(one_line(note.title), one_line(note.detail), note.url) for note in notes]


def _named(workspace: Workspace, day: date) -> Factors:
    """What people name, as home tells it: only what leans one way by more than chance."""
    address = week_window(day).address
    found = Numbers.of(workspace).factors(address.filters(today=day))
    told_of = factors(
        found, address, url=settings.BASE_URL + reverse("dashboards:explore", args=[workspace.slug])
    )
    return replace(told_of, groups=[group for group in told_of.groups if group.leans])


def _pictures(content: Content, named: Factors) -> dict[str, bytes]:
    """What can be drawn, by its name; nothing where nothing changed."""
    if not content.sayings:
        return {}
    drawn = {PROFILE: profile_png(content.figures), FACTORS: factors_png(named.groups)}
    return {name: picture for name, picture in drawn.items() if picture}


def _promised(content: Content) -> list[Line]:
    """What was changed or promised in these days; where nothing else is news, the newest of it alone."""
    return content.changes[: PROMISED if content.sayings else QUIETLY]


def _written(
    content: Content,
    waits: list[Line],
    named: Factors = NOTHING_NAMED,
    voices: Sequence[Heard | None] = (),
    *,
    slug: str,
    unsubscribe: str,
) -> Written:
    pictures = _pictures(content, named)
    context: dict[str, Any] = {
        "content": content,
        "first": first_sentence(content),
        "still": content.still[:MOST],
        "still_more": max(len(content.still) - MOST, 0),
        "waiting": waits,
        "supporting": voices[0] if voices else None,
        "contradicting": voices[1] if voices else None,
        "promised": _promised(content),
        "promised_more": len(content.changes) - len(_promised(content)),
        "changes": settings.BASE_URL + reverse("changes:every", args=[slug]),
        "picture": PROFILE if PROFILE in pictures else "",
        "factors_picture": FACTORS if FACTORS in pictures else "",
        "factors_told": factors_told(named.groups),
        "told": told(content.figures),
        "named": named,
        "headings": headings(content.language),
        "base": settings.BASE_URL,
        "home": settings.BASE_URL + reverse("dashboards:home", args=[slug]),
        "explore": settings.BASE_URL + reverse("dashboards:explore", args=[slug]),
        "unsubscribe": unsubscribe,
        "language": "zh-Hans" if content.language == "zh-hans" else content.language,
        "look": LOOK | OWN_LOOK,
        "dark": DARK,
        "own_dark": format_html("<style>{}</style>", OWN_NIGHT),
    }
    subject = in_header(f"{content.company}: {context['first']}")[:LONGEST_SUBJECT]
    html = render_to_string("mail/digest.html", context)
    text = render_to_string("mail/digest.txt", context)
    return Written(subject, text, html, pictures, tuple(content.keys))
