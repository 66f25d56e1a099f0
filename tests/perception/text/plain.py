"""The kernels once more in plain Python, with strings, loops and whole numbers: slow, and easy to check."""

import re
from math import floor, sqrt

import numpy as np

from regard.perception.text.characters import CHARACTER as CHARACTER_CLASS
from regard.perception.text.characters import (
    END,
    LETTER,
    NUMERAL,
    SPACE,
    STOP,
    UNSEEN,
    UPPER,
    characters,
)
from regard.perception.text.features import FIRST_CUE, FIRST_PAIR, FIRST_ROLE, HASHED, POLARITIES
from regard.perception.text.folding import LONGEST
from regard.perception.text.lists import wrapped
from regard.perception.text.scanning import CLAUSES
from regard.perception.text.tokens import (
    ADDRESS,
    ADDRESS_HASH,
    CAPITALS,
    CLAUSE,
    DENIED,
    ENDING,
    GLUED,
    HAN,
    HANDLE,
    HANDLE_HASH,
    KIND,
    MARK,
    NUMBER,
    NUMBER_HASH,
    NUMERIC,
    PICTURE,
    PRIME,
    SEED,
    SPREAD,
    STRETCHED,
    TERMS,
    WORD,
)

CLASS = 15
SHAPES = {SPACE: " ", LETTER: "L", 2: "D", CHARACTER_CLASS: "C", 4: "'", 6: "*", UNSEEN: "u"}
TOKEN = re.compile(r"(?P<word>L(?:[LDu]|'(?=L))*)|(?P<number>D(?:D|[.,:](?=D))*)|(?P<handle>@[LD_]+)|[^ u]")
GLUE = re.compile("u*")


# --- characters ---


def letters(text):
    """The folded form and the class of each character, as far as texts are read."""
    return [letter(ord(character)) for character in text[:LONGEST]]


def letter(code):
    """The folded form and the class of one character."""
    if 0xD800 <= code < 0xE000:
        code = 0xFFFD
    tables = characters()
    if code < 0x10000:
        return chr(tables.folded[code]), int(tables.classes[code])
    if 0x1F000 <= code < 0x20000:
        return chr(code), 6
    if 0x20000 <= code < 0x40000:
        return chr(code), CHARACTER_CLASS
    return chr(code), LETTER if code < 0x1F000 else UNSEEN


# --- hashes ---


def mixed(one, other):
    """One hash of two."""
    value = wrapped((one ^ wrapped(other + SPREAD)) * PRIME)
    value = wrapped((value ^ (value >> 29)) * SPREAD)
    return value ^ (value >> 32)


def hashed(codes):
    """The hash of code points, one after another."""
    value = SEED
    for code in codes:
        value = wrapped((value ^ code) * PRIME)
    return value


def word_row(word, kind=11):
    """The row of a token by itself, or of a word that is denied (kind 13): the first 2^16 rows are theirs."""
    return mixed(word, kind) % 2**16


def pair_rows(pair, lists):
    """The row of a pair by its hash; none where it does not count."""
    bit = pair % 2**20
    return [FIRST_PAIR + (pair >> 20) % 2**16] if lists.pairs[bit // 8] >> bit % 8 & 1 else []


# --- tokens ---


def tokens(text):
    """(hash, hash without repeated letters, start, end, kind, flags) of each token."""
    read = letters(text)
    shape = "".join(shape_of(folded, kind & CLASS) for folded, kind in read)
    folded = "".join(one for one, _ in read)
    made, at = [], 0
    while found := TOKEN.search(shape, at):
        start, end = found.span()
        glued = GLUED if made and GLUE.fullmatch(shape, at, start) else 0
        one = made_of(found.lastgroup, read, folded, start, end)
        made.append((*one[:2], start, one[2], one[3], one[4] | glued))
        at = one[2]
    return made


def shape_of(folded, kind):
    """One letter for what a character does; those that are told apart stand for themselves."""
    return SHAPES.get(kind, folded)


def made_of(group, read, folded, start, end):
    """The hashes, the end, the kind and the flags of one token."""
    if group == "word":
        return word(read, folded, start, end)
    if group == "number":
        return NUMBER_HASH, NUMBER_HASH, end, NUMBER, NUMERIC
    if group == "handle":
        return HANDLE_HASH, HANDLE_HASH, end, HANDLE, 0
    code, kind = mixed(ord(folded[start]), SEED), read[start][1]
    if kind & CLASS == CHARACTER_CLASS:
        return code, code, end, HAN, NUMERIC if kind & NUMERAL else 0
    if kind & CLASS == STOP:
        return code, code, end, MARK, ENDING if kind & END else 0
    return code, code, end, PICTURE, 0


def word(read, folded, start, end):
    """A word, or the web address that begins with it."""
    seen = [(one, kind) for one, kind in read[start:end] if kind & CLASS != UNSEEN]
    runs = repeated(seen)
    stretched = any(run > 2 for run in runs)
    size = sum(kind & CLASS == LETTER for _, kind in seen)
    capitals = size > 1 and size == sum(bool(kind & UPPER) for _, kind in seen)
    full = hashed(ord(one) for (one, _), run in zip(seen, runs, strict=True) if run < 3)
    single = hashed(ord(one) for (one, _), run in zip(seen, runs, strict=True) if run < 2)
    flags = CAPITALS * capitals + STRETCHED * stretched
    if address := address_from(folded, start, end):
        return ADDRESS_HASH, single, address, ADDRESS, flags
    return full, single, end, WORD, flags


def repeated(seen):
    """For each character how often it has come in a row; only letters add up."""
    runs, before = [], None
    for one, kind in seen:
        runs.append(runs[-1] + 1 if one == before and kind & CLASS == LETTER else 1)
        before = one
    return runs


def address_from(folded, start, end):
    """Where the web address that begins with a word ends, or 0."""
    web = folded.startswith("ht", start) and folded.startswith(":/", end) and end + 2 < len(folded)
    www = folded[start:end] == "www" and folded.startswith(".", end)
    if not web and not www:
        return 0
    while end < len(folded) and " " < folded[end] < "\u2e80":
        end += 1
    return end


# --- features ---


def features(kept, opinions, lists):
    """(row, clause) of each feature, a word as -1 - token, from the kernel's tokens and opinions."""
    events = []
    for at, token in enumerate(kept):
        events += [(row, token[CLAUSE]) for row in own(kept, at, lists)]
        cue, role = token[TERMS + 2], token[TERMS]
        if cue >= 0:
            here = lists.cues[lists.cue_places[cue] : lists.cue_places[cue + 1]]
            events += [(FIRST_CUE + 2 * int(one) + token[DENIED], token[CLAUSE]) for one in here]
        if role >= 0:
            events.append((FIRST_ROLE + int(lists.roles[role]), token[CLAUSE]))
    for opinion in opinions:
        strength = min(6, max(-6, round(float(opinion[1]))))
        han = kept[int(opinion[3])][KIND] == HAN
        events.append((HASHED + POLARITIES * han + strength + 6, int(opinion[4])))
    return events


def own(kept, at, lists):
    """The rows of a token by itself and with those before it."""
    kind, this = kept[at][KIND], kept[at][0]
    rows = [-1 - at]
    if kind == WORD and kept[at][DENIED]:
        rows.append(word_row(this, 13))
    if at == 0 or kind == MARK or kept[at - 1][KIND] == MARK:
        return rows
    before = kept[at - 1][0]
    rows += pair_rows(mixed(this, before ^ 12), lists)
    if at > 1 and [one[KIND] for one in kept[at - 2 : at + 1]] == [HAN] * 3:
        rows += pair_rows(mixed(this, mixed(before, kept[at - 2][0]) ^ 14), lists)
    return rows


def pieces(text, start, end):
    """The rows of the pieces of four letters of a word between its borders."""
    spelling, run = [], 0
    for one, kind in letters(text)[start:end]:
        if kind & CLASS == UNSEEN:
            continue
        run = run + 1 if spelling and spelling[-1] == ord(one) else 1
        if run < 3 and len(spelling) < 22:
            spelling.append(ord(one))
    bordered = [1, *spelling, 2]
    return [
        2**16 + mixed(hashed(bordered[first : first + 4]), 3) % 2**14 for first in range(len(bordered) - 3)
    ]


# --- weights ---


def weights(table):
    """The table as signed weights, a row of heads for each feature."""
    return table.view(np.uint8).astype(int) - 128


def weight_of(row, text, kept, table):
    """What one feature brings to each head; a word itself and three eighths of each piece, lists fourfold."""
    if row >= 0:
        return table[row] * (4 if row >= HASHED else 1)
    token = kept[-1 - row]
    spelled = pieces(text, token[2], token[3]) if token[KIND] == WORD else []
    spelling = table[np.array(spelled, int)].sum(axis=0)
    whole = table[word_row(token[0])]
    return np.array(
        [clipped(one + floor(3 * two / 8 + 0.5)) for one, two in zip(whole, spelling, strict=True)]
    )


def clipped(weight):
    """A weight as far as the memory of words holds it."""
    return min(500, max(-500, int(weight)))


def sums(events, text, kept, table):
    """The sums of the weights and the number of features of each clause."""
    count = 1 + max((min(clause, CLAUSES - 1) for _, clause in events), default=-1)
    added, sizes = np.zeros((count, table.shape[1]), int), [0] * count
    for row, clause in events:
        at = min(clause, CLAUSES - 1)
        added[at] += weight_of(row, text, kept, table)
        sizes[at] += 1
    return added, sizes


def scores(total, size, model):
    """The scores that belong to sums over so many features."""
    return total / sqrt(size + 1) * model.scales + model.bias
