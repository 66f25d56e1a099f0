"""What attacks browsers stays text: beside a harmless text, no page has one element more."""

from collections import Counter

import pytest

from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback, Source
from regard.web.insights.models import Reading
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps

ATTACKS = [
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", '"><script>alert(1)</script>',
    "' onfocus='alert(1)' autofocus='", '" onmouseover="alert(1)', "javascript:alert(1)",
    "<iframe src=//evil>", '<a href="javascript:alert(1)">x</a>', "--><b>x</b>", "<base href=//evil>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', "<!--<script>alert(1)//-->",
    "<style>*{display:none}</style>", "<meta http-equiv=refresh content=0;url=//evil>",
    "<form action=//evil><button>x</button></form>", "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<link rel=stylesheet href=//evil>", "<object data=//evil>",
    "<template><script>alert(1)</script></template>", "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}", "{% debug %}", "{{ request.user.password }}", "]]><script>alert(1)</script>",
    "<x onclick=alert(1)>", "<body onload=alert(1)>", "\\u003cscript\\u003ealert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "<scr\0ipt>alert(1)</script>",
    "\u202e<script>)1(trela</script>", "\ufeff<script>alert(1)</script>", "＜script＞alert(1)＜/script＞",
    "<mark class=negative onclick=alert(1)>x</mark>", "<div data-chart-url=//evil data-auto>x</div>",
    "<blockquote hx-get=//evil hx-trigger=load>x</blockquote>", '" hx-get="//evil" hx-trigger="load',
]  # fmt: skip
DANGEROUS = {
    *("script", "style", "iframe", "object", "embed", "base", "meta", "link", "form", "img", "input"),
    *("textarea", "template", "math", "noscript", "body", "animate", "button", "title", "x", "mglyph"),
}
SAYING = {"value", "aria-label", "href", "xlink:href", "title"}
PATHS = (
    "home/",
    "explore/",
    "explore/?metric=nps&by=segment",
    "explore/?by=source&q={wanted}",
    "records/{pk}/",
    "records/{pk}/why/",
)


def everywhere(text, today):
    """A record with this text in every place that a text may stand in."""
    return Draft(
        "a",
        title=text,
        text=f"{text} Terrible and rude. {text}",
        answers=(nps(1), AnswerDraft("why", field_label=text, value_text=text)),
        person=Person(external_id="p", name=text, account=text, segment=text[:100]),
        author_name=text,
        subject=text,
        product=text[:100],
        region=text[:100],
        touchpoint=text[:100],
        segment=text[:100],
        permalink=text,
        attributes={text: text},
        collected_at=moment(today),
    )


@pytest.fixture
def shape(look, owner, workspace, survey, tell, today):
    """The elements and attributes of every page while this text stands everywhere."""

    def of(text):
        text = text.replace("\0", "")
        with in_workspace(workspace):
            Source.objects.filter(pk=survey.pk).update(name=text)
            Feedback.objects.all().delete()
        tell([everywhere(text, today)])
        with in_workspace(workspace):
            pk = Feedback.objects.get().pk
            Reading.objects.update(**SAYS_NOTHING)  # what is read in a text also shapes a page
        found = {}
        for path in PATHS:
            page = look(owner, path.format(pk=pk, wanted="Terrible"))
            found[path] = Counter(tag for tag, _ in page.tags if tag in DANGEROUS)
            for tag, attrs in page.tags:
                names = {name for name, value in attrs.items() if "evil" in (value or "")}
                assert names <= SAYING, (text, path, tag, names)
                assert not [name for name in attrs if name.startswith("on") or name == "style"], (text, path)
                assert not (attrs.get("href") or "").lower().startswith(("javascript:", "//")), (text, path)
        return found

    return of


SAYS_NOTHING = {"language": "en", "sentiment": "negative"} | {
    name: [] for name in ("factors", "emotions", "intents", "descriptors", "flags", "words")
}
CALM = "calm text without anything in it"


@pytest.mark.parametrize("part", range(4))
def test_no_page_gets_an_element_or_an_attribute_from_what_somebody_wrote(shape, part):
    calm = shape(CALM)
    for attack in ATTACKS[part::4]:
        assert shape(attack) == calm, attack
