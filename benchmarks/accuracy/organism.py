"""The organism call against the majority organism of gold identifiers, and against curated figures."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .grounding import DocumentRun
from .vocabulary import MAMMALS, TAXA, short, species

if TYPE_CHECKING:
    from pfocr_norm import Normalizer
    from pfocr_norm.model.result import NormalizedRecord

ANY_MAMMAL = "unspecified mammal"


def summary(runs: Sequence[DocumentRun]) -> dict[str, object]:
    """Share of documents whose best organism is the majority organism of their gold genes."""
    judged = [r for r in runs if r.majority is not None]
    right = sum(r.called == r.majority for r in judged)
    abstained = sum(r.called is None for r in judged)
    among = sum(any(species(o.taxon) == r.majority for o in r.result.organism.organisms) for r in judged)
    return {
        "documents": len(judged),
        "without_known_majority": len(runs) - len(judged),
        "right": right / len(judged) if judged else float("nan"),
        "abstained": abstained / len(judged) if judged else float("nan"),
        "among_the_organisms": among / len(judged) if judged else float("nan"),
        "human_majority": sum(r.majority == 9606 for r in judged) / len(judged) if judged else float("nan"),
        "confusion": [
            [short(gold), short(called), n]
            for (gold, called), n in Counter((r.majority, r.called) for r in judged).most_common()
        ],
    }


def write_errors(runs: Iterable[DocumentRun], path: Path) -> int:
    """Write documents with a wrong or missing organism, with the evidence the call gave."""
    wrong = [r for r in runs if r.majority is not None and r.called != r.majority]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(("corpus", "doc", "organism_gold", "organism_called", "scores", "evidence", "title", "text"))
        for r in wrong:
            call = r.result.organism
            writer.writerow([
                r.doc.corpus, r.doc.id, short(r.majority), short(r.called),
                "; ".join(f"{short(species(o.taxon))} {o.score:.2f}" for o in call.candidates[:5]),
                "; ".join(
                    f"{e.text!r} ({e.field}) {short(species(e.taxon))} {e.weight:+.2f}" for e in call.evidence[:12]
                ),
                r.doc.title, r.doc.text[:400].replace("\n", " "),
            ])  # fmt: skip
    return len(wrong)


@dataclass(frozen=True, slots=True)
class Figure:
    """One curated figure: which organisms are right, which are tagged."""

    figid: str
    gold: frozenset[int]
    any_mammal: bool
    tagged: tuple[str, ...]
    kind: str
    result: NormalizedRecord = field(repr=False)

    def supports(self, taxon: int | None) -> bool:
        """Whether an organism is one that the figure is about."""
        return taxon in self.gold or (self.any_mammal and taxon in MAMMALS)

    @property
    def called(self) -> int | None:
        """The best organism."""
        best = self.result.organism.best
        return species(best.taxon) if best else None

    @property
    def wrongly_tagged(self) -> set[str]:
        """Tagged organisms that the figure is not about."""
        return {name for name in self.tagged if not self.supports(species(TAXA.get(name)))}


def read_gold(records: Path) -> list[dict[str, str]]:
    """Rows of ``gold.tsv``."""
    with (records / "gold.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def run_figures(normalizer: Normalizer, records: Path, *, sample: int | None = None) -> list[Figure]:
    """Normalize the curated figures."""
    figures = []
    for row in read_gold(records)[:sample]:
        file = records / "figures" / f"{row['figid']}.md"
        if not file.exists():
            continue
        result = normalizer.normalize(file)
        names = [name.strip() for name in row["gold_organism"].split(";")]
        figures.append(
            Figure(
                figid=row["figid"],
                gold=frozenset(TAXA[name] for name in names if name in TAXA),
                any_mammal=ANY_MAMMAL in names,
                tagged=tuple(name for name in row["listed_organisms_ner"].split(";") if name),
                kind=row["kind"],
                result=result,
            )
        )
    return figures


def figure_summary(figures: Sequence[Figure]) -> dict[str, object]:
    """Organism accuracy, and precision and recall of the flags about tagged organisms.

    A figure about an unnamed mammal counts as right when any mammal, or nothing, was called.
    ``pairs`` are (figure, tagged organism): the flag should name exactly the wrong ones.
    """
    named = [f for f in figures if f.gold and not (f.any_mammal and not f.gold)]
    unnamed = [f for f in figures if f.any_mammal and not f.gold]
    tp = fp = fn = 0
    record_tp = record_fp = record_fn = 0
    alarms, missed = [], []
    for f in figures:
        truth, flagged = f.wrongly_tagged, flagged_organisms(f)
        tp += len(truth & flagged)
        fp += len(flagged - truth)
        fn += len(truth - flagged)
        all_wrong = bool(f.tagged) and len(truth) == len(set(f.tagged))
        said = any(flag.code.value == "organism_mismatch" for flag in f.result.flags)
        record_tp += all_wrong and said
        record_fp += said and not all_wrong
        record_fn += all_wrong and not said
        if said and not all_wrong:
            alarms.append(f.figid)
        if truth - flagged:
            missed.append(f"{f.figid}: {', '.join(sorted(truth - flagged))}")
    true_model = [f for f in figures if f.kind.startswith("true_") and f.gold and len(f.wrongly_tagged) < len(f.tagged)]
    return {
        "figures": len(figures),
        "named": len(named),
        "named_right": sum(f.supports(f.called) for f in named),
        "unnamed_mammal": len(unnamed),
        "unnamed_right": sum(f.called is None or f.supports(f.called) for f in unnamed),
        "wrong": [
            f"{f.figid}: {' or '.join(short(t) for t in sorted(f.gold)) or 'a mammal'}, called {short(f.called)}"
            for f in figures
            if not (f.supports(f.called) or (f in unnamed and f.called is None))
        ],
        "pairs": {"tp": tp, "fp": fp, "fn": fn, "precision": ratio(tp, tp + fp), "recall": ratio(tp, tp + fn)},
        "mismatch": {
            "tp": record_tp, "fp": record_fp, "fn": record_fn,
            "precision": ratio(record_tp, record_tp + record_fp), "recall": ratio(record_tp, record_tp + record_fn),
        },
        "false_alarms_on_model_organisms": sum(f.figid in alarms for f in true_model),
        "model_organism_figures": len(true_model),
        "missed_pairs": missed,
        "false_pairs": [
            f"{f.figid}: {', '.join(sorted(flagged_organisms(f) - f.wrongly_tagged))}"
            for f in figures
            if flagged_organisms(f) - f.wrongly_tagged
        ],
    }  # fmt: skip


def flagged_organisms(figure: Figure) -> set[str]:
    """Tagged organisms that the record's flags call wrong: all of them on a mismatch, else those named."""
    out: set[str] = set()
    for flag in figure.result.flags:
        if flag.code.value == "organism_mismatch":
            out.update(figure.tagged)
        elif flag.code.value == "organism_unsupported":
            said = " ".join((flag.message, *flag.evidence))
            out.update(name for name in figure.tagged if name in said)
    return out


def ratio(part: int, whole: int) -> float:
    """A share, 1 of nothing."""
    return part / whole if whole else 1.0
