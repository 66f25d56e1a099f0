"""What the hot loops do, said plainly: the twin that they are compared with."""

from regard.perception.text.folding import fold
from regard.perception.text.themes import characters
from regard.perception.text.themes.vocabulary import dull
from regard.perception.text.themes.weighing import MOST_SPANS, MOST_THEMES, SHOWN


def kind(letter):
    if ord(letter) >= characters.PLANE:
        return characters.HAN if 0x20000 <= ord(letter) < 0x40000 else characters.STOP
    return characters.kinds()[ord(letter)]


def words(text, forms):
    """(stem, start, end, linked) of the known words of one text; forms of a stem are given by stem."""
    known = {form: stem for stem, shapes in forms.items() for form in shapes}
    longest = max((len(form) for form in known if characters.is_han(form[:1])), default=1)
    folded = "".join(fold(letter) for letter in text)
    found, at, gap = [], 0, 9
    while at < len(folded):
        what = kind(folded[at])
        if what in (characters.GAP, characters.STOP):
            gap = gap if what == characters.GAP else 9
            at += 1
            continue
        end = at + 1
        while end < len(folded) and kind(folded[end]) == what:
            end += 1
        if what == characters.HAN:
            sizes = range(min(longest, 8, end - at), 0, -1)
            end = at + next((n for n in sizes if folded[at : at + n] in known | dict.fromkeys(dull())), 1)
        word = folded[at:end]
        if word in known:
            found.append((known[word], at, end, gap <= 1))
            gap = 0
        else:
            gap = gap + 1 if word in dull() else 9
        at = end
    return found


def terms(text, forms, known):
    """(term, start, end) of each known term of one text."""
    found, listed = words(text, forms), []
    for at in range(len(found)):
        for end in range(at, min(at + 3, len(found))):
            if end > at and not found[end][3]:
                break
            term = " ".join(stem for stem, *_ in found[at : end + 1])
            if term in known:
                listed.append((term, found[at][1], found[end][2]))
    return listed


def confidence(places):
    """1 less the chance that none of (weight, start, end) tells; of overlapping ones the best counts."""
    missing, best, until = 1.0, 0.0, 0
    for weight, start, end in places:
        if start < until:
            best, until = max(best, weight), max(until, end)
        else:
            missing, best, until = missing * (1 - best), weight, end
    return 1 - missing * (1 - best)


def carried(text, themes, forms, least=0.3):
    """(theme, confidence, spans) of one text, the surest first; `themes` has the weights of terms by id."""
    known = {term for weights in themes.values() for term in weights}
    met = terms(text, forms, known)
    once = [one for at, one in enumerate(met) if one[0] not in {term for term, *_ in met[:at]}]
    found = []
    for number, (theme, weights) in enumerate(themes.items()):
        sure = confidence([(weights[term], start, end) for term, start, end in once if term in weights])
        spans = []
        for term, start, end in met:
            if weights.get(term, 0) < SHOWN:
                continue
            if spans and start <= spans[-1][1] + 1:
                spans[-1][1] = max(spans[-1][1], end)
            elif len(spans) < MOST_SPANS:
                spans.append([start, end])
        if sure >= least:
            found.append((-sure, number, theme, [tuple(span) for span in spans]))
    return [(theme, -sure, spans) for sure, _, theme, spans in sorted(found)[:MOST_THEMES]]
