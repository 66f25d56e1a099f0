"""Qualtrics' .qsf: blocks of questions; the payload of an element is a list or an object."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from regard.instruments.formats import display_logic
from regard.instruments.formats.expressions import NoCondition
from regard.instruments.formats.making import (
    Content,
    Left,
    Names,
    draft,
    fitting,
    language_of,
    listed,
    measured,
    page_after_asking,
    plain,
    texts,
)

TEXTS = {"SL": "short_text", "FORM": "long_text", "ML": "long_text", "ESTB": "long_text"}
START = "option_"  # of the id that an option gets from its number
DEEPEST = 10
SEVERAL = ("MAVR", "MAHR", "MACOL", "MSB")


def draft_of(found: Mapping[str, Any]) -> tuple[Content, list[Left]]:
    """The draft, and what was left out. Raises UnreadableSurvey."""
    entry = found.get("SurveyEntry")
    entry = entry if isinstance(entry, dict) else {}
    elements = [one for one in _several(found.get("SurveyElements")) if isinstance(one, dict)]
    reading = _Reading(language_of(entry.get("SurveyLanguage", "EN")) or "en")
    questions = {
        str(one.get("PrimaryAttribute")): one["Payload"]
        for one in elements
        if one.get("Element") == "SQ" and isinstance(one.get("Payload"), dict)
    }
    for block, logics in _blocks(elements, reading.left):
        reading.add_block(block, questions, logics)
    title = {reading.language: words} if (words := plain(entry.get("SurveyName"))) else {}
    return draft("qualtrics", title, reading.made), reading.left


def _several(found: Any) -> list[Any]:
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else []


def _blocks(elements: list[dict[str, Any]], left: list[Left]) -> Iterator[tuple[list[Any], list[Any]]]:
    """The elements of each block in the order of the flow, with the logic of the branches that it is in.

    What is in the bin is left out.
    """
    blocks: dict[str, dict[str, Any]] = {}
    order: list[tuple[str, list[Any]]] = []
    for element in elements:
        if element.get("Element") == "BL":
            several = [one for one in _several(element.get("Payload")) if isinstance(one, dict)]
            blocks |= {str(one.get("ID", number)): one for number, one in enumerate(several)}
        if element.get("Element") == "FL" and isinstance(element.get("Payload"), dict):
            order += _flow(element["Payload"], [], left, DEEPEST)
    wanted = [(name, logics) for name, logics in order if name in blocks] or [(one, []) for one in blocks]
    seen: set[str] = set()
    for name, logics in wanted:
        if name not in seen and blocks[name].get("Type") != "Trash":
            yield _several(blocks[name].get("BlockElements")), logics
        seen.add(name)


def _flow(
    part: Mapping[str, Any], logics: list[Any], left: list[Left], deeper: int
) -> Iterator[tuple[str, list[Any]]]:
    """The blocks below a part of the flow; what is drawn by chance is asked of everybody, and said."""
    for one in _several(part.get("Flow")):
        if not isinstance(one, dict) or not deeper:
            continue
        kind = str(one.get("Type", ""))
        if kind in ("BlockRandomizer", "Randomizer"):
            left.append(Left(plain(one.get("FlowID"))[:80], "order", plain(kind)))
        inside = [*logics, one.get("BranchLogic")] if kind == "Branch" else logics
        yield str(one.get("ID")), inside
        yield from _flow(one, inside, left, deeper - 1)


class _Reading:
    """One file on its way to a draft."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.left: list[Left] = []
        self.made: list[Content] = []
        self._names, self._pages = Names(), Names()
        self._asked: dict[str, tuple[Content, dict[str, Any]]] = {}  # by the id in the file, with its choices

    def add_block(
        self, block: list[Any], questions: Mapping[str, Mapping[str, Any]], logics: list[Any]
    ) -> None:
        """The pages of a block: it is cut where it says so, and shown when its branches are taken."""
        first = next((one.get("QuestionID") for one in block if isinstance(one, dict)), "")
        shown = self._condition(logics, f"branch before {plain(first)}"[:80]) if logics else None
        self._begin(shown)
        for element in block:
            kind = element.get("Type") if isinstance(element, dict) else None
            if kind == "Page Break":
                self._begin(shown)
            elif kind == "Question" and str(element.get("QuestionID")) in questions:
                self._add(str(element["QuestionID"]), questions[str(element["QuestionID"])])

    def _begin(self, shown: Content | None) -> None:
        self.made.append({"id": self._pages.new("page", "page"), "questions": []})
        if shown:
            self.made[-1]["show_if"] = shown

    def _add(self, name: str, payload: Mapping[str, Any]) -> None:
        place = plain(payload.get("DataExportTag") or payload.get("QuestionID"))[:80]
        kind = f"{payload.get('QuestionType', '')} {payload.get('Selector', '')}"[:40]
        question = self._question(payload)
        if question is None:
            self.left.append(Left(place, "question", plain(kind)))
            return
        question["id"] = self._names.new(place, "q")
        if payload.get("SkipLogic"):
            self.left.append(Left(place, "condition", "SkipLogic"))
        if payload.get("DisplayLogic") and (shown := self._condition([payload["DisplayLogic"]], place)):
            question["show_if"] = shown
            page_after_asking(self.made, shown, self._pages)
        self._asked[name] = question, self._choices(payload, question)
        self.made[-1]["questions"].append(question | self._required(payload, question))

    def _condition(self, logics: list[Any], place: str) -> Content | None:
        """What all of these say, as one condition of ours; what cannot be said here is said to be left."""
        try:
            parts = [display_logic.condition_of(one, self._find) for one in logics]
            found: Content | None = parts[0] if len(parts) == 1 else {"all": parts}
        except NoCondition:
            found = None
        shown = fitting(found, {one["id"] for one, _choices in self._asked.values()})
        if shown is None:
            self.left.append(Left(place, "condition", _described(logics)))
        return shown

    def _find(self, name: str) -> tuple[Content, Callable[[str], Any]]:
        if name not in self._asked:
            raise NoCondition(name)
        question, choices = self._asked[name]
        return question, lambda key: choices.get(key, "")

    def _choices(self, payload: Mapping[str, Any], question: Content) -> dict[str, Any]:
        """What the numbered choices of a question are here: ids of options, or scores."""
        several = list(self._listed(payload, "Choices", "ChoiceOrder"))
        if question["kind"] == "scale":
            given = {name.removeprefix(START): _score(text) for name, text in several}
            return given or {str(score): score for score in range(11)}  # NPS is kept without its choices, too
        ids = {one["id"] for one in question.get("options", ())}
        return {name.removeprefix(START): name for name, _text in several if name in ids}

    def _required(self, payload: Mapping[str, Any], question: Content) -> Content:
        settings = payload.get("Validation")
        settings = settings.get("Settings") if isinstance(settings, dict) else None
        is_forced = isinstance(settings, dict) and settings.get("ForceResponse") == "ON"
        return {"required": True} if is_forced and question["kind"] != "message" else {}

    def _question(self, payload: Mapping[str, Any]) -> Content | None:
        made: Content = {"text": self._texts(payload, "QuestionText")}
        selector = str(payload.get("Selector", ""))
        match payload.get("QuestionType"):
            case "MC" if selector == "NPS":
                return made | {"kind": "scale", "scale": {"low": 0, "high": 10}, "measures": "nps"}
            case "MC":
                return self._chosen(payload, made | {"kind": "multiple" if selector in SEVERAL else "single"})
            case "RO":
                return self._chosen(payload, made | {"kind": "ranking"})
            case "TE" if selector in TEXTS and selector != "FORM":
                return made | {"kind": TEXTS[selector]}
            case "DB" if made["text"]:
                return made | {"kind": "message"}
            case "Matrix" if selector == "Likert":
                return self._matrix(payload, made)
        return None

    def _chosen(self, payload: Mapping[str, Any], made: Content) -> Content | None:
        several = list(self._listed(payload, "Choices", "ChoiceOrder"))
        scores = [_score(text) for _name, text in several]
        values = [score for score in scores if score is not None]
        if made["kind"] == "single" and len(values) == len(several) > 2 and _is_row(values):
            measures = measured(values[0], values[-1])
            found = made | {"kind": "scale", "scale": {"low": values[0], "high": values[-1]}}
            return found | ({"measures": measures} if measures else {})
        options = listed(Names(), several)
        return made | {"options": options} if options else None

    def _matrix(self, payload: Mapping[str, Any], made: Content) -> Content | None:
        rows = listed(Names(), list(self._listed(payload, "Choices", "ChoiceOrder")))
        columns = list(self._listed(payload, "Answers", "AnswerOrder"))
        if not rows or not 2 <= len(columns) <= 10:
            return None
        ends = {"low_label": texts(columns[0][1]), "high_label": texts(columns[-1][1])}
        scale = {"low": 1, "high": len(columns)}
        return (
            made
            | {"kind": "matrix", "rows": rows, "scale": scale}
            | {key: one for key, one in ends.items() if one}
        )

    def _listed(
        self, payload: Mapping[str, Any], name: str, order: str
    ) -> Iterator[tuple[Any, Mapping[str, Any]]]:
        found = payload.get(name)
        if isinstance(found, list):
            found = dict(enumerate(found, 1))
        if not isinstance(found, dict):
            return
        by_name = {str(key): one for key, one in found.items()}
        wanted = [str(one) for one in _several(payload.get(order))]
        for key in [one for one in wanted if one in by_name] or list(by_name):
            one = by_name[key]
            own = one.get("Display") if isinstance(one, dict) else one
            yield f"{START}{key}", {self.language: own} | self._elsewhere(payload, name, key)

    def _elsewhere(self, payload: Mapping[str, Any], name: str, key: str) -> dict[str, Any]:
        """The words of one option in the other languages."""
        found = {}
        for language, said in self._languages(payload):
            several = said.get(name)
            one = several.get(key) if isinstance(several, dict) else None
            if isinstance(one, dict):
                found[language] = one.get("Display")
        return found

    def _texts(self, payload: Mapping[str, Any], name: str) -> dict[str, str]:
        other = {language: said.get(name) for language, said in self._languages(payload)}
        return texts({self.language: payload.get(name)} | other)

    def _languages(self, payload: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        several = payload.get("Language")
        for code, said in several.items() if isinstance(several, dict) else ():
            language = language_of(code)
            if language and language != self.language and isinstance(said, dict):
                yield language, said


def _described(logics: list[Any]) -> str:
    """The words in which Qualtrics itself tells the first of the conditions."""
    left = list(logics)
    while left:
        one = left.pop(0)
        if isinstance(one, dict):
            if isinstance(words := one.get("Description"), str):
                return plain(words)[:200]
            left = [*left, *one.values()][:200]
    return ""


def _score(text: Mapping[str, Any]) -> int | None:
    words = {plain(one) for one in text.values()}
    (one,) = words if len(words) == 1 else ("",)
    return int(one) if one.isascii() and one.isdigit() and len(one) <= 2 else None


def _is_row(scores: list[int]) -> bool:
    return scores == list(range(scores[0], scores[0] + len(scores))) and scores[-1] <= 10
