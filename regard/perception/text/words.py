"""The plain forms of the terms that judge, by the numbers that the kernels know them by."""

from functools import cache

import numpy as np

from regard.perception.text.lexicon import plain_forms
from regard.perception.text.lists import ROLES, gathered
from regard.perception.text.weights import kit


class OtherListsError(ValueError):
    """The word lists are not those that the model was trained with."""


@cache
def plain_words() -> tuple[str, ...]:
    """The plain form of each term of the lists that ship, by its number. Raises OtherListsError.

    The kernels know a term by the place at which the lists name it; that is asked here of the files.
    """
    terms, plain, lists = gathered(), plain_forms(), kit().lists
    roles = np.array([ROLES.index(term.role) for term in terms.values()], np.uint8)
    values = np.array([term.value for term in terms.values()], np.float32)
    if not np.array_equal(roles, lists.roles) or not np.array_equal(values, lists.values):
        raise OtherListsError("the word lists changed since the model was trained; see `make train`")
    return tuple(plain.get(term, term) for term in terms)
