"""A command line of its own for every test, and files of invented answers in two languages."""

import argparse
import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from regard.cli_read import add_parser

TEXTS = (
    "The staff were friendly and the delivery was quick.",
    "客服很耐心，问题很快就解决了，非常满意。",
    "The delivery was late and nobody answered the phone.",
    "快递太慢了，客服态度也很差，很失望。",
)


@dataclass(frozen=True)
class Told:
    """What one call of the command said, and the code that it ended with."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Read = Callable[..., Told]
Write = Callable[..., Path]


def command() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="regard")
    add_parser(root.add_subparsers(required=True))
    return root


@pytest.fixture
def read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Read:
    """Call `regard read` in this process, in English unless a test says otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def call(*arguments: object) -> Told:
        try:
            options = command().parse_args(["read", *map(str, arguments)])
            code = options.run(options)
        except SystemExit as end:
            code = int(str(end.code))
        said = capsys.readouterr()
        return Told(code, said.out, said.err)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a CSV file of these rows below this header."""

    def made(header: Sequence[str], rows: Iterable[Sequence[object]], name: str = "answers.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return made


@pytest.fixture
def survey(write: Write) -> Path:
    """400 answers of two months, each with a text: 240 promoters, 80 passives, 80 detractors."""
    scores = [10, 9, 10, 9, 10, 9, 8, 7, 3, 0]
    rows = [
        (
            f"r{n}",
            f"2026-0{1 + n % 2}-{1 + n % 28:02}",
            scores[n % 10],
            TEXTS[(scores[n % 10] < 7) * 2 + n % 2],
        )
        for n in range(400)
    ]
    return write(("id", "date", "nps", "comment"), rows)
