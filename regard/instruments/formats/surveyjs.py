"""SurveyJS's JSON: pages of elements, panels within them, `visibleIf`."""

from collections.abc import Iterator, Mapping
from typing import Any

from regard.instruments.formats import expressions
from regard.instruments.formats.expressions import NoCondition
from regard.instruments.formats.making import (
    Content,
    Left,
    Names,
    draft,
    fitting,
    listed,
    measured,
    page_after_asking,
    plain,
    texts,
)

DEEPEST = 10
CHOICES = {
    "radiogroup": "single",
    "dropdown": "single",
    "buttongroup": "single",
    "checkbox": "multiple",
    "tagbox": "multiple",
    "ranking": "ranking",
    "imagepicker": "single",
}
INPUTS = {"email": "contact", "tel": "contact", "date": "date"}


def draft_of(found: Mapping[str, Any]) -> tuple[Content, list[Left]]:
    """The draft, and what was left out. Raises UnreadableSurvey."""
    return Reading().whole(found)


class Reading:
    """One file on its way to a draft."""

    def __init__(self) -> None:
        self._names, self._pages = Names(), Names()
        self._questions: dict[str, Content] = {}
        self._options: dict[str, Names] = {}
        self._left: list[Left] = []
        self._made: list[Content] = []

    def whole(self, found: Mapping[str, Any]) -> tuple[Content, list[Left]]:
        """Every page in order."""
        pages = _objects(found.get("pages")) or [found]
        for number, page in enumerate(pages, 1):
            self._page(page, number)
        title = _said(found.get("title"))
        more = {"intro": _said(found.get("description")), "thanks": _said(found.get("completedHtml"))}
        return draft("surveyjs", title, self._made, **more), self._left

    def _page(self, page: Mapping[str, Any], number: int) -> None:
        name = self._pages.new(page.get("name") or f"page{number}", "page")
        made: Content = {"id": name, "questions": []}
        if page.get("visibleIf") and (shown := self._condition(str(page["visibleIf"]), name)):
            made["show_if"] = shown
        self._made.append(made)
        for element, inherited in _elements(page, "", DEEPEST):
            self._element(element, inherited)

    def _element(self, element: Mapping[str, Any], inherited: str) -> None:
        name = element.get("name") or "question"
        question = self._question(element)
        if question is None:
            self._left.append(
                Left(plain(str(name))[:80], "question", plain(str(element.get("type", "")))[:40])
            )
            return
        question["id"] = self._names.new(name, "q")
        wish = _joined(inherited, element)
        if wish and (shown := self._condition(wish, str(name))):
            question["show_if"] = shown
            page_after_asking(self._made, shown, self._pages)
        if element.get("isRequired") is True and question["kind"] != "message":
            question["required"] = True
        if hint := _said(element.get("description")):
            question["hint"] = hint
        self._questions[str(name)] = question
        self._made[-1]["questions"].append(question)

    def _question(self, element: Mapping[str, Any]) -> Content | None:
        kind = str(element.get("type", ""))
        said = _said(element.get("title")) or _said(element.get("name"))
        if kind == "rating":
            return _rating(element, said)
        if kind in CHOICES or kind == "boolean":
            return self._choice(element, said, kind)
        if kind == "text":
            return {"kind": "short_text", "text": said} | _input(str(element.get("inputType", "")))
        if kind == "comment":
            return {"kind": "long_text", "text": said}
        if kind == "matrix":
            return _matrix(element, said)
        if kind in ("html", "expression"):
            words = _said(element.get("html")) or said
            return {"kind": "message", "text": words} if words else None
        return None

    def _choice(self, element: Mapping[str, Any], said: Content, kind: str) -> Content | None:
        several = list(_choices(element.get("choices")))
        if kind == "boolean":
            yes, no = element.get("labelTrue", YES), element.get("labelFalse", NO)
            several = [("true", _as_texts(yes)), ("false", _as_texts(no))]
        names = Names()
        options = listed(names, several)
        for key, name, words in OFFERED:
            if element.get(key) is True:
                given = element.get(words)
                text = _said(given) or {"en": DEFAULTS[name][0], "zh-hans": DEFAULTS[name][1]}
                alone = {"alone": True} if name == "none" and CHOICES.get(kind) == "multiple" else {}
                options.append({"id": names.new(name, "option"), "text": text, "fixed": True, **alone})
        if not options:
            return None
        self._options[str(element.get("name") or "question")] = names
        made: Content = {"kind": CHOICES.get(kind, "single"), "text": said, "options": options}
        if element.get("choicesOrder") == "random":
            made["shuffle"] = "all"
        most = element.get("maxSelectedChoices")
        is_limited = type(most) is int and 0 < most <= len(options) and kind == "checkbox"
        return made | ({"most": most} if is_limited else {})

    def _condition(self, text: str, place: str) -> Content | None:
        def compare(name: str, sign: str, value: Any) -> Content:
            if name not in self._questions:
                raise NoCondition(name)
            names = self._options.get(name, Names())
            return expressions.compared(self._questions[name], sign, value, names.known)

        try:
            found = expressions.Reader(expressions.tokens(text), compare).read()
        except NoCondition:
            found = None
        shown = fitting(found, {one["id"] for one in self._questions.values()})
        if shown is None:
            self._left.append(Left(plain(place)[:80], "condition", plain(text)[:200]))
        return shown


OFFERED = (
    ("hasOther", "other", "otherText"),
    ("showOtherItem", "other", "otherText"),
    ("hasNone", "none", "noneText"),
    ("showNoneItem", "none", "noneText"),
)
YES, NO = {"en": "Yes", "zh-cn": "是"}, {"en": "No", "zh-cn": "否"}
DEFAULTS = {"other": ("Something else", "其他"), "none": ("None of these", "以上都不是")}


def _elements(
    part: Mapping[str, Any], inherited: str, deeper: int
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The questions of a page or panel with the conditions of the panels that they are in."""
    for element in _objects(part.get("elements")) or _objects(part.get("questions")):
        if element.get("type") == "panel" and deeper:
            yield from _elements(element, _joined(inherited, element), deeper - 1)
        else:
            yield element, inherited


def _joined(inherited: str, element: Mapping[str, Any]) -> str:
    """Its own condition and that of the panels around it."""
    own = element.get("visibleIf")
    both = [one for one in (inherited, own) if isinstance(one, str) and one]
    return both[0] if len(both) == 1 else " and ".join(f"({one})" for one in both)


def _rating(element: Mapping[str, Any], said: Content) -> Content | None:
    low, high = element.get("rateMin", 1), element.get("rateMax", 5)
    given = [one.get("value") if isinstance(one, dict) else one for one in element.get("rateValues") or []]
    values = [one for one in given if type(one) is int]
    if given and len(values) == len(given):
        low, high = min(values), max(values)
    if type(low) is not int or type(high) is not int or not 0 <= low < high <= 10:
        return None
    kinds = {"stars": "stars", "smileys": "faces"}
    kind = kinds.get(str(element.get("rateType") or element.get("rateDisplayMode")), "scale")
    made: Content = {"kind": kind, "text": said, "scale": {"low": low, "high": high}}
    ends = {"low_label": "minRateDescription", "high_label": "maxRateDescription"}
    made |= {name: words for name, key in ends.items() if (words := _said(element.get(key)))}
    if measures := measured(low, high):
        made["measures"] = measures
    return made


def _matrix(element: Mapping[str, Any], said: Content) -> Content | None:
    """A table whose columns are taken as scores from 1 up, their words at both ends."""
    columns = list(_choices(element.get("columns")))
    rows = listed(Names(), list(_choices(element.get("rows"))))
    if not rows or not 2 <= len(columns) <= 10:
        return None
    made: Content = {"kind": "matrix", "text": said, "rows": rows, "scale": {"low": 1, "high": len(columns)}}
    ends = {"low_label": texts(columns[0][1]), "high_label": texts(columns[-1][1])}
    return made | {name: words for name, words in ends.items() if words}


def _input(kind: str) -> Content:
    return {"kind": INPUTS[kind]} if kind in INPUTS else {}


def _choices(found: Any) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            yield one.get("value"), _as_texts(one.get("text", one.get("value")))
        else:
            yield one, _as_texts(one)


def _as_texts(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {"default": said}


def _said(said: Any) -> dict[str, str]:
    return texts(_as_texts(said))


def _objects(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
