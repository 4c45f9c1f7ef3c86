"""From the genes of a wrong organism back to the printed word: on real rows, and on generated figures."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .organism import Figure
from .vocabulary import Vocabulary, short, species

if TYPE_CHECKING:
    from pfocr_norm import Normalizer
    from pfocr_norm.model.result import Term

WRONG_TAXA = {7227: "Drosophila melanogaster", 6239: "Caenorhabditis elegans",
              4932: "Saccharomyces cerevisiae", 10090: "Mus musculus"}  # fmt: skip
WORDS_A_RECORD = 8
MOST_GENES = 6
_GREEK = str.maketrans({"α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "κ": "k"})


def plain(word: str) -> str:
    """A printed word without case, dashes and Greek: ``"TGF-β1"`` and ``"TGFB1"`` are the same word.

    >>> plain("TGF-β1") == plain("TGFB1")
    True
    """
    folded = unicodedata.normalize("NFKC", word).casefold().translate(_GREEK)
    return "".join(c for c in folded if c.isalnum())


# -- real rows ---------------------------------------------------------------------------------------------


def wrong_symbols(figure: Figure, records: Path) -> dict[str, set[str]]:
    """Symbols of wrong organisms in the figure's ``-genes.tsv``, each with the words printed behind it."""
    file = records / "data" / f"{figure.figid}-genes.tsv"
    out: dict[str, set[str]] = {}
    if not file.exists():
        return out
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            taxon = species(int(row["organism_id"]))
            if row["ncbigene_symbol"] and not figure.supports(taxon):
                out.setdefault(row["ncbigene_symbol"], set()).add(row["word"])
    return out


def measure_records(normalizer: Normalizer, figures: Iterable[Figure], records: Path) -> dict[str, object]:
    """For each wrong-organism symbol of a real figure: is the printed word found, and what it means?

    What the word means is what the same record answers when it is given the word itself. The words table
    beside the record is kept from the chain.
    """
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    lost: Counter[str] = Counter()
    for figure in figures:
        symbols = wrong_symbols(figure, records)
        if not symbols:
            continue
        bare = replace(figure.result.record, words=(), keywords=tuple(symbols), source=None)
        words = list(dict.fromkeys(w for own in symbols.values() for w in sorted(own)))
        told = normalizer.normalize(replace(bare, keywords=tuple(words), organisms_ner=()))
        of_word = dict(zip(words, told.terms, strict=True))
        for (symbol, own), term in zip(symbols.items(), normalizer.normalize(bare).terms, strict=True):
            of_words = [of_word[w] for w in sorted(own)]
            meant = {t.match.curie if t.match else None for t in of_words}
            got = term.match.curie if term.match else None
            counts["rows"] += 1
            counts["word"] += any(plain(term.label) == plain(w) for w in own)
            counts["word_means_something"] += bool(meant - {None})
            if got in meant:
                counts["right" if got else "rightly_nothing"] += 1
            elif meant & set(kin(term)) or any(got in kin(t) for t in of_words):
                counts["family_or_member"] += 1
            elif got is None:
                counts["abstained"] += 1
                lost[f"{symbol} ({', '.join(sorted(own))})"] += 1
            else:
                counts["wrong"] += 1
                name = term.match.name if term.match else ""
                itself = ", ".join(t.match.name if t.match else t.status.value for t in of_words)
                wrong.append(
                    f"{figure.figid}: {symbol}, printed {', '.join(sorted(own))} ({itself}) → {term.label}: {name}"
                )
    return {**counts, "wrong_examples": wrong[:40], "abstained_examples": [k for k, _ in lost.most_common(40)]}


def kin(term: Term) -> tuple[str, ...]:
    """Members of the family that a term was resolved to."""
    return term.match.members if term.match else ()


# -- generated figures -------------------------------------------------------------------------------------


class Printed(NamedTuple):
    """A word that means something human, and the genes of another organism that share the name."""

    word: str
    taxon: int
    meant: frozenset[str]
    symbols: tuple[str, ...]


def generate(vocabulary: Vocabulary, *, size: int, seed: int = 20240101) -> list[Printed]:
    """Draw human symbols, aliases and families whose text also names genes of fly, worm, yeast or mouse."""
    ranks = {"approved": 0, "previous": 2, "alias": 2}
    human: dict[str, dict[str, int]] = defaultdict(dict)
    written: dict[str, str] = {}
    others: dict[int, dict[str, dict[str, str]]] = {t: defaultdict(dict) for t in WRONG_TAXA}
    for text, status, curie, name, taxon, kind in vocabulary.lexicon.iter_names():
        if status not in ranks or kind not in ("gene", "family", "complex") or not 3 <= len(text) <= 20:
            continue
        key = plain(text)
        rank = 1 if kind != "gene" else ranks[status]
        own = species(taxon)
        if own == 9606:
            if rank <= human[key].get(curie, 9):
                human[key][curie] = rank
                written[key] = text
        elif own in others:
            others[own][key][curie] = name
    rng = random.Random(seed)
    drawn: list[Printed] = []
    for index, (taxon, named) in enumerate(others.items()):
        keys = sorted(key for key in named if key in human and len(named[key]) <= MOST_GENES)
        rng.shuffle(keys)
        share = size // len(others) + (index < size % len(others))
        for key in keys[:share]:
            best = min(human[key].values())
            meant = frozenset(c for c, rank in human[key].items() if rank == best)
            drawn.append(Printed(written[key], taxon, meant, tuple(dict.fromkeys(named[key].values()))))
    return drawn


def verdict(terms: Sequence[Term], item: Printed) -> str:
    """Judge the answers for all genes that stand for one printed word: the worst counts."""
    seen = set()
    for term in terms:
        if term.match is not None:
            seen.add("right" if term.match.curie in item.meant else "wrong")
        elif any(c.curie in item.meant for c in term.candidates):
            seen.add("among_several")
        else:
            seen.add("lost")
    return next(kind for kind in ("wrong", "lost", "among_several", "right") if kind in seen)


def measure_generated(normalizer: Normalizer, vocabulary: Vocabulary, *, size: int) -> dict[str, object]:
    """Outcomes with the printed words in the caption, and without any of them."""
    drawn = generate(vocabulary, size=size)
    results: dict[str, object] = {"words": len(drawn)}
    for mode in ("named_in_caption", "not_in_text"):
        counts: dict[int, Counter[str]] = {t: Counter() for t in WRONG_TAXA}
        examples: dict[str, list[str]] = {"wrong": [], "lost": []}
        for taxon in WRONG_TAXA:
            own = [item for item in drawn if item.taxon == taxon]
            for start in range(0, len(own), WORDS_A_RECORD):
                part = own[start : start + WORDS_A_RECORD]
                named = f"Interplay of {', '.join(i.word for i in part)}. " if mode == "named_in_caption" else ""
                keywords = [symbol for item in part for symbol in item.symbols]
                result = normalizer.normalize({
                    "figid": f"{short(taxon)}-{start}",
                    "papertitle": "Signalling pathways in patients with breast cancer",
                    "caption": f"{named}Arrows show activation in human tumour cells.",
                    "keywords": keywords,
                    "organisms_ner": [WRONG_TAXA[taxon]],
                })  # fmt: skip
                answers = iter(result.terms)
                for item in part:
                    terms = [next(answers) for _ in item.symbols]
                    kind = verdict(terms, item)
                    counts[taxon][kind] += 1
                    counts[taxon]["word"] += all(plain(t.label) == plain(item.word) for t in terms)
                    if kind in examples and len(examples[kind]) < 20:
                        got = ", ".join(f"{t.label}:{t.match.name if t.match else t.status.value}" for t in terms)
                        examples[kind].append(f"{item.word} as {short(taxon)} {', '.join(item.symbols)} → {got}")
        results[mode] = {
            "all": dict(sum(counts.values(), Counter())),
            **{short(t): dict(c) for t, c in counts.items()},
            "examples": examples,
        }
    return results
