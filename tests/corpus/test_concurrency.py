"""One vocabulary for threads and processes: the same answers, little to send, little to open."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pfocr_norm import NormalizedRecord, Normalizer
from pfocr_norm.formats import read_records

ROOT = Path(__file__).resolve().parents[2]

THEMES: list[dict[str, Any]] = [
    {"papertitle": "Resistance in breast cancer patients", "caption": "RAS, RAF, MEK and AKT in MCF-7 cells; ERα.",
     "keywords": ["Dsor1", "ras", "Raf", "Akt", "era", "Tamoxifen"], "organisms_ner": ["Drosophila melanogaster"]},
    {"papertitle": "Wing growth in Drosophila", "caption": "Dsor1 and rl act downstream of Egfr in larvae.",
     "keywords": ["Dsor1", "rl", "Egfr", "1-Mar", "CG14937"], "organisms_ner": ["Drosophila melanogaster"]},
    {"papertitle": "Insulin in mice", "caption": "Akt2 and FoxO1 in the liver of C57BL/6 mice.",
     "keywords": ["AKT2", "Foxol", "insuln", "metformin"], "organisms_ner": ["Homo sapiens"]},
    {"caption": "Ethylene opens EIN2 in Arabidopsis seedlings.", "keywords": ["EIN2", "ERF1", "ETR1/2"]},
]  # fmt: skip
RECORDS = [{**theme, "figid": f"f{i}"} for i in range(10) for theme in THEMES]


def as_json(result: NormalizedRecord) -> str:
    return result.to_json()


def normalize_in_worker(normalizer: Normalizer, record: dict[str, Any]) -> str:
    return normalizer.normalize(record).to_json()


@pytest.fixture(scope="module")
def alone() -> list[str]:
    normalizer = Normalizer()
    return [normalizer.normalize(record).to_json() for record in RECORDS]


def test_sixteen_threads(alone: list[str]) -> None:
    normalizer = Normalizer()  # nothing cached: the threads meet in the caches
    with ThreadPoolExecutor(16) as pool:
        for _ in range(3):
            assert list(pool.map(lambda record: normalizer.normalize(record).to_json(), RECORDS)) == alone


def test_sixteen_threads_on_real_records(shared: Path) -> None:
    records = list(read_records(shared / "records" / "figures"))[::2]
    one = Normalizer()
    alone = [one.normalize(record).to_json() for record in records]  # type: ignore[arg-type]
    many = Normalizer()
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(lambda record: many.normalize(record).to_json(), records)) == alone  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes(alone: list[str], method: str) -> None:
    normalizer = Normalizer()
    normalizer.normalize(RECORDS[0])  # the parent's map is open when a worker is forked
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        found = list(pool.map(normalize_in_worker, [normalizer] * len(THEMES), RECORDS[: len(THEMES)]))
    assert found == alone[: len(THEMES)]


def test_the_order_of_records_does_not_matter(alone: list[str]) -> None:
    normalizer = Normalizer()
    backwards = [normalizer.normalize(record).to_json() for record in reversed(RECORDS)]
    assert backwards[::-1] == alone


def test_a_pickle_has_no_vocabulary_in_it() -> None:
    normalizer = Normalizer(organism="mouse")
    before = pickle.dumps(normalizer)
    normalizer.normalize(RECORDS[0])
    assert len(before) < 2000
    assert pickle.dumps(normalizer) == before


def test_results_pickle(normalizer: Normalizer) -> None:
    result = normalizer.normalize(RECORDS[0])
    assert pickle.loads(pickle.dumps(result)).to_json() == result.to_json()


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    return done.stdout


def test_the_hash_seed_does_not_matter() -> None:
    code = (
        "import json, sys; from pfocr_norm import Normalizer; n = Normalizer()\n"
        f"for r in {RECORDS[:4]!r}: print(n.normalize(r).to_json())"
    )
    assert run(code, PYTHONHASHSEED="1") == run(code, PYTHONHASHSEED="4711")


HEAVY = ["numpy", "pandas", "polars", "pyarrow", "requests", "mygene", "rich", "typer", "yaml", "matplotlib", "jinja2"]


def test_the_import_loads_nothing_heavy() -> None:
    modules = [*HEAVY, "rapidfuzz", "marisa_trie", "json"]
    code = f"import pfocr_norm, sys; print([m for m in {modules} if m in sys.modules])"
    assert run(code).strip() == "[]"


def test_a_record_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pfocr_norm import normalize_record\n"
        f"normalize_record({RECORDS[0]!r}).to_json(); print([m for m in {HEAVY} if m in sys.modules])"
    )
    assert run(code).strip() == "[]"


def test_all_public_names_are_there() -> None:
    code = "import pfocr_norm as p; print([n for n in p.__all__ if getattr(p, n) is None or n not in dir(p)])"
    assert run(code).strip() == "[]"
