"""Star ratings."""

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate, UnfitScale, score_interval
from regard.perception.metrics.mean import by_score, mean_definition


def star_rating(counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """The mean number of stars; look at the histogram beside it, for ratings are often J-shaped.

    The interval is the multinomial score interval at `level`; the number of fewer than `hide_below`
    answers is hidden. Raises UnfitScale where fewer stars are better.
    """
    scale = counts.scale
    if scale.direction != "high_is_good":
        raise UnfitScale(f"more stars are better, which {scale} denies")
    definition = mean_definition("stars/1", f"Stars v1: mean rating on {scale}", scale)
    return score_interval(by_score(counts), definition.at(level), hide_below=hide_below)
