"""What perception goes with: staying, leaving and paying, from counts and sums."""

from regard.perception.links.churn import ChurnLink, churn_link
from regard.perception.links.events import (
    NEVER,
    EventCounts,
    EventRow,
    OffMonth,
    UnlikeEvents,
    from_durations,
)
from regard.perception.links.hazard import HazardModel, HazardRatio, Inseparable, Separated, hazard_model
from regard.perception.links.histories import History, event_counts, nps_band, since_answer, since_month
from regard.perception.links.panel import OffPanel, RevenuePerPoint, Wave, revenue_per_point
from regard.perception.links.retention import (
    LogRank,
    NobodyAtRisk,
    RetentionCurve,
    logrank,
    retention_by_group,
    retention_curve,
)
from regard.perception.links.revenue import (
    OffRevenue,
    RevenueRate,
    RevenueSums,
    TooFewAccounts,
    gross_revenue_retention,
    logo_churn,
    net_revenue_retention,
    revenue_churn,
    revenue_heard,
)
from regard.perception.links.sensitivity import EValue, NoRatio, e_value, risk_ratio, robustness_value

__all__ = [
    "NEVER",
    "ChurnLink",
    "EValue",
    "EventCounts",
    "EventRow",
    "HazardModel",
    "HazardRatio",
    "History",
    "Inseparable",
    "LogRank",
    "NoRatio",
    "NobodyAtRisk",
    "OffMonth",
    "OffPanel",
    "OffRevenue",
    "RetentionCurve",
    "RevenuePerPoint",
    "RevenueRate",
    "RevenueSums",
    "Separated",
    "TooFewAccounts",
    "UnlikeEvents",
    "Wave",
    "churn_link",
    "e_value",
    "event_counts",
    "from_durations",
    "gross_revenue_retention",
    "hazard_model",
    "logo_churn",
    "logrank",
    "net_revenue_retention",
    "nps_band",
    "retention_by_group",
    "retention_curve",
    "revenue_churn",
    "revenue_heard",
    "revenue_per_point",
    "risk_ratio",
    "robustness_value",
    "since_answer",
    "since_month",
]
