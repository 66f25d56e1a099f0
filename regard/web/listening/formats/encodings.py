"""Which encoding a file of text is in, found by trying, the strict ones first."""

import codecs

from .refusals import UnreadableFile
from .unpacking import FileBytes

SAMPLE = 1 << 18
MARK = "\udfff"  # stands for bytes that are not valid; no valid text decodes to it
UTF_16_SAMPLE = 8_192
ARABIC = 0x600  # the scripts below it are Latin, Greek, Cyrillic, Armenian and Hebrew
COMMON_LETTERS = 0.8
REPAIRABLE = 10  # this many good characters for each bad byte make it UTF-8 with a few bad rows
COMMON_HAN = 0.7
HAN_ROWS = range(0xB0, 0xD8)  # GB 2312 level 1: the 3,755 characters that make up everyday Chinese
SYMBOL_ROWS = range(0xA1, 0xA4)  # Chinese punctuation and full-width forms
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


def _marked(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return MARK, problem.end


codecs.register_error("regard.mark", _marked)


def encoding_of(file: FileBytes, asked: str | None = None) -> str:
    """Return the encoding that was asked for, or the one that the bytes of the file speak for."""
    if asked is not None:
        return _known(asked)
    sample = telling_sample(file)
    found = (
        _by_bom(sample)
        or _utf_16_without_bom(sample)
        or _utf_8(sample)
        or _gb18030(sample)
        or _western(sample)
    )
    if found is None:
        raise UnreadableFile("unknown_encoding")
    return found


def telling_sample(file: FileBytes) -> bytes:
    """Return the beginning of the file, joined with its first stretch that is not plain ASCII."""
    with file.open() as stream:
        first = stream.read(SAMPLE)
        piece = first
        while piece and piece.isascii():
            piece = stream.read(SAMPLE)
    return first if piece is first else first + piece


def _known(name: str) -> str:
    try:
        "a".encode(name)  # fails for what is no encoding of text, such as rot13
        return codecs.lookup(name).name
    except (LookupError, ValueError) as problem:
        raise UnreadableFile("no_such_encoding", encoding=name) from problem


def _by_bom(sample: bytes) -> str | None:
    return next((name for bom, name in BOMS if sample.startswith(bom)), None)


def _utf_16_without_bom(sample: bytes) -> str | None:
    if 0 not in sample:
        return None
    for name in ("utf-16-le", "utf-16-be"):
        letters = sample[:UTF_16_SAMPLE].decode(name, "regard.mark")
        likely = sum(0 < ord(letter) < ARABIC or _is_common(letter) for letter in letters)
        if likely >= COMMON_LETTERS * len(letters):
            return name
    return None


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _utf_8(sample: bytes) -> str | None:
    text = sample.decode("utf-8", "regard.mark")
    bad = text.count(MARK)
    good = sum(letter > "\x7f" for letter in text) - bad if bad else 0
    return "utf-8" if (bad <= 1 and _decodes(sample, "utf-8")) or good >= REPAIRABLE * bad > 0 else None


def _gb18030(sample: bytes) -> str | None:
    if not _decodes(sample, "gb18030"):
        return None
    foreign = [letter for letter in sample.decode("gb18030", "ignore") if letter > "\x7f"][:5_000]
    common = sum(_is_common(letter) for letter in foreign)
    return "gb18030" if foreign and common >= COMMON_HAN * len(foreign) else None


def _is_common(letter: str) -> bool:
    encoded = letter.encode("gb2312", "ignore")
    return len(encoded) == 2 and (encoded[0] in HAN_ROWS or encoded[0] in SYMBOL_ROWS)


def _western(sample: bytes) -> str | None:
    """Windows-1252 reads almost any bytes, so the text must also look Western: mostly plain letters."""
    text = sample.decode("cp1252", "regard.mark")
    bad, foreign = text.count(MARK), sum(letter > "\x7f" for letter in text)
    written = sum(not letter.isspace() for letter in text)
    return "cp1252" if 100 * bad <= foreign <= 0.5 * written else None
