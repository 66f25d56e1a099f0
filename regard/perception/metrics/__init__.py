"""Tally in, estimate out: one metric a file."""

from regard.perception.metrics.ces import ces
from regard.perception.metrics.csat import csat
from regard.perception.metrics.nps import nps
from regard.perception.metrics.sentiment import net_sentiment, polarity
from regard.perception.metrics.stars import star_rating

__all__ = ["ces", "csat", "net_sentiment", "nps", "polarity", "star_rating"]
