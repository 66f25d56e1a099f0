"""Regard: how customers see a company, and what it does about it."""

__version__ = "0.1.0"
