"""What is personal in a text, what only looks so, and a text without it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text.buffers import utf8
from regard.perception.text.quality import KINDS, SpanError, mask, personal_data
from regard.perception.text.quality import numbers as checks
from regard.perception.text.quality.personal import spans


def of(text):
    return [(span["kind"], text[span["start"] : span["end"]]) for span in rows(text)]


def rows(text):
    return personal_data(*utf8([text])).to_pylist()[0]


FOUND = [
    ("mail me at john.doe+x@mail.example.co.uk.", "email", "john.doe+x@mail.example.co.uk"),
    ("邮箱abc@qq.com谢谢", "email", "abc@qq.com"),
    ("call me at 555-234-4567", "phone", "555-234-4567"),
    ("(415) 555-2671", "phone", "(415) 555-2671"),
    ("my number is +1 415 555 2671", "phone", "+1 415 555 2671"),
    ("手机13800138000请联系", "phone", "13800138000"),
    ("打138-0013-8000", "phone", "138-0013-8000"),
    ("１３８００１３８０００", "phone", "１３８００１３８０００"),
    ("电话：021-62345678", "phone", "021-62345678"),
    ("tel 0161 496 0000", "phone", "0161 496 0000"),
    ("07700 900123", "phone", "07700 900123"),
    ("+49 30 901820", "phone", "+49 30 901820"),
    ("030/1234567", "phone", "030/1234567"),
    ("01 23 45 67 89", "phone", "01 23 45 67 89"),
    ("090-1234-5678", "phone", "090-1234-5678"),
    ("(11) 91234-5678", "phone", "(11) 91234-5678"),
    ("+91 98765 43210", "phone", "+91 98765 43210"),
    ("please call 5551234567", "phone", "5551234567"),
    ("card 4111 1111 1111 1111 ok", "card", "4111 1111 1111 1111"),
    ("5500-0055-5555-5559", "card", "5500-0055-5555-5559"),
    ("378282246310005", "card", "378282246310005"),
    ("身份证11010519491231002X。", "id", "11010519491231002X"),
    ("SSN 123-45-6789", "id", "123-45-6789"),
    ("NI AB 12 34 56 C", "id", "AB 12 34 56 C"),
    ("GB82 WEST 1234 5698 7654 32 is mine", "id", "GB82 WEST 1234 5698 7654 32"),
    ("GB82 WEST 1234 5698 7654 32 IS MY ACCOUNT", "id", "GB82 WEST 1234 5698 7654 32"),
    ("DE89370400440532013000", "id", "DE89370400440532013000"),
    ("I live at 221B Baker Street, London!", "address", "221B Baker Street, London"),
    ("10 Downing Street, London SW1A 2AA", "address", "10 Downing Street, London SW1A 2AA"),
    ("7450 W Bell Rd, Glendale, AZ 85308", "address", "7450 W Bell Rd, Glendale, AZ 85308"),
    ("我住在北京市朝阳区建国路88号3号楼2单元501室", "address", "北京市朝阳区建国路88号3号楼2单元501室"),
    ("送到3栋2单元501室", "address", "3栋2单元501室"),
    ("Ich wohne Hauptstraße 12a.", "address", "Hauptstraße 12a"),
    ("12 rue de la Paix", "address", "12 rue de la Paix"),
    ("vivo en Calle Mayor 5", "address", "Calle Mayor 5"),
    ("from 192.168.10.24", "ip", "192.168.10.24"),
    ("at 2001:0db8:85a3:0000:0000:8a2e:0370:7334", "ip", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
    ("fe80::1ff:fe23:4567:890a", "ip", "fe80::1ff:fe23:4567:890a"),
    ("see http://bob:secret@host.example/x", "url", "http://bob:secret@host.example/x"),
    ("My name is John Smith and I am cross", "name", "John Smith"),
    ("你好，我叫王小明，今年", "name", "王小明"),
    ("Dear Ms Jones, hello", "name", "Jones"),
    ("Thanks.\nKind regards,\nAnna Miller", "name", "Anna Miller"),
    ("Ich heiße Klaus Weber", "name", "Klaus Weber"),
    ("Je m'appelle Marie", "name", "Marie"),
]


@pytest.mark.parametrize(("text", "kind", "written"), FOUND, ids=[row[0] for row in FOUND])
def test_it_is_found_with_its_kind_and_place(text, kind, written):
    assert of(text) == [(kind, written)]


NOTHING = [
    "order 123456789012", "Order number: 4155552671", "1,234,567.00 dollars", "$1234567", "2026-11-22",
    "22/11/2026 10:30", "2019-2020", "since 1999 2000 2001", "订单号 20261122123456789", "@someone hello",
    "a@b",
    "version 10.0.14393.0", "iOS 10.3.1.2", "24 Hour Service", "5 Star Place", "我叫了外卖", "我叫他来",
    "Dear Sir",
    "Dear Apple", "Regards, The Team", "My name is not important", "10/10", "100 000 000", "9780306406157",
    "1234567890", "00000000", "1" * 20, "12:30:45", "route 66 Highway", "99.99.99", "0.123456789",
    "3.1415926535",
    "1 2 3 4 5 6 7 8 9", "2016 - 2017 - 2018", "800-555-1234", "400-123-4567", "4111 1111 1111 1112",
    "110105194912310021", "000-12-3456", "GB82 WEST 1234 5698 7654 33", "256.300.1.1", "13800", "第3号",
    "一路88",
    "My name's mud", "0000 0000 0000 0000", "Dear customer", "mail@", "@example.com", "::1", "十三号楼",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_personal_is_left_alone(text):
    assert of(text) == []


def test_several_stand_in_order_and_do_not_overlap():
    text = "I am 王, mail a@example.com, phone 13800138000, card 4111111111111111."
    assert [kind for kind, _ in of(text)] == ["email", "phone", "card"]


def test_a_masked_text_keeps_everything_else():
    text = "😀 a@example.com 和 13800138000。"
    assert mask(text, rows(text)) == "😀 [email] 和 [phone]。"
    assert mask("nothing", []) == "nothing"


@pytest.mark.parametrize(
    "given_spans",
    [[(0, 9)], [(2, 2)], [(-1, 1)], [(0, 2), (1, 3)], [(3, 1)]],
)
def test_spans_that_do_not_fit_are_refused(given_spans):
    with pytest.raises(SpanError):
        mask("12345", [{"kind": "id", "start": start, "end": end} for start, end in given_spans])


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 if value < 5 else value * 2 - 9
        total += value
    return total % 10 == 0


@given(st.integers(0, 10**12 - 1))
def test_a_card_has_one_check_digit(number):
    cards = [f"4539{number:011d}"[:15] + str(check) for check in range(10)]
    assert [checks.is_card(card) for card in cards] == [luhn(card) for card in cards]
    assert sum(map(checks.is_card, cards)) == 1


@given(st.integers(0, 999))
def test_a_resident_number_has_one_check_sign(serial):
    found = [f"11010519491231{serial:03d}{check}" for check in "0123456789X"]
    assert sum(map(checks.is_resident, found)) == 1


@given(st.integers(0, 10**18 - 1))
def test_an_iban_has_one_pair_of_check_digits_from_2_to_98(account):
    pairs = [f"DE{check:02d}{account:018d}" for check in range(2, 99)]
    assert sum(map(checks.is_iban, pairs)) == 1


PIECES = st.sampled_from(
    [
        *(row[2] for row in FOUND),
        *NOTHING,
        " ",
        "，",
        "。",
        "\n",
        "my ",
        "我",
        "😀",
        "Regards, ",
        "1",
        "-",
        "–",
        "＠",
        "\u00a0",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=7))
def test_the_gates_hide_nothing_and_spans_fit_their_text(pieces):
    text = "".join(pieces).encode("utf-8", "replace").decode()
    found = [(row["kind"], row["start"], row["end"]) for row in rows(text)]
    assert found == [tuple(span) for span in spans(text)]
    ends = [0, *(end for _, _, end in found)]
    assert all(last <= start < end <= len(text) for last, (_, start, end) in zip(ends, found, strict=False))
    assert {kind for kind, _, _ in found} <= set(KINDS)
    assert mask(text, rows(text)).count("]") >= len(found)
