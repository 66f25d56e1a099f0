"""A draft, one change at a time: JSON values in, JSON values out, nothing changed in place.

Whether what comes out can be asked is said by `Instrument.from_content`; a change may well break a
condition that asked about the question that went.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from regard.instruments.questions import CHOSEN, SCORED, Kind

Content = dict[str, Any]


class NoSuchPart(LookupError):
    """There is no question or page of this id."""


def question_of(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The question with this id. Raises NoSuchPart."""
    page, at = _place(content, name)
    found: dict[str, Any] = content["pages"][page]["questions"][at]
    return found


def page_of(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The page with this id. Raises NoSuchPart."""
    found: dict[str, Any] | None = next((page for page in content["pages"] if page["id"] == name), None)
    if found is None:
        raise NoSuchPart(name)
    return found


def with_question(content: Content, name: str, question: Mapping[str, Any]) -> Content:
    """The question in the place of the one with this id. Raises NoSuchPart."""
    page, at = _place(content, name)
    made = copy.deepcopy(content)
    made["pages"][page]["questions"][at] = dict(question)
    return made


def with_page(content: Content, name: str, **changes: Any) -> Content:
    """The page with this id with other conditions; an empty one is left out. Raises NoSuchPart."""
    made = copy.deepcopy(content)
    page = page_of(made, name)
    for key, value in changes.items():
        page.pop(key, None)
        if value:
            page[key] = value
    return made


def added(content: Content, kind: Kind, *, text: Mapping[str, str], labels: Mapping[str, str]) -> Content:
    """One more question on a page of its own at the end; `labels` names what its options begin as."""
    made = copy.deepcopy(content)
    ids = {name for name, _page, _at in _every(made)}
    question: Content = {"id": _free("q", ids), "kind": str(kind), "text": dict(text)}
    if kind in SCORED:
        question["scale"] = {"low": 1, "high": 5}
    if kind in CHOSEN:
        question["options"] = [{"id": f"option_{number}", "text": dict(labels)} for number in (1, 2)]
    if kind == Kind.MATRIX:
        question["rows"] = [{"id": "row_1", "text": dict(labels)}]
    made["pages"].append(
        {"id": _free("page_", {page["id"] for page in made["pages"]}), "questions": [question]}
    )
    return made


def moved(content: Content, name: str, *, by: int) -> Content:
    """The question one place further down (`by=1`) or up (`by=-1`), onto the next page where its own ends."""
    page, at = _place(content, name)
    made = copy.deepcopy(content)
    pages = made["pages"]
    if 0 <= at + by < len(pages[page]["questions"]):
        pages[page]["questions"].insert(at + by, pages[page]["questions"].pop(at))
    elif 0 <= page + by < len(pages):
        other = pages[page + by]["questions"]
        other.insert(len(other) if by < 0 else 0, pages[page]["questions"].pop(at))
    return _without_empty_pages(made)


def removed(content: Content, name: str) -> Content:
    """Without the question. Raises NoSuchPart."""
    page, at = _place(content, name)
    made = copy.deepcopy(content)
    del made["pages"][page]["questions"][at]
    return _without_empty_pages(made)


def split(content: Content, name: str) -> Content:
    """A new page begins with the question; the branches of its page go on at the end of the new one."""
    page, at = _place(content, name)
    made = copy.deepcopy(content)
    if at == 0:
        return made
    first = made["pages"][page]
    second = {
        "id": _free("page_", {one["id"] for one in made["pages"]}),
        "questions": first["questions"][at:],
    }
    first["questions"] = first["questions"][:at]
    second |= {key: copy.deepcopy(first[key]) for key in ("show_if", "branches") if key in first}
    first.pop("branches", None)
    made["pages"].insert(page + 1, second)
    return made


def joined(content: Content, name: str) -> Content:
    """The page of the question becomes one with the page before it; the conditions of the first stay."""
    page, _at = _place(content, name)
    made = copy.deepcopy(content)
    if page == 0:
        return made
    gone = made["pages"].pop(page)
    before = made["pages"][page - 1]
    before["questions"] += gone["questions"]
    before.pop("branches", None)
    if "branches" in gone:
        before["branches"] = gone["branches"]
    return made


def _every(content: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    for page, one in enumerate(content["pages"]):
        for at, question in enumerate(one["questions"]):
            yield question["id"], page, at


def _place(content: Mapping[str, Any], name: str) -> tuple[int, int]:
    for found, page, at in _every(content):
        if found == name:
            return page, at
    raise NoSuchPart(name)


def _without_empty_pages(content: Content) -> Content:
    content["pages"] = [page for page in content["pages"] if page["questions"]]
    return content


def _free(start: str, taken: set[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := f"{start}{number}") not in taken)


ACTS: dict[str, Callable[[Content, str], Content]] = {
    "up": lambda content, name: moved(content, name, by=-1),
    "down": lambda content, name: moved(content, name, by=1),
    "remove": removed,
    "split": split,
    "join": joined,
}
"""What is done with a question by pressing one button."""
