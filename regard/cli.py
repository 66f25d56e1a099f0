"""The `regard` command: `regard --help` lists what it does."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from regard import __version__, cli_corrections, cli_explain, cli_import, cli_read, running

Command = Callable[[argparse.Namespace], int]


def parser() -> argparse.ArgumentParser:
    """The arguments of every command; each puts the function that does it into `run`."""
    root = argparse.ArgumentParser(prog="regard", description="How customers see a company.")
    root.add_argument("--version", action="version", version=f"regard {__version__}")
    commands = root.add_subparsers(title="commands", required=True, metavar="COMMAND")
    running.add_parsers(commands)
    cli_read.add_parser(commands)
    cli_explain.add_parser(commands)
    cli_import.add_parser(commands)
    cli_corrections.add_parser(commands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; Ctrl-C ends it with 130."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as in `regard read ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    sys.exit(main())
