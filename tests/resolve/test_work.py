"""The work on a record grows with its size, and has an end."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from itertools import count

import pytest

from pfocr_norm import FigureRecord, FlagCode, Normalizer, Status
from pfocr_norm.resolve import work

Generator = Callable[[int], str]

#: Texts of any size that have made some program slow: each is given as a keyword and as a caption.
TEXTS: dict[str, Generator] = {
    "slashes": lambda n: "complex " + "/".join("IV"[i % 2] for i in range(n)) + " (mt)",
    "commas": lambda n: "AKT1" + ", 2" * n + " !x",
    "equal items": lambda n: "cyclin " + "/".join("V" * n) + " !x",
    "ands": lambda n: "x " + " and ".join(["D1"] * n) + " !x",
    "range": lambda n: "AKT" + "-".join(map(str, range(n))) + "!",
    "spans": lambda n: "A1 to " * n + "!",
    "open brackets": lambda n: "(" * n,
    "pairs of brackets": lambda n: "()" * n,
    "nested brackets": lambda n: "(" * n + ")" * n,
    "bracket and blanks": lambda n: "androgen receptor (" + " " * n + "AR",
    "brackets of blanks": lambda n: ("(" + " " * 90) * (n // 40),
    "Greek": lambda n: "α" * n,
    "Greek words": lambda n: "alphabeta" * n,
    "Greek words apart": lambda n: "alpha-1 " * n,
    "marks": lambda n: "A" + "\u0301\u0323" * n,
    "marks between invisible ones": lambda n: "A" + "\u200b\u0301\u0323" * n,
    "digits": lambda n: "1" * n,
    "number of an identifier": lambda n: "hgnc:" + "1" * n + "x",
    "blanks": lambda n: "A" + " " * n + "B",
    "dashes": lambda n: "A" + "-" * n + "!",
    "capitals": lambda n: "A" * n + "!",
    "look-alikes": lambda n: "Il1rn" * n,
    "prefixes": lambda n: "p-" * n + "AKT",
    "endings": lambda n: "AKT1" + " gene" * n,
    "sites": lambda n: "AKT1-S473" + "/S473" * n + "!",
    "words": lambda n: "kinase receptor " * n,
    "invisible": lambda n: "\u200b" * n,
    "ligatures": lambda n: "\ufdfa" * (n // 8),
    "organisms": lambda n: "mouse Akt1, rat and human AKT1; " * (n // 8),
    "definitions": lambda n: "protein kinase (PK) " * (n // 8),
    "genotypes": lambda n: "Akt1-/- " * (n // 4),
    "panels": lambda n: "(A) MEK. (B) ERK; C, D. " * (n // 8),
    "sentences": lambda n: "A. " * n,
    "rules behind organisms": lambda n: ("mouse " + "-" * 70 + " ") * (n // 70),
    "dashed words behind organisms": lambda n: ("mouse" + " -a-a" * 15 + " ") * (n // 70),
    "semicolons": lambda n: "A" + ";" * n + "!",
    "commas and blanks": lambda n: "mouse " + ", " * n + " of ",
}  # fmt: skip


def letters(number: int, length: int = 12) -> str:
    """Return a word without meaning, the same for the same number."""
    out = ""
    for _ in range(length):
        number = (number * 1_103_515_245 + 12_345) % (1 << 31)
        out += chr(97 + (number >> 16) % 26)
    return out


#: Lists of keywords of any length, other ones in each run.
KEYWORDS: dict[str, Callable[[int, int], list[str]]] = {
    "one symbol": lambda n, run: [f"AKT{run}"] * n,
    "symbols": lambda n, run: [f"AKT{run}0{i}" for i in range(n)],
    "lists": lambda n, run: [f"A{run}0{i}/B{run}0{i}" for i in range(n)],
    "long words": lambda n, run: [letters(i + 7919 * run) for i in range(n)],
    "short words": lambda n, run: [letters(i + 7919 * run, 4) for i in range(n)],
    "descriptions": lambda n, run: [f"{letters(i)} kinase {run}" for i in range(n)],
}

#: Seconds from which on the growth of a time is to be seen, and what a busy machine may add.
ENOUGH, NOISE = 0.02, 0.03
#: No run is like another: what is remembered says nothing of growth.
RUNS = count(1)


def assert_linear(run: Callable[[int, int], object], *, n: int, most: int) -> None:
    """Find a size that takes some time; twice the size may take three times as long. CPU time, the best of three."""

    def seconds(n: int) -> float:
        found: list[float] = []
        for _ in range(3):
            number = next(RUNS)
            gc.freeze()  # else the collector looks through the objects of other tests while this one is measured
            start = time.process_time()
            run(n, number)
            found.append(time.process_time() - start)
            if len(found) > 1 and min(found) > 20 * ENOUGH:
                break
        gc.unfreeze()
        return min(found)

    before = seconds(n)
    while before < ENOUGH and n < most:
        n, before = 2 * n, seconds(2 * n)
    after = seconds(2 * n)
    for _ in range(5):
        if after <= 3 * before + NOISE:
            break
        # What else the machine does slowed one of the two; where there is growth, it is there each time.
        before, after = seconds(n), min(after, seconds(2 * n))
    assert after <= 3 * before + NOISE, f"{n}: {before:.3f} s, {2 * n}: {after:.3f} s"


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("place", ["keyword", "caption"])
def test_time_grows_with_the_text(name: str, place: str, normalizer: Normalizer) -> None:
    def run(n: int, number: int) -> None:
        text = f"{TEXTS[name](n)} {number}"
        if place == "keyword":
            normalizer.normalize(FigureRecord(keywords=(text,)))
        else:
            normalizer.normalize(FigureRecord(caption=text, keywords=("AKT1", "Dsor1", "MEK")))

    assert_linear(run, n=1_000, most=8_000)


@pytest.mark.parametrize("name", KEYWORDS)
@pytest.mark.parametrize("printed", [False, True])
def test_time_grows_with_the_number_of_keywords(name: str, printed: bool, normalizer: Normalizer) -> None:
    def run(n: int, number: int) -> None:
        keywords = tuple(KEYWORDS[name](n, number))
        normalizer.normalize(FigureRecord(keywords=keywords, caption=" ".join(keywords) if printed else ""))

    assert_linear(run, n=100, most=1_600)


def test_more_words_than_any_figure_has(normalizer: Normalizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_WORK", 3)
    monkeypatch.setattr(work.beyond_limit, "__kwdefaults__", {"most": 3})
    result = normalizer.normalize(FigureRecord(keywords=("AKT1", "TP53", "AKT1", "MEK", "EGFR", "AKT1")))
    assert [term.keyword for term in result.terms] == ["AKT1", "TP53", "AKT1", "MEK", "EGFR", "AKT1"]
    assert [term.status for term in result.terms[:4]] == [Status.RESOLVED] * 4
    beyond = result.terms[4]
    assert beyond.status is Status.UNRESOLVED
    assert [flag.code for flag in beyond.flags] == [FlagCode.TOO_COMPLEX]
    assert "not looked up" in beyond.reason


def test_the_limit_is_generous() -> None:
    assert work.beyond_limit([letters(i) for i in range(20_000)]) == frozenset()
    assert len(work.beyond_limit([str(i) for i in range(work.MOST_WORK + 10)])) == 10
