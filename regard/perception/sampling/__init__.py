"""Whom to ask, how many, and what the answers of some say about all."""

from regard.perception.sampling.bounds import Bounds, UnfitBounds, bounds
from regard.perception.sampling.designs import UnfitDesign, design_effect
from regard.perception.sampling.frames import UnfitFrame, UnfitWeights
from regard.perception.sampling.planning import (
    UnfitPlan,
    capacity,
    detectable_change,
    half_width,
    invitations,
    sample_size,
    wave_size,
)
from regard.perception.sampling.plans import Draw, Invitation, SamplingPlan, UnfitSample, allocate
from regard.perception.sampling.propensity import (
    NobodyResponded,
    NotConverged,
    Propensity,
    response_propensity,
)
from regard.perception.sampling.raking import Raked, TooTightTrim, UnmetMargin, rake
from regard.perception.sampling.weighted import (
    NobodyLeft,
    WeightedMean,
    WholePopulation,
    weighted_estimate,
    weighted_mean,
)

__all__ = [
    "Bounds",
    "Draw",
    "Invitation",
    "NobodyLeft",
    "NobodyResponded",
    "NotConverged",
    "Propensity",
    "Raked",
    "SamplingPlan",
    "TooTightTrim",
    "UnfitBounds",
    "UnfitDesign",
    "UnfitFrame",
    "UnfitPlan",
    "UnfitSample",
    "UnfitWeights",
    "UnmetMargin",
    "WeightedMean",
    "WholePopulation",
    "allocate",
    "bounds",
    "capacity",
    "design_effect",
    "detectable_change",
    "half_width",
    "invitations",
    "rake",
    "response_propensity",
    "sample_size",
    "wave_size",
    "weighted_estimate",
    "weighted_mean",
]
