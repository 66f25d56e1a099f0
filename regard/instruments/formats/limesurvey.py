"""LimeSurvey's .lss: tables of rows in XML; texts beside the questions, in older files within them."""

import re
from collections import defaultdict
from typing import Any
from xml.parsers import expat

from regard.instruments.formats import relevance
from regard.instruments.formats.expressions import NoCondition
from regard.instruments.formats.making import (
    Content,
    Left,
    Names,
    UnreadableSurvey,
    draft,
    fitting,
    language_of,
    measured,
    page_after_asking,
    plain,
)

KINDS = {
    "L": "single", "!": "single", "O": "single", "M": "multiple", "P": "multiple", "R": "ranking",
    "S": "short_text", "T": "long_text", "U": "long_text", "D": "date", "X": "message", "Y": "single",
    "5": "scale", "A": "matrix", "B": "matrix", "F": "matrix", "G": "single",
}  # fmt: skip
TABLES = {"A": 5, "B": 10}
YES_NO = [("Y", {"en": "Yes", "zh-hans": "是"}), ("N", {"en": "No", "zh-hans": "否"})]
SEXES = [("F", {"en": "Female", "zh-hans": "女"}), ("M", {"en": "Male", "zh-hans": "男"})]
ALWAYS = ("", "1")
NUMBERED = re.compile(r"\d{1,10}X\d{1,10}X(\w+)", re.ASCII)  # survey, group, question and part of it
MOST_ROWS = 20_000
Row = dict[str, str]
Tables = dict[str, list[Row]]


def draft_of(content: bytes) -> tuple[Content, list[Left]]:
    """The draft, and what was left out. Raises UnreadableSurvey."""
    tables = _tables(content)
    if not tables.get("questions"):
        raise UnreadableSurvey("not_a_survey")
    return _Reading(tables).whole()


def _tables(content: bytes) -> Tables:
    """The rows of every table. A document that declares types or entities is refused: none of ours does."""
    found: Tables = defaultdict(list)
    path: list[str] = []
    said: list[str] = []

    def refuse(*_declared: Any) -> None:
        raise UnreadableSurvey("entities")

    def begin(name: str, _attributes: Any) -> None:
        path.append(name)
        said.clear()
        if path[2:] == ["rows", "row"]:
            found[path[1]].append({})
        if len(path) > 20 or sum(len(rows) for rows in found.values()) > MOST_ROWS:
            raise UnreadableSurvey("too_large")

    def end(name: str) -> None:
        if path[2:4] == ["rows", "row"] and len(path) == 5:
            found[path[1]][-1][name] = "".join(said)
        path.pop()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = said.append
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise UnreadableSurvey("not_xml", f"{problem.lineno}:{problem.offset}") from None
    return found


class _Reading:
    """The tables of one file on their way to a draft."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._names, self._pages = Names(), Names()
        self._made: list[Content] = []
        self._asked: dict[str, Content] = {}  # by the code and by the qid of a question
        self._options: dict[str, Names] = {}  # by the id of a question
        self._left: list[Left] = []

    def whole(self) -> tuple[Content, list[Left]]:
        """Every group is a page, in its order; more of them where a question asks about one before it."""
        seen: set[str] = set()
        for group in sorted(self._tables["groups"], key=lambda one: _number(one.get("group_order"))):
            if (gid := group.get("gid", "")) not in seen:
                seen.add(gid)
                self._group(group, gid)
        settings = self._tables["surveys_languagesettings"]
        title = _by_language(settings, "surveyls_language", "surveyls_title")
        more = {
            "intro": _by_language(settings, "surveyls_language", "surveyls_welcometext"),
            "thanks": _by_language(settings, "surveyls_language", "surveyls_endtext"),
        }
        return draft("limesurvey", title, self._made, **more), self._left

    def _group(self, group: Row, gid: str) -> None:
        page: Content = {"id": self._pages.new(f"group_{gid}", "page"), "questions": []}
        place = plain(group.get("group_name") or f"group {gid}")[:80]
        if shown := self._condition(group.get("grelevance", ""), place):
            page["show_if"] = shown
        self._made.append(page)
        seen: set[str] = set()
        for row in sorted(self._tables["questions"], key=lambda one: _number(one.get("question_order"))):
            qid = row.get("qid", "")
            is_whole = row.get("parent_qid", "0") in ("", "0")
            if is_whole and row.get("gid") == gid and qid not in seen:
                seen.add(qid)
                self._add(row, qid)

    def _add(self, row: Row, qid: str) -> None:
        place = plain(row.get("title", qid))[:80]
        question = self._question(row)
        if question is None:
            self._left.append(Left(place, "question", row.get("type", "")[:10]))
            return
        question["id"] = self._names.new(place, "q")
        self._options[question["id"]] = question.pop("codes", Names())
        if row.get("mandatory") == "Y" and question["kind"] != "message":
            question["required"] = True
        if shown := self._condition(row.get("relevance", ""), place):
            question["show_if"] = shown
            page_after_asking(self._made, shown, self._pages)
        self._asked[row.get("title", "")] = self._asked[qid] = question
        self._made[-1]["questions"].append(question)

    def _condition(self, text: str, place: str) -> Content | None:
        """What is written, as a condition of ours; what cannot be said here is said to be left."""
        if text.strip() in ALWAYS:
            return None
        try:
            found = relevance.condition_of(text, self._compared)
        except NoCondition:
            found = None
        shown = fitting(found, {one["id"] for one in self._asked.values()})
        if shown is None:
            self._left.append(Left(place, "condition", plain(text)[:200]))
        return shown

    def _compared(self, name: str, sign: str, value: Any) -> Content:
        code, part = self._found(name)
        question = self._asked[code]
        names = self._options[question["id"]]
        if not part:
            return relevance.compared(question, sign, value, names.known)
        box = names.known(part)
        if question["kind"] != "multiple" or not box:
            raise NoCondition(name)
        return relevance.ticked(question, box, sign, value)

    def _found(self, name: str) -> tuple[str, str]:
        """The question that a name is of, and its part: Q1, Q1_SQ2, or 12X3X45SQ2. Raises NoCondition."""
        if numbered := NUMBERED.fullmatch(name):
            rest = numbered[1]
            starts = (rest[:end] for end in range(len(rest), 0, -1))
            code = next((one for one in starts if one.isdigit() and one in self._asked), "")
            part = rest[len(code) :]
        else:
            code, _line, part = name.partition("_")
        if not code or code not in self._asked:
            raise NoCondition(name)
        return code, part

    def _question(self, row: Row) -> Content | None:
        letter = row.get("type", "")
        kind = KINDS.get(letter)
        if kind is None:
            return None
        made: Content = {"kind": kind, "text": self._texts("question", row, "question")}
        if hint := self._texts("question", row, "help"):
            made["hint"] = hint
        if kind == "scale":
            return made | {"scale": {"low": 1, "high": 5}}
        if kind == "matrix":
            return self._matrix(made, row, letter)
        if letter in ("Y", "G"):
            return self._chosen(made, YES_NO if letter == "Y" else SEXES)
        if kind in ("single", "ranking"):
            return self._chosen(made, self._answers(row["qid"]))
        if kind == "multiple":
            return self._chosen(made, self._subquestions(row["qid"]))
        return made

    def _chosen(self, made: Content, several: list[tuple[str, dict[str, str]]]) -> Content | None:
        codes = [_whole(code) for code, _text in several]
        scores = [code for code in codes if code is not None]
        plainly = all(text.get(language, "").strip() == code for code, text in several for language in text)
        if made["kind"] == "single" and plainly and len(scores) == len(several) > 2 and _is_row(scores):
            found = made | {"kind": "scale", "scale": {"low": scores[0], "high": scores[-1]}}
            measures = measured(scores[0], scores[-1])
            return found | ({"measures": measures} if measures else {})
        names = Names()
        options = [{"id": names.new(code, "option"), "text": text} for code, text in several if text]
        return made | {"options": options, "codes": names} if options else None

    def _matrix(self, made: Content, row: Row, letter: str) -> Content | None:
        names = Names()
        rows = [
            {"id": names.new(code, "row"), "text": text}
            for code, text in self._subquestions(row["qid"])
            if text
        ]
        answers = self._answers(row["qid"])
        high = TABLES.get(letter, len(answers))
        if not rows or not 2 <= high <= 10:
            return None
        ends = {"low_label": answers[0][1], "high_label": answers[-1][1]} if letter == "F" else {}
        return made | {"rows": rows, "scale": {"low": 1, "high": high}} | ends

    def _answers(self, qid: str) -> list[tuple[str, dict[str, str]]]:
        rows = [row for row in self._tables["answers"] if row.get("qid") == qid]
        return self._listed(rows, "answer", "aid", "code", "answer")

    def _subquestions(self, qid: str) -> list[tuple[str, dict[str, str]]]:
        several = self._tables["subquestions"] or self._tables["questions"]
        rows = [row for row in several if row.get("parent_qid") == qid]
        return self._listed(rows, "question", "qid", "title", "question")

    def _listed(
        self, rows: list[Row], table: str, key: str, code: str, text: str
    ) -> list[tuple[str, dict[str, str]]]:
        """Codes in their order with their texts; in old files each language is a row of its own."""
        order = "sortorder" if table == "answer" else "question_order"
        found: dict[str, dict[str, str]] = {}
        for row in sorted(rows, key=lambda one: _number(one.get(order))):
            said = self._texts(table, row, text, key=key)
            for language, words in said.items():
                found.setdefault(row.get(code, ""), {}).setdefault(language, words)
        return list(found.items())

    def _texts(self, table: str, row: Row, name: str, *, key: str = "qid") -> dict[str, str]:
        """A text in every language, from the table beside it or, in old files, from all rows of its own."""
        beside = [one for one in self._tables[f"{table}_l10ns"] if one.get(key) == row.get(key)]
        if beside:
            return _by_language(beside, "language", name)
        if table == "question":
            same = [
                one for one in (*self._tables["questions"], *self._tables["subquestions"])
                if one.get("qid") == row.get("qid")
            ]  # fmt: skip
            return _by_language(same, "language", name)
        return _by_language([row], "language", name)


def _by_language(rows: list[Row], language: str, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        ours = language_of(row.get(language, "en") or "en")
        if ours and (words := plain(row.get(name, ""))):
            found.setdefault(ours, words)
    return found


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_row(scores: list[int]) -> bool:
    return (
        scores == list(range(scores[0], scores[0] + len(scores))) and scores[-1] <= 10 and len(scores) <= 11
    )
