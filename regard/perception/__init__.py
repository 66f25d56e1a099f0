"""Customer perception as numbers and words: rows in, answers out; no network, no clock, no globals."""

from regard.perception.comparisons import Comparison, UnlikeEstimates, adjust, compare, difference
from regard.perception.counts import Counts, Groups, OffScale, Scale, UnlikeCounts
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval
from regard.perception.metrics import ces, csat, net_sentiment, nps, polarity, star_rating
from regard.perception.tallies import Engine, Filters, ScoreRow, ScoreTally, Tally, WordCount, WordTally

__all__ = [
    "Comparison",
    "Counts",
    "Definition",
    "Engine",
    "Estimate",
    "Filters",
    "Groups",
    "OffScale",
    "Scale",
    "ScoreRow",
    "ScoreTally",
    "Tally",
    "UnfitScale",
    "UnlikeCounts",
    "UnlikeEstimates",
    "WordCount",
    "WordTally",
    "adjust",
    "ces",
    "compare",
    "csat",
    "difference",
    "net_sentiment",
    "nps",
    "polarity",
    "score_interval",
    "star_rating",
]
