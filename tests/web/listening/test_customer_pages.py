"""The pages of a file of customers, from the upload to the undoing, in both languages."""

import pytest
from django.urls import reverse

from regard.web.customers.models import Customer
from regard.web.listening.models import ImportBatch
from regard.web.workspaces.tenancy import in_workspace

from .conftest import LANGUAGES, fields_of, speak, upload
from .test_customer_files import PEOPLE

ANSWER = "id,nps,comment,customer\na-1,9,quick answer,c-1\n"


@pytest.fixture
def uploaded(signed_in, at, workspace) -> ImportBatch:
    upload(signed_in, at, "people.csv", PEOPLE)
    with in_workspace(workspace):
        return ImportBatch.objects.get()


def roles(response) -> list[tuple[str, str]]:
    return [(column["name"], column["form"]["role"].value()) for column in response.context["columns"]]


@LANGUAGES
def test_from_the_upload_to_the_undoing(signed_in, workspace, at, sweeps, uploaded, language):
    speak(signed_in, language)
    response = signed_in.get(at("mapping", uploaded))
    text = response.content.decode()
    assert ("Each row is taken for a customer." if language == "en" else "目前把每一行视为一位客户。") in text
    assert "scale-of-column" not in text and "id_kind" not in text
    assert signed_in.post(at("mapping", uploaded), fields_of(response))["Location"] == at("detail", uploaded)
    sweeps()
    response = signed_in.get(at("detail", uploaded))
    assert [figure["count"] for figure in response.context["figures"]] == ["3", "0", "0", "0"]
    first = response.context["previews"][0]
    stage = "Active" if language == "en" else "活跃"
    assert (first.who, first.known_by, first.account) == ("Ann Teal", "c-1 · ann@example.com", "Harbour Inn")
    assert (first.stage, first.revenue, first.attributes) == (stage, _grouped(language), [["city", "Bergen"]])
    for act, state, customers in (("start", "done", 3), ("undo", "undone", 0)):
        signed_in.post(at(act, uploaded))
        sweeps()
        assert signed_in.get(at("detail", uploaded)).context["batch"].state == state
        with in_workspace(workspace):
            assert Customer.objects.count() == customers


def _grouped(language: str) -> str:
    return "1,200.50 EUR" if language == "en" else "1200.50 EUR"


def test_the_columns_that_mean_something_come_first(signed_in, at, uploaded):
    assert roles(signed_in.get(at("mapping", uploaded))) == [
        ("customer_id", "customer"),
        ("email", "customer_email"),
        ("name", "customer_name"),
        ("company", "account"),
        ("plan", "segment"),
        ("status", "stage"),
        ("signup_date", "since"),
        ("MRR (EUR)", "revenue"),
        ("city", "attribute"),
    ]


def test_what_the_rows_say_are_the_columns_of_the_preview(signed_in, at, bring, write):
    batch = bring(write("customer_id,churned\nc-1,yes\n", "people.csv"), layout={"content": "customers"})
    assert signed_in.get(at("detail", batch)).context["said"] == {"row", "who", "stage", "outcome"}


@LANGUAGES
def test_a_person_says_that_the_rows_are_feedback_and_that_they_are_not(signed_in, at, uploaded, language):
    speak(signed_in, language)
    for content, word in (("feedback", "customers"), ("customers", "feedback")):
        response = signed_in.post(at("layout", uploaded), {"content": content}, follow=True)
        uploaded.refresh_from_db()
        assert uploaded.content == uploaded.mapping["content"] == content
        assert f'name="content" value="{word}"' in response.content.decode()


def test_what_a_person_said_of_the_rows_stays_when_the_file_is_read_again(signed_in, at, uploaded):
    signed_in.post(at("layout", uploaded), {"content": "feedback"})
    signed_in.post(at("layout", uploaded), {"encoding": "utf-8", "delimiter": ",", "header_rows": "1"})
    uploaded.refresh_from_db()
    assert (uploaded.content, uploaded.layout["header_rows"]) == ("feedback", 1)


def test_a_content_that_there_is_not_changes_nothing(signed_in, at, uploaded):
    before = uploaded.mapping
    signed_in.post(at("layout", uploaded), {"content": "weather", "encoding": "utf-8"})
    uploaded.refresh_from_db()
    assert (uploaded.content, uploaded.mapping) == ("customers", before)


@LANGUAGES
def test_without_an_id_or_an_e_mail_nothing_is_checked(signed_in, at, uploaded, language):
    speak(signed_in, language)
    sent = fields_of(signed_in.get(at("mapping", uploaded)))
    sent |= {name: "ignore" for name, value in sent.items() if value in ("customer", "customer_email")}
    response = signed_in.post(at("mapping", uploaded), sent)
    assert response.status_code == 422
    problem = (
        "No column is the id or the e-mail of the customer yet; one of them is needed."
        if language == "en"
        else "还没有任何一列是客户的编号或邮箱；至少需要其中一种。"
    )
    assert [str(one) for one in response.context["form"].problems] == [problem]


@LANGUAGES
def test_the_page_says_how_many_customers_stay(signed_in, at, carry, take_back, write, language):
    speak(signed_in, language)
    batch = carry(write(PEOPLE, "people.csv"))
    done = signed_in.get(at("detail", batch)).content.decode()
    assert reverse("customers:list", args=[batch.workspace.slug]) in done
    carry(write(ANSWER))
    take_back(batch)
    text = signed_in.get(at("detail", batch)).content.decode()
    stays = "1 customer that it had added stays" if language == "en" else "由它新增的 1 位客户予以保留"
    assert stays in text


@LANGUAGES
def test_refused_rows_say_where_and_what_to_do(signed_in, at, bring, write, language):
    speak(signed_in, language)
    batch = bring(write(PEOPLE.replace("li@example.com", "li at home"), "people.csv"))
    reason = (
        "“li at home” is not an e-mail address; correct it, or leave the cell empty"
        if language == "en"
        else "“li at home”不是邮箱地址；请改正，或将该单元格留空"
    )
    response = signed_in.get(at("detail", batch))
    assert response.context["refusals"] == [{"row": "3", "column": "email", "reason": reason}]
    lines = b"".join(signed_in.get(at("refused", batch)).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"3,email,{reason}" if "," not in reason else f'3,email,"{reason}"')
    assert "李梅" in lines[1]


@LANGUAGES
def test_the_list_of_imports_says_that_it_held_customers(signed_in, at, carry, write, language):
    speak(signed_in, language)
    carry(write(PEOPLE, "people.csv"))
    text = signed_in.get(at("list")).content.decode()
    assert (">Customers</td>" if language == "en" else ">客户</td>") in text
