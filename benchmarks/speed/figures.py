"""Real figures: how many a second, new to every memory and seen before, beside another checkout and beside Gilda.

``python -m benchmarks.speed.figures FOLDER [--beside CHECKOUT ...] [--gilda]`` reads the PFOCR records with their OCR
tables in a folder (that time is not counted) and normalizes them twice in a fresh process. Each checkout is measured in
turn, in as many rounds as asked for, and the best of each counts, so that a busy machine tells all alike. CPU time, one
core. Gilda only looks the keywords up, one by one, in the names of our vocabulary: no text, no organism, no reasons.
The numbers go to ``benchmarks/results/figures.json``, ``docs/benchmarks.md`` and ``docs/batch.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "figures.json"
PAGE = ROOT / "docs" / "batch.md"
BYTECODE = Path(tempfile.gettempdir()) / "pfocr-norm-benchmark-bytecode"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
#: Figures of PFOCR.
PFOCR = 110_408
RECORD = {"papertitle": "Breast cancer patients", "caption": "MEK in HeLa cells", "keywords": ["MEK"]}
#: Runs in a process of its own, with one checkout on its path; knows only the public names that all versions have.
MEASURE = """
import json, sys, time
from pathlib import Path
from pfocr_norm import FigureRecord, Normalizer
from pfocr_norm.formats import read_records
records = [r for r in read_records(Path(sys.argv[1])) if isinstance(r, FigureRecord)]
normalizer = Normalizer()
normalizer.normalize(json.loads(sys.argv[3]))
def once():
    started = time.process_time()
    for record in records:
        normalizer.normalize(record, mentions=sys.argv[2] == "mentions")
    return len(records) / (time.process_time() - started)
new = once()
print(json.dumps([len(records), sum(len(r.keywords) for r in records), new, max(once(), once())]))
"""
#: Opening the vocabulary, and the first record after it, in milliseconds.
OPEN = """
import json, sys, time
from pfocr_norm import Normalizer
started = time.process_time()
normalizer = Normalizer()
opened = time.process_time()
normalizer.normalize(json.loads(sys.argv[1]))
print(json.dumps([1000 * (opened - started), 1000 * time.process_time()]))
"""


def run(checkout: Path, code: str, *arguments: str) -> Any:
    """Run code in a fresh process with a checkout on its path, and return what it prints as JSON."""
    command = [sys.executable, "-c", code, *arguments]
    # An installed package has its bytecode: what a run compiles of the source, the next one finds.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def checkouts_measured(checkouts: Sequence[Path], folder: Path, rounds: int) -> list[dict[str, Any]]:
    """Return the best numbers of each checkout: figures a second, milliseconds to open and to the first record."""
    out: list[dict[str, Any]] = [{"name": _version(path)} for path in checkouts]
    for _ in range(rounds):
        for row, path in zip(out, checkouts, strict=True):
            for mentions in ("terms", "mentions"):
                row["figures"], row["keywords"], new, again = run(
                    path, MEASURE, str(folder.resolve()), mentions, json.dumps(RECORD)
                )
                row[f"{mentions}_new"] = max(new, row.get(f"{mentions}_new", 0.0))
                row[f"{mentions}_again"] = max(again, row.get(f"{mentions}_again", 0.0))
            for _ in range(5):
                opened, first = run(path, OPEN, json.dumps(RECORD))
                row["open_ms"] = min(opened, row.get("open_ms", opened))
                row["first_ms"] = min(first, row.get("first_ms", first))
    return out


def _version(checkout: Path) -> str:
    """Return the commit of a checkout, or the name of its folder."""
    command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or checkout.name


def gilda_measured(folder: Path) -> dict[str, float]:
    """Return the figures a second of Gilda's bare look-up of every keyword, new and again."""
    from pfocr_norm import FigureRecord, Lexicon
    from pfocr_norm.formats import read_records

    from ..accuracy.peers import gilda_grounder

    records = [r for r in read_records(folder) if isinstance(r, FigureRecord)]
    grounder = gilda_grounder(Lexicon.open())

    def once() -> float:
        started = time.process_time()
        for record in records:
            for keyword in record.keywords:
                grounder.ground(keyword)
        return len(records) / (time.process_time() - started)

    new = once()
    return {"new": new, "again": max(once(), once())}


def section(results: dict[str, Any]) -> list[str]:
    """Return the section of a page: ratios within one run, and the time of PFOCR worked out from them."""
    rows, gilda = results["checkouts"], results["gilda"]
    own = rows[0]
    named = [("this version", own)] + [(f"`{row['name']}`", row) for row in rows[1:]]
    lines = ["| | new | seen before | with names in the text, new | seen before | opening | first record |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, row in named:
        rates = [f"{row[key]:,.0f}/s" for key in ("terms_new", "terms_again", "mentions_new", "mentions_again")]
        lines.append("| " + " | ".join([name, *rates, f"{row['open_ms']:.1f} ms", f"{row['first_ms']:.0f} ms"]) + " |")
    for name, row in named[1:]:
        keys = ("terms_new", "terms_again", "mentions_new", "mentions_again")
        ratios = [f"{own[key] / row[key]:.2f}" for key in keys]
        costs = [f"{own[key] / row[key]:.2f}" for key in ("open_ms", "first_ms")]
        lines.append(f"| this version : {name} | " + " | ".join([*ratios, *costs]) + " |")
    if gilda:
        new, again = gilda["new"], gilda["again"]
        ratios = [f"{own['terms_new'] / new:.2f}", f"{own['terms_again'] / again:.2f}"]
        for name, cells in (
            ("Gilda, keywords looked up and nothing else", [f"{new:,.0f}/s", f"{again:,.0f}/s"]),
            ("this version : Gilda", ratios),
        ):
            lines.append("| " + " | ".join([name, *cells]) + " | | | | |")
    hours = [PFOCR / own[key] / 3600 for key in ("terms_new", "mentions_new")]
    return [
        f"{own['figures']:,} real figures of PFOCR with {own['keywords']:,} keywords: figures a second of one core "
        "(CPU time, the garbage collector as Python sets it), opening of the vocabulary, and CPU time from the start "
        f"of a process to its first record. CPython {results['python']}.",
        "\n".join(lines),
        f"At the rate of figures that are new, PFOCR's {PFOCR:,} figures take {hours[0]:.2f} hours of one core, "
        f"{hours[1]:.2f} with the names in the text; most labels come again, so that this is the upper bound.",
    ]


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description="Real figures a second of one core, beside other checkouts and Gilda.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--beside", type=Path, nargs="*", default=[], metavar="CHECKOUT")
    parser.add_argument("--gilda", action="store_true", help="also look the keywords up with Gilda")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write the results and the section of docs/batch.md")
    args = parser.parse_args()
    checkouts = [ROOT, *(path.resolve() for path in args.beside)]
    results = {
        "python": platform.python_version(),
        "checkouts": checkouts_measured(checkouts, args.folder, args.rounds),
        "gilda": gilda_measured(args.folder) if args.gilda else {},
    }
    text = "\n\n".join(section(results))
    print(text)
    if args.write:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
