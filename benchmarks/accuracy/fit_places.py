"""Fit what the words around a label's places say of its organism (``pfocr_norm/organisms/places.py``).

``python -m benchmarks.accuracy.fit_places --corpora ../shared/corpora``

Each label of a document has the organisms of its gold genes, as often as they are meant; the belief in an organism is
the mean over the label's places. Three weights are fitted by likelihood, with a tenth of doubt: of the cues near by, of
an organism stated, of the panel. Documents count with the root of their mentions, corpora alike (GNormPlus, all of it
human, half). Held out are the folds of the other fits.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize

from pfocr_norm import Normalizer
from pfocr_norm.model.record import FigureRecord
from pfocr_norm.organisms import canonical_taxon, mention_organism
from pfocr_norm.organisms.places import IN_PANEL, NEARBY, STATED
from pfocr_norm.resolve.beliefs import MOST_PLACES
from pfocr_norm.text.index import fold

from .corpora import FOLDS, GENE_CORPORA, Document, find_files, fold_of, read
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

NAMES = ("NEARBY", "STATED", "IN_PANEL")
SHIPPED = (NEARBY, STATED, IN_PANEL)
CORPUS_WEIGHT = {"GNormPlus": 0.5}
DOUBT = 0.1
MOST_TAXA = 8


class Case(NamedTuple):
    """A label: its document's corpus, fold and id, gold organisms, and what speaks for which (places x taxa x 4)."""

    corpus: str
    fold: int
    doc: str
    gold: Counter[int]
    taxa: list[int]
    said: Array


def cases(corpus: str, doc: Document, normalizer: Normalizer, vocabulary: Vocabulary) -> Iterator[Case]:
    """Yield the labels of a document whose gold genes are each of one organism."""
    gold: dict[str, Counter[int]] = defaultdict(Counter)
    for mention in doc.of_type("Gene"):
        taxa = {canonical_taxon(t) for t in vocabulary.taxa(mention.ids)}
        if len(taxa) == 1:
            gold[mention.text][taxa.pop()] += 1
    texts = {"papertitle": doc.title, "caption": doc.text}
    record = FigureRecord(doc.id, "", doc.text, doc.title, tuple(dict.fromkeys(m.text for m in doc.of_type("Gene"))))
    figure = normalizer.read(record)
    beliefs = figure.beliefs
    around, log_taxa = beliefs.around, beliefs.log_taxa
    for text, organisms in gold.items():
        likely = sorted(log_taxa, key=lambda t: -log_taxa[t])[: MOST_TAXA - 3]
        taxa = list(dict.fromkeys([*likely, 9606, 10090, 10116]))
        said = []
        for field, start, end in beliefs.index.occurrences(fold(text), limit=MOST_PLACES):
            cues = figure.cues.get(field)
            voices = around.voices((field, start, end)) if cues else {}
            panel = around.panel((field, start, end)) if cues else {}
            stated = mention_organism(texts[field], start, end, evidence=cues) if cues else None
            said.append([
                [log_taxa.get(t, beliefs.unseen), voices.get(t, 0.0), float(stated == t), panel.get(t, 0.0)]
                for t in taxa
            ])  # fmt: skip
        if said:
            yield Case(corpus, fold_of(doc), doc.id, organisms, taxa, np.array(said))


class Data:
    """All places in flat arrays."""

    def __init__(self, items: Sequence[Case]) -> None:
        places = sum(len(item.said) for item in items)
        self.said = np.zeros((places, MOST_TAXA, 4))
        self.real = np.zeros((places, MOST_TAXA), bool)
        self.gold = np.zeros((len(items), MOST_TAXA))
        self.mentions = np.array([sum(item.gold.values()) for item in items], float)
        self.starts = np.cumsum([0, *(len(item.said) for item in items)])[:-1]
        self.counts = np.array([len(item.said) for item in items])
        of_doc = Counter[str]()
        for item in items:
            of_doc[item.doc] += sum(item.gold.values())
        for row, (item, start) in enumerate(zip(items, self.starts, strict=True)):
            self.said[start : start + len(item.said), : len(item.taxa)] = item.said
            self.real[start : start + len(item.said), : len(item.taxa)] = True
            for place, taxon in enumerate(item.taxa):
                self.gold[row, place] = item.gold[taxon]
        weight = np.array([CORPUS_WEIGHT.get(item.corpus, 1.0) / of_doc[item.doc] ** 0.5 for item in items])
        self.corpus = np.array([item.corpus for item in items])
        for corpus in set(self.corpus):
            own = self.corpus == corpus
            weight[own] /= (weight * self.mentions)[own].sum() / CORPUS_WEIGHT.get(corpus, 1.0)
        self.weight = weight

    def beliefs(self, weights: Sequence[float]) -> Array:
        """Mean belief over the places of each label."""
        scores = np.where(self.real, self.said @ np.array([1.0, *weights]), -1e9)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        found: Array = np.add.reduceat(odds, self.starts) / self.counts[:, None]
        return found

    def loss(self, weights: Sequence[float]) -> float:
        """Negative log likelihood of the gold organisms."""
        likely = np.log((1 - DOUBT) * self.beliefs(weights) + DOUBT / 5)
        return float(-(self.weight[:, None] * self.gold * likely).sum() / (self.weight * self.mentions).sum())

    def judge(self, weights: Sequence[float]) -> dict[str, float]:
        """Share of mentions of each corpus whose organism is the label's best."""
        hit = self.gold[np.arange(len(self.gold)), self.beliefs(weights).argmax(axis=1)]
        return {c: float(hit[self.corpus == c].sum() / self.mentions[self.corpus == c].sum()) for c in GENE_CORPORA}


def fit(data: Data) -> list[float]:
    """Weights of least loss (SciPy's Powell)."""
    found = minimize(data.loss, SHIPPED, method="Powell", bounds=[(0, 10), (0, 20), (0, 3)], options={"xtol": 0.02})
    return [float(x) for x in found.x]


def main() -> None:
    """Fit, and print what was found beside what the program has."""
    parser = argparse.ArgumentParser(description="Fit what the words around a label say of its organism.")
    parser.add_argument("--corpora", type=Path, required=True)
    args = parser.parse_args()
    normalizer = Normalizer()
    vocabulary = Vocabulary(normalizer.lexicon)
    items = [
        case
        for corpus, files in find_files([args.corpora]).items()
        if corpus in GENE_CORPORA
        for doc in read(corpus, files)
        for case in cases(corpus, doc, normalizer, vocabulary)
    ]
    data = Data(items)
    held: Counter[str] = Counter()
    for out in range(FOLDS):
        weights = fit(Data([i for i in items if i.fold != out]))
        own = Data([i for i in items if i.fold == out])
        for corpus, share in own.judge(weights).items():
            part = own.mentions[own.corpus == corpus].sum() / data.mentions[data.corpus == corpus].sum()
            held[corpus] += share * part
    weights = fit(data)
    print("fitted   ", "  ".join(f"{name}={w:.1f}" for name, w in zip(NAMES, weights, strict=True)))
    print("shipped  ", "  ".join(f"{name}={w:.1f}" for name, w in zip(NAMES, SHIPPED, strict=True)))
    for name, shares in (
        ("record", data.judge((0, 0, 0))), ("shipped", data.judge(SHIPPED)), ("fitted", data.judge(weights)),
        ("held out", held),
    ):  # fmt: skip
        print(f"{name:9}", "  ".join(f"{corpus} {share:.3f}" for corpus, share in shares.items()))


if __name__ == "__main__":
    main()
