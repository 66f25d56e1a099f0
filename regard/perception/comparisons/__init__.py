"""Two numbers compared, and many comparisons judged together."""

from regard.perception.comparisons.differences import Comparison, UnlikeEstimates, compare, difference
from regard.perception.comparisons.families import adjust
from regard.perception.comparisons.judging import judged
from regard.perception.comparisons.mixes import Decomposition, Part, UnfitWeights, decompose_change
from regard.perception.comparisons.panels import NoMeanOfScores, compare_paired, score_values, transitions
from regard.perception.comparisons.segments import SegmentComparisons, SegmentFinding, compare_segments

__all__ = [
    "Comparison",
    "Decomposition",
    "NoMeanOfScores",
    "Part",
    "SegmentComparisons",
    "SegmentFinding",
    "UnfitWeights",
    "UnlikeEstimates",
    "adjust",
    "compare",
    "compare_paired",
    "compare_segments",
    "decompose_change",
    "difference",
    "judged",
    "score_values",
    "transitions",
]
