"""Every definition that numbers are made by, with its text: what somebody looks up who reads a number."""

from collections.abc import Iterator

from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Definition, Estimate
from regard.perception.metrics.boxes import bottom_box, net_score, top_box
from regard.perception.metrics.ces import SCALES, ces
from regard.perception.metrics.composite import composite_index
from regard.perception.metrics.csat import BOXES, csat
from regard.perception.metrics.foreign import KNOWN
from regard.perception.metrics.items import Items
from regard.perception.metrics.likert import SCALES as AGREEMENT
from regard.perception.metrics.likert import trust, value_alignment
from regard.perception.metrics.mean import mean_score
from regard.perception.metrics.nps import Method, nps
from regard.perception.metrics.profile import PARTS, part
from regard.perception.metrics.sentiment import net_sentiment, polarity
from regard.perception.metrics.stars import star_rating

FIVE, ELEVEN = Scale(1, 5), Scale(0, 10)


def definitions() -> tuple[Definition, ...]:
    """Every definition at 95 %, on each scale that it is customary on; foreign ones last.

    Those with parameters (boxes, breaks, priors, weights) stand with one example. An id stands once for
    each scale and interval.

    >>> print(definitions()[0])
    NPS v1: % 9-10 minus % 0-6 on 0-10; multinomial score interval 95 %; minimum n 30
    """
    ours = tuple(estimate.definition for estimate in (*_nps(), *_customary(), *_agreement(), *_generic()))
    return ours + tuple(foreign.definition for foreign in KNOWN)


def _nobody(scale: Scale) -> Counts:
    return Counts.of({}, scale)


def _nps() -> Iterator[Estimate]:
    methods: tuple[Method, ...] = ("score", "adjusted_wald", "wald")
    for method in methods:
        yield nps(_nobody(ELEVEN), method=method)
    yield nps(_nobody(FIVE), breaks=(3, 4))


def _customary() -> Iterator[Estimate]:
    for ends in BOXES:
        yield csat(_nobody(Scale(*ends)))
    yield csat(_nobody(FIVE), aggregate="mean")
    yield csat(_nobody(FIVE), aggregate="pomp")
    for version, scale in SCALES.items():
        yield ces(_nobody(scale), version=version)
    yield ces(_nobody(Scale(1, 7)), aggregate="top2")
    yield ces(_nobody(Scale(1, 7)), aggregate="top3")
    yield ces(_nobody(Scale(1, 7)), aggregate="net")
    yield star_rating(_nobody(FIVE))
    yield star_rating(_nobody(FIVE), prior=(4, 10))
    yield net_sentiment(polarity({}))


def _agreement() -> Iterator[Estimate]:
    for metric in (trust, value_alignment):
        for scale in AGREEMENT:
            yield metric(_nobody(scale))
            yield metric(_nobody(scale), aggregate="mean")
            yield metric(_nobody(scale), aggregate="pomp")
            yield metric(_nobody(scale), aggregate="net")


def _generic() -> Iterator[Estimate]:
    yield mean_score(_nobody(FIVE))
    yield top_box(_nobody(FIVE), 2)
    yield bottom_box(_nobody(FIVE), 2)
    yield net_score(_nobody(FIVE), 2, 2)
    for name in PARTS:
        yield part(name, _nobody(FIVE))
    of_two = Items(("ease",), 2, (3.0,), ((0.0,),))
    yield composite_index(of_two, {"ease": 1.0}, {"ease": FIVE})
