"""Trained models, each with its card."""
