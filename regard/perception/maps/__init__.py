"""Perception maps: words and segments in one picture, with what was intended beside what is said."""

from regard.perception.maps.concepts import Association, ConceptMap, MapLink, UnfitMaps, brand_concept_map
from regard.perception.maps.distances import Distance, distance
from regard.perception.maps.gaps import Said, WordGap, gaps
from regard.perception.maps.perception import Axis, Ellipse, PerceptionMap, Point, perception_map
from regard.perception.maps.tables import ChangedWords, DescriptorTable, UnfitTable, common_words, stacked

__all__ = [
    "Association",
    "Axis",
    "ChangedWords",
    "ConceptMap",
    "DescriptorTable",
    "Distance",
    "Ellipse",
    "MapLink",
    "PerceptionMap",
    "Point",
    "Said",
    "UnfitMaps",
    "UnfitTable",
    "WordGap",
    "brand_concept_map",
    "common_words",
    "distance",
    "gaps",
    "perception_map",
    "stacked",
]
