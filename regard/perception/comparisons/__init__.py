"""Two numbers compared, and many comparisons judged together."""

from regard.perception.comparisons.differences import Comparison, UnlikeEstimates, compare, difference
from regard.perception.comparisons.families import adjust

__all__ = ["Comparison", "UnlikeEstimates", "adjust", "compare", "difference"]
