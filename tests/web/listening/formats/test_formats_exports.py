"""Exports of the tools that people come from: recognised by their columns, read without a question."""

import json

import pytest

from regard.web.listening.formats import Candidate, apply, detect
from regard.web.listening.formats.exports import EXPORTS, recognised
from regard.web.listening.formats.names import simplified
from regard.web.listening.formats.uses import METRICS, ROLES

WORDS = "They answered within minutes and solved it"
NO_CALL = "Nobody called back"


def lines(*rows):
    """Write rows as CSV text."""
    return "".join(
        ",".join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows
    )


def columns(names):
    return names.split("|")


DELIGHTED = lines(
    columns("id|person|survey_type|score|comment|permalink|created_at|updated_at"),
    [55, 9001, "nps", 9, WORDS, "https://delighted.example/r/55", 1709648527, 1709700000],
    [56, 9002, "nps", 0, NO_CALL, "https://delighted.example/r/56", 1709648627, 1709700001],
    [57, 9003, "nps", 10, "", "https://delighted.example/r/57", 1709648727, 1709700002],
)
WOOTRIC = lines(
    columns("id|score|text|ip_address|origin_url|completed|excluded_from_calculations|created_at|end_user"),
    [1, 9, WORDS, "10.0.0.1", "https://app.example", "true", "false", "2024-03-05 14:22:07 UTC", "u1"],
    [2, 4, NO_CALL, "10.0.0.2", "https://app.example", "true", "false", "2024-03-06 14:22:07 UTC", "u2"],
)
QUALTRICS_COLUMNS = columns(
    "StartDate|EndDate|Status|IPAddress|RecordedDate|ResponseId|RecipientLastName|RecipientFirstName|"
    "RecipientEmail|ExternalReference|DistributionChannel|UserLanguage|Q1_NPS_GROUP|Q1|Q2"
)
START, END, RECORDED = "2024-03-05 10:00:00", "2024-03-05 10:05:00", "2024-03-05 10:05:01"
QUALTRICS = lines(
    QUALTRICS_COLUMNS,
    [*QUALTRICS_COLUMNS[:13], "How likely are you to recommend us?", "Why?"],
    [f'{{"ImportId":"{name}"}}' for name in QUALTRICS_COLUMNS],
    [
        START,
        END,
        "IP Address",
        "10.0.0.1",
        RECORDED,
        "R_1",
        "Lovelace",
        "Ada",
        "ada@customer.example",
        "c-1",
        "email",
        "EN",
        3,
        9,
        WORDS,
    ],
    [
        START,
        END,
        "IP Address",
        "10.0.0.2",
        RECORDED,
        "R_2",
        "Hopper",
        "Grace",
        "gh@customer.example",
        "c-2",
        "email",
        "ZH-S",
        1,
        0,
        NO_CALL,
    ],
)
SURVEYMONKEY = lines(
    columns(
        "Respondent ID|Collector ID|Start Date|End Date|IP Address|Email Address|First Name|Last Name|"
        "How likely is it that you would recommend us?|What could we improve?"
    ),
    [*[""] * 9, "Open-Ended Response"],
    [
        118,
        22,
        "03/25/2024 10:00:00 AM",
        "03/25/2024 10:05:00 AM",
        "10.0.0.1",
        "ada@customer.example",
        "Ada",
        "Lovelace",
        9,
        WORDS,
    ],
    [
        119,
        22,
        "03/26/2024 09:00:00 PM",
        "03/26/2024 09:05:00 PM",
        "10.0.0.2",
        "gh@customer.example",
        "Grace",
        "Hopper",
        0,
        NO_CALL,
    ],
)
GOOGLE_REVIEWS = [
    {
        "name": "accounts/1/locations/2/reviews/a",
        "reviewId": "a",
        "reviewer": {"displayName": "Ada", "isAnonymous": False, "profilePhotoUrl": "https://p.example/a"},
        "starRating": "FIVE",
        "comment": WORDS,
        "createTime": "2024-03-05T14:22:07.000Z",
        "updateTime": "2024-03-09T14:22:07.000Z",
        "reviewReply": {"comment": "Thank you for telling us about it", "updateTime": "2024-03-10T00:00:00Z"},
    },
    {
        "name": "accounts/1/locations/2/reviews/b",
        "reviewId": "b",
        "reviewer": {"displayName": "Grace"},
        "starRating": "ONE",
        "comment": "Nobody called back",
        "createTime": "2024-03-06T14:22:07Z",
    },
]
GOOGLE_PLAY = lines(
    columns(
        "Package Name|App Version Code|App Version Name|Reviewer Language|Device|Review Submit Date and Time|"
        "Review Submit Millis Since Epoch|Review Last Update Date and Time|Star Rating|Review Title|"
        "Review Text|Developer Reply Text|Review Link"
    ),
    [
        "com.app.example",
        12,
        "1.2",
        "en",
        "pixel",
        "2024-03-05T14:22:07Z",
        1709648527000,
        "2024-03-06T14:22:07Z",
        5,
        "Nice",
        WORDS,
        "Thanks",
        "https://play.example/r?1",
    ],
    [
        "com.app.example",
        12,
        "1.2",
        "zh",
        "pixel",
        "2024-03-06T14:22:07Z",
        1709648528000,
        "2024-03-07T14:22:07Z",
        1,
        "Bad",
        NO_CALL,
        "",
        "https://play.example/r?2",
    ],
)
TRUSTPILOT = [
    {
        "id": f"t{stars}",
        "stars": stars,
        "title": "A short title",
        "text": f"{WORDS} {stars}",
        "language": "en",
        "createdAt": "2024-03-05T14:22:07Z",
        "updatedAt": None,
        "experiencedAt": "2024-03-01T00:00:00Z",
        "consumer": {"id": f"c{stars}", "displayName": "Ada"},
    }
    for stars in (5, 1)
]
APP_STORE = lines(
    columns("id|rating|title|body|reviewerNickname|createdDate|territory"),
    [1, 5, "Nice", WORDS, "ada", "2024-03-05T14:22:07-08:00", "USA"],
    [2, 1, "Bad", NO_CALL, "grace", "2024-03-06T14:22:07-08:00", "CHN"],
)
SAID, STORED = "2024-03-05T14:22:07Z", "2024-03-05T14:22:08Z"
HUB = lines(
    columns(
        "id|collected_at|created_at|source_type|field_id|field_label|field_type|value_text|value_number|"
        "language|user_id|submission_id"
    ),
    [1, SAID, STORED, "survey", "q1", "Recommend", "nps", "", 9, "en", "u1", "s1"],
    [2, SAID, STORED, "survey", "q2", "Satisfied", "csat", "", 5, "en", "u1", "s1"],
    [3, SAID, STORED, "survey", "q3", "Easy", "ces", "", 7, "en", "u1", "s1"],
    [4, SAID, STORED, "review", "q4", "Stars", "rating", "", 4, "en", "u2", "s2"],
    [5, SAID, STORED, "survey", "q5", "Why", "text", WORDS, "", "en", "u1", "s1"],
    [6, SAID, STORED, "survey", "q6", "Age", "number", "a note", 41.5, "en", "u1", "s1"],
)


@pytest.fixture
def read(opened):
    """Open a file, detect its columns, and return the mapping and what its rows became."""

    def read_content(content):
        text = content if isinstance(content, str) else json.dumps(content)
        file = opened(text)
        mapping = detect(file.columns, file.sample(), file.labels)
        return mapping, [apply(row, mapping) for row in file]

    return read_content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (DELIGHTED, "Delighted"),
        (WOOTRIC, "Wootric"),
        (QUALTRICS, "Qualtrics"),
        (SURVEYMONKEY, "SurveyMonkey"),
        (GOOGLE_REVIEWS, "Google Business Profile"),
        (GOOGLE_PLAY, "Google Play"),
        (TRUSTPILOT, "Trustpilot"),
        (APP_STORE, "App Store"),
        (HUB, "Formbricks Hub"),
        ("score,comment\n9,good\n", None),
    ],
)
def test_the_tool_is_recognised_and_every_row_is_taken(read, content, name):
    mapping, candidates = read(content)
    assert mapping.format == name
    assert all(isinstance(candidate, Candidate) for candidate in candidates)


@pytest.mark.parametrize(
    ("content", "answer", "precision"),
    [
        (DELIGHTED, ("nps", 9, 0, 10), "exact"),
        (WOOTRIC, ("nps", 9, 0, 10), "exact"),
        (QUALTRICS, ("nps", 9, 0, 10), "exact"),
        (SURVEYMONKEY, ("nps", 9, 0, 10), "exact"),
        (GOOGLE_REVIEWS, ("stars", 5, 1, 5), "exact"),
        (GOOGLE_PLAY, ("stars", 5, 1, 5), "exact"),
        (TRUSTPILOT, ("stars", 5, 1, 5), "exact"),
        (APP_STORE, ("stars", 5, 1, 5), "exact"),
    ],
)
def test_the_first_row_says_what_it_said_in_the_tool(read, content, answer, precision):
    first = read(content)[1][0]
    assert first.text.startswith(WORDS)
    assert [tuple(given[:4]) for given in first.answers] == [answer]
    assert (first.collected_at.year, first.collected_at.month) == (2024, 3)
    assert first.time_precision == precision
    assert bool(first.external_id) == (content is not GOOGLE_PLAY)  # it has none


def test_delighted_keeps_the_person_and_the_link(read):
    first = read(DELIGHTED)[1][0]
    assert (first.customer_id, first.url) == ("9001", "https://delighted.example/r/55")
    assert first.collected_at.isoformat() == "2024-03-05T14:22:07+00:00"


def test_an_answer_without_a_comment_is_taken_too(read):
    last = read(DELIGHTED)[1][2]
    assert (last.text, last.answers[0].score) == (None, 10)


def test_delighted_with_several_kinds_of_survey_reads_each_row_by_its_own(read):
    mixed = DELIGHTED.replace('"9002","nps","0"', '"9002","csat","1"').replace(
        '"9003","nps","10"', '"9003","stars","5"'
    )
    answers = [candidate.answers[0] for candidate in read(mixed)[1]]
    assert [(given.metric, given.score, given.scale_max) for given in answers] == [
        ("nps", 9, 10),
        ("csat", 1, 5),
        ("stars", 5, 5),
    ]


def test_qualtrics_joins_the_name_and_leaves_out_the_address(read):
    first, second = read(QUALTRICS)[1]
    assert (first.customer_name, first.customer_email) == ("Ada Lovelace", "ada@customer.example")
    assert (first.customer_id, first.channel, first.language) == ("c-1", "email", "en")
    assert second.language == "zh"
    assert "IPAddress" not in first.attributes
    assert first.collected_at.isoformat() == "2024-03-05T10:05:01+00:00"


def test_surveymonkey_dates_are_american(read):
    mapping, candidates = read(SURVEYMONKEY)
    assert (mapping.day_first, mapping.notes) == (False, ())
    assert [one.collected_at.isoformat() for one in candidates] == [
        "2024-03-25T10:05:00+00:00",
        "2024-03-26T21:05:00+00:00",
    ]
    assert candidates[0].customer_name == "Ada Lovelace"


def test_google_reviews_keep_the_reply_apart_from_the_review(read):
    first, second = read(GOOGLE_REVIEWS)[1]
    assert (first.author, second.author) == ("Ada", "Grace")
    assert first.attributes["reviewReply.comment"] == "Thank you for telling us about it"
    assert [given.score for given in second.answers] == [1]


def test_google_play_keeps_title_product_and_language(read):
    first = read(GOOGLE_PLAY)[1][0]
    assert (first.title, first.product, first.language) == ("Nice", "com.app.example", "en")
    assert first.url == "https://play.example/r?1"


def test_trustpilot_keeps_when_it_was_experienced(read):
    first = read(TRUSTPILOT)[1][0]
    assert (first.title, first.author) == ("A short title", "Ada")
    assert first.experienced_at.isoformat() == "2024-03-01T00:00:00+00:00"


def test_app_store_times_keep_their_zone(read):
    first = read(APP_STORE)[1][0]
    assert (first.region, first.collected_at.isoformat()) == ("USA", "2024-03-05T22:22:07+00:00")


def test_the_hub_has_one_answer_a_row_each_on_its_own_scale(read):
    candidates = read(HUB)[1]
    answers = [
        (given.metric, given.score, given.scale_min, given.scale_max)
        for c in candidates
        for given in c.answers
    ]
    assert answers == [("nps", 9, 0, 10), ("csat", 5, 1, 5), ("ces", 7, 1, 7), ("stars", 4, 1, 5)]


def test_a_number_of_the_hub_that_is_no_score_is_an_attribute(read):
    last = read(HUB)[1][-1]
    assert (last.text, last.answers, last.attributes["value_number"]) == ("a note", [], "41.5")


def test_every_export_names_roles_and_metrics_that_exist():
    for export in EXPORTS:
        assert set(export.roles.values()) <= set(ROLES)
        assert set(export.scores.values()) <= {*METRICS, ""}
        assert all(simplified(name) == name for name in (*export.signs, *export.roles, *export.scores))


def test_the_names_of_a_tool_are_recognised_in_any_spelling():
    assert recognised(["SCORE", "Comment", "permaLINK".lower()]).name == "Delighted"
    assert recognised(["score", "comment"]) is None
