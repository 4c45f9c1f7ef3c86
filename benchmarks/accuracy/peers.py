"""Peers on the same vocabulary in the same run: Gilda, RapidFuzz over all names, a plain dictionary."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .grounding import PREFIXES, Row
from .ocr import Damaged
from .vocabulary import Vocabulary, species

if TYPE_CHECKING:
    from gilda import Grounder

    from pfocr_norm import Lexicon

#: Our name statuses in Gilda's words; its scorer knows these four.
STATUS = {"approved": "name", "full_name": "synonym", "previous": "former_name", "withdrawn": "former_name"}

Answer = Callable[[str, Sequence[int]], str | None]


class Built(NamedTuple):
    """A peer ready to answer, and the seconds its building took."""

    name: str
    answer: Answer
    seconds: float
    sample: int | None = None


def peer_names(lexicon: Lexicon) -> Iterator[tuple[str, str, str, str, int | None, str]]:
    """Every name for the peers, as it is written and, where that differs, without spaces and dashes.

    The vocabulary keeps one spelling of ``MEK1``, ``MEK 1`` and ``MEK-1``, since it looks them up as one;
    the peers need both to know as much.
    """
    for number in range(len(lexicon)):
        concept = lexicon.concept(number)
        curie = concept.reference.curie
        for name, (key, _) in zip(lexicon.names(number), lexicon.concept_keys(number), strict=True):
            for text in (name.text, key) if key != name.text.lower() else (name.text,):
                yield text, name.status, curie, concept.name, concept.taxon, concept.entity_type


def gilda_grounder(lexicon: Lexicon) -> Grounder:
    """Gilda's Grounder over every name of our vocabulary; families are of no organism, as in its own data."""
    from gilda import Grounder, Term
    from gilda.process import normalize

    terms = []
    for text, status, curie, name, taxon, kind in peer_names(lexicon):
        norm = normalize(text)
        if not norm.strip():
            continue
        prefix, _, identifier = curie.partition(":")
        organism = str(species(taxon)) if taxon and kind == "gene" else None
        terms.append(
            Term(norm, text, prefix.upper(), identifier, name, STATUS.get(status, "synonym"), prefix, organism)
        )
    return Grounder(terms)


def gilda_answers(grounder: Grounder, *, told: bool) -> Answer:
    """First match of Gilda; ``told`` hands it the gold organisms of the mention."""

    @cache
    def ground(text: str, organisms: tuple[str, ...] | None) -> str | None:
        matches = grounder.ground(text, organisms=list(organisms) if organisms else None)
        return f"{matches[0].term.db.lower()}:{matches[0].term.id}" if matches else None

    def answer(text: str, taxa: Sequence[int]) -> str | None:
        return ground(text, tuple(str(t) for t in taxa) if told and taxa else None)

    return answer


def preferred(lexicon: Lexicon) -> dict[str, str]:
    """The plain dictionary: lower-case name to one concept, human first, approved first."""
    statuses = {s: i for i, s in enumerate(("approved", "full_name", "previous", "alias"))}
    order = {9606: 0, 10090: 1, 10116: 2}
    best: dict[str, tuple[int, int, str]] = {}
    for text, status, curie, _, taxon, _ in peer_names(lexicon):
        key = text.lower()
        rank = (order.get(taxon or 9606, 3), statuses.get(status, 4), curie)
        if key not in best or rank < best[key]:
            best[key] = rank
    return {key: rank[2] for key, rank in best.items()}


def build(vocabulary: Vocabulary, *, rapidfuzz_sample: int = 100) -> list[Built]:
    """Build all peers over the vocabulary."""
    from rapidfuzz import fuzz, process

    peers = []
    started = time.perf_counter()
    dictionary = preferred(vocabulary.lexicon)
    peers.append(Built("dictionary", lambda text, _: dictionary.get(text.lower()), time.perf_counter() - started))

    started = time.perf_counter()
    grounder = gilda_grounder(vocabulary.lexicon)
    seconds = time.perf_counter() - started
    peers.append(Built("Gilda, organism not told", gilda_answers(grounder, told=False), seconds))
    peers.append(Built("Gilda, told the gold species", gilda_answers(grounder, told=True), seconds))

    names = list(dictionary)

    @cache
    def nearest(text: str) -> str | None:
        found = process.extractOne(text.lower(), names, scorer=fuzz.ratio, processor=None)
        return dictionary[found[0]] if found else None

    peers.append(Built("RapidFuzz over all names", lambda text, _: nearest(text), 0.0, rapidfuzz_sample))
    return peers


def ids_by_concept(vocabulary: Vocabulary, kind: str) -> dict[str, set[str]]:
    """All CURIEs by which a concept can be right."""
    out: dict[str, set[str]] = {}
    for curie, concepts in vocabulary.by_id.items():
        for concept in concepts:
            own = out.setdefault(concept.curie, {concept.curie})
            if curie.partition(":")[0] in PREFIXES[kind]:
                own.add(curie)
    return out


def grounding(
    peers: Sequence[Built], rows: Sequence[Row], vocabulary: Vocabulary, ids: dict[str, set[str]]
) -> dict[str, dict[str, float]]:
    """Top-1, answered and precision of each peer on rows of one corpus, over all gold mentions."""
    results = {}
    for peer in peers:
        own = [(row, row.count) for row in rows]
        if peer.sample is not None and peer.sample < len(rows):
            drawn = random.Random(20240101).choices(rows, [row.count for row in rows], k=peer.sample)
            own = [(row, 1) for row in drawn]
        total = answered = right = 0
        for row, count in own:
            got = peer.answer(row.mention, sorted(vocabulary.taxa(row.gold)))
            total += count
            answered += count if got else 0
            right += count if got and ids.get(got, {got}) & row.gold else 0
        results[peer.name] = {
            "mentions": total,
            "sampled": peer.sample is not None,
            "top1": right / total if total else float("nan"),
            "answered": answered / total if total else float("nan"),
            "precision": right / answered if answered else float("nan"),
        }
    return results


def damaged(peers: Sequence[Built], items: Sequence[Damaged]) -> dict[str, dict[str, float]]:
    """What each peer makes of OCR-damaged names: right, wrong, nothing."""
    results = {}
    for peer in peers:
        if "told" in peer.name and "not told" not in peer.name:
            continue
        own = items[: peer.sample] if peer.sample is not None else items
        got = [(peer.answer(item.damaged, [9606]), item.gold) for item in own]
        right = sum(curie in gold for curie, gold in got if curie)
        nothing = sum(curie is None for curie, _ in got)
        results[peer.name] = {
            "names": len(own),
            "alone": right / len(own),
            "wrong": (len(own) - right - nothing) / len(own),
            "lost": nothing / len(own),
        }
    return results
