"""Train the heads of an embedding model on our own labelled texts, a piece at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db import transaction

from regard.perception.text import tiers
from regard.web.tiers.asking import FAILURES, PATIENT, problem_of, rest, transport
from regard.web.tiers.models import TextTier
from regard.web.workspaces.leases import Hold

AT_ONCE = 64
Now = Callable[[], datetime]


def teach(tier: TextTier, hold: Hold, *, now: Now, until: datetime) -> bool:
    """Ask for the vectors of more of our texts until then, and train the heads after the last; always True.

    Raises LeaseLost.
    """
    try:
        told = tiers.examples()
        done = _further(tier, [one.text for one in told], now=now, until=until)
        trained = tiers.train(lambda _texts: done, told).kept() if len(done) == len(told) else b""
    except FAILURES as error:
        failures, is_useless = tier.failures + 1, isinstance(error, tiers.TooFewExamples | tiers.BadTrained)
        fields = {"problem": problem_of(error), "paused_until": now() + rest(error, failures)}
        tier.note(failures=failures, taught=b"" if is_useless else tier.taught, **fields)
        return True
    with transaction.atomic():
        hold.still_held(at=now())
        tier.note(taught=b"" if trained else tiers.packed(done), trained=trained, problem="", failures=0)
    return True


def _further(tier: TextTier, texts: Sequence[str], *, now: Now, until: datetime) -> npt.NDArray[np.float64]:
    """The vectors so far and those of at least one more part."""
    embed = tiers.embedder(tier.model, transport(tier, limits=PATIENT))
    done = tiers.unpacked(bytes(tier.taught))
    while len(done) < len(texts):
        more = embed(texts[len(done) : len(done) + AT_ONCE])
        if len(done) and more.shape[1] != done.shape[1]:
            raise tiers.TooFewExamples("vectors of different lengths")
        done = np.vstack([done, more]) if len(done) else more
        if now() > until:
            break
    return done
