"""A year of asking: 10,000 people, six surveys, four channels. python benchmarks/contacts.py [PEOPLE] [YEARS]

Who is asked is decided by regard.contacting; the budget is counted anew from the contacts that were made.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from regard.contacting.simulation import simulate
from tests.contacting.year import RULES, START, off_by, over_budget, surveys, truth, world


def main(people: int = 10_000, years: int = 1) -> None:
    print(f"{'':8}{'asked':>7}{'planned':>8}{'true':>7}{'weighted':>9}{'(se)':>7}{'plain':>7}{'(se)':>7}")
    off: list[float] = []
    for seed in range(1, years + 1):
        imagined, asking = world(people, seed=seed), surveys(people)
        before = time.process_time()
        year = simulate(imagined, asking, RULES, start=START)
        seconds = time.process_time() - before
        for survey in asking:
            key, planned = survey.demand.key, survey.demand.planned
            weighted, plain, _n = year.estimates(imagined, key)
            by, plainly, _error = off_by(year, imagined, survey)
            off.append(abs(by))
            print(
                f"{key:8}{len(year.asked[key]):7}{planned or '':>8}{truth(imagined, survey):7.2f}"
                f"{weighted:9.2f}{by:7.1f}{plain:7.2f}{plainly:7.1f}"
            )
        broken = len(over_budget(year.contacts, RULES))
        print(
            f"{people} people, {len(year.contacts)} contacts, {broken} over budget, "
            f"{year.without_reason} silences without a reason, {seconds:.0f} s CPU"
        )
    within = sum(one < 1.96 for one in off)
    print(f"the weighted mean is within its 95 % interval of the truth in {within} of {len(off)}")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]))
