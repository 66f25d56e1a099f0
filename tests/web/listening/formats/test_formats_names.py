"""What a column is by its name alone: whole names, names inside names, JSON paths and questions."""

import pytest

from regard.web.listening.formats.names import NAMES, SCORES, fit_of, is_known_name, simplified
from regard.web.listening.formats.uses import FEEDBACK, ROLES_OF


@pytest.mark.parametrize(
    ("name", "simple"),
    [
        ("createdAt", "created at"),
        ("created_at", "created at"),
        ("Created-At ", "created at"),
        ("CREATED AT", "created at"),
        ("user.name", "user name"),
        ("reviewID", "review id"),
        ("IPAddress", "ip address"),
        ("NPS", "nps"),
        ("Ｓｃｏｒｅ", "score"),
        ("评分（1-5）", "评分 1 5"),
        ("  ", ""),
    ],
)
def test_names_are_compared_by_their_words(name, simple):
    assert simplified(name) == simple


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("text", "text"), ("Comment", "text"), ("review_text", "text"), ("reviewBody", "text"),
        ("Feedback", "text"),
        ("verbatim", "text"), ("value_text", "text"), ("评价内容", "text"), ("反馈", "text"), ("意见",
        "text"),
        ("title", "title"), ("Review Title", "title"), ("标题", "title"),
        ("collected_at", "time"), ("createdAt", "time"), ("RecordedDate", "time"), ("Date", "time"),
        ("Timestamp", "time"), ("datePublished", "time"), ("提交时间", "time"), ("日期", "time"),
        ("experiencedAt", "experienced_at"), ("Visit date", "experienced_at"), ("入住日期", "experienced_at"),
        ("id", "external_id"), ("ResponseId", "external_id"), ("Respondent ID", "external_id"),
        ("reviewId", "external_id"), ("答卷编号", "external_id"),
        ("customer_id", "customer"), ("userId", "customer"), ("客户编号", "customer"), ("会员号", "customer"),
        ("Email", "customer_email"), ("E-mail address", "customer_email"), ("RecipientEmail",
        "customer_email"),
        ("邮箱", "customer_email"),
        ("Name", "customer_name"), ("First Name", "customer_name"), ("姓名", "customer_name"),
        ("Company", "account"), ("account name", "account"), ("公司名称", "account"),
        ("channel", "channel"), ("DistributionChannel", "channel"), ("渠道", "channel"),
        ("lang", "language"), ("UserLanguage", "language"), ("reviewerLanguage", "language"), ("语言",
        "language"),
        ("permalink", "url"), ("Review Link", "url"), ("链接", "url"),
        ("author", "author"), ("authorName", "author"), ("reviewer", "author"), ("昵称", "author"),
        ("segment", "segment"), ("plan", "segment"), ("会员等级", "segment"),
        ("product", "product"), ("SKU", "product"), ("商品名称", "product"),
        ("region", "region"), ("Country", "region"), ("territory", "region"), ("城市", "region"),
        ("touchpoint", "touchpoint"), ("journey stage", "touchpoint"), ("触点", "touchpoint"),
        ("IP Address", "ignore"), ("LocationLatitude", "ignore"), ("手机号", "ignore"),
        ("field_type", "metric"), ("kind", "kind"), ("反馈类型", "kind"),
    ],
)  # fmt: skip
def test_whole_names_of_roles_are_known(name, role):
    fit = fit_of(name)
    assert (fit.role, fit.exact) == (role, True)


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("NPS", "nps"), ("nps_score", "nps"), ("Likelihood to recommend", "nps"), ("推荐度", "nps"),
        ("CSAT", "csat"), ("Satisfaction", "csat"), ("overall satisfaction", "csat"), ("满意度", "csat"),
        ("CES", "ces"), ("Customer Effort Score", "ces"), ("费力度", "ces"),
        ("stars", "stars"), ("starRating", "stars"), ("Rating", "stars"), ("评分", "stars"), ("星级",
        "stars"),
        ("ratingValue", "stars"), ("reviewRating.ratingValue", "stars"),
        ("score", ""), ("value_number", ""), ("得分", ""),
    ],
)  # fmt: skip
def test_whole_names_of_scores_are_known_with_their_metric(name, metric):
    fit = fit_of(name)
    assert (fit.role, fit.metric, fit.exact) == ("score", metric, True)


@pytest.mark.parametrize(
    ("name", "role", "metric"),
    [
        ("How likely are you to recommend us to a friend?", "score", "nps"),
        ("您有多大可能向朋友推荐我们？", "score", "nps"),
        ("您是否愿意推荐我们", "score", "nps"),
        ("How satisfied are you with the delivery?", "score", "csat"),
        ("您对我们的服务的满意程度如何？", "score", "csat"),
        ("The company made it easy for me to handle my issue.", "score", "ces"),
        ("How easy was it to get help?", "score", "ces"),
        ("How much effort did it take?", "score", "ces"),
        ("解决问题费力吗", "score", "ces"),
        ("What is the main reason for your score?", "text", ""),
        ("Why did you choose this?", "text", ""),
        ("What should we improve?", "text", ""),
        ("Please tell us more", "text", ""),
        ("您为什么给出这个分数？", "text", ""),
        ("还有什么建议吗", "text", ""),
    ],
)
def test_questions_are_understood(name, role, metric):
    fit = fit_of(name)
    assert (fit.role, fit.metric, fit.exact) == (role, metric, False)


def test_the_question_below_a_short_name_is_understood():
    fit = fit_of("Q1", "How likely are you to recommend us?")
    assert (fit.role, fit.metric) == ("score", "nps")
    assert fit_of("Q1") is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Customer comment (optional)", "text"),
        ("Our NPS score 2024", "score"),
        ("Review created at (local)", "time"),
        ("客户满意度评分（1-5分）", "score"),
        ("用户提交时间（北京）", "time"),
        ("Food star rating", "score"),
        ("Contact email address", "customer_email"),
    ],
)
def test_a_name_inside_a_longer_name_is_found_but_not_exact(name, role):
    fit = fit_of(name)
    assert (fit.role, fit.exact) == (role, False)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("comments.1.userComment.text", "text"),
        ("comments.1.userComment.starRating", "score"),
        ("comments.1.userComment.reviewerLanguage", "language"),
        ("reviewer.displayName", "author"),
        ("consumer.displayName", "author"),
        ("reviewRating.ratingValue", "score"),
        ("attributes.territory", "region"),
    ],
)
def test_the_last_keys_of_a_path_are_looked_at(name, role):
    assert fit_of(name).role == role


@pytest.mark.parametrize(
    "name",
    [
        "reviewReply.comment", "Developer Reply Text", "Owner response text", "商家回复", "Q1_NPS_GROUP",
        "thumbsUpCount", "Duration (in seconds)", "notes", "tags", "Status", "Finished", "split",
        "label", "tenure",
        "PhoneService", "PaymentMethod", "zip", "", "???", "备注编码", "campaign", "a" * 5_000,
    ],
)  # fmt: skip
def test_other_names_say_nothing(name):
    assert fit_of(name) is None


def test_the_first_name_of_a_role_is_the_best():
    assert (
        fit_of("collected_at").rank
        < fit_of("created_at").rank
        < fit_of("date").rank
        < fit_of("updated_at").rank
    )
    assert fit_of("RecordedDate").rank < fit_of("EndDate").rank < fit_of("StartDate").rank


def test_every_list_of_names_belongs_to_a_role():
    assert set(NAMES) | {"score", "attribute"} == set(ROLES_OF[FEEDBACK])


def test_no_name_stands_for_two_roles():
    names = [simplified(name) for text in (*NAMES.values(), *SCORES.values()) for name in text.split("|")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("name", ["score", "Comment", "NPS", "评分", "Created At", "id"])
def test_a_known_name_is_known_word_for_word(name):
    assert is_known_name(name)


@pytest.mark.parametrize("name", ["score was fine", "The comment", "9", "", "good", "我的评分很高"])
def test_a_sentence_is_no_known_name(name):
    assert not is_known_name(name)
