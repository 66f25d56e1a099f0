"""Corpora with planted topics, written for these tests."""

import random

import pytest

ENGLISH = {
    "delivery": (
        ["parcel", "delivery", "courier"],
        ["arrived two weeks late", "was left in the rain", "never reached us", "went to a neighbour"],
    ),
    "billing": (
        ["invoice", "billing", "direct debit"],
        ["was charged twice", "shows an extra fee", "needs a refund", "has the wrong amount"],
    ),
    "login": (
        ["password", "login", "account page"],
        ["locks me out", "asks for a reset again and again", "rejects the code", "fails on my phone"],
    ),
    "food": (
        ["soup", "breakfast", "kitchen menu"],
        ["was cold and salty", "has no vegan dish", "smelled burnt", "tasted stale"],
    ),
}
CHINESE = {
    "物流": (["快递", "物流", "包裹"], ["晚到了两周", "被扔在门口", "信息不更新", "送错小区"]),
    "油耗": (["油耗", "发动机", "变速箱"], ["在市区偏高", "噪音明显", "顿挫严重", "冷启动抖动"]),
    "客服": (["客服", "电话", "售后"], ["排队排不到人工", "回复敷衍", "态度冷淡", "承诺退款不兑现"]),
}
BEGINNINGS = ["", "Honestly, ", "Once more: ", "Hello, "]
ENDINGS = [".", "!", ", sadly.", ", as I said."]


def planted(topics, each, *, seed=1):
    """So many texts of each topic, mixed, with the topic of each."""
    chance = random.Random(seed)
    made = []
    for topic, (subjects, said) in topics.items():
        for _ in range(each):
            first, second = chance.sample(subjects, 2)
            begin, end = (
                (chance.choice(BEGINNINGS), chance.choice(ENDINGS)) if first.isascii() else ("", "。")
            )
            text = (
                f"{begin}the {first} {chance.choice(said)}, and the {second} {chance.choice(said)}{end}"
                if first.isascii()
                else f"{first}{chance.choice(said)}，{second}{chance.choice(said)}{end}"
            )
            made.append((text, topic))
    chance.shuffle(made)
    return [text for text, _ in made], [topic for _, topic in made]


@pytest.fixture(scope="session")
def english():
    """400 English texts on four topics, and the topic of each."""
    return planted(ENGLISH, 100)


@pytest.fixture(scope="session")
def chinese():
    """300 Chinese texts on three topics, and the topic of each."""
    return planted(CHINESE, 100)
