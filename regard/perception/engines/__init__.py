"""Rows in, tallies out; one engine a file."""
