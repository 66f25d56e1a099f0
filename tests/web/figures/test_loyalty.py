"""The numbers of loyalty and money come out again from the files of customers, months and quarters."""

import random
import re
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from django.utils import timezone
from statsmodels.regression.linear_model import OLS

from regard.web.customers.models import Account
from regard.web.dashboards.figures import count_text
from regard.web.insights.payer_study import payers
from regard.web.loyalty.linking import amount_text
from regard.web.workspaces.tenancy import in_workspace
from tests.web.figures.records import Company, Record, marked
from tests.web.figures.remaking_pages import of_heard, of_reason
from tests.web.figures.test_pages import picked

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("figures")]


def test_the_reasons_of_twenty_customers_at_risk_stand_in_their_records(
    company: Company, dice: random.Random
) -> None:
    figures = [one for one in marked(company.open("loyalty/at-risk/")) if one.kind != "marked"]
    for figure in picked(figures, dice):
        assert of_reason(company, figure) == figure.value


def test_the_customers_who_were_heard_are_those_in_the_records(company: Company) -> None:
    page = company.open("loyalty/")
    with in_workspace(company.workspace):
        today, paying = timezone.now().date(), defaultdict(set)
        names = dict(Account.objects.values_list("pk", "name"))
        for one in payers():
            if one.is_here and one.revenue(today):
                paying[one.segment].add(names[one.pk])
    figures = [one for one in marked(page) if one.kind == "heard"]
    assert len(figures) == 3
    assert [one.value for one in figures] == [of_heard(company, one, paying) for one in figures]


def test_the_curves_of_loyalty_come_out_again_from_the_file_of_their_customers(company: Company) -> None:
    page = company.open("loyalty/")
    customers = company.records(page.link("These customers (CSV)"))
    assert customers
    names = {"Never answered": "never answered", "Detractors (0–6)": "detractor"}
    names |= {"Passives (7–8)": "passive", "Promoters (9–10)": "promoter"}
    table = page.html.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
    told = {name: cells for name, *cells in (re.findall(r">([^<>]+)</t[dh]>", line) for line in table)}
    assert set(told) == set(names)
    for name, (n, left, stay, _ends) in told.items():
        some = [one for one in customers if one["last_score_before"] == names[name]]
        gone = sum(bool(one["left_on"]) for one in some)
        share_staying = f"{round(100 * (1 - gone / len(some)))} %"
        assert (n, left, stay) == (count_text(len(some)), count_text(gone), share_staying)


def test_what_goes_with_leaving_comes_out_again_from_the_file_of_months(company: Company) -> None:
    page = company.open("loyalty/")
    months = company.records(page.link("These months (CSV)"))
    left = sum(one["left"] == "yes" for one in months if one["last_score_before"] != "never answered")
    assert f"whether the score goes with leaving: {left} of the 50 it takes." in page.text


def test_what_goes_with_paying_comes_out_again_from_the_file_of_quarters(company: Company) -> None:
    page = company.open("loyalty/")
    of: dict[str, list[Record]] = defaultdict(list)
    for one in company.records(page.link("These quarters (CSV)")):
        of[one["id"]].append(one)
    used = {
        who: [(now["quarter_until"], float(before["mean_score"]), float(now["revenue_a_month"]))
              for before, now in pairwise(own) if before["mean_score"] and now["revenue_a_month"]]
        for who, own in of.items()
    }  # fmt: skip
    rows = [(who, *row) for who, own in used.items() if len(own) > 1 for row in own]
    low, high = of_paying(rows)
    people = len({who for who, *_ in rows})
    assert (
        f"95 % interval {amount_text(low)} to {amount_text(high)} EUR a month for each point · "
        f"n = {len(rows)} quarters of {people} customers"
    ) in page.text


def of_paying(rows: list[tuple[str, str, float, float]]) -> tuple[float, float]:
    """The interval of the slope within customers and quarters, by another library's regression."""
    who, quarter = (np.unique([row[place] for row in rows], return_inverse=True)[1] for place in (0, 1))
    columns = np.column_stack([[row[2] for row in rows], np.eye(quarter.max() + 1)[quarter][:, 1:]])
    paid = np.array([row[3] for row in rows])
    size = np.bincount(who)

    def within(column: np.ndarray) -> np.ndarray:
        return column - (np.bincount(who, weights=column) / size)[who]

    design = np.column_stack([within(column) for column in columns.T])
    found = OLS(within(paid), design).fit(cov_type="cluster", cov_kwds={"groups": who}, use_t=True)
    low, high = found.conf_int()[0]
    return low, high
