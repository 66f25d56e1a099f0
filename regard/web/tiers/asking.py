"""From a row to an engine that reads: requests go through the one door, under the key of the endpoint."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from regard.perception.text import tiers
from regard.web import outbound
from regard.web.sealing import BrokenSeal
from regard.web.tiers.models import Kind, Problem, TextTier

LIMITS = outbound.Limits(seconds=20.0, size=256 * 1024, attempts=2)
HASTY = outbound.Limits(seconds=8.0, size=256 * 1024, attempts=1)
PATIENT = outbound.Limits(seconds=60.0, size=8 * 1024 * 1024, attempts=3)
FAILURES = (outbound.OutboundError, tiers.AnswerError, tiers.TooFewExamples, tiers.BadTrained, BrokenSeal)
PROBLEMS: tuple[tuple[type[Exception], Problem], ...] = (
    (outbound.Busy, Problem.BUSY),
    (outbound.TurnedAway, Problem.TURNED_AWAY),
    (outbound.TooSlow, Problem.SLOW),
    (outbound.TooLarge, Problem.TOO_LARGE),
    (outbound.BadAnswer, Problem.MALFORMED),
    (outbound.OutboundError, Problem.ADDRESS),
    (BrokenSeal, Problem.KEY),
    (Exception, Problem.MALFORMED),
)
LONGEST_REST = timedelta(hours=6)
LONG_REST = timedelta(hours=1)
OF_THE_TEXT = frozenset({400, 413, 422})  # it may be this text that the host cannot take


def engine(tier: TextTier, *, limits: outbound.Limits = LIMITS) -> tiers.Tier:
    """The engine of a tier. Raises BrokenSeal, and BadTrained where its heads are not trained."""
    post = transport(tier, limits=limits)
    if tier.kind == Kind.CHAT:
        return tiers.ChatTier(tier.model, post, heads=tier.heads, masked=tier.is_masked)
    trained = tiers.Trained.of(bytes(tier.trained))
    embed = tiers.embedder(tier.model, post)
    return tiers.EmbeddingTier(tier.model, embed, trained, masked=tier.is_masked, heads=tier.heads)


def transport(tier: TextTier, *, limits: outbound.Limits) -> tiers.Transport:
    """How a request reaches the endpoint. Raises BrokenSeal; what it gives raises OutboundError."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    if tier.key:
        headers["authorization"] = f"Bearer {tier.key}"

    def post(path: str, request: Mapping[str, Any]) -> bytes:
        body = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()
        return outbound.call(f"{tier.endpoint}/{path}", body=body, headers=headers, limits=limits)

    return post


def request_shown(tier: TextTier, text: str) -> str:
    """The whole request about one text, as it leaves."""
    if tier.kind == Kind.CHAT:
        shown: Mapping[str, Any] = tiers.ChatTier(tier.model, _nowhere, heads=tier.heads).request(text)
    else:
        shown = {"model": tier.model, "input": [text], "encoding_format": "float"}
    return json.dumps(shown, ensure_ascii=False, indent=2)


def problem_of(error: Exception) -> Problem:
    """What a failure is called on a page."""
    return next(problem for kind, problem in PROBLEMS if isinstance(error, kind))


def rest(error: Exception, failures: int) -> timedelta:
    """How long a tier rests: as long as the host says, or longer with each failure in a row."""
    if isinstance(error, outbound.Busy) and error.after is not None:
        return min(max(timedelta(seconds=error.after), timedelta(seconds=1)), timedelta(days=1))
    if problem_of(error) in (Problem.TURNED_AWAY, Problem.KEY, Problem.MALFORMED):
        return LONG_REST
    return min(timedelta(minutes=2 ** min(failures - 1, 10)), LONGEST_REST)


def is_of_the_text(error: Exception) -> bool:
    """Whether another text may fare better."""
    status = getattr(error, "status", None)
    return isinstance(error, tiers.AnswerError) or status in OF_THE_TEXT


def _nowhere(_path: str, _request: Mapping[str, Any]) -> bytes:
    raise outbound.RefusedAddress("a request that is only shown")
