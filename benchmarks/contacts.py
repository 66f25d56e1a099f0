"""A year of asking: 10,000 people, six surveys, four channels. python benchmarks/contacts.py [PEOPLE] [YEARS]

Who is asked is decided by regard.contacting; the budget is counted anew from the contacts that were made.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from regard.contacting.simulation import simulate
from tests.contacting.year import RULES, START, off_by, over_budget, surveys, truth, world

Z = 1.96


def main(people: int = 10_000, years: int = 1) -> None:
    print(
        f"{'':8}{'asked':>7}{'planned':>8}{'true':>7}{'weighted, 95 %':>22}{'off by':>8}{'plain off by':>14}"
    )
    within: list[bool] = []
    for seed in range(1, years + 1):
        imagined, asking = world(people, seed=seed), surveys(people)
        before = time.process_time()
        year = simulate(imagined, asking, RULES, start=START)
        seconds = time.process_time() - before
        for survey in asking:
            key, planned = survey.demand.key, survey.demand.planned
            weighted, plain, _n = year.estimates(imagined, key)
            by, _plainly, error = off_by(year, imagined, survey)
            within.append(abs(by) < Z)
            true = truth(imagined, survey)
            interval = f"{weighted:.2f} [{weighted - Z * error:.2f}, {weighted + Z * error:.2f}]"
            print(
                f"{key:8}{len(year.asked[key]):7}{planned or '':>8}{true:7.2f}{interval:>22}"
                f"{weighted - true:+8.2f}{plain - true:+14.2f}"
            )
        broken = len(over_budget(year.contacts, RULES))
        print(
            f"{people} people, {len(year.contacts)} contacts, {broken} over budget, "
            f"{year.without_reason} silences without a reason, {seconds:.0f} s CPU"
        )
    print(f"the true mean is within the 95 % interval of the weighted one in {sum(within)} of {len(within)}")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]))
