"""Command line of the speed benchmark."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from .. import report
from ..accuracy.peers import gilda_grounder
from . import processes, rates

EXAMPLE = Path(__file__).with_name("example.md")
SECTIONS = ("import", "open", "exact", "fuzzy", "record")


def main(argv: list[str] | None = None) -> int:
    """Measure the chosen sections, print the table, and after a full run write docs/benchmarks.md."""
    args = arguments(argv)
    only = set(args.only or SECTIONS)
    rows: list[dict[str, Any]] = []
    if "import" in only:
        rows += importing()
    from pfocr_norm import Lexicon

    lexicon = Lexicon.open(args.lexicon)
    if only & {"open", "exact"}:
        rows += beside_gilda(lexicon, only, args)
    if "fuzzy" in only:
        rows += fuzzy(lexicon, args)
    if "record" in only:
        rows += whole_records(args)
    results = {
        "names": sum(1 for _ in lexicon.iter_names()),
        "data_version": lexicon.version,
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "rows": rows,
    }
    for row in rows:
        met = {True: "met", False: "NOT MET", None: ""}[row["met"]]
        print(f"{row['what']:64}{row['ours']:>18}{row['peer']:>18}{row['ratio']:>10}  {row['goal']:22}{met}")
    if only == set(SECTIONS) or args.write:
        report.RESULTS.mkdir(exist_ok=True)
        text = json.dumps(results, indent=1, ensure_ascii=False)
        (report.RESULTS / "speed.json").write_text(text + "\n", encoding="utf-8")
        print(f"written {report.write().relative_to(report.ROOT)}")
    return 0 if all(row["met"] is not False for row in rows) else 1


def row(
    what: str, ours: str, peer: str = "", ratio: str = "", goal: str = "", met: bool | None = None
) -> dict[str, Any]:
    """One line of the table."""
    return {"what": what, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "met": met}


def importing() -> list[dict[str, Any]]:
    """Import time and what it pulls in."""
    ms = processes.import_milliseconds()
    heavy = processes.heavy_modules()
    return [
        row("import pfocr_norm, over a bare interpreter", f"{ms:.0f} ms", goal="at most 60 ms", met=ms <= 60),
        row("heavy modules imported", ", ".join(heavy) or "none", goal="none", met=not heavy),
    ]


def beside_gilda(lexicon: Any, only: set[str], args: argparse.Namespace) -> list[dict[str, Any]]:
    """Opening, memory and exact rate, beside Gilda on the same names."""
    grounder = gilda_grounder(lexicon)
    rows = []
    if "open" in only:
        from gilda.term import dump_terms

        with tempfile.TemporaryDirectory() as folder:
            terms = Path(folder) / "terms.tsv.gz"
            dump_terms([term for own in grounder.entries.values() for term in own], str(terms))
            gilda = processes.gilda_opening(terms)
        ours = processes.first_record(args.record)
        opened = gilda.inner or gilda.wall
        time_ratio, memory_ratio = opened / ours.wall, gilda.peak_mib / ours.peak_mib
        rows = [
            row(
                "first record, whole process, beside Gilda's opening",
                f"{ours.wall:.3f} s", f"{opened:.1f} s", f"1/{time_ratio:.0f}", "at most 1/30", time_ratio >= 30,
            ),
            row(
                "peak memory of it, beside Gilda's",
                f"{ours.peak_mib:.0f} MiB", f"{gilda.peak_mib:.0f} MiB", f"1/{memory_ratio:.1f}", "at most 1/8",
                memory_ratio >= 8,
            ),
        ]  # fmt: skip
    if "exact" in only:
        from pfocr_norm import Normalizer

        names = rates.sample_names(lexicon, 60_000)
        normalizer = Normalizer(args.lexicon, organism="Homo sapiens")
        ours_rate = rates.per_second(rates.exact(normalizer), names)
        explained = rates.terms_per_second(normalizer, names)
        peer_rate = rates.gilda_rate(grounder, names)
        ratio = ours_rate / peer_rate
        peer = f"{peer_rate:,.0f}/s"
        rows += [
            row(
                "exact grounding of vocabulary names, beside Gilda",
                f"{ours_rate:,.0f}/s", peer, f"{ratio:.1f}", "at least 8", ratio >= 8,
            ),
            row(
                "the same as explained terms of records, 25 names each",
                f"{explained:,.0f}/s", peer, f"{explained / peer_rate:.1f}",
            ),
        ]  # fmt: skip
    return rows


def fuzzy(lexicon: Any, args: argparse.Namespace) -> list[dict[str, Any]]:
    """Fuzzy look-ups beside RapidFuzz over all names."""
    from pfocr_norm.matching.matcher import Matcher

    keys = sorted({key for c in range(len(lexicon)) for key, _ in lexicon.concept_keys(c) if "\x01" not in key})
    got = rates.fuzzy(Matcher(lexicon).nearest, keys, size=args.fuzzy)
    for line in got.different:
        print("  differs:", line)
    ours, ratio, share = f"{got.ours_ms:.3f} ms", got.scan_ms / got.ours_ms, got.same / got.asked
    slower = got.ratio_scan_ms / got.ours_ms
    return [
        row(
            f"fuzzy, beside RapidFuzz (OSA distance) over {len(keys):,} keys",
            ours, f"{got.scan_ms:.0f} ms", f"1/{ratio:,.0f}", "at most 1/100", ratio >= 100,
        ),
        row("the same, beside RapidFuzz's fuzz.ratio", ours, f"{got.ratio_scan_ms:.0f} ms", f"1/{slower:,.0f}"),
        row(
            f"the same nearest names as the full scan, of {got.asked:,} damaged",
            f"{share:.2%}", goal="at least 99.5 %", met=share >= 0.995,
        ),
    ]  # fmt: skip


def whole_records(args: argparse.Namespace) -> list[dict[str, Any]]:
    """One record beside libyaml's parsing of it."""
    from pfocr_norm import Normalizer

    files = sorted((args.records / "figures").glob("*.md")) if args.records.exists() else [args.record]
    got = rates.records(lambda: Normalizer(args.lexicon), files, args.record)
    times = (got.ours_ms, got.warm_ms, got.from_file_ms)
    ours, ratios, yaml = [f"{t:.2f} ms" for t in times], [t / got.yaml_ms for t in times], f"{got.yaml_ms:.2f} ms"
    what = f"one PFOCR record (mean of {got.records}), beside libyaml parsing it"
    return [
        row(what, ours[0], yaml, f"{ratios[0]:.2f}", "at most 3", ratios[0] <= 3),
        row("the same, seen before", ours[1], yaml, f"{ratios[1]:.2f}"),
        row("the same, reading the file and its tables too", ours[2], yaml, f"{ratios[2]:.2f}"),
    ]


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--only", type=lambda s: s.split(","), help=",".join(SECTIONS))
    parser.add_argument("--lexicon", type=Path, help="another compiled vocabulary")
    parser.add_argument("--record", type=Path, default=EXAMPLE, help="the record of the first-record measure")
    parser.add_argument(
        "--records",
        type=Path,
        default=report.ROOT.parent / "shared" / "records",
        help="folder with figures/*.md for the per-record measure; without it the example alone",
    )
    parser.add_argument("--fuzzy", type=int, default=2000, metavar="N", help="damaged names")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md after a partial run too")
    args = parser.parse_args(argv)
    if args.only and (unknown := set(args.only) - set(SECTIONS)):
        parser.error(f"--only takes {', '.join(SECTIONS)}, not {', '.join(sorted(unknown))}")
    return args  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
