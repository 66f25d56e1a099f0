"""UTF-8 bytes to lower-case letters, word by word, with what they say about scripts; compiled."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel
from regard.perception.text.languages.letters import APOSTROPHE, GONE, MARK, NONE, SIZE, code

Bytes = npt.NDArray[np.uint8]
Points = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]

READ = 300  # letters of one text that are read; what follows is not
ROOM = 2 * READ + 2  # letters and what stands between words
HAN = code("Hani")
TAG = 256  # bytes that a tag has at most
REPLACEMENT = 0xFFFD


@kernel
def decode(text: Bytes, at: int, end: int) -> tuple[int, int]:
    """The code point at a byte, and where the next begins; U+FFFD for a byte that begins none."""
    first = int(text[at])
    if first < 0x80:
        return first, at + 1
    if 0xE0 <= first < 0xF0 and at + 3 <= end:  # Chinese, mostly
        middle, last = int(text[at + 1]), int(text[at + 2])
        if middle & 0xC0 == 0x80 and last & 0xC0 == 0x80:
            return (first & 0x0F) << 12 | (middle & 0x3F) << 6 | last & 0x3F, at + 3
        return REPLACEMENT, at + 1
    size = 2 if 0xC2 <= first < 0xE0 else 4 if 0xF0 <= first < 0xF5 else 0
    if size == 0 or at + size > end:
        return REPLACEMENT, at + 1
    point = first & (0x7F >> size)
    for follower in range(at + 1, at + size):
        if text[follower] & 0xC0 != 0x80:
            return REPLACEMENT, at + 1
        point = (point << 6) | (int(text[follower]) & 0x3F)
    return point, at + size


@kernel
def after_noise(text: Bytes, at: int, end: int) -> int:
    """Where a run of plain ASCII ends that is an address, a user or a hashtag; `at` where it is none."""
    noise = text[at] == ord("#")
    stop = at
    while stop < end and 0x21 <= text[stop] <= 0x7E:
        byte = text[stop]
        if byte == ord("@"):
            noise = True
        elif byte == ord("/") and stop > at and text[stop - 1] == ord("/"):
            noise = noise or (stop - at > 2 and text[stop - 2] == ord(":"))
        elif byte == ord(".") and stop - at >= 3:
            noise = noise or (text[stop - 1] | 32 == text[stop - 2] | 32 == text[stop - 3] | 32 == ord("w"))
        stop += 1
    return stop if noise else at


@kernel
def after_markup(text: Bytes, at: int, end: int) -> int:
    """Where the <tag> or &entity; that begins at a byte ends; `at` where none begins."""
    if at + 1 >= end:
        return at
    tag = text[at] == ord("<")
    follower = text[at + 1]
    if not (0x61 <= follower | 32 <= 0x7A) and not (tag and follower in (ord("/"), ord("!"))):
        return at
    for stop in range(at + 1, min(end, at + (TAG if tag else 10))):
        byte = text[stop]
        if byte == (ord(">") if tag else ord(";")):
            return stop + 1
        if byte == ord("<") or (not tag and (byte <= 0x20 or byte == ord("&"))):
            return at
    return at


@kernel
def spell(
    text: Bytes, start: int, end: int, kinds: Bytes, lower: npt.NDArray[np.uint16],
    points: Points, scripts: Bytes, letters: Counts, words: Counts,
) -> int:  # fmt: skip
    """Write the letters with 0 between words into `points`, their scripts beside them; how many were written.

    `letters` and `words` count by script. A letter that is repeated stands twice at most.
    """
    letters[:] = 0
    words[:] = 0
    points[0] = 0
    scripts[0] = NONE
    size, read, at, current, fresh = 1, 0, start, NONE, True
    while at < end and read < READ:
        byte = text[at]
        if byte < 0x80:
            plain = 0x21 <= byte <= 0x7E
            beyond = after_noise(text, at, end) if fresh and plain else at
            if beyond == at and byte in (ord("<"), ord("&")):
                beyond = after_markup(text, at, end)
            fresh = not plain
            point, after = (0x20, beyond) if beyond > at else (int(byte), at + 1)
        else:
            fresh = True
            point, after = decode(text, at, end)
        at = after
        kind = kinds[point] if point < SIZE else HAN if 0x20000 <= point < 0x40000 else NONE
        if kind == GONE:
            continue
        if kind == MARK:
            kind = current
        point = int(lower[point]) if point < SIZE else point
        if kind != current and current != NONE:
            size = closed(points, scripts, size)
        if kind != NONE and not (points[size - 1] == point and size > 1 and points[size - 2] == point):
            if kind != current:
                words[kind] += 1
            points[size], scripts[size] = point, kind
            size += 1
            letters[kind] += point != APOSTROPHE
            read += 1
        current = kind
    return closed(points, scripts, size) if current != NONE else size


@kernel
def closed(points: Points, scripts: Bytes, size: int) -> int:
    """End a word: 0 after its last letter, no apostrophe before it."""
    while size > 1 and points[size - 1] == APOSTROPHE:
        size -= 1
    points[size], scripts[size] = 0, NONE
    return size + 1
