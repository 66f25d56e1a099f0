"""Letters to members leave: judged once more, marked, handed over, noted.

At least once, at most twice, as channels.sending does it: a letter is taken up, marked once more right before
the server gets it, and noted after. One whose fate nobody knows goes once more under the same Message-ID.
"""

import logging
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from django.db.models import F

from regard.web.channels.composing import POLICY, UnfitAddress, address, in_header
from regard.web.channels.models import Sender, SenderKind
from regard.web.channels.sending import CANNOT_SEND, MINUTE, PERHAPS, TakenOver
from regard.web.channels.smtp import Refused, Server, Unknown, hand_over
from regard.web.channels.troubles import trouble
from regard.web.feedback.models import Channel
from regard.web.reports.digest import Written, digest
from regard.web.reports.enclosing import enclosed
from regard.web.reports.models import Letter, LetterKind, LetterState, Recipient, Subscription
from regard.web.reports.subscribing import unsubscribing
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.tenancy import TenantQuerySet

log = logging.getLogger("regard.reports")

TRIES = 8
COPIES = 2
TOO_LATE = timedelta(days=3)  # what was news then is none any more
ON_ITS_WAY = (LetterState.WAITING, LetterState.SENDING)


def sender_of_letters() -> Sender | None:
    """Whose name and server letters use: the first e-mail sender of the open workspace."""
    rows = Sender.objects.filter(removed_at=None, channel=Channel.EMAIL, kind=SenderKind.SMTP)
    found: Sender | None = rows.order_by("created_at", "id").first()
    return found


def send(letter: Letter, sender: Sender | None, *, at: datetime) -> bool:
    """Judge and send one letter; whether it is settled. Raises what keeps its sender from sending at all."""
    if letter.state == LetterState.SENDING and letter.copies >= COPIES:
        return _settled(letter, LetterState.SENT, at=at, problem=PERHAPS)
    membership = _reader(letter)
    if membership is None:
        return _settled(letter, LetterState.NOT_SENT, at=at, problem="no reader any more")
    if at - letter.due_at > TOO_LATE or letter.tries >= TRIES:
        return _settled(letter, LetterState.NOT_SENT, at=at, problem=letter.problem or "too late")
    if sender is None:
        return False
    return _tried(letter, membership, sender, at=at)


def _reader(letter: Letter) -> Membership | None:
    """Who still may read it, and still wants to."""
    membership: Membership | None = Membership.objects.filter(
        user=letter.user_id, user__is_active=True
    ).first()
    if membership is None or not membership.may(Permission.FEEDBACK_VIEW):
        return None
    if letter.kind == LetterKind.DIGEST:
        wanted = Subscription.objects.filter(user=letter.user_id, stopped_at=None)
    else:
        schedule = letter.report.schedule_id if letter.report else None
        wanted = Recipient.objects.filter(user=letter.user_id, schedule=schedule, schedule__stopped_at=None)
    return membership if wanted.exists() else None


def _tried(letter: Letter, membership: Membership, sender: Sender, *, at: datetime) -> bool:
    known = letter.copies
    own = Letter.objects.filter(pk=letter.pk, state=letter.state, tries=letter.tries)
    if not own.update(state=LetterState.SENDING, tries=letter.tries + 1):
        return False
    letter.tries += 1
    try:
        mail = composed(letter, membership, sender, at=at)
        hand_over(mail, Server.of(sender), before=lambda: _marked(letter))
    except CANNOT_SEND as problem:
        _mine(letter).update(
            state=LetterState.WAITING, tries=letter.tries - 1, copies=known, problem=trouble(problem)
        )
        raise
    except TakenOver:
        log.warning("Letter %s was taken over by another worker", letter.pk)
        return False
    except Exception as problem:
        return _failed(letter, problem, known, at=at)
    return _settled(letter, LetterState.SENT, at=at)


def _mine(letter: Letter) -> TenantQuerySet:
    """The row of a letter, as long as nobody else has taken it up."""
    own: TenantQuerySet = Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING, tries=letter.tries)
    return own


def _marked(letter: Letter) -> None:
    if not _mine(letter).update(copies=F("copies") + 1):
        raise TakenOver
    letter.copies += 1


def _failed(letter: Letter, problem: Exception, known: int, *, at: datetime) -> bool:
    """Try again later, twice as late each time; give up for good where it is of no use."""
    said = f"{type(problem).__name__}: {problem}"[:500]
    if not isinstance(problem, Refused | Unknown | UnfitAddress):
        log.exception("Letter %s cannot be sent", letter.pk, exc_info=problem)
    if isinstance(problem, Unknown) and letter.copies >= COPIES:
        return _settled(letter, LetterState.SENT, at=at, problem=PERHAPS)
    copies = letter.copies if isinstance(problem, Unknown) else known
    if isinstance(problem, UnfitAddress) or getattr(problem, "is_for_good", False):
        return bool(_mine(letter).update(state=LetterState.FAILED, problem=said, copies=copies))
    # `due_at` stays, for it says how old the letter is; `retry_at` puts it off
    later = at + MINUTE * 2**letter.tries
    _mine(letter).update(state=LetterState.WAITING, retry_at=later, problem=said, copies=copies)
    return False


def _settled(letter: Letter, state: LetterState, *, at: datetime, problem: str = "") -> bool:
    own = Letter.objects.filter(pk=letter.pk, state=letter.state, tries=letter.tries)
    own = _mine(letter) if state == LetterState.SENT else own
    sent_at = at if state == LetterState.SENT else None
    return bool(own.update(state=state, sent_at=sent_at, problem=problem[:500], said=letter.said))


def composed(letter: Letter, membership: Membership, sender: Sender, *, at: datetime) -> EmailMessage:
    """The whole e-mail. Raises UnfitAddress."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = address(sender.address, name=sender.name)
    mail["To"] = address(membership.user.email)
    if letter.kind == LetterKind.DIGEST:
        return _digest(mail, letter, membership, letter.day, at=at)
    return _report(mail, letter, membership, at=at)


def _digest(
    mail: EmailMessage, letter: Letter, membership: Membership, day: date, *, at: datetime
) -> EmailMessage:
    subscription = Subscription.objects.get(user=letter.user_id)
    leaving = unsubscribing(subscription)
    written = digest(membership, day=day, language=letter.language, unsubscribe=leaving)
    _headed(mail, letter, written.subject, at=at)
    mail["List-Unsubscribe"] = f"<{leaving}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _filled(mail, written)
    letter.said = list(written.said)
    return mail


def _report(mail: EmailMessage, letter: Letter, reader: Membership, *, at: datetime) -> EmailMessage:
    if letter.report is None:
        raise UnfitAddress("a letter about no report")
    written, files = enclosed(letter.report, reader, language=letter.language, day=letter.day)
    _headed(mail, letter, written.subject, at=at)
    _filled(mail, written)
    for file in files:
        whole, _slash, part = file.kind.partition("/")
        mail.add_attachment(file.content, maintype=whole, subtype=part, filename=file.name)
    return mail


def _headed(mail: EmailMessage, letter: Letter, subject: str, *, at: datetime) -> None:
    mail["Subject"] = in_header(subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday note has to answer it


def _filled(mail: EmailMessage, written: Written) -> None:
    """Both forms of the text; pictures belong to the HTML, under their names."""
    mail.set_content(written.text, cte="quoted-printable")
    mail.add_alternative(written.html, subtype="html", cte="quoted-printable")
    html = mail.get_body(("html",))
    if html is not None:
        for name, picture in written.pictures.items():
            html.add_related(picture, maintype="image", subtype="png", cid=f"<{name}>", disposition="inline")
