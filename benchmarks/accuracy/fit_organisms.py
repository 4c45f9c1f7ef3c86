"""Fit the weights of the organism decision on corpora and figures and write ``data/organisms/evidence.tsv``.

``python -m benchmarks.accuracy.fit_organisms --corpora ../shared/corpora --figures ../shared/figures --write``

Each document is a figure record: an abstract with the gold gene mentions as keywords, whose organism is that of most of
its gold identifiers; or a published figure with its titles and caption, whose organisms a biocurator read in the text
(one half of the figures, by their identifier; the other half is never looked at). The decision is a softmax over
organisms of sums of weighted evidence, so the weights are fitted by penalized maximum likelihood, drawn towards
hand-set values (``START``): a kind of evidence that the documents hardly have keeps what biology says of it. Three
labels in a hundred are taken to be wrong (human genes of transgenic mice, corpora that annotate human genes only), so
that no single document pulls. Nothing is random: folds come from the documents' identifiers; GNormPlus, all of it
human, and the figures, which are few, weigh less than the other corpora.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_norm import Normalizer
from pfocr_norm.model.record import FigureRecord
from pfocr_norm.organisms import canonical_taxon, taxon_name
from pfocr_norm.organisms.decision import collect, faded, named_in, only_others_named, spread
from pfocr_norm.organisms.weights import weights
from pfocr_norm.vocabulary.location import data_folder

from .corpora import FOLDS, GENE_CORPORA, find_files, fold_of, read
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float64]

#: Hand-set log-odds that the fit starts from and is drawn towards.
START = {
    "name": 1.6, "distant": 2.0, "microbe": 1.2, "animals": 2.2, "model": 1.0, "human": 1.5, "title": 0.8,
    "human_disease": 0.4, "compared": 0.3, "beside": 0.5, "nearby": 1.0, "cell": 1.5, "host": 0.4, "xenograft": 1.0,
    "strain": 2.0, "clinical": 1.2, "therapy": 0.5, "disease": 0.4, "physiology": 0.4, "infected": 0.4,
    "genetics": 0.6, "stage": 1.2, "clade": 0.6, "group": 1.0, "hint": 0.5, "pathogen": 0.3, "systematic": 1.5,
    "prefix": 0.5, "map": 2.0, "capitals": 1.0, "capitalized": 1.0, "explains": 1.0, "alone": 2.0, "label_case": 0.8,
    "human_prior": 1.0,
}  # fmt: skip
KINDS = tuple(START)
FIGURES = "figures"
CORPUS_WEIGHT = {"GNormPlus": 0.6, FIGURES: 0.7}
WRONG_LABELS = 0.03
PENALTY = 0.003


class Case(NamedTuple):
    """One document: candidates with the amounts of evidence (candidates x kinds), and the right ones among them."""

    corpus: str
    fold: int
    taxa: list[int]
    amounts: Vector
    right: list[int]


def case_amounts(record: FigureRecord, panel: Any) -> dict[int, list[float]]:
    """Amount of each kind of evidence for each organism; the score is their product with the weights."""
    pieces = collect(record, panel, None, weights())
    share = weights().indirect_share if only_others_named(pieces) else 1.0
    by_kind: dict[str, dict[int, float]] = {}
    for item, amount in pieces:
        if item.kind in START:
            kind = by_kind.setdefault(item.kind, {})
            kind[item.taxon] = kind.get(item.taxon, 0.0) + amount * faded(item, share)
    named = named_in(pieces)
    out: dict[int, list[float]] = {9606: [0.0] * len(KINDS)}
    for column, name in enumerate(KINDS):
        for taxon, amount in spread(by_kind.get(name, {}), named=named).items():
            out.setdefault(taxon, [0.0] * len(KINDS))[column] += amount
    out[9606][KINDS.index("human_prior")] += share
    return out


def make_case(corpus: str, fold: int, record: FigureRecord, panel: Any, right: Collection[str]) -> Case:
    """Collect the evidence of one document whose organisms have these names."""
    import numpy as np

    amounts = case_amounts(record, panel)
    taxa = sorted(amounts)
    places = [i for i, taxon in enumerate(taxa) if species_name(taxon_name(taxon)) in right]
    return Case(corpus, fold, taxa, np.array([amounts[t] for t in taxa]), places)


def species_name(name: str) -> str:
    """Genus and epithet of a name."""
    return " ".join(name.split()[:2])


def read_corpora(corpora: Sequence[Path]) -> Iterator[Case]:
    """Yield the documents of the gene corpora whose majority organism is known."""
    normalizer = Normalizer()
    vocabulary = Vocabulary(normalizer.lexicon)
    for corpus, files in find_files(corpora).items():
        for doc in read(corpus, files) if corpus in GENE_CORPORA else ():
            majority = vocabulary.majority(doc)
            if majority is None:
                continue
            keywords = tuple(dict.fromkeys(m.text for m in doc.of_type("Gene")))
            record = FigureRecord(figid=doc.id, papertitle=doc.title, caption=doc.text, keywords=keywords)
            right = {species_name(taxon_name(canonical_taxon(majority)))}
            yield make_case(corpus, fold_of(doc), record, normalizer.read(record).votes.panel, right)


def read_figures(path: Path) -> Iterator[Case]:
    """Yield the figures of one half whose organisms a curator is sure of."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            doc = json.loads(line)
            number = zlib.crc32(doc["figid"].encode())
            if number % 2 or not doc.get("subject") or doc["confidence"] == "low":
                continue
            record = FigureRecord(papertitle=doc["papertitle"], figtitle=doc["figtitle"], caption=doc["caption"])
            right = {species_name(name.strip()) for name in doc["subject"].split(";")}
            yield make_case(FIGURES, number // 2 % FOLDS, record, None, right)


def fit(cases: Sequence[Case]) -> Vector:
    """Weights of the kinds, none below a tenth, by penalized likelihood (SciPy's L-BFGS-B)."""
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

    width = max(len(case.taxa) for case in cases)
    amounts = np.zeros((len(cases), width, len(KINDS)))
    real = np.zeros((len(cases), width), dtype=bool)
    for row, case in enumerate(cases):
        amounts[row, : len(case.taxa)] = case.amounts
        real[row, : len(case.taxa)] = True
    right = np.zeros((len(cases), width), dtype=bool)
    for row, case in enumerate(cases):
        right[row, case.right] = True
    sizes = Counter(case.corpus for case in cases)
    share = np.array([CORPUS_WEIGHT.get(case.corpus, 1.0) / sizes[case.corpus] for case in cases])
    share /= share.sum()
    start = np.array(list(START.values()))

    def loss(values: Vector) -> tuple[float, Vector]:
        scores = np.where(real, amounts @ values, -1e9)
        beliefs = np.exp(scores - scores.max(axis=1, keepdims=True))
        beliefs /= beliefs.sum(axis=1, keepdims=True)
        gold = np.where(right, beliefs, 0.0)
        chosen = gold.sum(axis=1)
        safe = (1 - WRONG_LABELS) * chosen + WRONG_LABELS / 5
        pull = share * (1 - WRONG_LABELS) * chosen / safe
        expected = np.einsum("nc,nck->nk", beliefs, amounts)
        meant = np.einsum("nc,nck->nk", gold / np.maximum(chosen, 1e-12)[:, None], amounts)
        gradient = -(pull[:, None] * (meant - expected)).sum(axis=0) + 2 * PENALTY * (values - start)
        return float(-(share * np.log(safe)).sum() + PENALTY * ((values - start) ** 2).sum()), gradient

    bounds = [(0.1, 6.0)] * len(KINDS)
    found: Vector = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    return found


def accuracy(cases: Sequence[Case], values: Vector) -> dict[str, float]:
    """Share of documents of each corpus whose best organism is the right one."""
    hits: dict[str, list[bool]] = {}
    for case in cases:
        scores = case.amounts @ values
        best = max(range(len(case.taxa)), key=lambda i: (scores[i], -case.taxa[i]))
        hits.setdefault(case.corpus, []).append(best in case.right)
    return {corpus: sum(found) / len(found) for corpus, found in hits.items()}


def cross_validated(cases: Sequence[Case]) -> dict[str, float]:
    """Accuracy on each fold with weights fitted on the other four."""
    total: dict[str, float] = {}
    sizes = {case.corpus: 0 for case in cases}
    for case in cases:
        sizes[case.corpus] += 1
    for fold in range(FOLDS):
        values = fit([case for case in cases if case.fold != fold])
        held = [case for case in cases if case.fold == fold]
        for corpus, share in accuracy(held, rounded(values)).items():
            total[corpus] = total.get(corpus, 0.0) + share * sum(case.corpus == corpus for case in held)
    return {corpus: right / sizes[corpus] for corpus, right in total.items()}


def rounded(values: Vector) -> Vector:
    """Weights to one digit, as they are kept."""
    import numpy as np

    return np.round(values, 1)


def write_kinds(values: Mapping[str, float], path: Path) -> None:
    """Put the weights into the table of kinds of evidence; the other columns and rows stay."""
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        text, found = re.subn(rf"(?m)^({name}\t)[\d.]+\t", rf"\g<1>{value:.1f}\t", text)
        if found != 1:
            raise SystemExit(f"{path}: no row for the kind {name!r}")
    path.write_text(text, encoding="utf-8")


def write_weights(values: Mapping[str, float], path: Path, *, digits: int = 1) -> None:
    """Put the values into a table of weights in a module; comments and the hand-set weights stay."""
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        text, found = re.subn(rf"(?m)^(    {name}: float = )[-\d.]+$", rf"\g<1>{value:.{digits}f}", text)
        if found != 1:
            raise SystemExit(f"{path}: no line for the weight {name!r}")
    path.write_text(text, encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    """Fit, print what was found, and with ``--write`` keep it."""
    parser = argparse.ArgumentParser(description="Fit the weights of the organism decision.")
    parser.add_argument("--corpora", type=Path, action="append", required=True, help="folder or file of gold corpora")
    parser.add_argument("--figures", type=Path, required=True, help="folder with organism.jsonl.gz")
    parser.add_argument("--write", action="store_true", help="write data/organisms/evidence.tsv")
    args = parser.parse_args(argv)
    import numpy as np

    cases = [*read_corpora(args.corpora), *read_figures(args.figures / "organism.jsonl.gz")]
    cases = [case for case in cases if case.right]
    values = rounded(fit(cases))
    measured = {
        "hand-set": accuracy(cases, np.array(list(START.values()))),
        "fitted": accuracy(cases, values),
        "five-fold": cross_validated(cases),
    }
    for name, shares in measured.items():
        print(f"{name:10}", "  ".join(f"{corpus} {share:.3f}" for corpus, share in shares.items()))
    found = dict(zip(KINDS, map(float, values), strict=True))
    print("  ".join(f"{kind}={value:.1f}" for kind, value in found.items()))
    if args.write:
        write_kinds(found, data_folder() / "organisms" / "evidence.tsv")


if __name__ == "__main__":
    main()
