"""Whole figures: how many a second, new to every memory and seen before, beside another checkout.

``python -m benchmarks.speed.figures FOLDER [--beside CHECKOUT ...]`` reads the PFOCR records with their OCR tables in a
folder (that time is not counted) and normalizes them twice in a fresh process. Each checkout is measured in turn, in as
many rounds as asked for, and the best of each counts, so that a busy machine tells all alike. CPU time, one core.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Runs in a process of its own, with one checkout on its path; knows only the public names that all versions have.
MEASURE = """
import json, sys, time
from pathlib import Path
from pfocr_norm import FigureRecord, Normalizer
from pfocr_norm.formats import read_records
records = [r for r in read_records(Path(sys.argv[1])) if isinstance(r, FigureRecord)]
normalizer = Normalizer()
normalizer.normalize({"papertitle": "Breast cancer patients", "caption": "MEK in HeLa cells", "keywords": ["MEK"]})
def once():
    started = time.process_time()
    for record in records:
        normalizer.normalize(record, mentions=sys.argv[2] == "mentions")
    return len(records) / (time.process_time() - started)
print(json.dumps([len(records), sum(len(r.keywords) for r in records), once(), once()]))
"""


def measure(checkout: Path, folder: Path, *, mentions: bool) -> tuple[int, int, float, float]:
    """Return figures, keywords, and figures a second: new, and seen before."""
    command = [sys.executable, "-c", MEASURE, str(folder.resolve()), "mentions" if mentions else "terms"]
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    figures, keywords, cold, warm = json.loads(done.stdout)
    return figures, keywords, cold, warm


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Figures a second of one core, beside other checkouts.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--beside", type=Path, nargs="*", default=[], metavar="CHECKOUT")
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    checkouts = [ROOT, *(path.resolve() for path in args.beside)]
    for mentions in (False, True):
        runs = [[measure(path, args.folder, mentions=mentions) for path in checkouts] for _ in range(args.rounds)]
        what = "terms and names in the text" if mentions else "terms alone"
        print(f"{runs[0][0][0]:,} figures, {runs[0][0][1]:,} keywords, {what}: figures a second")
        for place, path in enumerate(checkouts):
            cold, warm = (max(run[place][at] for run in runs) for at in (2, 3))
            print(f"  {path.name:20} new {cold:7.0f}   seen before {warm:7.0f}")


if __name__ == "__main__":
    main()
