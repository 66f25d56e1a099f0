"""The reference of the library, a page a room, written from its docstrings: see tools/reference.py."""

import importlib
import inspect
import re
import sys
from functools import reduce
from types import ModuleType

ROOMS = (
    "counts", "cubes", "moments", "estimates", "metrics", "margins", "comparisons", "protection", "trends",
    "drivers", "links", "effects", "sampling", "maps", "archive", "study", "text", "text.languages",
    "text.quality", "text.themes", "text.tiers",
)  # fmt: skip


def pages() -> dict[str, str]:
    """Every page by its name, the table of contents as "index"."""
    modules = {room: importlib.import_module(f"regard.perception.{room}") for room in ROOMS}
    found = {room: page(room, module) for room, module in modules.items()}
    lines = ["# The library\n", "`from regard.perception import ...`; a page for each room:\n"]
    for room, module in modules.items():
        first = (module.__doc__ or "").strip().splitlines()[0]
        names = ", ".join(f"`{name}`" for name in public(module))
        lines.append(f"- [{room}]({room}.md): {first} {names}")
    return found | {"index": "\n".join(lines) + "\n"}


def public(module: ModuleType) -> list[str]:
    """The public names of a module: those in `__all__`, or else the classes and functions made there."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return sorted(name for name in listed if described(getattr(module, name)))
    made = inspect.getmembers(module, described)
    return sorted(n for n, one in made if one.__module__ == module.__name__ and not n.startswith("_"))


def described(one: object) -> bool:
    return inspect.isclass(one) or inspect.isfunction(one)


def page(room: str, module: ModuleType) -> str:
    """One room: its purpose, then each name with its signature and what it says of itself."""
    parts = [f"# {room}\n", inspect.cleandoc(module.__doc__ or ""), ""]
    for name in public(module):
        one = getattr(module, name)
        parts += [f"## {name}\n", f"```python\n{signature(name, one)}\n```\n", prose(one), ""]
        if inspect.isclass(one) and not issubclass(one, Exception):
            parts += methods(one)
    return "\n".join(parts).rstrip() + "\n"


def methods(one: type) -> list[str]:
    """The public methods and properties of a class, with those of bases that have no entry of their own."""
    parts = []
    for name, member in members(one).items():
        function = getattr(member, "__func__", getattr(member, "fget", member))
        if name.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
            continue
        told = prose(function).replace("\n", "\n  ")
        call = name if isinstance(member, property) else signature(name, function)
        parts.append(f"- `{' '.join(call.split())}`: {told}")
    return [*parts, ""] if parts else []


def members(one: type) -> dict[str, object]:
    """What a class has made itself, after what it has from bases of its room that are not public."""
    room = sys.modules[one.__module__.rpartition(".")[0]]
    own = [base for base in one.__mro__[1:] if base.__module__.startswith(f"{room.__name__}.")]
    unlisted = [vars(base) for base in own if not hasattr(room, base.__name__)]
    return reduce(lambda found, base: found | base, reversed([vars(one), *unlisted]), {})


def signature(name: str, one: object) -> str:
    """The call as it is written, without module names and without what changes from run to run."""
    try:
        text = str(inspect.signature(one))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return name
    text = re.sub(r"<factory>|<function (\w+) at 0x[0-9a-f]+>", lambda found: found[1] or "...", text)
    text = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])", "", text)
    whole = f"{name}{text}"
    if len(whole) <= 100:
        return whole
    return re.sub(r", (?=[*\w]+[:,=)])", ",\n    ", whole.replace("(", "(\n    ", 1))


def prose(one: object) -> str:
    """A docstring as Markdown: its examples as code."""
    said = re.sub(r"(?m)[ \t]+$", "", inspect.getdoc(one) or "")
    return re.sub(r"(?ms)^(>>> .*?)(?=\n\n(?!>>>)|\Z)", r"```pycon\n\1\n```", said)
