"""Texts with gaps: a closed set of names in braces, each filled in once and never read again.

    "Thank you, {first_name}. You gave us {answer.score}."

There is no other syntax: no attribute, no index, no format. What is filled in is a text like any other; a
name that looks like a gap is left as it is.
"""

import re
from collections.abc import Collection, Mapping

NAMES = ("first_name", "company", "account", "product", "touchpoint")
GAP = re.compile(r"\{([^{}\n]{0,60})\}")
ANSWER = re.compile(r"answer\.([a-z][a-z0-9_]{0,39})", re.ASCII)
MOST = 20


class UnknownPlaceholder(ValueError):
    """A gap that nothing fills: `name`, and its `position` in the text, counted from 0."""

    def __init__(self, name: str, position: int) -> None:
        super().__init__(f"{{{name}}} at {position}")
        self.name, self.position = name, position


class TooManyPlaceholders(ValueError):
    """More gaps than a text may have."""


def placeholders(text: str, *, questions: Collection[str] = ()) -> list[str]:
    """The gaps of a text, in order. Raises UnknownPlaceholder, TooManyPlaceholders.

    >>> placeholders("{first_name}, you gave {answer.score}", questions=["score"])
    ['first_name', 'answer.score']
    """
    found = []
    for gap in GAP.finditer(text):
        name = gap[1]
        answer = ANSWER.fullmatch(name)
        if name not in NAMES and not (answer and answer[1] in questions):
            raise UnknownPlaceholder(name, gap.start())
        found.append(name)
        if len(found) > MOST:
            raise TooManyPlaceholders(f"more than {MOST}")
    return found


def filled(text: str, given: Mapping[str, str]) -> str:
    """The text with what is `given` in its gaps; a gap without anything is left out.

    >>> filled("Hello {first_name}", {"first_name": "{company}", "company": "Qinghe"})
    'Hello {company}'
    """
    return GAP.sub(lambda gap: given.get(gap[1], ""), text)
