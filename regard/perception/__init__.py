"""Customer perception as numbers and words: rows in, answers out; no network, no clock, no globals.

What is offered here begins with counts: counts in, estimates and comparisons out, which needs nothing but
Python. What needs arrays (trends, drivers, links, effects, sampling, maps) is loaded when it is first asked
for. Rows are Arrow tables in the shape of `regard.perception.schema.ROWS`;
`regard.perception.engines.duckdb.DuckDBEngine` counts them, `regard.perception.study.perception` asks a
whole study of an engine, `regard.perception.study.changes` what changed, `regard.perception.archive` keeps
rows as Parquet, and `regard.perception.text.read` reads texts.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from regard.perception.comparisons import (
    Comparison,
    Decomposition,
    SegmentComparisons,
    UnlikeEstimates,
    adjust,
    compare,
    compare_paired,
    compare_segments,
    decompose_change,
    difference,
)
from regard.perception.counts import Counts, Groups, OffScale, Scale, UnlikeCounts
from regard.perception.estimates import Definition, Estimate, Interval, UnfitScale, score_interval
from regard.perception.metrics import (
    ForeignDefinition,
    Profile,
    Reliability,
    bottom_box,
    ces,
    composite_index,
    csat,
    declare,
    definitions,
    distribution,
    mean_score,
    net_score,
    net_sentiment,
    nps,
    polarity,
    profile,
    reliability,
    star_prior,
    star_rating,
    top_box,
    trust,
    value_alignment,
)
from regard.perception.protection import Protected, merge_small, protect, protect_table
from regard.perception.tallies import (
    Engine,
    Filters,
    Owned,
    ScoreRow,
    ScoreTally,
    Tally,
    UnfitFilter,
    WordCount,
    WordTally,
)

if TYPE_CHECKING:
    from regard.perception.cubes import CountCube
    from regard.perception.drivers import (
        KeyDrivers,
        Kink,
        ThemeDriver,
        ThemeImpact,
        key_drivers,
        kink,
        theme_drivers,
        theme_impact,
    )
    from regard.perception.effects import (
        ActionEffect,
        Selection,
        effect_of_action,
        in_holdout,
        nps_changes,
    )
    from regard.perception.links import (
        ChurnLink,
        EValue,
        EventCounts,
        HazardModel,
        LogRank,
        RetentionCurve,
        RevenuePerPoint,
        RevenueSums,
        churn_link,
        e_value,
        event_counts,
        gross_revenue_retention,
        hazard_model,
        logo_churn,
        logrank,
        net_revenue_retention,
        retention_by_group,
        retention_curve,
        revenue_churn,
        revenue_heard,
        revenue_per_point,
        robustness_value,
    )
    from regard.perception.maps import (
        ConceptMap,
        DescriptorTable,
        PerceptionMap,
        brand_concept_map,
        gaps,
        perception_map,
    )
    from regard.perception.moments import Moments
    from regard.perception.sampling import (
        Propensity,
        Raked,
        SamplingPlan,
        WeightedMean,
        allocate,
        bounds,
        capacity,
        design_effect,
        detectable_change,
        invitations,
        rake,
        response_propensity,
        sample_size,
        wave_size,
        weighted_estimate,
        weighted_mean,
    )
    from regard.perception.trends import (
        Anomalies,
        ChangePoints,
        Monitor,
        Seasonality,
        Trend,
        anomalies,
        change_points,
        confidence_sequence,
        seasonality,
        trend,
        watch,
    )

_ROOMS = {
    "cubes": "CountCube",
    "drivers": "KeyDrivers Kink ThemeDriver ThemeImpact key_drivers kink theme_drivers theme_impact",
    "effects": "ActionEffect Selection effect_of_action in_holdout nps_changes",
    "links": (
        "ChurnLink EValue EventCounts HazardModel LogRank RetentionCurve RevenuePerPoint "
        "RevenueSums churn_link e_value event_counts gross_revenue_retention hazard_model "
        "logo_churn logrank net_revenue_retention retention_by_group retention_curve revenue_churn "
        "revenue_heard revenue_per_point robustness_value"
    ),
    "maps": "ConceptMap DescriptorTable PerceptionMap brand_concept_map gaps perception_map",
    "moments": "Moments",
    "sampling": (
        "Propensity Raked SamplingPlan WeightedMean allocate bounds capacity design_effect "
        "detectable_change invitations rake response_propensity sample_size wave_size "
        "weighted_estimate weighted_mean"
    ),
    "trends": (
        "Anomalies ChangePoints Monitor Seasonality Trend anomalies change_points "
        "confidence_sequence seasonality trend watch"
    ),
}
_LATER = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "ActionEffect",
    "Anomalies",
    "ChangePoints",
    "ChurnLink",
    "Comparison",
    "ConceptMap",
    "CountCube",
    "Counts",
    "Decomposition",
    "Definition",
    "DescriptorTable",
    "EValue",
    "Engine",
    "Estimate",
    "EventCounts",
    "Filters",
    "ForeignDefinition",
    "Groups",
    "HazardModel",
    "Interval",
    "KeyDrivers",
    "Kink",
    "LogRank",
    "Moments",
    "Monitor",
    "OffScale",
    "Owned",
    "PerceptionMap",
    "Profile",
    "Propensity",
    "Protected",
    "Raked",
    "Reliability",
    "RetentionCurve",
    "RevenuePerPoint",
    "RevenueSums",
    "SamplingPlan",
    "Scale",
    "ScoreRow",
    "ScoreTally",
    "Seasonality",
    "SegmentComparisons",
    "Selection",
    "Tally",
    "ThemeDriver",
    "ThemeImpact",
    "Trend",
    "UnfitFilter",
    "UnfitScale",
    "UnlikeCounts",
    "UnlikeEstimates",
    "WeightedMean",
    "WordCount",
    "WordTally",
    "adjust",
    "allocate",
    "anomalies",
    "bottom_box",
    "bounds",
    "brand_concept_map",
    "capacity",
    "ces",
    "change_points",
    "churn_link",
    "compare",
    "compare_paired",
    "compare_segments",
    "composite_index",
    "confidence_sequence",
    "csat",
    "declare",
    "decompose_change",
    "definitions",
    "design_effect",
    "detectable_change",
    "difference",
    "distribution",
    "e_value",
    "effect_of_action",
    "event_counts",
    "gaps",
    "gross_revenue_retention",
    "hazard_model",
    "in_holdout",
    "invitations",
    "key_drivers",
    "kink",
    "logo_churn",
    "logrank",
    "mean_score",
    "merge_small",
    "net_revenue_retention",
    "net_score",
    "net_sentiment",
    "nps",
    "nps_changes",
    "perception_map",
    "polarity",
    "profile",
    "protect",
    "protect_table",
    "rake",
    "reliability",
    "response_propensity",
    "retention_by_group",
    "retention_curve",
    "revenue_churn",
    "revenue_heard",
    "revenue_per_point",
    "robustness_value",
    "sample_size",
    "score_interval",
    "seasonality",
    "star_prior",
    "star_rating",
    "theme_drivers",
    "theme_impact",
    "top_box",
    "trend",
    "trust",
    "value_alignment",
    "watch",
    "wave_size",
    "weighted_estimate",
    "weighted_mean",
]
