"""Fit the weights of the candidate score by five-fold cross-validation over documents.

``python -m benchmarks.accuracy.fit_resolver --corpora ../shared/corpora --figures ../shared/figures`` prints the
weights, how the folds do with weights fitted on the others and with those in use, the calibration error, and how often
a right candidate is there but not the first. ``--write`` keeps that in ``benchmarks/results/fit.json``, ``--take`` puts
the weights into ``data/weights.tsv``. ``--each`` says of each feature how many documents use it, and what the folds
lose without it. Documents are abstracts, and curated pathways with their organism told. Families are left out: none of
them annotates families, so that their weights are set by hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from pfocr_norm.model.record import FigureRecord
from pfocr_norm.normalizer import Normalizer
from pfocr_norm.organisms import normalize_organism
from pfocr_norm.resolve.features import Known, name_features
from pfocr_norm.resolve.printed import Origin
from pfocr_norm.resolve.ranking import Ranker
from pfocr_norm.resolve.weights import weights
from pfocr_norm.vocabulary.location import data_folder

from .. import report
from .corpora import FOLDS, GENE_CORPORA, find_files, fold_of_id, read

KINDS = ("Gene", "Chemical")
#: Labels of curated pathways, by kind; there are more of them than mentions of all corpora, and fewer documents.
PATHWAYS = {"Gene": "pathways, genes", "Chemical": "pathways, chemicals"}
PATHWAY_WEIGHT = 0.5
CORPORA = (*GENE_CORPORA, "BC5CDR", *PATHWAYS.values())
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


class Annotated(NamedTuple):
    """A document with what it says of its words.

    Attributes
    ----------
    corpus
        Name of the corpus; of pathways None, as it is the kind of the label that tells.
    record
        The record that is made of it.
    organism
        Taxon, where it is told.
    mentions
        Words, their kinds, and their identifiers in small letters.
    """

    corpus: str | None
    record: FigureRecord
    organism: int | None
    mentions: list[tuple[str, str, frozenset[str]]]


def documents(folder: Path) -> Iterator[Annotated]:
    """Yield the documents of the corpora: their gold genes and chemicals are the keywords."""
    for corpus, files in find_files([folder]).items():
        if corpus in CORPORA:
            for doc in read(corpus, files):
                found = [(m.text, m.type, _small(m.ids)) for m in doc.mentions if m.type in KINDS and m.ids]
                keywords = tuple(text for text, *_ in found)
                yield Annotated(corpus, FigureRecord(doc.id, "", doc.text, doc.title, keywords), None, found)


def pathways(folder: Path) -> Iterator[Annotated]:
    """Yield the curated pathways: their labels are the keywords."""
    with gzip.open(folder / "wikipathways.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            organism = normalize_organism(row["organism"])
            found = [(m["text"], m["type"], _small(m["ids"])) for m in row["mentions"] if m["type"] in KINDS]
            if organism is not None and found:
                keywords = tuple(dict.fromkeys(text for text, *_ in found))
                record = FigureRecord(row["id"], row["title"], row["text"], "", keywords)
                yield Annotated(None, record, organism.taxon, found)


def _small(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(identifier.lower() for identifier in ids)


class Case(NamedTuple):
    """A distinct mention of a document with its candidates.

    Attributes
    ----------
    corpus, fold
        Numbers of both.
    doc
        Identifier of the document.
    weight
        How often it stands there, three times at most; of pathways the same for all.
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


def cases(found: Iterable[Annotated]) -> Iterator[Case]:
    """Yield every distinct mention of the documents that has a candidate."""
    normalizer = Normalizer()
    for doc in found:
        stages = normalizer.chain(normalizer.read(doc.record, organism=doc.organism))
        ranker = stages.ranker
        counts: dict[tuple[str, str], tuple[frozenset[str], int]] = {}
        for text, kind, ids in doc.mentions:
            gold, count = counts.get((text, kind), (frozenset(), 0))
            counts[text, kind] = (gold | ids, count + 1)
        for (text, kind), (gold, count) in counts.items():
            word = stages.words.find(text)
            if word.origin in (Origin.PLACEHOLDER, Origin.IDENTIFIER, Origin.PLAIN_WORD):
                continue
            choice = ranker.choice(word)
            known: Sequence[Known] = [k for k in choice.label.known if k.kind not in _FAMILIES]
            if not known:
                continue
            choice = choice._replace(label=choice.label.with_all(list(known)))
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
            corpus = CORPORA.index(doc.corpus or PATHWAYS[kind])
            weight = float(min(count, 3)) if doc.corpus else PATHWAY_WEIGHT
            yield Case(corpus, fold_of_id(doc.record.figid), doc.record.figid, weight, matrix, right)


def row(features: Iterable[tuple[str, float]]) -> list[float]:
    """Return features as a row in the order of FEATURES."""
    values = dict(features)
    return [values.get(name, 0.0) for name in FEATURES]


def _ids(ranker: Ranker, number: int) -> frozenset[str]:
    concept = ranker.lexicon.concept(number)
    own = {concept.reference.curie} | {f"{p}:{i}" for p, ids in concept.xrefs for i in ids}
    return _small(own | {f"hgnc.symbol:{concept.name}"} if concept.reference.prefix == "hgnc" else own)


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
        """Top-1 of each corpus, the calibration error of the best candidate, and the share with a better one there."""
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
        out["misplaced"] = float((self.weight * (self.known & ~ok)).sum() / self.weight.sum())
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


def over_folds(found: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    """Return mean and deviation over the folds of each number."""
    return {name: [float(f([one[name] for one in found])) for f in (np.mean, np.std)] for name in found[0]}


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
    """Fit, print what was found, and keep it when asked to."""
    parser = argparse.ArgumentParser(description="Fit the weights of the candidate score.")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--each", action="store_true", help="what each feature is good for, on held-out folds")
    parser.add_argument("--write", action="store_true", help="keep the results")
    parser.add_argument("--take", action="store_true", help="write data/weights.tsv")
    args = parser.parse_args()
    items = list(cases(chain(documents(args.corpora), pathways(args.figures))))
    folds = [
        (Data([i for i in items if i.fold != fold]), Data([i for i in items if i.fold == fold]))
        for fold in range(FOLDS)
    ]
    in_use = np.array([SHIPPED[name] for name in FEATURES])
    spread, shipped = over_folds(held_out(folds)), over_folds([own.judge(in_use) for _, own in folds])
    for name, (mean, deviation) in spread.items():
        beside = f"   in use {shipped[name][0]:.3f}" if name in shipped else ""
        print(f"held out {name:20} {mean:.3f} ± {deviation:.3f}{beside}")
    if args.each:
        print_each(items, folds)
    values = dict(zip(FEATURES, map(float, fit(Data(items))), strict=True))
    for name, value in values.items():
        print(f"    {name:20} {value:6.2f}  now {SHIPPED[name]:6.2f}")
    if args.take:
        write_table({name: value for name, value in values.items() if name not in FIXED}, data_folder() / "weights.tsv")
    if args.write:
        found = {"mentions": len(items), "folds": FOLDS, "held_out": spread, "in_use": shipped}
        (report.RESULTS / "fit.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
