"""Fit the weights of the candidate score on the development corpora, by five-fold cross-validation over documents.

``python -m benchmarks.accuracy.fit_resolver --corpora ../shared/corpora`` prints the weights, the held-out accuracy
of the folds and the calibration error; with ``--write`` the weights go into ``data/weights.tsv`` and the rest into
``benchmarks/results/fit.json``. ``--each`` says of each feature how many documents use it, and what the folds lose
without it. Families are left out: no gene corpus annotates them, so that their weights are set by hand.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from pfocr_norm.model.record import FigureRecord
from pfocr_norm.normalizer import Normalizer
from pfocr_norm.resolve.features import name_features
from pfocr_norm.resolve.printed import Origin
from pfocr_norm.resolve.ranking import Ranker
from pfocr_norm.resolve.weights import weights
from pfocr_norm.vocabulary.location import data_folder

from .. import report
from .corpora import FOLDS, GENE_CORPORA, Document, find_files, fold_of, read

CORPORA = (*GENE_CORPORA, "BC5CDR")
KINDS = ("Gene", "Chemical")
_FAMILIES = ("family", "complex")
#: Features in the order of the table, the utility of no candidate among them; and what they weigh now.
SHIPPED = weights().of_kind("feature")
FEATURES = tuple(SHIPPED)
NONE = FEATURES.index("none")
DOUBT = weights()["doubt"]
SHARED = weights()["shared_name"]
#: What biology says of a feature, in nats: the fit is drawn here, so that it is the same each time. Others are drawn
#: to what they weigh now.
START = SHIPPED | {
    "approved": 3.5, "full_name": 2.7, "previous": 2.0, "alias": 2.2, "expanded": 1.5, "stripped": 0.8, "fuzzy": 0.8,
    "organism": 0.8, "exact_spelling": 0.5, "case": 0.2, "studied": 0.4, "coherent": 1.7,
    "protein": -2.0, "uncatalogued": -2.0, "unproductive": -1.0, "agreed": 0.6, "usual": 1.2, "biologic": -0.7,
    "transferred": -2.5, "none": 2.4,
}  # fmt: skip
#: Set by hand: the corpora do not show them, or they are shares of what other features say.
FIXED = frozenset((
    "identifier", "own_family", "chemical", "ocr", "edit", "shared_name", "family_of_aliases", "borrowed_name",
    "tagged_member", "named_whole", "repaired", "initials", "gene_by_tag", "chemical_by_tag", "projected_ortholog",
))  # fmt: skip
RIDGE = 2e-3


def documents(folder: Path) -> Iterator[tuple[str, Document, FigureRecord]]:
    """Yield the corpus, the document, and the record made of it: its gold genes and chemicals are the keywords."""
    for corpus, files in find_files([folder]).items():
        for doc in read(corpus, files):
            keywords = tuple(m.text for m in doc.mentions if m.type in KINDS and m.ids)
            yield corpus, doc, FigureRecord(doc.id, "", doc.text, doc.title, keywords)


class Case(NamedTuple):
    """A distinct mention of a document with its candidates.

    Attributes
    ----------
    corpus, fold
        Numbers of both.
    doc
        Identifier of the document.
    weight
        How often it stands there, three times at most.
    matrix
        Features of the candidates (candidates x features).
    right
        Places of the right candidates.
    """

    corpus: int
    fold: int
    doc: str
    weight: float
    matrix: np.ndarray
    right: list[int]


def cases(folder: Path) -> Iterator[Case]:
    """Yield every distinct mention of the corpora that has a candidate."""
    normalizer = Normalizer()
    for corpus, doc, record in documents(folder):
        if corpus in CORPORA:
            chain = normalizer.chain(normalizer.read(record))
            ranker = chain.ranker
            counts: dict[tuple[str, str], tuple[frozenset[str], int]] = {}
            for mention in doc.mentions:
                if mention.type in KINDS and mention.ids:
                    gold, count = counts.get((mention.text, mention.type), (frozenset(), 0))
                    counts[mention.text, mention.type] = (gold | mention.ids, count + 1)
            for (text, _), (gold, count) in counts.items():
                word = chain.words.find(text)
                if word.origin in (Origin.PLACEHOLDER, Origin.IDENTIFIER, Origin.PLAIN_WORD):
                    continue
                choice = ranker.choice(word)
                known = [k for k in choice.label.known if k.kind not in _FAMILIES]
                if not known:
                    continue
                choice = choice._replace(label=choice.label.with_all(known))
                known, of_record = ranker.weigh(word, choice).known, ranker.features(word, choice)
                of_name = np.array([row(name_features(ranker.lexicon, k.match)) for k in known])
                of_name[:, FEATURES.index("no_member")] = [k.no_member for k in known]
                # Orthologs share what their names say, whatever it weighs.
                donors = of_name[normalizer.finder.best_orthologs(known)]
                matrix = of_name + SHARED * (donors - of_name) + np.array([row(own) for own in of_record])
                # UniProt accessions of other organisms than human are not in the vocabulary: nothing to learn there.
                right = [i for i, k in enumerate(known) if gold & _ids(ranker, k.concept)]
                if not right and all(i.startswith("uniprot:") for i in gold):
                    continue
                yield Case(CORPORA.index(corpus), fold_of(doc), doc.id, float(min(count, 3)), matrix, right)


def row(features: Iterable[tuple[str, float]]) -> list[float]:
    """Return features as a row in the order of FEATURES."""
    values = dict(features)
    return [values.get(name, 0.0) for name in FEATURES]


def _ids(ranker: Ranker, number: int) -> set[str]:
    concept = ranker.lexicon.concept(number)
    return {concept.reference.curie} | {f"{p}:{i}" for p, ids in concept.xrefs for i in ids}


class Data:
    """All mentions in flat arrays, for fast gradients."""

    def __init__(self, items: Sequence[Case]) -> None:
        self.x = np.vstack([item.matrix for item in items])
        sizes = np.array([len(item.matrix) for item in items])
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.owner = np.repeat(np.arange(len(items)), sizes)
        self.right = np.zeros(len(self.x), bool)
        for start, item in zip(self.starts, items, strict=True):
            self.right[start + np.array(item.right, int)] = True
        self.known = np.add.reduceat(self.right, self.starts) > 0
        self.weight = np.array([item.weight for item in items])
        self.corpus = np.array([item.corpus for item in items])

    def loss(self, w: np.ndarray) -> tuple[float, np.ndarray]:
        """Negative log likelihood a unit of weight, and its gradient."""
        u = self.x @ w
        top = np.maximum(np.maximum.reduceat(u, self.starts), w[NONE])
        e = np.exp(u - top[self.owner])
        none = np.exp(w[NONE] - top)
        total = np.add.reduceat(e, self.starts) + none
        good = np.add.reduceat(np.where(self.right, e, 0.0), self.starts)
        hit = np.where(self.known, good, none)
        total_weight = self.weight.sum()
        chosen = (1.0 - DOUBT) * hit / total
        believed = chosen + DOUBT  # where the corpus errs, any answer is as good
        value = float(-(self.weight * np.log(believed)).sum() / total_weight)
        pull = self.weight * chosen / believed
        p = e / total[self.owner]
        q = np.where(self.right, e, 0.0) / np.maximum(good, 1e-300)[self.owner]
        gradient = ((p - q) * pull[self.owner]) @ self.x
        gradient[NONE] += (pull * (none / total - np.where(self.known, 0.0, 1.0))).sum()
        return value, gradient / total_weight

    def judge(self, w: np.ndarray) -> dict[str, float]:
        """Top-1 of each corpus, and the calibration error of the best candidate."""
        u = self.x @ w
        top = np.maximum(np.maximum.reduceat(u, self.starts), w[NONE])
        e = np.exp(u - top[self.owner])
        total = np.add.reduceat(e, self.starts) + np.exp(w[NONE] - top)
        p = (1.0 - DOUBT) * e / total[self.owner]
        best = np.array(
            [s + int(np.argmax(p[s:t])) for s, t in zip(self.starts, [*self.starts[1:], len(p)], strict=True)]
        )
        ok, conf = self.right[best], p[best]
        out = {
            CORPORA[c]: float((ok * self.weight)[self.corpus == c].sum() / self.weight[self.corpus == c].sum())
            for c in set(self.corpus)
        }
        error = 0.0
        for low in np.arange(0, 1, 0.1):
            inside = (conf >= low) & (conf < low + 0.1 + 1e-9)
            if inside.any():
                error += (
                    self.weight[inside].sum()
                    * abs((conf * self.weight)[inside].sum() - (ok * self.weight)[inside].sum())
                    / self.weight[inside].sum()
                )
        out["ece"] = float(error / self.weight.sum())
        return out


def fit(data: Data, ridge: float = RIDGE, *, without: Collection[str] = ()) -> np.ndarray:
    """Return the weights of least loss, held near START by a small ridge; FIXED ones stay there."""
    start = np.array([0.0 if name in without else START[name] for name in FEATURES])
    free = np.array([name not in FIXED and name not in without for name in FEATURES])

    def target(z: np.ndarray) -> tuple[float, np.ndarray]:
        w = start.copy()
        w[free] = z
        value, gradient = data.loss(w)
        d = z - start[free]
        return value + ridge * float(d @ d), gradient[free] + 2 * ridge * d

    best = start.copy()
    best[free] = minimize(target, start[free], jac=True, method="L-BFGS-B").x
    return best


def held_out(folds: Sequence[tuple[Data, Data]], *, without: Collection[str] = ()) -> list[dict[str, float]]:
    """Return what each fold is judged by weights of the others, with its loss."""
    out = []
    for others, own in folds:
        w = fit(others, without=without)
        out.append(own.judge(w) | {"loss": own.loss(w)[0]})
    return out


def print_each(items: Sequence[Case], folds: Sequence[tuple[Data, Data]]) -> None:
    """Print of each feature the documents that use it, and what the held-out folds lose without it."""
    users: dict[str, set[str]] = {name: set() for name in FEATURES}
    for item in items:
        for place in np.flatnonzero(np.abs(item.matrix).sum(axis=0)):
            users[FEATURES[place]].add(item.doc)
    whole = held_out(folds)
    print(f"{'feature':20} {'documents':>9} {'loss':>8}  " + "  ".join(f"{c:>9}" for c in CORPORA))
    for name in FEATURES:
        if not users[name]:
            print(f"{name:20} {0:9}")
            continue
        bare = held_out(folds, without=(name,))

        def lost(key: str, bare: Sequence[dict[str, float]] = bare) -> float:
            return float(np.mean([b.get(key, 0.0) for b in bare]) - np.mean([w.get(key, 0.0) for w in whole]))

        shares = "  ".join(f"{100 * lost(c):+9.2f}" for c in CORPORA)
        print(f"{name:20} {len(users[name]):9,} {lost('loss'):+8.4f}  {shares}", flush=True)


def write_table(values: dict[str, float], path: Path) -> None:
    """Write fitted values into the table of weights, its other rows as they are."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, value, *rest = line.split("\t")
        lines.append("\t".join((name, f"{values[name]:.2f}" if name in values else value, *rest)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, print what was found, and with ``--write`` keep it."""
    parser = argparse.ArgumentParser(description="Fit the weights of the candidate score.")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--each", action="store_true", help="what each feature is good for, on held-out folds")
    parser.add_argument("--write", action="store_true", help="write data/weights.tsv and the results")
    args = parser.parse_args()
    items = list(cases(args.corpora))
    folds = [
        (Data([i for i in items if i.fold != fold]), Data([i for i in items if i.fold == fold]))
        for fold in range(FOLDS)
    ]
    held = held_out(folds)
    spread = {name: [float(f([h[name] for h in held])) for f in (np.mean, np.std)] for name in held[0]}
    for name, (mean, deviation) in spread.items():
        print(f"held out {name:10} {mean:.3f} ± {deviation:.3f}")
    if args.each:
        print_each(items, folds)
    values = dict(zip(FEATURES, map(float, fit(Data(items))), strict=True))
    for name, value in values.items():
        print(f"    {name:20} {value:6.2f}  now {SHIPPED[name]:6.2f}")
    if args.write:
        write_table({name: value for name, value in values.items() if name not in FIXED}, data_folder() / "weights.tsv")
        found = {"mentions": len(items), "folds": FOLDS, "held_out": spread}
        (report.RESULTS / "fit.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
