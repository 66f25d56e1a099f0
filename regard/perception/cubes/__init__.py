"""Counts by many dimensions at once: `CountCube`."""

from regard.perception.cubes.cells import BelowZero, UnfitCube
from regard.perception.cubes.cube import CountCube

__all__ = ["BelowZero", "CountCube", "UnfitCube"]
