"""Small numbers protected in one place: what may be published of a table of counts, and what may not.

A count of 1 to k - 1 people is hidden, and as many further counts as it takes that nobody can work it out
from totals. The attacker knows every published count, that rows, columns and the whole add up, and that a
hidden count is at least 1, for counts of 0 are published. Protected means: every hidden count has more than
one value in the tables that fit, and every small one may, for all that is known, be k or more. What else
was published of the same people, in another table, is not known here.
"""

from regard.perception.protection.attacks import attack
from regard.perception.protection.merging import merge_small
from regard.perception.protection.tables import TOTAL, Protected, UnfitTable, protect, protect_table

__all__ = ["TOTAL", "Protected", "UnfitTable", "attack", "merge_small", "protect", "protect_table"]
