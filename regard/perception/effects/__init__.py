"""Did an action help: hold-outs, difference-in-differences and interrupted series, judged with reasons."""

from regard.perception.effects.action import effect_of_action, nps_changes
from regard.perception.effects.contrasts import NoContrast
from regard.perception.effects.holdout import in_holdout
from regard.perception.effects.selection import Selection
from regard.perception.effects.verdicts import ActionEffect, Verdict

__all__ = [
    "ActionEffect",
    "NoContrast",
    "Selection",
    "Verdict",
    "effect_of_action",
    "in_holdout",
    "nps_changes",
]
