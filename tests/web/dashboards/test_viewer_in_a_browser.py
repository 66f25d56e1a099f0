"""A viewer reads every page and changes nothing: no form is theirs, an editor's are refused."""

import pytest

from regard.web.customers.models import Customer
from tests.web.windows import go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
PAGES = (
    "home/",
    "explore/?metric=nps&period=365",
    "drivers/?period=365",
    "drivers/?by=theme&period=365",
    "themes/?period=all",
    "map/",
    "influence/",
    "loyalty/",
    "loyalty/at-risk/",
    "changes/",
    "alerts/",
    "reports/",
    "reports/findings/",
    "metrics/nps/",
)
FORMS = "() => [...document.querySelectorAll('main form[method=post]')].map(form => form.action)"
POSTED = """async actions => {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const asked = actions.map(url => fetch(url, {method: "POST", headers: {"X-CSRFToken": token}}));
    return (await Promise.all(asked)).map(answer => answer.status);
}"""


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_a_viewer_may_not_do_what_an_editor_may(window, story, inside, owner, viewer, language, width):
    pages = (*PAGES, f"customers/{Customer.objects.order_by('pk')[0].pk}/")
    theirs, mine = window(width, language, by=owner), window(width, language, by=viewer)
    posted = set()
    for path in pages:
        go(theirs, path)
        posted |= set(theirs.evaluate(FORMS))
        go(mine, path)
        assert mine.evaluate(FORMS) == [], path
    assert len(posted) >= 5
    go(mine, "home/")
    own = mine.evaluate("() => document.querySelector('form[method=post]').action")  # their language
    assert mine.evaluate(POSTED, [own]) != [403]
    answers = mine.evaluate(POSTED, sorted(posted))
    assert dict.fromkeys(sorted(posted), 403) == dict(zip(sorted(posted), answers, strict=True))
