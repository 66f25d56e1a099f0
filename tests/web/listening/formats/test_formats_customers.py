"""Files of customers: told from feedback, their columns proposed, their rows read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regard.web.customers.models import LifecycleStage
from regard.web.listening.formats import (
    CUSTOMERS,
    FEEDBACK,
    Row,
    apply_customer,
    detect,
    detect_customers,
    likely_content,
)
from regard.web.listening.formats.amounts import CODES, SIGNS, Amount, amount, currency_of
from regard.web.listening.formats.customer_names import CUSTOMER_NAMES, customer_fit, is_of_churn
from regard.web.listening.formats.mapping import Mapping
from regard.web.listening.formats.names import simplified
from regard.web.listening.formats.refusals import BadValue, Refusal, UnreadableFile
from regard.web.listening.formats.stages import FLAGS, STAGES, WORDS, stage
from regard.web.listening.formats.uses import ROLES_OF, ColumnUse


def table(text: str) -> tuple[list[str], list[Row]]:
    header, *lines = [line.split(",") for line in text.strip().splitlines()]
    rows = [Row(n, dict(zip(header, line, strict=True))) for n, line in enumerate(lines, start=2)]
    return header, rows


def content(text: str) -> str:
    columns, rows = table(text)
    return likely_content(detect(columns, rows), detect_customers(columns, rows))


def roles(text: str) -> dict[str, str]:
    return {use.column: use.role for use in detect_customers(*table(text)).columns if use.role != "attribute"}


def read(column: str, cell: object, role: str = "stage") -> object:
    mapping = Mapping((ColumnUse("id", "customer"), ColumnUse(column, role)), content=CUSTOMERS)
    return apply_customer(Row(2, {"id": "c-1", column: cell}), mapping)


# --- what a file holds ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "customerID,gender,MonthlyCharges,Churn\n7590-V,Female,29.85,No\n5575-G,Male,56.95,Yes",
        "email,name\nann@example.com,Ann Teal\nli@example.com,李梅",
        "客户编号,姓名,会员等级,注册日期\nA1,王伟,金卡,2024-03-01\nA2,李梅,银卡,2024-03-02",
        "Id,First Name,Last Name,Title,Account,Email\n1,Ann,Teal,Buyer,Inn,a@x.org\n2,Bo,Li,CEO,Inn,b@x.org",
        "user_id,plan\nu1,pro\nu2,free",
    ],
)
def test_a_list_of_customers_is_told_from_feedback(text):
    assert content(text) == CUSTOMERS


@pytest.mark.parametrize(
    "text",
    [
        "customer_id,nps\nc1,9\nc2,3",
        "customer_id,email,comment\nc1,a@x.org,quick and friendly\nc2,b@x.org,太慢了",
        "id,date,stars\n1,2026-03-05,5\n2,2026-03-06,1",
        "customer,status,满意度\nc1,active,5\nc2,churned,2",
        "invoice,customer_id,amount\n1,c1,5\n2,c1,6\n3,c1,7\n4,c1,8\n5,c1,9",
        "colour,size\nred,1\nblue,2",
    ],
)
def test_what_says_something_or_names_nobody_is_no_list_of_customers(text):
    assert content(text) == FEEDBACK


# --- columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Customer ID,Contact Email,Full Name,Company,Plan,Locale,Status,Customer since,MRR,Currency,x\n"
            "1,a@x.org,Ann Teal,Inn,pro,en-GB,Active,2024-03-01,10,EUR,9",
            "customer customer_email customer_name account segment language stage since revenue currency",
        ),
        (
            "客户编号,邮箱,姓名,公司,会员等级,语言,是否流失,注册时间,月费（元）,城市\n"
            "A1,a@x.org,王伟,清河茶馆,金卡,中文,是,2024年3月1日,99,杭州",
            "customer customer_email customer_name account segment language stage since revenue",
        ),
        ("id,手机号,IP\n1,13900000000,10.0.0.1", "customer ignore ignore"),
        ("CLIENTNUM,Attrition_Flag\n1,Existing Customer\n2,Attrited Customer", "customer stage"),
    ],
)
def test_columns_are_proposed_by_their_names(text, expected):
    assert list(roles(text).values()) == expected.split()


def test_a_name_whose_values_do_not_fit_is_an_attribute():
    assert roles("id,status,mrr,since,email\n1,42,x,y,z\n2,43,x,y,z") == {"id": "customer"}


def test_a_name_of_which_half_the_values_fit_is_to_be_checked():
    columns, rows = table("id,status\n1,active\n2,purple")
    use = detect_customers(columns, rows).columns[1]
    assert (use.role, use.confidence, use.reason) == ("stage", "low", "values_unlike_name")


def test_an_unclear_order_of_days_is_said():
    mapping = detect_customers(*table("id,since\n1,3/5/2024\n2,4/6/2024"))
    assert (mapping.notes, mapping.columns[1].confidence) == (("day_order_unclear",), "low")


def test_every_list_of_names_belongs_to_a_role_and_no_name_to_two():
    assert set(CUSTOMER_NAMES) | {"attribute"} == set(ROLES_OF[CUSTOMERS])
    names = [simplified(name) for text in CUSTOMER_NAMES.values() for name in text.split("|")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_a_role_of_feedback_is_none_of_customers():
    with pytest.raises(UnreadableFile, match="there is no role text"):
        Mapping((ColumnUse("x", "text"),), content=CUSTOMERS)
    with pytest.raises(UnreadableFile, match="no file holds weather"):
        Mapping((ColumnUse("x", "attribute"),), content="weather")


def test_a_mapping_keeps_its_content():
    mapping = detect_customers(*table("id,since\n1,2024-03-05"))
    assert Mapping.from_json(mapping.to_json()) == mapping


# --- rows --------------------------------------------------------------------------------------


def test_a_row_is_read():
    columns, rows = table(
        "id,email,first name,last name,company,plan,lang,churn,since,mrr,currency,city,empty\n"
        "c-1, Ann@X.org,Ann,Teal,Inn,pro,English,yes,2024-03-01,1'200.5,eur,Bergen,"
    )
    found = apply_customer(rows[0], detect_customers(columns, rows))
    assert (found.customer_id, found.customer_email, found.customer_name) == ("c-1", "ann@x.org", "Ann Teal")
    assert (found.account, found.segment, found.language, found.stage) == ("Inn", "pro", "en", "churned")
    assert (found.since, found.revenue, found.currency) == (
        datetime(2024, 3, 1, tzinfo=UTC),
        Decimal("1200.50"),
        "EUR",
    )
    assert found.attributes == {"city": "Bergen"}


@pytest.mark.parametrize("cell", ["", "-", "N/A", "无", None])
@pytest.mark.parametrize("role", ["customer_email", "stage", "since", "revenue", "currency"])
def test_no_answer_is_no_value(role, cell):
    found = read("x", cell, role)
    assert (found.customer_email, found.stage, found.since, found.revenue, found.currency) == (None,) * 5


def test_a_column_that_the_mapping_does_not_know_is_an_attribute():
    mapping = Mapping((ColumnUse("id", "customer"),), content=CUSTOMERS)
    assert apply_customer(Row(2, {"id": "c", "new": 5}), mapping).attributes == {"new": "5"}


def test_a_row_that_names_nobody_is_refused():
    mapping = Mapping((ColumnUse("mail", "customer_email"),), content=CUSTOMERS)
    assert apply_customer(Row(7, {"mail": "-"}), mapping) == Refusal(7, "mail", "nobody_named")


@pytest.mark.parametrize(
    ("column", "currency"), [("MRR (EUR)", "EUR"), ("月费（元）", "CNY"), ("MRR (net)", None)]
)
def test_the_currency_may_stand_in_the_name_of_the_column(column, currency):
    assert read(column, "5", "revenue").currency == currency


# --- stages -------------------------------------------------------------------------------------


def test_the_stages_are_those_of_customers():
    assert set(WORDS) == set(LifecycleStage.values)
    words = [word for text in WORDS.values() for word in text.split("|")]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("word", list(STAGES))
def test_every_word_of_a_stage_is_read_whatever_its_case(word):
    assert stage(f" {word.upper()} ".replace(" RISK", "-risk"), of_churn=False) == STAGES[word]


@pytest.mark.parametrize("column", FLAGS.split("|"))
@pytest.mark.parametrize(
    ("cell", "expected"),
    [("Yes", "churned"), ("no", "active"), (1, "churned"), (0.0, "active"), ("是", "churned"),
     ("否", "active"), ("true", "churned"), ("False", "active"), ("无", None), ("流失", "churned")],
)  # fmt: skip
def test_the_yes_of_a_column_of_churn_means_that_the_customer_has_left(column, cell, expected):
    assert is_of_churn(column)
    assert read(column, cell).stage == expected


def test_a_yes_says_nothing_elsewhere():
    assert read("status", "yes") == Refusal(2, "status", "stage_not_understood", {"value": "yes"})


# --- amounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    ["1234.5", "1,234.50", "1.234,50", "1 234,5", "1'234.5", "1234,5", 1234.5, "１２３４.５", " 1,234.50 ",
     "1234.5 / month", "1234.50/月", "1234.5 per month"],
)  # fmt: skip
def test_an_amount_is_read_in_every_way_of_writing_it(cell):
    assert amount(cell) == Amount(Decimal("1234.50"), "")


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        ("€5", "5", "EUR"), ("5 EUR", "5", "EUR"), ("eur 5", "5", "EUR"), ("5元", "5", "CNY"),
        ("RMB 5", "5", "CNY"), ("US$5", "5", "USD"), ("£1,000", "1000", "GBP"), ("$5", "5", ""),
        ("￥5/月", "5", ""), ("0", "0", ""),
        ("1,234,567", "1234567", ""), ("1.234.567,89", "1234567.89", ""), ("12,5", "12.50", ""),
        ("0.005", "0", ""),
    ],
)  # fmt: skip
def test_the_currency_is_what_stands_beside_the_amount(cell, value, currency):
    assert amount(cell) == (Decimal(value), currency)


@pytest.mark.parametrize(
    "cell", ["much", "5 apples", "€5 EUR", "1,23,4", "1e5", "..", "5-6", "9" * 70, date(2026, 1, 1)]
)
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(BadValue) as refused:
        amount(cell)
    assert refused.value.code == "amount_not_understood"


@pytest.mark.parametrize("cell", ["-5", "−5 EUR", "1000000000000", "999999999999.999"])
def test_an_amount_that_cannot_be_is_refused(cell):
    with pytest.raises(BadValue) as refused:
        amount(cell)
    assert refused.value.code == "amount_out_of_range"


def test_currencies_are_three_letters():
    assert {code for code in SIGNS.values() if code} <= CODES
    assert {currency_of(code.lower()) for code in CODES} == CODES
    with pytest.raises(BadValue):
        currency_of("Taler")


def test_a_name_in_json_is_its_last_key():
    assert customer_fit("person.email").role == "customer_email"
