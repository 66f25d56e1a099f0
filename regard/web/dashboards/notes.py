"""One line of a list on the home page: what there is, a word more about it, and where it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """A line with its way to the records; `url` is empty where there is nothing to open."""

    title: str
    detail: str = ""
    url: str = ""
