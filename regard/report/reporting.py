"""One file read and reported: what `regard read` does, and the exit code that says how it went."""

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TextIO

from regard.report.columns import Asked, UnusableColumns, columns_of
from regard.report.findings import Report, report_of
from regard.report.gathering import Gathering
from regard.report.machine import json_of
from regard.report.outputs import whole
from regard.report.parts import Parts
from regard.report.phrases import Phrases, language_of, phrases_in
from regard.report.printable import plain
from regard.report.progress import Progress
from regard.report.readers import ReaderEnded
from regard.report.reading_files import reading_file
from regard.report.terminal import lines, style_for
from regard.web.listening.formats import FeedbackFile, UnreadableFile, explain, open_file

READ, SOME_REFUSED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


class Unusable(Exception):
    """Why nothing was reported, in the reader's language."""


def report_on(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Read the file and report; the exit code."""
    phrases = phrases_in(options.lang or language_of(environment))
    name = plain(Path(options.file).name) or "–"
    try:
        return _read(options, phrases, environment)
    except UnreadableFile as problem:
        reason = explain(problem, phrases.tag)
    except (UnusableColumns, Unusable) as problem:
        reason = str(problem)
    except ReaderEnded:
        reason = phrases.gettext("a process that read texts was ended from outside; nothing was written")
    except BrokenPipeError:
        raise
    except OSError as problem:
        reason = problem.strerror or str(problem)
    except KeyboardInterrupt:
        return INTERRUPTED
    _tell(f"regard read: {name}: {plain(reason)}")
    return UNUSABLE


def _read(options: argparse.Namespace, phrases: Phrases, environment: Mapping[str, str]) -> int:
    _check_outputs(options, phrases)
    file = open_file(
        options.file, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet
    )
    with ExitStack() as stack:
        readings = stack.enter_context(_written(options.readings, phrases)) if options.readings else None
        report = _report(file, options, phrases, readings)
        if options.html:
            from regard.report.page import page_of  # charts are slow to load

            stack.enter_context(_written(options.html, phrases)).write(page_of(report, phrases))
    if report.gathered.refused.n:
        _tell(*report.gathered.refused.lines(phrases))
    _print(report, options, phrases, environment)
    return SOME_REFUSED if report.gathered.refused.n else READ


def _report(
    file: FeedbackFile, options: argparse.Namespace, phrases: Phrases, readings: TextIO | None
) -> Report:
    mapping = columns_of(file, _asked(options), phrases)
    written = reading_file(options.readings, readings) if readings is not None else None
    progress = Progress(sys.stderr, phrases, time.monotonic)
    with (
        tempfile.TemporaryDirectory(prefix="regard-read-") as folder,
        closing(Parts(Path(folder))) as parts,
    ):
        try:
            gathering = Gathering(
                file, mapping, parts, written, lambda records: progress.tell(records, share=_share(file))
            )
            gathered = gathering.gather()
        finally:
            progress.end()
        if not gathered.records:
            _tell(*gathered.refused.lines(phrases))
            raise Unusable(phrases.gettext("no row of the file could be read"))
        return report_of(
            parts.engine(), name=file.path.name, mapping=mapping, gathered=gathered, limit=options.limit_words
        )


def _share(file: FeedbackFile) -> float:
    return file.position / file.size


def _asked(options: argparse.Namespace) -> Asked:
    return Asked(
        text=options.text_column,
        score=options.score_column,
        time=options.time_column,
        metric=options.metric,
        scale=options.scale,
        day_first=options.day_first,
        time_zone=options.time_zone,
    )


def _print(
    report: Report, options: argparse.Namespace, phrases: Phrases, environment: Mapping[str, str]
) -> None:
    out = sys.stdout
    if options.json:
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(encoding="utf-8", errors="strict", newline="\n")
        out.write(json_of(report, phrases))
        out.flush()
        return
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")
    out.writelines(line + "\n" for line in lines(report, phrases, style_for(out, environment)))
    out.flush()
    for path in filter(None, (options.html, options.readings)):
        _tell(phrases.gettext("Written: {path}", path=plain(str(path))))


def _tell(*told: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in told))


def _check_outputs(options: argparse.Namespace, phrases: Phrases) -> None:
    """Nothing that is asked for may take the place of the file that is read, or of each other."""
    _ = phrases.gettext
    outputs = [path.resolve() for path in (options.html, options.readings) if path]
    if Path(options.file).resolve() in outputs:
        raise Unusable(_("the file that is read would be written over"))
    if len(set(outputs)) < len(outputs):
        raise Unusable(_("two things would be written into the same file"))
    for path in outputs:
        if path.is_dir() or not path.parent.is_dir():
            raise Unusable(_("“{path}” cannot be written", path=path))


@contextmanager
def _written(path: Path, phrases: Phrases) -> Iterator[TextIO]:
    try:
        with whole(path) as stream:
            yield stream
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise Unusable(
            phrases.gettext("“{path}” cannot be written: {reason}", path=path, reason=reason)
        ) from problem
