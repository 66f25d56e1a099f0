"""A feedback file as a report: gathered from its rows, told on a terminal, on a page or to a machine."""
