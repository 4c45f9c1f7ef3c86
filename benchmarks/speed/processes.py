"""What only a fresh process can tell: import time, time to the first record, peak memory."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

#: Modules that opening the package must not pull in.
HEAVY = ("numpy", "pandas", "pyarrow", "requests", "mygene", "matplotlib", "polars")

# Peak memory of this process image alone: ru_maxrss would carry over the parent's across fork.
_TAIL = """
import json, sys
peak = next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM:"))
modules = sorted(m for m in sys.modules if "." not in m)
print(json.dumps({"peak_kib": peak, "seconds": globals().get("seconds"), "modules": modules}))
"""

IMPORT = "import pfocr_norm"
FIRST_RECORD = """
from pfocr_norm import normalize_record
result = normalize_record(%r)
assert result.terms
"""
GILDA = """
import time
started = time.perf_counter()
from gilda import Grounder
grounder = Grounder(%r)
assert grounder.ground("MEK1")
seconds = time.perf_counter() - started
"""


class Run(NamedTuple):
    """One finished process."""

    wall: float
    peak_mib: float
    inner: float | None
    modules: frozenset[str]


def run(code: str, *, tail: bool = True) -> Run:
    """Run code in a fresh interpreter of the same environment.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails; its standard error is shown.
    """
    source = code + (_TAIL if tail else "")
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", source], stdout=subprocess.PIPE, check=True, text=True)
    wall = time.perf_counter() - started
    if not tail:
        return Run(wall, 0.0, None, frozenset())
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Run(wall, said["peak_kib"] / 1024, said["seconds"], frozenset(said["modules"]))


def import_milliseconds(*, repeats: int = 15) -> float:
    """Median wall time of a process that imports the package, less that of a bare interpreter; in turns."""
    bare, ours = [], []
    for _ in range(repeats):
        bare.append(run("", tail=False).wall)
        ours.append(run(IMPORT, tail=False).wall)
    return 1000 * (statistics.median(ours) - statistics.median(bare))


def heavy_modules() -> list[str]:
    """Heavy modules that the import, or a first record, pulled in; there should be none."""
    return sorted(run(IMPORT).modules & set(HEAVY))


def first_record(record: Path, *, repeats: int = 7) -> Run:
    """Process from start to the end of one record: median wall time (without our bookkeeping), peak memory."""
    code = FIRST_RECORD % str(record)
    wall = statistics.median(run(code, tail=False).wall for _ in range(repeats))
    return run(code)._replace(wall=wall)


def gilda_opening(terms: Path) -> Run:
    """Process that opens Gilda from a file of terms and grounds one word."""
    return run(GILDA % str(terms))
