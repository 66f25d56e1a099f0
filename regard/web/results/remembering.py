"""What was counted of a survey is counted once for each state of the feedback, in each process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from regard.web.insights.reading import feed_end
from regard.web.surveys.models import Survey

MOST = 128  # counts that are kept, of all surveys

T = TypeVar("T")

_counts: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(survey: Survey, what: Hashable, count: Callable[[], T]) -> T:
    """What `count` finds; asked again only where feedback has changed since (see ChangeClock).

    `what` names the count with all else that it depends on. What is found must not be changed by anybody.
    """
    key = (survey.pk, feed_end(), what)  # the clock first: a later count under an earlier number harms nobody
    with _lock:
        if key in _counts:
            _counts.move_to_end(key)
            found: T = _counts[key]
            return found
    found = count()
    with _lock:
        _counts[key] = found
        while len(_counts) > MOST:
            _counts.popitem(last=False)
    return found
