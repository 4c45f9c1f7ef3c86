"""Command line of the accuracy benchmark."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import report
from . import backprojection, calibration, grounding, ocr, organism, peers, places
from .corpora import CHEMICAL_CORPORA, GENE_CORPORA, find_files, read
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from pfocr_norm import Normalizer

SECTIONS = ("grounding", "organism", "records", "chemicals", "backprojection", "ocr", "peers")
ROOT = Path(__file__).resolve().parents[2]


def main(argv: list[str] | None = None) -> int:
    """Run the chosen sections, print their tables, and after a full run write docs/benchmarks.md."""
    args = arguments(argv)
    only = set(args.only or SECTIONS)
    if args.no_peers:
        only.discard("peers")

    from pfocr_norm import Normalizer

    with clock("vocabulary indexed for judging"):
        normalizer = Normalizer(args.lexicon)
        vocabulary = Vocabulary(normalizer.lexicon)
    files = find_files(args.corpora)
    results: dict[str, Any] = {
        "data_version": normalizer.lexicon.version,
        "sample": args.sample,
        "fold": args.fold,
        "files": [file.name for own in files.values() for file in own],
    }
    by_corpus: dict[str, list[grounding.Row]] = {}
    if only & {"grounding", "organism", "peers"} or args.errors or args.organism_errors:
        by_corpus = genes(args, normalizer, vocabulary, files, results)
    chemicals: dict[str, list[grounding.Row]] = {}
    if "chemicals" in only:
        chemicals = {c: rows for c, rows, _ in corpus_runs(args, normalizer, vocabulary, files, "Chemical")}
        results["chemicals"] = {c: grounding.summary(rows, vocabulary) for c, rows in chemicals.items()}
        show("chemicals", results["chemicals"])
    if only & {"records", "backprojection"} and args.records.exists():
        figures = organism.run_figures(normalizer, args.records, sample=args.sample)
        if "records" in only:
            results["records"] = organism.figure_summary(figures)
            print(json.dumps(results["records"], indent=1, ensure_ascii=False))
        if "backprojection" in only:
            results["backprojection"] = {
                "records": backprojection.measure_records(normalizer, figures, args.records),
                "generated": backprojection.measure_generated(normalizer, vocabulary, size=args.sample or 2000),
            }
            print(json.dumps(results["backprojection"], indent=1, ensure_ascii=False))
    if "ocr" in only:
        with clock("OCR"):
            results["ocr"] = ocr.measure(normalizer, vocabulary, size=args.sample or 5000)
        print(json.dumps(results["ocr"], indent=1, ensure_ascii=False))
    if "peers" in only:
        compare(args, vocabulary, by_corpus, chemicals, results)
    if (only == set(SECTIONS) and args.sample is None and args.fold is None) or args.write:
        save(results)
    return 0


def genes(
    args: argparse.Namespace,
    normalizer: Normalizer,
    vocabulary: Vocabulary,
    files: dict[str, list[Path]],
    results: dict[str, Any],
) -> dict[str, list[grounding.Row]]:
    """Grounding, organism, calibration and the frequent mistakes of the gene corpora."""
    by_corpus, organisms, at_places, runs = {}, {}, {}, []
    for corpus, rows, ran in corpus_runs(args, normalizer, vocabulary, files, "Gene"):
        by_corpus[corpus] = rows
        organisms[corpus] = organism.summary(ran)
        at_places[corpus] = places.summary(ran)
        runs += ran
    every = [row for rows in by_corpus.values() for row in rows]
    results["grounding"] = {c: grounding.summary(rows, vocabulary) for c, rows in by_corpus.items()}
    results["organism"] = organisms
    results["places"] = at_places
    results["calibration"] = {c: calibration.curve(calibration.points(rows)) for c, rows in by_corpus.items()}
    results["mistakes"] = grounding.frequent_mistakes(every, vocabulary)
    show("grounding, all gold gene mentions", results["grounding"])
    show("organism of the document", organisms)
    show("names in the text, each at its place", at_places)
    show("calibration", results["calibration"])
    if args.errors:
        n = grounding.write_errors(every, vocabulary, args.errors, everything=args.all_rows)
        print(f"{n} rows in {args.errors}")
    if args.organism_errors:
        print(f"{organism.write_errors(runs, args.organism_errors)} rows in {args.organism_errors}")
    return by_corpus


def corpus_runs(
    args: argparse.Namespace, normalizer: Normalizer, vocabulary: Vocabulary, files: dict[str, list[Path]], kind: str
) -> Iterator[tuple[str, list[grounding.Row], list[grounding.DocumentRun]]]:
    """Rows and document runs of each corpus that has mentions of a kind."""
    for corpus in GENE_CORPORA if kind == "Gene" else CHEMICAL_CORPORA:
        if corpus in files:
            docs = read(corpus, files[corpus], sample=args.sample, fold=args.fold)
            with clock(f"{corpus}: {len(docs)} documents"):
                rows, runs = grounding.run(normalizer, vocabulary, docs, kind=kind)
            yield corpus, rows, runs


def compare(
    args: argparse.Namespace,
    vocabulary: Vocabulary,
    by_corpus: dict[str, list[grounding.Row]],
    chemicals: dict[str, list[grounding.Row]],
    results: dict[str, Any],
) -> None:
    """The peers on the same rows."""
    with clock("peers built"):
        built = peers.build(vocabulary, rapidfuzz_sample=min(100, args.sample or 100))
    for key, kind, corpora in (("peers", "Gene", by_corpus), ("chemical_peers", "Chemical", chemicals)):
        ids = peers.ids_by_concept(vocabulary, kind)
        results[key] = {}
        for corpus, rows in corpora.items():
            with clock(f"peers on {corpus}"):
                results[key][corpus] = peers.grounding(built, rows, vocabulary, ids)
            show(f"peers on {corpus}", results[key][corpus])
    if "ocr" in results:
        items = {str(n): ocr.sample(vocabulary, n, size=args.sample or 5000)[0] for n in (1, 2)}
        results["ocr"]["peers"] = {n: peers.damaged(built, own) for n, own in items.items()}
        for n, got in results["ocr"]["peers"].items():
            show(f"peers on OCR damage, {n}", got)


def save(results: dict[str, Any]) -> None:
    """Keep the results, and write the page."""
    report.RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (report.RESULTS / "accuracy.json").write_text(text + "\n", encoding="utf-8")
    print(f"written {report.write().relative_to(report.ROOT)}")


@contextmanager
def clock(what: str) -> Iterator[None]:
    """Say how long a step took."""
    started = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - started:.1f} s", flush=True)


def show(title: str, columns: dict[str, Any]) -> None:
    """One table, a column for each corpus or peer; lists and nested things are left to the results file."""
    print(f"\n{title:40}" + "".join(f"{c[:22]:>24}" for c in columns))
    for key in next(iter(columns.values()), {}):
        cells = [column.get(key) for column in columns.values()]
        if all(isinstance(v, (int, float)) for v in cells):
            shown = (f"{v:24.3f}" if isinstance(v, float) else f"{v:24,}" for v in cells)
            print(f"{key.replace('_', ' '):40}" + "".join(shown))


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument(
        "--corpora",
        type=Path,
        nargs="+",
        default=[ROOT.parent / "shared" / "corpora"],
        help="folders of corpora, or files of the same format whose name has the corpus in it",
    )
    parser.add_argument(
        "--records",
        type=Path,
        default=ROOT.parent / "shared" / "records",
        help="curated figures: gold.tsv, figures/, data/",
    )
    parser.add_argument("--lexicon", type=Path, help="another compiled vocabulary")
    parser.add_argument("--only", type=lambda s: [check(x) for x in s.split(",")], help=",".join(SECTIONS))
    parser.add_argument("--sample", type=int, metavar="N", help="N documents (figures, names) of each set")
    parser.add_argument(
        "--split",
        dest="fold",
        type=int,
        choices=range(5),
        metavar="0..4",
        help="only one of five folds of the documents (fold_of in corpora.py)",
    )
    parser.add_argument("--no-peers", action="store_true", help="leave Gilda, RapidFuzz and the dictionary out")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md after a partial run too")
    parser.add_argument("--errors", type=Path, metavar="TSV", help="write every wrong gene mention with its cause")
    parser.add_argument("--all-rows", action="store_true", help="with --errors: the right ones too")
    parser.add_argument("--organism-errors", type=Path, metavar="TSV", help="write documents with a wrong organism")
    return parser.parse_args(argv)  # fmt: skip


def check(section: str) -> str:
    """Refuse an unknown section."""
    if section not in SECTIONS:
        raise argparse.ArgumentTypeError(f"{section!r} is none of {', '.join(SECTIONS)}")
    return section


if __name__ == "__main__":
    raise SystemExit(main())
