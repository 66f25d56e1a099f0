"""Whom to ask, and how often at most: rules over a ledger of contacts. No Django, no network, no clock."""
