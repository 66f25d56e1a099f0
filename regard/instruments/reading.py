"""From JSON values to an instrument; everything that is not known is refused with its path."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from regard.instruments.conditions import ALWAYS, Condition, UnfitCondition, condition
from regard.instruments.definition import END, FORMAT, LANGUAGES, Branch, Instrument, Page, UnfitInstrument
from regard.instruments.questions import CHOSEN, SCORED, Kind, Option, Question, Scale, Shuffle, Text

ID = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
LONGEST_TEXT = 2_000
MOST_PAGES, MOST_QUESTIONS, MOST_OPTIONS = 50, 100, 200
WIDEST = 11
POLARITIES = ("", "good", "bad")
MEASURES = ("", "nps", "csat", "ces", "stars", "trust", "values")


def instrument(content: Any) -> Instrument:
    """The instrument that `content` describes. Raises UnfitInstrument."""
    known = {
        "format", "kind", "languages", "title", "intro", "thanks", "subject", "pages", "anonymous",
        "shuffles_pages",
    }  # fmt: skip
    fields = _object(content, "", known)
    if fields.get("format") != FORMAT:
        raise UnfitInstrument("format", f"{FORMAT} is expected")
    languages = _list(fields.get("languages"), "languages", most=len(LANGUAGES))
    if not languages or not set(languages) <= set(LANGUAGES) or len(set(languages)) < len(languages):
        raise UnfitInstrument("languages", f"some of {', '.join(LANGUAGES)}, each once")
    pages = _list(fields.get("pages"), "pages", most=MOST_PAGES)
    found = Instrument(
        kind=_id(fields.get("kind"), "kind"),
        languages=tuple(languages),
        title=_text(fields.get("title"), "title"),
        pages=tuple(_page(page, f"pages.{place}") for place, page in enumerate(pages)),
        is_anonymous=_flag(fields, "anonymous", ""),
        shuffles_pages=_flag(fields, "shuffles_pages", ""),
        **{name: _text(fields[name], name) for name in ("intro", "thanks", "subject") if name in fields},
    )
    _check_whole(found)
    return found


def _check_whole(found: Instrument) -> None:
    """What only the whole can tell: ids that are there twice, branches and conditions that lead backwards."""
    ids = [question.id for page in found.pages for question in page.questions]
    _unique(ids, "pages")
    _unique([page.id for page in found.pages], "pages")
    if not ids or len(ids) > MOST_QUESTIONS:
        raise UnfitInstrument("pages", f"1 to {MOST_QUESTIONS} questions")
    before: set[str] = set()
    later = [page.id for page in found.pages]
    for page in found.pages:
        later.remove(page.id)
        _check_known(page.show_if, before, f"pages.{page.id}.show_if")
        for question in page.questions:
            _check_known(question.show_if, before, f"{question.id}.show_if")
        before |= {question.id for question in page.questions}
        for branch in page.branches:
            _check_known(branch.when, before, f"pages.{page.id}.branches")
            if branch.to not in (END, *later):
                raise UnfitInstrument(f"pages.{page.id}.branches", f"{branch.to!r} is no later page")


def _check_known(one: Condition, before: set[str], path: str) -> None:
    if unknown := one.questions - before:
        raise UnfitInstrument(path, f"asked before: not {', '.join(sorted(unknown))}")


def _page(content: Any, path: str) -> Page:
    fields = _object(content, path, {"id", "questions", "show_if", "branches"})
    questions = _list(fields.get("questions"), f"{path}.questions", most=MOST_QUESTIONS)
    branches = _list(fields.get("branches", []), f"{path}.branches", most=MOST_PAGES)
    return Page(
        id=_id(fields.get("id"), f"{path}.id"),
        questions=tuple(_question(one, f"{path}.questions.{at}") for at, one in enumerate(questions)),
        show_if=_condition(fields, "show_if", path),
        branches=tuple(_branch(one, f"{path}.branches.{at}") for at, one in enumerate(branches)),
    )


def _branch(content: Any, path: str) -> Branch:
    fields = _object(content, path, {"when", "to"})
    return Branch(_condition(fields, "when", path), _id(fields.get("to"), f"{path}.to"))


def _question(content: Any, path: str) -> Question:
    known = {
        "id", "kind", "text", "hint", "required", "show_if", "measures", "scale", "low_label", "high_label",
        "options", "rows", "most", "longest", "shuffle",
    }  # fmt: skip
    fields = _object(content, path, known)
    kind = _one_of(Kind, fields.get("kind"), f"{path}.kind")
    texts = ("hint", "low_label", "high_label")
    found = Question(
        id=_id(fields.get("id"), f"{path}.id"),
        kind=kind,
        text=_text(fields.get("text"), f"{path}.text"),
        is_required=_flag(fields, "required", path),
        show_if=_condition(fields, "show_if", path),
        measures=fields.get("measures", ""),
        scale=_scale(fields["scale"], f"{path}.scale") if "scale" in fields else None,
        options=_options(fields.get("options", []), f"{path}.options"),
        rows=_options(fields.get("rows", []), f"{path}.rows"),
        most=_whole(fields.get("most", 0), f"{path}.most", 0, MOST_OPTIONS),
        longest=_whole(fields.get("longest", 0), f"{path}.longest", 0, 100_000),
        shuffle=_one_of(Shuffle, fields.get("shuffle", "none"), f"{path}.shuffle"),
        **{name: _text(fields[name], f"{path}.{name}") for name in texts if name in fields},
    )
    _check_fits(found, path)
    return found


def _check_fits(found: Question, path: str) -> None:
    """A scale where there are scores, options where something is chosen, rows in a matrix; nowhere else."""
    if found.measures not in MEASURES:
        raise UnfitInstrument(f"{path}.measures", f"one of {', '.join(MEASURES[1:])}")
    wants = {
        "scale": found.kind in SCORED,
        "options": found.kind in CHOSEN,
        "rows": found.kind == Kind.MATRIX,
    }
    for name, wanted in wants.items():
        if bool(getattr(found, name)) != wanted:
            raise UnfitInstrument(f"{path}.{name}", "is missing" if wanted else f"{found.kind} has none")
    if found.measures and (found.scale is None or found.kind == Kind.MATRIX):
        raise UnfitInstrument(f"{path}.measures", f"{found.kind} measures nothing")


def _scale(content: Any, path: str) -> Scale:
    fields = _object(content, path, {"low", "high", "direction"})
    low, high = (_whole(fields.get(name), f"{path}.{name}", 0, 10) for name in ("low", "high"))
    if not low < high or high - low >= WIDEST:
        raise UnfitInstrument(path, f"from low to high, {WIDEST} scores at most")
    direction = fields.get("direction", "high_is_good")
    if direction not in ("high_is_good", "low_is_good"):
        raise UnfitInstrument(f"{path}.direction", "high_is_good or low_is_good")
    return Scale(low, high, direction)


def _options(content: Any, path: str) -> tuple[Option, ...]:
    some = _list(content, path, most=MOST_OPTIONS)
    found = tuple(_option(one, f"{path}.{place}") for place, one in enumerate(some))
    _unique([option.id for option in found], path)
    return found


def _option(content: Any, path: str) -> Option:
    fields = _object(content, path, {"id", "text", "polarity", "fixed", "alone"})
    if fields.get("polarity", "") not in POLARITIES:
        raise UnfitInstrument(f"{path}.polarity", "good or bad")
    return Option(
        id=_id(fields.get("id"), f"{path}.id"),
        text=_text(fields.get("text"), f"{path}.text"),
        polarity=fields.get("polarity", ""),
        is_fixed=_flag(fields, "fixed", path),
        is_alone=_flag(fields, "alone", path),
    )


# --- the smallest parts ---------------------------------------------------------------------------------
def _object(content: Any, path: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise UnfitInstrument(path or "content", "an object is expected")
    if unknown := sorted(set(content) - set(known), key=str):
        raise UnfitInstrument(f"{path}.{unknown[0]}".lstrip("."), "is not known")
    return content


def _list(content: Any, path: str, *, most: int) -> list[Any]:
    if not isinstance(content, list) or len(content) > most:
        raise UnfitInstrument(path, f"a list of {most} at most is expected")
    return content


def _text(content: Any, path: str) -> Text:
    fields = _object({} if content is None else content, path, LANGUAGES)
    for language, text in fields.items():
        if not isinstance(text, str) or len(text) > LONGEST_TEXT or "\0" in text:
            raise UnfitInstrument(f"{path}.{language}", f"a text of {LONGEST_TEXT} characters at most")
    return dict(fields)


def _id(content: Any, path: str) -> str:
    if not isinstance(content, str) or not ID.fullmatch(content):
        raise UnfitInstrument(path, "small letters, digits and _, 40 at most, a letter first")
    return content


def _flag(fields: Mapping[str, Any], name: str, path: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise UnfitInstrument(f"{path}.{name}".lstrip("."), "true or false")
    return value


def _whole(content: Any, path: str, low: int, high: int) -> int:
    if type(content) is not int or not low <= content <= high:
        raise UnfitInstrument(path, f"a whole number from {low} to {high}")
    return content


def _one_of(choices: Callable[[Any], Any], content: Any, path: str) -> Any:
    try:
        return choices(content)
    except ValueError:
        raise UnfitInstrument(path, f"{content!r} is not known") from None


def _condition(fields: Mapping[str, Any], name: str, path: str) -> Condition:
    if name not in fields:
        return ALWAYS
    try:
        return condition(fields[name], path=f"{path}.{name}")
    except UnfitCondition as error:
        where, _colon, reason = str(error).partition(": ")
        raise UnfitInstrument(where, reason) from error


def _unique(ids: list[str], path: str) -> None:
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise UnfitInstrument(path, f"{twice[0]!r} is there twice")
