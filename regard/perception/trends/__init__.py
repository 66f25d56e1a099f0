"""What happens over time: trends, seasons, breaks, odd days, and alarms one may look at daily."""

from regard.perception.trends.breaks import Break, ChangePoints, change_points
from regard.perception.trends.later import compare_later
from regard.perception.trends.levels import Level, local_level
from regard.perception.trends.monitors import Monitor, UnfitBaseline, watch
from regard.perception.trends.seasons import Cycle, Effect, Seasonality, seasonality
from regard.perception.trends.sequences import WeightedAnswers, confidence_sequence
from regard.perception.trends.series import NoAnswers, UnfitSeries
from regard.perception.trends.slopes import Period, Trend, trend
from regard.perception.trends.surprises import Anomalies, Anomaly, anomalies
from regard.perception.trends.volumes import Usual, VolumeMonitor, rate_interval, rate_sequence

__all__ = [
    "Anomalies",
    "Anomaly",
    "Break",
    "ChangePoints",
    "Cycle",
    "Effect",
    "Level",
    "Monitor",
    "NoAnswers",
    "Period",
    "Seasonality",
    "Trend",
    "UnfitBaseline",
    "UnfitSeries",
    "Usual",
    "VolumeMonitor",
    "WeightedAnswers",
    "anomalies",
    "change_points",
    "compare_later",
    "confidence_sequence",
    "local_level",
    "rate_interval",
    "rate_sequence",
    "seasonality",
    "trend",
    "watch",
]
