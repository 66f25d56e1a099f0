"""Keep the Chinese catalogues in step with the source: `update` extracts and compiles, `check` judges.

.venv/bin/python tools/messages.py update [--prune] [regard/web/feedback ...]
.venv/bin/python tools/messages.py check [regard/web/feedback ...]
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
NOT_AN_APP = {"templates", "static", "locale"}
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CALL = re.compile(r"gettext|\b_\(")
PLACEHOLDER = re.compile(r"%\(\w+\)|%(?=[sdrf])|(?<!\{)\{\w*(?:\.\w+)*(?:![rsa])?(?::[^{}]*)?\}(?!\})")
STRAY_PERCENT = re.compile(r"%(?!\(\w+\)|[sdrf%])")
Key = tuple[str, str | None]


class BrokenSourceError(Exception):
    """A file's messages cannot be read; the text names the file."""


@dataclass(frozen=True)
class Room:
    """One catalogue and the files whose messages it translates."""

    path: Path
    sources: tuple[Path, ...]

    @property
    def compiled(self) -> Path:
        """The .mo beside the .po."""
        return self.path.with_suffix(".mo")


class Translations(Catalog):
    """A catalogue whose header holds no date and no tool, so that it changes only with its messages."""

    def __init__(self) -> None:
        super().__init__(locale=LOCALE, header_comment="", fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header lines that gettext needs."""
        return [
            ("Language", LOCALE),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ]


def key_of(message: Message) -> Key:
    """What makes a message itself: its (singular) text and its context."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return text, message.context


def rooms(root: Path) -> list[Room]:
    """Every catalogue under `root`, with its sources, in a fixed order."""
    web = root / "regard/web"
    folders = [
        web / name for name in sorted(p.name for p in web.glob("*") if p.is_dir()) if name not in NOT_AN_APP
    ]
    found = [room(folder / "locale", "django", sources_in(folder)) for folder in folders]
    found.append(room(web / "locale", "django", [*web.glob("*.py"), *sources_in(web / "templates")]))
    rooms_without_web = [*sources_in(root / "regard/perception"), *sources_in(root / "regard/report")]
    library = [*(root / "regard").glob("cli*.py"), *rooms_without_web]
    found.append(room(root / "regard/locale", "regard", library))
    return [one for one in found if one.sources or one.path.exists()]


def room(folder: Path, domain: str, sources: Iterable[Path]) -> Room:
    """The catalogue `domain` in the locale folder `folder`."""
    return Room(folder / LOCALE / "LC_MESSAGES" / f"{domain}.po", tuple(sorted(sources)))


def sources_in(folder: Path) -> Iterator[Path]:
    """The Python files and templates below `folder` that may hold messages."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        is_template = path.suffix in TEMPLATES and "templates" in (folder.name, *parts)
        if (path.suffix == ".py" or is_template) and "migrations" not in parts:
            yield path


def extracted(sources: Iterable[Path]) -> Translations:
    """The messages of these files, none translated yet."""
    catalog = Translations()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        text = f"{text}\n{calls_within(text, path)}" if path.suffix == ".py" else python_of(text, path)
        if CALL.search(text):
            add_messages(catalog, text, path)
    return catalog


def calls_within(text: str, path: Path) -> str:
    """The gettext calls inside f-strings, which a tokenizer sees from Python 3.12 on."""
    try:
        nodes = ast.walk(ast.parse(text)) if CALL.search(text) else iter(())
    except SyntaxError as error:
        raise BrokenSourceError(f"{path}: {error}") from error
    inner = (call for node in nodes if isinstance(node, ast.JoinedStr) for call in ast.walk(node))
    return "\n".join(ast.unparse(call) for call in inner if is_gettext(call))


def is_gettext(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def python_of(template: str, path: Path) -> str:
    """The gettext calls of a template, as Python that the tokenizer can read."""
    try:
        text = templatize(template, origin=str(path))
    except SyntaxError as error:
        raise BrokenSourceError(f"{path}: {error}") from error
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line.startswith("#") or CALL.search(line))


def add_messages(catalog: Translations, text: str, path: Path) -> None:
    """Put every message of one Python text into `catalog`."""
    try:
        found = list(extract("python", BytesIO(text.encode()), KEYWORDS, ("Translators:",)))
    except (SyntaxError, IndentationError) as error:
        raise BrokenSourceError(f"{path}: {error}") from error
    for _, message, comments, context in found:
        catalog.add(message, auto_comments=sorted(set(comments)), context=context)


def read(path: Path) -> Catalog:
    """The catalogue in a file, or an empty one where there is no file yet."""
    if not path.exists():
        return Translations()
    try:
        with path.open("rb") as file:
            return read_po(file, locale=LOCALE, abort_invalid=True)
    except PoFileError as error:
        raise BrokenSourceError(f"{path}: {error}") from error


def texts_of(message: Message) -> tuple[str, ...]:
    """The translations of a message: one for Chinese, none where it is not translated."""
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return strings if any(strings) else ()


def merged(wanted: Translations, old: Catalog, *, prune: bool = False) -> Translations:
    """`wanted` with the translations of `old`; what is wanted no more is kept as obsolete unless `prune`."""
    known = {key_of(m): m for m in (*old.obsolete.values(), *old) if m.id}
    result = Translations()
    for message in wanted:
        if message.id:
            before = known.pop(key_of(message), None)
            result[message.id] = carried(message, before)
    if not prune:
        for (text, context), message in known.items():
            if texts_of(message):
                result.obsolete[(text, context) if context else text] = message
    return result


def carried(message: Message, before: Message | None) -> Message:
    """`message` with the translation, the comments and the doubts of its earlier self."""
    texts = texts_of(before) if before else ()
    if before and "fuzzy" in before.flags:
        message.flags.add("fuzzy")
    if before:
        message.user_comments = list(before.user_comments)
    message.string = (texts[:1] or ("",)) if message.pluralizable else (texts[0] if texts else "")
    return message


def po_bytes(catalog: Catalog) -> bytes:
    """The catalogue as a .po file, sorted, without locations or dates."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True)
    text = buffer.getvalue().decode()
    return re.sub(r"\A(?:#?\s*\n)+", "", text).encode()


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it: translated and certain messages only."""
    plain = Translations()
    for message in catalog:
        if message.id and texts_of(message):
            plain[message.id] = message
    buffer = BytesIO()
    write_mo(buffer, plain)
    return buffer.getvalue()


def write_if_new(path: Path, content: bytes) -> bool:
    """Write a file whose content differs; say whether it did."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def update(chosen: Iterable[Room], *, prune: bool = False) -> list[Path]:
    """Bring the catalogues up to date with their sources and compile them; the files that changed."""
    changed = []
    for one in chosen:
        wanted = extracted(one.sources)
        if not len(wanted) and not one.path.exists():
            continue
        catalog = merged(wanted, read(one.path), prune=prune)
        files = {one.path: po_bytes(catalog), one.compiled: mo_bytes(catalog)}
        changed += [path for path, content in files.items() if write_if_new(path, content)]
    return changed


def problems(one: Room) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    wanted, catalog = extracted(one.sources), read(one.path)
    present = {key_of(m): m for m in catalog if m.id}
    for message in wanted:
        if message.id:
            yield from faults(message, present.pop(key_of(message), None))
    for message in (*present.values(), *catalog.obsolete.values()):
        yield f"obsolete (update --prune drops it): {shown(message)}"
    if one.path.exists() and (not one.compiled.exists() or one.compiled.read_bytes() != mo_bytes(catalog)):
        yield "stale .mo: run `make messages`"


def conflicts(every: Iterable[Room]) -> Iterator[tuple[Room, str]]:
    """What one catalogue translates otherwise than another: the order of the apps would decide."""
    known: dict[tuple[str, Key], list[tuple[Room, str]]] = {}
    for one in every:
        for message in read(one.path):
            if message.id and texts_of(message):
                domain = one.path.name  # catalogues of one domain are merged into one
                known.setdefault((domain, key_of(message)), []).append((one, texts_of(message)[0]))
    for (_domain, (text, context)), found in known.items():
        said = Counter(translation for _one, translation in found)
        for one, translation in found:
            others = ", ".join(repr(other) for other in said if other != translation)
            if others:
                name = f"{text!r} ({context})" if context else repr(text)
                yield one, f"{translation!r} here, {others} elsewhere (choose one, or give a context): {name}"


def faults(wanted: Message, found: Message | None) -> Iterator[str]:
    """What is wrong with the translation of one message."""
    if found is None:
        yield f"not in the catalogue: {shown(wanted)}"
    elif not texts_of(found):
        yield f"not translated: {shown(wanted)}"
    elif "fuzzy" in found.flags:
        yield f"fuzzy: {shown(wanted)}"
    elif found.pluralizable != wanted.pluralizable:
        yield f"plural in the source or in the catalogue only: {shown(wanted)}"
    elif mismatch := placeholder_mismatch(wanted, texts_of(found)[0]):
        yield f"{mismatch}: {shown(wanted)}"


def placeholder_mismatch(message: Message, translation: str) -> str:
    """How the placeholders of a translation differ from those of the (plural) text; empty if they do not."""
    source = message.id if isinstance(message.id, str) else message.id[-1]
    there, here = (sorted(set(PLACEHOLDER.findall(text.replace("%%", "")))) for text in (source, translation))
    if there != here:
        return f"placeholders {there} became {here}"
    formatted = "%(" in source or "%%" in source
    if formatted and STRAY_PERCENT.search(translation.replace("%%", "")):
        return "a single % in a formatted text (write %%)"
    return ""


def shown(message: Message) -> str:
    """The message as a line of a report."""
    text, context = key_of(message)
    return f"{text!r} ({context})" if context else repr(text)


def chosen_rooms(root: Path, folders: list[str]) -> list[Room]:
    """The catalogues of these folders, or all of them."""
    every = rooms(root)
    wanted = [(root / folder).resolve() for folder in folders]
    return [one for one in every if not wanted or one.path.parents[2].parent.resolve() in wanted]


def run_check(root: Path, chosen: list[Room]) -> int:
    """Print every problem; 1 where there is one."""
    found = [(one, line) for one in chosen for line in problems(one)]
    found += [(one, line) for one, line in conflicts(rooms(root)) if one in chosen]
    lines = [f"{one.path.relative_to(root)}: {line}" for one, line in found]
    print("\n".join([*lines, f"{len(lines)} problems in {len(chosen)} catalogues"]))
    return 1 if lines else 0


def run_update(root: Path, chosen: list[Room], *, prune: bool) -> int:
    """Update and print what changed."""
    for path in update(chosen, prune=prune):
        print(f"wrote {path.relative_to(root)}")
    return 0


def main(arguments: list[str], *, root: Path = ROOT) -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("act", choices=["update", "check"])
    parser.add_argument("folders", nargs="*", help="only the catalogues of these folders")
    parser.add_argument("--prune", action="store_true", help="drop translations that nothing uses")
    options = parser.parse_intermixed_args(arguments)
    chosen = chosen_rooms(root, options.folders)
    try:
        if options.act == "update":
            return run_update(root, chosen, prune=options.prune)
        return run_check(root, chosen)
    except BrokenSourceError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
