"""Qualtrics' .qsf: blocks of questions; the payload of an element is a list or an object."""

from collections.abc import Iterator, Mapping
from typing import Any

from regard.instruments.formats.making import (
    Content,
    Left,
    Names,
    draft,
    language_of,
    listed,
    measured,
    plain,
    texts,
)

TEXTS = {"SL": "short_text", "FORM": "long_text", "ML": "long_text", "ESTB": "long_text"}
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
    pages = [page for block in _blocks(elements) for page in reading.pages(block, questions)]
    title = {reading.language: words} if (words := plain(entry.get("SurveyName"))) else {}
    return draft("qualtrics", title, pages), reading.left


def _several(found: Any) -> list[Any]:
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else []


def _blocks(elements: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """The elements of each block in the order of the flow; those in the bin are left out."""
    blocks: dict[str, dict[str, Any]] = {}
    order: list[str] = []
    for element in elements:
        if element.get("Element") == "BL":
            several = [one for one in _several(element.get("Payload")) if isinstance(one, dict)]
            blocks |= {str(one.get("ID", number)): one for number, one in enumerate(several)}
        if element.get("Element") == "FL" and isinstance(element.get("Payload"), dict):
            flow = _several(element["Payload"].get("Flow"))
            order += [str(one.get("ID")) for one in flow if isinstance(one, dict)]
    wanted = [name for name in order if name in blocks] or list(blocks)
    for name in dict.fromkeys(wanted):
        if blocks[name].get("Type") != "Trash":
            yield _several(blocks[name].get("BlockElements"))


class _Reading:
    """One file on its way to a draft."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.left: list[Left] = []
        self._names, self._pages = Names(), Names()

    def pages(self, block: list[Any], questions: Mapping[str, Mapping[str, Any]]) -> Iterator[Content]:
        """The pages of a block: it is cut where it says so."""
        page: Content = {"id": self._pages.new("page", "page"), "questions": []}
        for element in block:
            kind = element.get("Type") if isinstance(element, dict) else None
            if kind == "Page Break":
                yield page
                page = {"id": self._pages.new("page", "page"), "questions": []}
            elif kind == "Question" and str(element.get("QuestionID")) in questions:
                self._add(questions[str(element["QuestionID"])], page["questions"])
        yield page

    def _add(self, payload: Mapping[str, Any], into: list[Content]) -> None:
        place = plain(payload.get("DataExportTag") or payload.get("QuestionID"))[:80]
        kind = f"{payload.get('QuestionType', '')} {payload.get('Selector', '')}"[:40]
        question = self._question(payload)
        if question is None:
            self.left.append(Left(place, "question", plain(kind)))
            return
        question["id"] = self._names.new(place, "q")
        if payload.get("DisplayLogic"):
            self.left.append(Left(place, "condition"))
        into.append(question | self._required(payload, question))

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
            yield f"option_{key}", {self.language: own} | self._elsewhere(payload, name, key)

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


def _score(text: Mapping[str, Any]) -> int | None:
    words = {plain(one) for one in text.values()}
    (one,) = words if len(words) == 1 else ("",)
    return int(one) if one.isascii() and one.isdigit() and len(one) <= 2 else None


def _is_row(scores: list[int]) -> bool:
    return scores == list(range(scores[0], scores[0] + len(scores))) and scores[-1] <= 10
