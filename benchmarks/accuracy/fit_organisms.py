"""Fit the weights of the organism decision on the development corpora and write ``pfocr_norm/organisms/weights.py``.

``python -m benchmarks.accuracy.fit_organisms --corpora ../shared/corpora --write``

Each document is a figure record (title, text as caption, the gold gene mentions as keywords); its organism is that
of most of its gold identifiers. The decision is a softmax over organisms of sums of weighted evidence, so the weights
are fitted by penalized maximum likelihood, drawn towards hand-set values (``START``): a kind of evidence that the
corpora hardly have keeps what biology says of it. One label in ten is taken to be wrong (human genes of transgenic
mice, corpora that annotate human genes only), so that no single document pulls. Nothing is random: folds come from the
documents' identifiers, the corpora have equal weight (GNormPlus, all of it human, less).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pfocr_norm.model.record import FigureRecord
from pfocr_norm.organisms import canonical_taxon
from pfocr_norm.organisms import weights as weights_module
from pfocr_norm.organisms.decision import INDIRECT, collect, only_others_named, spread
from pfocr_norm.organisms.tables import CLADE_GROUPS
from pfocr_norm.organisms.weights import WEIGHTS

from .corpora import FOLDS, GENE_CORPORA, find_files, fold_of, read
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float64]

#: Hand-set log-odds that the fit starts from and is drawn towards.
START = {
    "name": 1.6, "distant": 2.0, "animals": 2.2, "human": 1.5, "human_disease": 0.4, "compared": 0.3, "beside": 0.5,
    "nearby": 1.0, "cell": 1.5, "host": 0.1, "xenograft": 1.0, "strain": 2.0, "clinical": 1.2, "therapy": 0.5,
    "disease": 0.3, "drug": 0.4, "genetics": 0.6, "stage": 1.2, "clade": 0.6, "group": 1.0, "pathogen": 0.5,
    "systematic": 1.5, "prefix": 0.7, "capitals": 1.0, "capitalized": 1.0,
    "explains": 1.0, "alone": 2.0, "label_case": 0.8, "human_prior": 0.8,
}  # fmt: skip
KINDS = tuple(START)
CORPUS_WEIGHT = {"GNormPlus": 0.6}
WRONG_LABELS = 0.1
PENALTY = 0.01


class Case(NamedTuple):
    """One document: candidates with the amounts of evidence (candidates x kinds), and the right one."""

    corpus: str
    fold: int
    taxa: list[int]
    amounts: Vector
    right: int


def case_amounts(record: FigureRecord, panel: Any) -> dict[int, list[float]]:
    """Amount of each kind of evidence for each organism; the score is their product with the weights."""
    pieces = collect(record, panel, None, WEIGHTS)
    share = WEIGHTS.indirect_share if only_others_named(pieces) else 1.0
    by_kind: dict[str, dict[int, float]] = {}
    for item, amount in pieces:
        if item.kind in START:
            if item.taxon == 9606 and item.kind in INDIRECT:
                amount *= share
            kind = by_kind.setdefault(item.kind, {})
            kind[item.taxon] = kind.get(item.taxon, 0.0) + amount
    named = {taxon for kind in by_kind.values() for taxon in kind if taxon not in CLADE_GROUPS}
    out: dict[int, list[float]] = {9606: [0.0] * len(KINDS)}
    for column, name in enumerate(KINDS):
        for taxon, amount in spread(by_kind.get(name, {}), named=named).items():
            out.setdefault(taxon, [0.0] * len(KINDS))[column] += amount
    out[9606][KINDS.index("human_prior")] += share
    return out


def read_cases(corpora: Sequence[Path]) -> list[Case]:
    """Documents of the gene corpora whose majority organism is known."""
    import numpy as np

    from pfocr_norm import Normalizer

    normalizer = Normalizer()
    vocabulary = Vocabulary(normalizer.lexicon)
    cases = []
    for corpus, files in find_files(corpora).items():
        if corpus not in GENE_CORPORA:
            continue
        for doc in read(corpus, files):
            majority = vocabulary.majority(doc)
            if majority is None:
                continue
            keywords = tuple(dict.fromkeys(m.text for m in doc.of_type("Gene")))
            record = FigureRecord(figid=doc.id, papertitle=doc.title, caption=doc.text, keywords=keywords)
            amounts = case_amounts(record, normalizer.read(record).votes.panel)
            right = canonical_taxon(majority)
            amounts.setdefault(right, [0.0] * len(KINDS))
            taxa = sorted(amounts)
            cases.append(Case(corpus, fold_of(doc), taxa, np.array([amounts[t] for t in taxa]), taxa.index(right)))
    return cases


def fit(cases: Sequence[Case]) -> Vector:
    """Weights of the kinds, none below zero, by penalized likelihood (SciPy's L-BFGS-B)."""
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

    width = max(len(case.taxa) for case in cases)
    amounts = np.zeros((len(cases), width, len(KINDS)))
    real = np.zeros((len(cases), width), dtype=bool)
    for row, case in enumerate(cases):
        amounts[row, : len(case.taxa)] = case.amounts
        real[row, : len(case.taxa)] = True
    rows = np.arange(len(cases))
    right = np.array([case.right for case in cases])
    sizes = {corpus: sum(case.corpus == corpus for case in cases) for corpus in GENE_CORPORA}
    share = np.array([CORPUS_WEIGHT.get(case.corpus, 1.0) / sizes[case.corpus] for case in cases])
    share /= share.sum()
    start = np.array(list(START.values()))

    def loss(values: Vector) -> tuple[float, Vector]:
        scores = np.where(real, amounts @ values, -1e9)
        beliefs = np.exp(scores - scores.max(axis=1, keepdims=True))
        beliefs /= beliefs.sum(axis=1, keepdims=True)
        chosen = beliefs[rows, right]
        safe = (1 - WRONG_LABELS) * chosen + WRONG_LABELS / 5
        pull = share * (1 - WRONG_LABELS) * chosen / safe
        expected = np.einsum("nc,nck->nk", beliefs, amounts)
        gradient = -(pull[:, None] * (amounts[rows, right] - expected)).sum(axis=0) + 2 * PENALTY * (values - start)
        return float(-(share * np.log(safe)).sum() + PENALTY * ((values - start) ** 2).sum()), gradient

    bounds = [(0.0, 6.0)] * len(KINDS)
    found: Vector = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    return found


def accuracy(cases: Sequence[Case], values: Vector) -> dict[str, float]:
    """Share of documents of each corpus whose best organism is the right one."""
    hits: dict[str, list[bool]] = {}
    for case in cases:
        scores = case.amounts @ values
        best = max(range(len(case.taxa)), key=lambda i: (scores[i], -case.taxa[i]))
        hits.setdefault(case.corpus, []).append(best == case.right)
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


def write_weights(values: Mapping[str, float], path: Path, *, digits: int = 1) -> None:
    """Put the values into the table of weights; comments and the hand-set weights stay."""
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
    parser.add_argument("--write", action="store_true", help="write pfocr_norm/organisms/weights.py")
    args = parser.parse_args(argv)
    import numpy as np

    cases = read_cases(args.corpora)
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
        write_weights(found, Path(weights_module.__file__))


if __name__ == "__main__":
    main()
