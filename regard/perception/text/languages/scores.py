"""How often the language told is right: by kind of text and by language."""

from collections import Counter

import numpy as np

from regard.perception.text.languages.corpus import Sample, packed
from regard.perception.text.languages.models import LANGUAGES, Weights
from regard.perception.text.languages.telling import tell_with


def report(samples: list[Sample], weights: Weights) -> str:
    """Shares in percent, for texts as they are and cut to 16 characters, and who is mistaken for whom."""
    lines = [f"{'kind':<24}{'n':>8}{'right':>8}{'unknown':>9}\n"]
    mistakes: Counter[tuple[str, str]] = Counter()
    for length in (None, 16):
        for kind in sorted({sample.kind for sample in samples}):
            some = [sample for sample in samples if sample.kind == kind]
            codes, _ = tell_with(weights, *packed([sample.text[:length] for sample in some]))
            names = [LANGUAGES[code] for code in codes]
            right = np.mean([name == sample.language for name, sample in zip(names, some, strict=True)])
            unknown = names.count(LANGUAGES[0]) / len(names)
            title = f"{kind}{' cut to 16' if length else ''}"
            lines.append(f"{title:<24}{len(some):>8}{right:>8.1%}{unknown:>9.1%}\n")
            mistakes.update((sample.language, name) for name, sample in zip(names, some, strict=True))
    often = [(pair, n) for pair, n in mistakes.most_common() if pair[0] != pair[1]][:20]
    return "".join([*lines, "mistaken: ", ", ".join(f"{a} for {b} {n}" for (a, b), n in often), "\n"])
