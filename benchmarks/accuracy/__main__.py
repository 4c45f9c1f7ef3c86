"""Command line of the accuracy benchmark."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from . import grounding, organism
from .corpora import CHEMICAL_CORPORA, GENE_CORPORA, find_files, read
from .vocabulary import Vocabulary

SECTIONS = ("grounding", "organism", "records", "chemicals", "backprojection", "ocr", "peers")
ROOT = Path(__file__).resolve().parents[2]


def main(argv: list[str] | None = None) -> int:
    """Run the chosen sections, print their tables, and after a full run write docs/benchmarks.md."""
    args = arguments(argv)
    only = set(args.only or SECTIONS)
    if args.no_peers:
        only.discard("peers")

    from pfocr_norm import Normalizer

    started = time.perf_counter()
    normalizer = Normalizer(args.lexicon)
    vocabulary = Vocabulary(normalizer.lexicon)
    print(f"vocabulary {normalizer.lexicon.data_version}: {time.perf_counter() - started:.1f} s to index")
    files = find_files(args.corpora)
    results: dict[str, Any] = {"data_version": normalizer.lexicon.data_version, "sample": args.sample, "fold": args.fold}

    if only & {"grounding", "organism", "peers"} or args.errors or args.organism_errors:
        rows, runs = [], []
        for corpus in GENE_CORPORA:
            if corpus not in files:
                continue
            docs = read(corpus, files[corpus], sample=args.sample, fold=args.fold)
            started = time.perf_counter()
            more, ran = grounding.run(normalizer, vocabulary, docs)
            print(f"{corpus}: {len(docs)} documents, {time.perf_counter() - started:.1f} s", flush=True)
            rows += more
            runs += ran
        by_corpus = {c: [r for r in rows if r.doc.corpus == c] for c in GENE_CORPORA if c in files}
        results["grounding"] = {c: grounding.summary(own) for c, own in by_corpus.items()}
        results["organism"] = {c: organism.summary([r for r in runs if r.doc.corpus == c]) for c in by_corpus}
        results["mistakes"] = grounding.frequent_mistakes(rows, vocabulary)
        print_grounding(results)
        if args.errors:
            n = grounding.write_errors(rows, vocabulary, args.errors, everything=args.all_rows)
            print(f"{n} rows in {args.errors}")
        if args.organism_errors:
            print(f"{organism.write_errors(runs, args.organism_errors)} rows in {args.organism_errors}")

    if "records" in only and args.records:
        figures = organism.run_figures(normalizer, args.records, sample=args.sample)
        results["records"] = organism.figure_summary(figures)
        print(json.dumps(results["records"], indent=1, ensure_ascii=False))
    return 0


def print_grounding(results: dict[str, Any]) -> None:
    """One table of all gene corpora."""
    columns = list(results["grounding"])
    print(f"\n{'':38}" + "".join(f"{c:>12}" for c in columns))
    keys = [k for k in next(iter(results["grounding"].values()), {})]
    for key in keys:
        cells = [results["grounding"][c][key] for c in columns]
        print(f"{key.replace('_', ' '):38}" + "".join(f"{v:12.3f}" if isinstance(v, float) else f"{v:12}" for v in cells))
    for key in ("right", "abstained", "among_the_organisms", "human_majority", "documents"):
        cells = [results["organism"][c][key] for c in columns]
        label = f"organism: {key.replace('_', ' ')}"
        print(f"{label:38}" + "".join(f"{v:12.3f}" if isinstance(v, float) else f"{v:12}" for v in cells))


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--corpora", type=Path, nargs="+", default=[ROOT.parent / "shared" / "corpora"],
                        help="folders of corpora, or files of the same format whose name has the corpus in it")
    parser.add_argument("--records", type=Path, default=ROOT.parent / "shared" / "records",
                        help="curated figures: gold.tsv, figures/, data/")
    parser.add_argument("--lexicon", type=Path, help="another compiled vocabulary")
    parser.add_argument("--only", type=lambda s: [check(x) for x in s.split(",")], help=",".join(SECTIONS))
    parser.add_argument("--sample", type=int, metavar="N", help="N documents (figures, names) of each set")
    parser.add_argument("--split", dest="fold", type=int, choices=range(5), metavar="0..4",
                        help="only one of five folds of the documents (fold_of in corpora.py)")
    parser.add_argument("--no-peers", action="store_true", help="leave Gilda, RapidFuzz and the dictionary out")
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
