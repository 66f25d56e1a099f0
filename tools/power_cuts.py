"""Power cuts on SQLite: everything that the disk was told is written down, then played back up to a cut.

A layer between SQLite and its files (a VFS, made with ctypes) writes down each write, truncation and sync,
and the clients each acknowledgement. A cut keeps what was synced, and any part of the rest. Five numbers:
rounds with a lost answer, duplicates, partial answers, damaged databases, answers acknowledged.

    REGARD_DATA=folder python tools/power_cuts.py ROUNDS FULL|NORMAL
"""

import ctypes
import os
import random
import re
import shutil
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asked import found_in, key_in, set_up

ANSWERS = 400
CLIENTS = 8
KEPT = 0.3  # of what was not synced
SQLITE = ctypes.CDLL("libsqlite3.so.0")
POINTERS = 19  # of sqlite3_io_methods, its version counted as one
WRITE, TRUNCATE, SYNC = 3, 4, 5  # their places
NEXT, NAME, OPEN = 2, 3, 5  # places in sqlite3_vfs, counted in pointers: three ints are two of them
VFS_POINTERS = 22
FileWrite = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
FileTruncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
FileSync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
Open = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)


@dataclass
class Diary:
    """What happened, in its order: ("write", file, offset, bytes), ("truncate", file, size), ("sync", file),
    ("kept", key)."""

    lines: list[tuple[Any, ...]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # of open files, by their address
    alive: list[Any] = field(default_factory=list)  # what SQLite points to

    def watch(self) -> None:
        """Put the layer below every connection that is opened from now on."""
        SQLITE.sqlite3_vfs_find.restype = ctypes.c_void_p
        SQLITE.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        SQLITE.sqlite3_vfs_register.argtypes = [ctypes.c_void_p, ctypes.c_int]
        usual = SQLITE.sqlite3_vfs_find(None)
        layer = (ctypes.c_void_p * VFS_POINTERS)()
        ctypes.memmove(layer, usual, ctypes.sizeof(layer))
        layer[NEXT], name = None, ctypes.create_string_buffer(b"diary")
        layer[NAME] = ctypes.addressof(name)
        open_usual = Open(layer[OPEN])
        by_methods: dict[int, Any] = {}

        def opened(_vfs: int, path: int | None, file: int, flags: int, out: int) -> int:
            code = open_usual(usual, path, file, flags, out)
            if code == 0 and path is not None:
                methods = ctypes.c_void_p.from_address(file)
                if methods.value not in by_methods:
                    by_methods[methods.value or 0] = self._watched(methods.value or 0)
                self.names[file] = Path(os.fsdecode(ctypes.string_at(path))).name
                methods.value = ctypes.addressof(by_methods[methods.value or 0])
            return int(code)

        hook = Open(opened)
        layer[OPEN] = ctypes.cast(hook, ctypes.c_void_p)
        self.alive += [layer, name, hook, open_usual, by_methods]
        SQLITE.sqlite3_vfs_register(ctypes.addressof(layer), 1)

    def _watched(self, usual: int) -> Any:
        methods = (ctypes.c_void_p * POINTERS)()
        ctypes.memmove(methods, usual, ctypes.sizeof(methods))
        write, truncate = FileWrite(methods[WRITE]), FileTruncate(methods[TRUNCATE])
        sync = FileSync(methods[SYNC])

        def written(file: int, content: int, size: int, offset: int) -> int:
            code = write(file, content, size, offset)
            self.lines.append(("write", self.names[file], offset, ctypes.string_at(content, size)))
            return int(code)

        def truncated(file: int, size: int) -> int:
            code = truncate(file, size)
            self.lines.append(("truncate", self.names[file], size))
            return int(code)

        def synced(file: int, flags: int) -> int:
            before = len(self.lines)  # what is written while it syncs is not synced
            code = sync(file, flags)
            self.lines.append(("sync", self.names[file], before))
            return int(code)

        hooks = [FileWrite(written), FileTruncate(truncated), FileSync(synced)]
        for place, hook in zip((WRITE, TRUNCATE, SYNC), hooks, strict=True):
            methods[place] = ctypes.cast(hook, ctypes.c_void_p)
        self.alive += [methods, write, truncate, sync, *hooks]
        return methods


def answer(path: str, diary: Diary, posted: set[str]) -> None:
    """Several people at once, in this process, through the whole application."""
    from django.db import connections
    from django.test import Client

    def person(count: int) -> None:
        client = Client(headers={"host": "127.0.0.1", "user-agent": "Mozilla/5.0"})
        for number in range(count):
            shown = client.get(path).content.decode()
            found = re.search(r'name="key" value="([^"]+)"', shown)
            assert found
            key = key_in(found[1])
            posted.add(key)
            form = {"key": found[1], "page": "score", "language": "en", "score": str(number % 11)}
            if client.post(path, form).status_code == 302:
                diary.lines.append(("kept", key))
        connections.close_all()

    people = [threading.Thread(target=person, args=(ANSWERS // CLIENTS,)) for _ in range(CLIENTS)]
    for one in people:
        one.start()
    for one in people:
        one.join()


@dataclass
class Disk:
    """The files as they would be found: what was synced, and what came after."""

    synced: dict[str, bytearray]
    since: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)

    def happened(self, number: int, line: tuple[Any, ...]) -> None:
        if line[0] == "sync":
            mine = [one for one in self.since if one[1][1] == line[1] and one[0] < line[2]]
            for _number, done in mine:
                do(self.synced, done)
            self.since = [one for one in self.since if one not in mine]
        elif line[0] != "kept":
            self.since.append((number, line))

    def after_a_cut(self, dice: random.Random) -> dict[str, bytearray]:
        """What was synced, and any part of the rest."""
        files = {name: bytearray(content) for name, content in self.synced.items()}
        for _number, line in self.since:
            if dice.random() < KEPT:
                do(files, line)
        return files


def do(files: dict[str, bytearray], line: tuple[Any, ...]) -> None:
    """Play one write or truncation back."""
    content = files.setdefault(line[1], bytearray())
    if line[0] == "truncate":
        del content[line[2] :]
        return
    _write, _name, offset, data = line
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def cut_again_and_again(
    base: Path, diary: Diary, posted: set[str], rounds: int, folder: Path
) -> tuple[int, int, int, int]:
    """Lost, duplicated, partial and damaged over `rounds` cuts at any places."""
    dice = random.Random(11)
    places = sorted(dice.randrange(1, len(diary.lines)) for _ in range(rounds))
    disk, acknowledged, done = Disk({base.name: bytearray(base.read_bytes())}), set[str](), 0
    lost = duplicated = partial = damaged = 0
    for place in places:
        for number, line in enumerate(diary.lines[done:place], start=done):
            disk.happened(number, line)
            if line[0] == "kept":
                acknowledged.add(line[1])
        done = place
        for old in folder.iterdir():
            old.unlink()
        for name, content in disk.after_a_cut(dice).items():
            (folder / name).write_bytes(content)
        try:
            found = found_in(folder / base.name, acknowledged, posted, vfs="unix")
        except Exception:  # it does not even open
            damaged, lost = damaged + 1, lost + 1
            continue
        lost, damaged = lost + (found.lost > 0), damaged + (not found.is_sound)
        duplicated, partial = duplicated + found.duplicated, partial + found.partial
    return lost, duplicated, partial, damaged


def main() -> None:
    """Answer once, cut often."""
    rounds, setting = int(sys.argv[1]), sys.argv[2]
    home = Path(os.environ["REGARD_DATA"])
    path = set_up(home)
    database = home / "regard.sqlite3"
    base = home / "base" / database.name
    base.parent.mkdir()
    shutil.copy(database, base)
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("=FULL", f"={setting}")
    diary, posted = Diary(), set[str]()
    diary.watch()
    with suppress(KeyError):
        del os.environ["DATABASE_URL"]
    connection.ensure_connection()  # one stays open, so that the log is not folded in at the end
    answer(path, diary, posted)
    with tempfile.TemporaryDirectory() as folder:
        numbers = cut_again_and_again(base, diary, posted, rounds, Path(folder))
    print(*numbers, sum(1 for line in diary.lines if line[0] == "kept"), flush=True)
    os._exit(0)  # connections that are closed while the interpreter ends would ask a layer that is gone


if __name__ == "__main__":
    main()
