"""Tally in, estimate out: one metric a file."""

from regard.perception.metrics.boxes import bottom_box, net_score, top_box
from regard.perception.metrics.ces import ces
from regard.perception.metrics.composite import UnfitWeights, composite_index
from regard.perception.metrics.csat import csat
from regard.perception.metrics.distribution import Distribution, distribution
from regard.perception.metrics.foreign import KNOWN, ForeignDefinition, UnfitRule, declare
from regard.perception.metrics.items import Items, UnfitMoments
from regard.perception.metrics.likert import trust, value_alignment
from regard.perception.metrics.mean import mean_score
from regard.perception.metrics.nps import nps
from regard.perception.metrics.profile import Profile, UnknownPart, profile
from regard.perception.metrics.registry import definitions
from regard.perception.metrics.reliability import Reliability, reliability
from regard.perception.metrics.sentiment import net_sentiment, polarity
from regard.perception.metrics.stars import StarPrior, TooFewItems, star_prior, star_rating

__all__ = [
    "KNOWN",
    "Distribution",
    "ForeignDefinition",
    "Items",
    "Profile",
    "Reliability",
    "StarPrior",
    "TooFewItems",
    "UnfitMoments",
    "UnfitRule",
    "UnfitWeights",
    "UnknownPart",
    "bottom_box",
    "ces",
    "composite_index",
    "csat",
    "declare",
    "definitions",
    "distribution",
    "mean_score",
    "net_score",
    "net_sentiment",
    "nps",
    "polarity",
    "profile",
    "reliability",
    "star_prior",
    "star_rating",
    "top_box",
    "trust",
    "value_alignment",
]
