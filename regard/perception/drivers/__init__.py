"""What a score goes with: drivers, themes and kinks; associations, not causes."""

from regard.perception.drivers.importance import TooManyDrivers, lmg, relative_weights
from regard.perception.drivers.key_drivers import Driver, Inseparable, KeyDrivers, key_drivers
from regard.perception.drivers.kinks import Kink, NoRating, TooFewRatings, kink
from regard.perception.drivers.themes import NoTheme, ThemeDriver, ThemeImpact, theme_drivers, theme_impact

__all__ = [
    "Driver",
    "Inseparable",
    "KeyDrivers",
    "Kink",
    "NoRating",
    "NoTheme",
    "ThemeDriver",
    "ThemeImpact",
    "TooFewRatings",
    "TooManyDrivers",
    "key_drivers",
    "kink",
    "lmg",
    "relative_weights",
    "theme_drivers",
    "theme_impact",
]
