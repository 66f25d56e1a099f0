"""What a word says of a company by itself: nothing, half of it, or all."""

import pytest

from regard.perception.telling import LIST, listed, telling


@pytest.mark.parametrize(
    "word", ["new", "New", "other", "same", "not new", "不新", "新", "其他", "一样", "没其他"]
)
def test_what_needs_the_thing_it_describes_says_nothing(word):
    assert telling(word) == 0


@pytest.mark.parametrize("word", ["good", "ok", "not bad", "好", "不好", "不错", "不行"])
def test_what_only_judges_says_half(word):
    assert telling(word) == 0.5


@pytest.mark.parametrize(
    "word", ["slow", "not slow", "newly painted", "renewed", "耐心", "不耐心", "好用", "新鲜", "", "not "]
)
def test_every_other_word_says_all_that_it_can(word):
    assert telling(word) == 1


def test_the_list_has_each_word_once_in_its_normal_form():
    words = [row.split("\t")[0] for row in LIST.read_text("utf-8").splitlines()[1:]]
    assert sorted(listed()) == sorted(words)
    assert [word for word in words if word != word.lower().strip()] == []
    assert set(listed().values()) == {0.0, 0.5}
