"""A study whose numbers are each of one definition: of a period, the part since it changed."""

from collections.abc import Mapping
from dataclasses import replace

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.insights.studies import Filters, Study


def of_one_definition(numbers: Numbers, now: Study, where: Filters, parts: Mapping[str, Period]) -> Study:
    """The same study; where a definition changed within its days, with the number of the `parts` since."""
    metrics, scales = dict(now.metrics), dict(now.scales)
    for metric, part in parts.items():
        if metric not in metrics:
            continue
        since = numbers.study(replace(where, start=part.start), words=0)
        del metrics[metric]
        scales.pop(metric, None)
        if metric in since.metrics:
            metrics[metric] = since.metrics[metric]
            scales[metric] = since.scales.get(metric, ())
    return replace(now, metrics=metrics, scales=scales)


def of_part(address: Address, part: Period | None) -> Address:
    """The address of the records of a part of its period, which is compared with nothing."""
    if part is None:
        return address
    return address.but(period="dates", start=part.start, last=part.last_day, compare="")
