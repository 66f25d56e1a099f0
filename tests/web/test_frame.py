"""What stands around every page: the rail, the bar, the switches, the banner, and the error pages."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.translation import override


class Somebody:
    is_authenticated = True
    email = "lin@example.com"

    def __str__(self) -> str:
        return "林薇"


def page(rf: Any, language: str = "en", *, sample: bool = False, **context: Any) -> str:
    request = rf.get("/w/nw/?segment=new")
    request.user = Somebody()
    request.workspace = SimpleNamespace(name="Northwind", slug="nw", is_sample=sample)
    items = [
        SimpleNamespace(label=f"Place {i}", url=f"/{i}", current=i == 1, badge="", icon="home")
        for i in range(6)
    ]
    with override(language):
        return render_to_string("base.html", {"navigation": items, **context}, request)


def test_the_frame_marks_the_place_and_offers_the_first_four_on_phones(rf):
    html = page(rf)
    bar = html[html.index('class="bar"') : html.index("<details data-menu>")]
    assert re.findall(r"Place \d", bar) == ["Place 0", "Place 1", "Place 2", "Place 3"]
    assert re.findall(r'<a class="rail-item" href="(.+?)" aria-current="page">', html) == ["/1", "/1"]


@pytest.mark.parametrize(
    ("language", "skip", "leave"),
    [("en", "Skip to content", "Sign out"), ("zh-hans", "跳到正文", "退出登录")],
)
def test_the_frame_speaks_the_language_of_the_reader(rf, language, skip, leave):
    html = page(rf, language)
    assert f'<html lang="{language}"' in html
    assert f'<a class="skip" href="#main">{skip}</a>' in html
    assert leave in html


def test_switching_the_language_comes_back_to_the_same_view(rf):
    assert '<input type="hidden" name="next" value="/w/nw/?segment=new">' in page(rf)


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_the_theme_is_said_on_the_page_and_pressed_in_the_menu(rf, theme):
    html = page(rf, theme=theme)
    assert f'data-theme="{theme}"' in html
    assert set(re.findall(r'name="value" value="(\w+)" aria-pressed="true"', html)) == {theme}


def test_a_sample_workspace_says_that_it_is_invented(rf):
    told = "This is a sample. The company, its customers and everything they say are invented."
    assert told in page(rf, sample=True)
    assert told not in page(rf)


def test_only_who_may_remove_the_sample_is_offered_to(rf):
    assert "Remove the sample" in page(rf, sample=True, can_remove_sample=True)
    assert "Remove the sample" not in page(rf, sample=True)


def test_htmx_is_told_to_keep_no_history_and_to_evaluate_nothing(rf):
    found = re.search(r"name=\"htmx-config\" content='(.+?)'", page(rf))
    assert found
    for part in ('"historyCacheSize": 0', '"allowEval": false', '"includeIndicatorStyles": false'):
        assert part in found[1]


@pytest.mark.parametrize("name", ["400", "403", "404", "403_csrf", "500"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_error_page_says_what_happened_and_offers_the_way_back(rf, name, language):
    request = rf.get("/nowhere")
    request.user = AnonymousUser()
    with override(language):
        html = render_to_string(f"{name}.html", {}, None if name == "500" else request)
    assert html.count("<h1>") == 1
    assert ("返回首页" if language == "zh-hans" else "Go to the start page") in html
