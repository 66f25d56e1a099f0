"""A sealed secret is read under the key and for the purpose it was sealed with, and whole."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.sealing import BrokenSeal, seal, unseal


@given(st.text(max_size=300))
def test_what_was_sealed_is_unsealed(secret):
    assert unseal(seal(secret, purpose="test"), purpose="test") == secret


def test_a_seal_does_not_show_the_secret_nor_that_it_is_the_same():
    first, second = seal("sk-aaaaaaaaaaaaaaaa", purpose="test"), seal("sk-aaaaaaaaaaaaaaaa", purpose="test")
    assert first != second
    assert b"sk-" not in base64.urlsafe_b64decode(first)


def test_a_seal_for_another_purpose_is_broken():
    with pytest.raises(BrokenSeal):
        unseal(seal("key", purpose="one"), purpose="other")


def test_a_seal_under_another_key_is_broken(settings):
    sealed = seal("key", purpose="test")
    settings.SECRET_KEY = "another"
    with pytest.raises(BrokenSeal):
        unseal(sealed, purpose="test")


def test_a_changed_byte_breaks_the_seal_wherever_it_is():
    raw = base64.urlsafe_b64decode(seal("a key 密钥", purpose="test"))
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(BrokenSeal):
            unseal(base64.urlsafe_b64encode(changed).decode(), purpose="test")


@pytest.mark.parametrize("text", ["", "x", "not base64 !", "é", "AAAA"])
def test_what_was_never_sealed_is_broken(text):
    with pytest.raises(BrokenSeal):
        unseal(text, purpose="test")


def test_a_secret_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="4096 at most"):
        seal("x" * 4097, purpose="test")
