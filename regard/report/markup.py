"""HTML in which every text is escaped, unless it was made here."""

from collections.abc import Iterable
from html import escape

from regard.report.printable import harmless

VOID = frozenset({"meta", "line", "rect"})


class Markup(str):
    """HTML that is safe to stand in a page as it is."""

    __slots__ = ()


Content = str | Markup | Iterable["Content"] | None


def element(name: str, /, *content: Content, **attributes: object) -> Markup:
    """An element; `class_` is its class, `_` in a name stands for `-`, an attribute of None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID and not content:
        return Markup(f"<{name}{written}>" if name == "meta" else f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(*content)}</{name}>")


def joined(*content: Content) -> Markup:
    """Texts, elements and lists of them, one after the other."""
    return Markup("".join(map(_one, content)))


def _one(content: Content) -> str:
    if content is None:
        return ""
    if isinstance(content, Markup):
        return content
    return _text(content) if isinstance(content, str) else joined(*content)


def _text(value: object) -> str:
    """A text of a stranger, harmless and escaped."""
    return escape(harmless(str(value)))
