"""Names damaged as OCR damages them, and how many come back."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from pfocr_norm import Normalizer
    from pfocr_norm.model.result import Term

#: What is read for what; both directions, one place at a time.
CONFUSIONS = (("I", "l", "1", "|"), ("O", "0"), ("S", "5"), ("B", "8"), ("Z", "2"), ("rn", "m"), ("α", "a"))
#: Says that the figure is human and nothing else: no name stands in it.
CONTEXT = "Signalling pathways altered in tumour cells of patients."
NAMES_A_RECORD = 25
KINDS = ("genes and families", "chemicals")
OUTCOMES = ("alone", "among several", "wrong", "lost")


class Damaged(NamedTuple):
    """One damaged name and the concepts that the sound name means."""

    name: str
    damaged: str
    gold: frozenset[str]
    kind: str


def places(name: str) -> list[tuple[int, str, tuple[str, ...]]]:
    """Where a name can be misread: position, what stands there, what may be read."""
    found = []
    for group in CONFUSIONS:
        for part in group:
            start = name.find(part)
            while start >= 0:
                found.append((start, part, tuple(g for g in group if g != part)))
                start = name.find(part, start + 1)
    return sorted(found)


def damage(name: str, confusions: int, rng: random.Random) -> str | None:
    """Misread so many separate places of a name; None when it has too few.

    >>> damage("ESR1", 1, random.Random(4)) in {"E5R1", "ESRl", "ESRI", "ESR|"}
    True
    """
    spots = places(name)
    rng.shuffle(spots)
    chosen: list[tuple[int, str, tuple[str, ...]]] = []
    for spot in spots:
        if all(spot[0] + len(spot[1]) <= c[0] or c[0] + len(c[1]) <= spot[0] for c in chosen):
            chosen.append(spot)
            if len(chosen) == confusions:
                break
    else:
        return None
    for start, part, others in sorted(chosen, reverse=True):
        name = name[:start] + rng.choice(others) + name[start + len(part) :]
    return name


def names(vocabulary: Vocabulary) -> tuple[dict[str, frozenset[str]], list[list[str]]]:
    """What human and chemical names mean, and those that a figure could print: of genes, and of chemicals."""
    meant: dict[str, set[str]] = defaultdict(set)
    printed: tuple[set[str], set[str]] = (set(), set())
    for text, status, curie, _, taxon, kind in vocabulary.lexicon.iter_names():
        if taxon in (None, 9606):
            meant[text].add(curie)
            if kind != "disease" and status in ("approved", "alias", "previous", "brand") and 3 <= len(text) <= 25:
                printed[kind in ("chemical", "drug", "role")].add(text)
    return {text: frozenset(curies) for text, curies in meant.items()}, [sorted(own) for own in printed]


def sample(vocabulary: Vocabulary, confusions: int, *, size: int, seed: int = 20240101) -> tuple[list[Damaged], int]:
    """Draw names, half of genes and families and half of chemicals, and damage them.

    Also returned: how many became another name as it stands in the vocabulary, which nothing can undo.
    """
    rng = random.Random(seed + confusions)
    meant, pools = names(vocabulary)
    every = {text for text, *_ in vocabulary.lexicon.iter_names()}
    drawn: list[Damaged] = []
    collided = 0
    for pool, kind, wanted in zip(pools, KINDS, (size - size // 2, size // 2), strict=True):
        rng.shuffle(pool)
        for name in pool:
            if wanted == 0:
                break
            damaged = damage(name, confusions, rng)
            if damaged in every:
                collided += 1
            elif damaged is not None:
                drawn.append(Damaged(name, damaged, meant[name], kind))
                wanted -= 1
    return drawn, collided


def outcome(term: Term, gold: frozenset[str]) -> str:
    """Recovered alone, among several, wrong, or lost."""
    if term.match is not None:
        return "alone" if term.match.curie in gold else "wrong"
    if term.status.value == "ambiguous" and any(c.curie in gold for c in term.candidates):
        return "among several"
    return "lost"


def run(normalizer: Normalizer, items: Sequence[Damaged]) -> Iterator[tuple[Damaged, Term]]:
    """Ground damaged names, some dozens to a figure, with a caption that names no gene."""
    for start in range(0, len(items), NAMES_A_RECORD):
        part = items[start : start + NAMES_A_RECORD]
        result = normalizer.normalize(
            {"figid": f"ocr-{start}", "caption": CONTEXT, "keywords": [item.damaged for item in part]}
        )
        yield from zip(part, result.terms, strict=True)


def measure(normalizer: Normalizer, vocabulary: Vocabulary, *, size: int) -> dict[str, object]:
    """Outcomes for one and two confusions, with examples of the wrong ones."""
    results: dict[str, object] = {}
    for confusions in (1, 2):
        items, collided = sample(vocabulary, confusions, size=size)
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        examples: dict[str, list[str]] = {"wrong": [], "lost": []}
        for item, term in run(normalizer, items):
            kind = outcome(term, item.gold)
            counts[item.kind][kind] += 1
            if kind in examples and len(examples[kind]) < 15:
                got = f" → {term.match.name}" if term.match else f" ({term.status.value})"
                examples[kind].append(f"{item.damaged} ({item.name}){got}")
        results[str(confusions)] = {
            "names": len(items),
            "became_another_name": collided,
            **shares(sum(counts.values(), Counter())),
            "by_kind": {kind: shares(own) for kind, own in counts.items()},
            "examples": examples,
        }
    return results


def shares(counts: Counter[str]) -> dict[str, float]:
    """Share of each outcome."""
    total = counts.total() or 1
    return {kind.replace(" ", "_"): counts[kind] / total for kind in OUTCOMES}
