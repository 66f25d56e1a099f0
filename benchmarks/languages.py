"""Which language: accuracy and texts per second of one core, beside lingua and py3langid in the same run.

English and Chinese texts cut to 16 characters come from sets that the weights were not made from. Sentences
and word pairs of fifty languages are in the training data, so they are told by weights made for this run from
four fifths of it, and counted on the held-out fifth (two minutes; left out with --quick). "unknown" counts as
wrong. Speed is by the clock of the processor, in turns, the median of the rounds. The peers are no
dependencies: what cannot be imported is left out.

    python benchmarks/languages.py [texts of each set] [rounds] [--quick]
"""

import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from regard.perception.text.languages import LANGUAGES, tell
from regard.perception.text.languages.corpus import Sample, corpus, packed, rows
from regard.perception.text.languages.telling import tell_with
from regard.perception.text.languages.training import estimated

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
UNSEEN = {
    "nhs_fft_phase1": "en", "cebab": "en", "dynasent_dev": "en",
    "zh_waimai": "zh", "zh_cars": "zh", "zh_dianping_sentences": "zh",
}  # fmt: skip
TIMED = ("dynasent_dev", "zh_waimai")
CUT = 16
TEXTS, ROUNDS = 1_000, 5
Teller = Callable[[list[str]], list[str]]


def main() -> None:
    """Accuracy of each set, then speed in turns."""
    if not SHARED.is_dir():
        print(f"SKIPPED: the labelled data is not in {SHARED}")
        return
    numbers = [int(given) for given in sys.argv[1:] if given.isdigit()]
    texts, rounds = (*numbers, *(TEXTS, ROUNDS)[len(numbers) :])
    tellers = {"Regard": ours, **peers()}
    short(tellers, texts)
    if "--quick" not in sys.argv:
        fifty(tellers, texts)
    speed(tellers, texts, rounds)


def ours(texts: list[str]) -> list[str]:
    """What the shipped weights say."""
    return [LANGUAGES[code] for code in tell(*packed(texts))[0]]


def peers() -> dict[str, Teller]:
    """The named peers that can be imported, each limited to the fifty languages."""
    found: dict[str, Teller] = {}
    for name, made in (("lingua", lingua), ("py3langid", langid)):
        try:
            found[name] = made()
        except ImportError:
            print(f"{name} cannot be imported: left out")
    return found


def lingua() -> Teller:
    """Lingua's high accuracy mode."""
    module = importlib.import_module("lingua")
    codes = [getattr(module.IsoCode639_1, code.upper()) for code in LANGUAGES[1:]]
    builder = module.LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    detector = builder.with_preloaded_language_models().build()

    def told(text: str) -> str:
        language = detector.detect_language_of(text)
        return language.iso_code_639_1.name.lower() if language else LANGUAGES[0]

    return lambda texts: [told(text) for text in texts]


def langid() -> Teller:
    """py3langid as it comes, with our languages and its own names for Norwegian as one."""
    module = importlib.import_module("py3langid.langid")
    identifier = module.LanguageIdentifier.from_model_file(module.MODEL_FILE)
    identifier.set_languages([code for code in [*LANGUAGES[1:], "no"] if code in identifier.labels])
    return lambda texts: [identifier.classify(text)[0].replace("no", "nb") for text in texts]


def spread(texts: list[str], most: int) -> list[str]:
    """At most so many of them, evenly over the list."""
    return texts[:: max(1, len(texts) // most)][:most]


def right(teller: Teller, texts: list[str], languages: list[str]) -> str:
    """Percent of texts whose language is told."""
    told = teller(texts)
    return f"{100 * sum(map(str.__eq__, told, languages)) / len(told):8.1f}"


def line(title: str, cells: list[str]) -> None:
    """One row of a table."""
    print(f"{title:<36}" + "".join(f"{cell:>12}" for cell in cells))


def short(tellers: dict[str, Teller], most: int) -> None:
    """English and Chinese on the first characters of unseen texts."""
    line(f"% told, cut to {CUT} characters", list(tellers))
    for name, language in UNSEEN.items():
        texts = [text[:CUT] for text in spread([row["text"] for row in rows(SHARED, name)], most)]
        known = [language] * len(texts)
        cells = [right(teller, texts, known) for teller in tellers.values()]
        line(f"{language} {name} (n={len(texts)})", cells)


def fifty(tellers: dict[str, Teller], most: int) -> None:
    """Fifty languages on the held-out fifth."""
    samples = corpus(SHARED)
    models, _ = estimated(samples)

    def held_out(texts: list[str]) -> list[str]:
        return [LANGUAGES[code] for code in tell_with(models, *packed(texts))[0]]

    line("% told, fifty languages, held out", list(tellers))
    for kind in ("sentences", "word-pairs"):
        some: list[Sample] = [sample for sample in samples if sample.held_out and sample.kind == kind]
        some = some[:: max(1, len(some) // most)]
        texts, known = [sample.text for sample in some], [sample.language for sample in some]
        cells = [right(teller, texts, known) for teller in {**tellers, "Regard": held_out}.values()]
        line(f"{kind} (n={len(some)})", cells)


def speed(tellers: dict[str, Teller], most: int, rounds: int) -> None:
    """Texts in a processor second, each teller after the other in every round."""
    line("texts per processor second", [*tellers, "times"])
    for name in TIMED:
        texts = spread([row["text"] for row in rows(SHARED, name)], most)
        seconds: dict[str, list[float]] = {title: [] for title in tellers}
        for _ in range(rounds):
            for title, teller in tellers.items():
                start = time.process_time()
                teller(texts * 20 if teller is ours else texts)
                spent = time.process_time() - start
                seconds[title].append(spent / 20 if teller is ours else spent)
        medians = {title: statistics.median(times) for title, times in seconds.items()}
        times = medians.get("py3langid", float("nan")) / medians["Regard"]
        line(name, [*(f"{len(texts) / median:,.0f}" for median in medians.values()), f"{times:.0f}"])


if __name__ == "__main__":
    main()
