"""The forms of an English word."""

import pytest

from regard.perception.text.inflection import forms


@pytest.mark.parametrize(
    ("word", "kind", "expected"),
    [
        ("impress", "v", ["impress", "impresses", "impressed", "impressing"]),
        ("worry", "v", ["worry", "worries", "worried", "worrying"]),
        ("enjoy", "v", ["enjoy", "enjoys", "enjoyed", "enjoying"]),
        ("love", "v", ["love", "loves", "loved", "loving"]),
        ("ban", "v", ["ban", "bans", "banned", "banning"]),
        ("agree", "v", ["agree", "agrees", "agreed", "agreeing"]),
        ("fail", "v", ["fail", "fails", "failed", "failing"]),
        ("defect", "n", ["defect", "defects"]),
        ("penalty", "n", ["penalty", "penalties"]),
        ("boss", "n", ["boss", "bosses"]),
        ("happy", "c", ["happy", "happier", "happiest"]),
        ("nice", "c", ["nice", "nicer", "nicest"]),
        ("sad", "c", ["sad", "sadder", "saddest"]),
        ("great", "ac", ["great", "greatly", "greater", "greatest"]),
        ("terrible", "a", ["terrible", "terribly"]),
        ("lazy", "a", ["lazy", "lazily"]),
        ("fantastic", "a", ["fantastic", "fantastically"]),
        ("dull", "a", ["dull", "dully"]),
        ("gem", "", ["gem"]),
    ],
)
def test_a_word_has_the_forms_of_its_kinds(word, kind, expected):
    assert forms(word, kind) == expected
