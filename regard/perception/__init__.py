"""Customer perception as numbers and words: rows in, answers out; no network, no clock, no globals.

What is offered here needs nothing but Python: counts in, estimates and comparisons out. Rows are Arrow
tables in the shape of `regard.perception.schema.ROWS`; `regard.perception.engines.duckdb.DuckDBEngine`
counts them, `regard.perception.study.perception` asks a whole study of an engine,
`regard.perception.study.changes` what changed, `regard.perception.archive` keeps rows as Parquet, and
`regard.perception.text.read` reads texts.
"""

from regard.perception.comparisons import Comparison, UnlikeEstimates, adjust, compare, difference
from regard.perception.counts import Counts, Groups, OffScale, Scale, UnlikeCounts
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval
from regard.perception.metrics import ces, csat, net_sentiment, nps, polarity, star_rating
from regard.perception.tallies import (
    Engine,
    Filters,
    ScoreRow,
    ScoreTally,
    Tally,
    UnfitFilter,
    WordCount,
    WordTally,
)

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
    "UnfitFilter",
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
