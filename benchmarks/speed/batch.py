"""The batch: rate, scaling, memory and the share of each stage; ``python -m benchmarks.speed.batch``.

Records are generated from the vocabulary in the size of PFOCR's: a caption of about 900 characters and 42 keywords
(4.7 million gene rows in 110,408 figures). The numbers go to ``benchmarks/results/batch.json`` and into docs/batch.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pfocr_norm import Normalizer

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "batch.json"
PAGE = ROOT / "docs" / "batch.md"
PICTURE = ROOT / "docs" / "img" / "batch-stages.svg"
MARKS = ("<!-- measured: begin -->", "<!-- measured: end -->")

PFOCR_RECORDS = 110_408
PMC_FIGURES = 60_000_000
KEYWORDS = 42

_SENTENCES = (
    "{0} phosphorylates {1} and {2} in {o}.",
    "Loss of {0} releases {1}, which moves to the nucleus and induces {2}.",
    "In {o}, {0} and {1} form a complex with {2}.",
    "The inhibitor of {0} blocks {1} signalling without an effect on {2}.",
    "Arrows show activation, bars show inhibition of {0} by {1} or {2}.",
    "Expression of {0}, {1} and {2} was lower in treated {o}.",
)
_ORGANISMS = (
    ("patients with breast cancer", "Homo sapiens", 9606),
    ("HeLa cells", "Homo sapiens", 9606),
    ("livers of C57BL/6 mice", "Mus musculus", 10090),
    ("wing discs of Drosophila", "Drosophila melanogaster", 7227),
)


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=4000, help="records of the rates (default: %(default)s)")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="records of the memory runs"
    )
    parser.add_argument("--run", nargs=3, metavar=("INPUT", "OUT", "WORKERS"), help=argparse.SUPPRESS)
    parser.add_argument("--print", action="store_true", help="only print what was measured, write no file")
    parser.add_argument("--page", action="store_true", help="only write docs/batch.md from the last results")
    args = parser.parse_args(argv)
    if args.run:
        return one_run(*args.run)
    if not args.page:
        with tempfile.TemporaryDirectory() as folder:
            results = measure(Path(folder), args.records, args.sizes)
        if args.print:
            print("\n".join(page(json.loads(json.dumps(results)))))  # as they are read back: keys are text
            return 0
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    text = "\n".join(page(results))
    print(text)
    if PAGE.exists():
        before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
        PAGE.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8")
        draw(results)
    return 0


def measure(folder: Path, records: int, sizes: list[int]) -> dict[str, Any]:
    """All measurements of one run."""
    from pfocr_norm import Normalizer

    normalizer = Normalizer()
    source = folder / "figures.jsonl"
    generate(source, records, normalizer)
    markdown = folder / "figures"
    write_markdown(source, markdown, records // 4)
    runs = {workers: run(source, folder / f"{workers}.jsonl", workers) for workers in (1, 2)}
    assert (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()
    memory = {}
    for size in sizes:
        generate(folder / "many.jsonl", size, normalizer)
        memory[size] = run(folder / "many.jsonl", folder / "many.parquet", 2)
        (folder / "many.parquet").unlink()
    return {
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "data_version": normalizer.data_version,
        "records": records,
        "runs": runs,
        "scaling": runs[1]["seconds"] / runs[2]["seconds"],
        "stages": stages(markdown, normalizer),
        "memory": memory,
        "output_bytes": (folder / "1.jsonl").stat().st_size / records,
    }


def generate(path: Path, count: int, normalizer: Normalizer, *, seed: int = 7) -> None:
    """Write records of PFOCR's size, each with another mixture of genes."""
    choose = random.Random(seed)
    genes = symbols(normalizer)
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            place, organism, taxon = choose.choice(_ORGANISMS)
            own, other = genes[taxon], genes[7227 if taxon == 9606 else 9606]
            sentences = [choose.choice(_SENTENCES).format(*popular(own, 3, choose), o=place) for _ in range(14)]
            keywords = popular(own, KEYWORDS * 3 // 4, choose) + popular(other, KEYWORDS - KEYWORDS * 3 // 4, choose)
            record = {
                "figid": f"PMC{number}__fig1",
                "figtitle": sentences[0],
                "caption": " ".join(sentences),
                "papertitle": f"{choose.choice(own)} in {place}",
                "keywords": keywords,
                "organisms_ner": [organism, "Drosophila melanogaster"][: 1 + number % 2],
            }
            stream.write(json.dumps(record) + "\n")


def popular(genes: list[str], count: int, choose: random.Random) -> list[str]:
    """Draw genes as figures do: a few in most of them, most in a few."""
    return [genes[int(len(genes) * choose.random() ** 3)] for _ in range(count)]


def symbols(normalizer: Normalizer, *, most: int = 6000) -> dict[int, list[str]]:
    """Approved symbols of some organisms, in an order that does not change."""
    found: dict[int, set[str]] = {9606: set(), 10090: set(), 7227: set()}
    for name, *_ in normalizer.lexicon.iter_names():
        if 2 < len(name) < 9 and name.isascii() and name.isalnum() and not name.isdigit():
            taxon = 9606 if name.isupper() else 10090 if name.istitle() else 7227 if name.islower() else 0
            if taxon:
                found[taxon].add(name)
    choose = random.Random(1)
    return {taxon: choose.sample(sorted(names), min(most, len(names))) for taxon, names in found.items()}


def write_markdown(source: Path, folder: Path, count: int) -> None:
    """The same records as PFOCR markdown."""
    import yaml

    folder.mkdir()
    with source.open(encoding="utf-8") as lines:
        for line, _ in zip(lines, range(count), strict=False):
            record = json.loads(line)
            keywords = record.pop("keywords")
            record["keywords"] = ".na.character"
            record["schema-jsonld"] = {"@type": "Dataset", "description": record["caption"], "keywords": keywords}
            text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True)
            (folder / f"{record['figid']}.md").write_text(f"---\n{text}---\n", encoding="utf-8")


def run(source: Path, out: Path, workers: int) -> dict[str, Any]:
    """A run in a process of its own, with its memory."""
    command = [sys.executable, "-m", "benchmarks.speed.batch", "--run", str(source), str(out), str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one_run(source: str, out: str, workers: str) -> int:
    """Child of :func:`run`: print the summary and the peak memory in MB."""
    import resource

    from pfocr_norm.corpus import annotate

    before = sum(os.times()[:4])
    summary = annotate(source, out, workers=int(workers))
    # Not ru_maxrss: it would carry over that of the program that started this one.
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    result = {
        "records": summary.records,
        "terms": summary.terms,
        "broken": summary.broken,
        "seconds": summary.seconds,
        "rate": summary.rate,
        "term_rate": summary.terms / summary.seconds,
        "cpu_ms": 1000 * (sum(os.times()[:4]) - before) / summary.records,
        "peak_mb": peak,
        "worker_peak_mb": child,
    }
    print(json.dumps(result))
    return 0


def stages(folder: Path, normalizer: Normalizer) -> dict[str, float]:
    """CPU milliseconds a markdown record in each stage, best of five passes, and libyaml's for the front matter.

    The passes take turns, so that whatever else the machine does falls on all stages alike.
    """
    import yaml

    from pfocr_norm.corpus.frames import TERM_COLUMNS, arrow_batch, term_rows
    from pfocr_norm.corpus.job import _trimmed
    from pfocr_norm.formats import changes_for, pfocr, rewrite
    from pfocr_norm.formats.writers import table_bytes

    paths = sorted(folder.iterdir())
    texts = [path.read_bytes() for path in paths]
    fronts = [pfocr.split_front_matter(text.decode()).yaml for text in texts]
    records = [pfocr.read(path) for path in paths]
    results = [normalizer.normalize(record) for record in records]
    work = {
        "libyaml": lambda: [yaml.load(front, Loader=yaml.CSafeLoader) for front in fronts],
        "read": lambda: [pfocr.read(path) for path in paths],
        "normalize": lambda: [normalizer.normalize(record) for record in records],
        "normalize for tables": lambda: [normalizer.normalize(record, mentions=False) for record in records],
        "JSON Lines": lambda: [_trimmed(result, 3).to_json() for result in results],
        "TSV": lambda: [
            table_bytes(([row[name] for name in TERM_COLUMNS] for row in term_rows(result)), format="tsv")
            for result in results
        ],
        "Arrow": lambda: [arrow_batch(term_rows(result)) for result in results],
        "markdown": lambda: [rewrite(text, changes_for(result)) for text, result in zip(texts, results, strict=True)],
    }
    best = dict.fromkeys(work, float("inf"))
    for _ in range(5):
        for name, task in work.items():
            began = time.process_time()
            task()
            best[name] = min(best[name], 1000 * (time.process_time() - began) / len(paths))
    return best


def page(results: dict[str, Any]) -> list[str]:
    """The measured part of docs/batch.md."""
    one, two = results["runs"]["1"], results["runs"]["2"]
    stage = results["stages"]
    whole = stage["read"] + stage["normalize"] + stage["JSON Lines"]
    core_ms = one["cpu_ms"]
    lines = [
        f"Python {results['python']}, {results['cpus']} cores, vocabulary `{results['data_version']}`; generated "
        f"records with {KEYWORDS} keywords each.",
        "",
        "| run | records/s | terms/s | seconds | CPU ms a record |",
        "|---|---|---|---|---|",
        *(f"| {name} | {row['rate']:,.0f} | {row['term_rate']:,.0f} | {row['seconds']:,.1f} | {row['cpu_ms']:.2f} |"
          for name, row in (("1 worker", one), ("2 workers", two))),
        "",
        f"Two workers are {results['scaling']:.2f} times as fast as one (goal: 1.7). A record from the file to JSON "
        f"Lines takes {whole:.2f} ms, {whole / stage['libyaml']:.1f} times what libyaml needs for its front matter "
        "alone (goal: 3).",
        "",
        "| stage | CPU ms a record |",
        "|---|---|",
        *(f"| {name} | {ms:.2f} |" for name, ms in stage.items()),
        "",
        "![Share of each stage](img/batch-stages.svg)",
        "",
        "| records | peak of the parent, MB | peak of a worker, MB | records/s, 2 workers |",
        "|---|---|---|---|",
        *(f"| {int(size):,} | {row['peak_mb']:,.0f} | {row['worker_peak_mb']:,.0f} | {row['rate']:,.0f} |"
          for size, row in results["memory"].items()),
        "",
        f"So one core does {3.6e6 / core_ms:,.0f} records an hour ({core_ms:.1f} ms each):",
        "",
        "| job | records | core hours | on 16 cores | on 400 cores | JSON Lines, plain |",
        "|---|---|---|---|---|---|",
        *(sizing(name, count, core_ms, results["output_bytes"])
          for name, count in (("PFOCR", PFOCR_RECORDS), ("PubMed Central, all figures", PMC_FIGURES))),
    ]  # fmt: skip
    return lines


def sizing(name: str, records: int, core_ms: float, bytes_each: float) -> str:
    """One line of the sizing table."""
    hours = records * core_ms / 3.6e6
    cells = [name, f"{records:,}", f"{hours:,.2f}" if hours < 10 else f"{hours:,.0f}"]
    cells += [duration(hours / cores) for cores in (16, 400)]
    size = records * bytes_each / 1e9
    cells.append(f"{size:,.1f} GB" if size < 1000 else f"{size / 1000:,.1f} TB")
    return "| " + " | ".join(cells) + " |"


def duration(hours: float) -> str:
    """Hours, minutes or seconds, whatever reads best."""
    if hours >= 2:
        return f"{hours:,.1f} h"
    return f"{hours * 60:,.0f} min" if hours * 60 >= 2 else f"{hours * 3600:,.0f} s"


def draw(results: dict[str, Any]) -> None:
    """A bar of the stages of one record."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "pfocr-norm"
    import matplotlib.pyplot as plt

    stage = results["stages"]
    colours = {"read": "#0072b2", "normalize": "#e69f00", "write": "#009e73"}
    outputs = ("JSON Lines", "TSV", "Arrow", "markdown")
    figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
    for at, output in enumerate(outputs):
        left = 0.0
        # Only JSON Lines show the names of the running text.
        core = stage["normalize" if output == "JSON Lines" else "normalize for tables"]
        for name, ms in (("read", stage["read"]), ("normalize", core), ("write", stage[output])):
            axes.barh(at, ms, left=left, color=colours[name], label=name if at == 0 else None)
            left += ms
    axes.axvline(3 * stage["libyaml"], color="black", linestyle="--", linewidth=1)
    axes.annotate("3 × libyaml", (3 * stage["libyaml"], -0.6), rotation=90, ha="right", va="bottom", fontsize=8)
    axes.set_yticks(range(len(outputs)), outputs)
    axes.invert_yaxis()
    axes.set_xlabel("milliseconds a record")
    axes.legend(loc="lower right", frameon=False)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    raise SystemExit(main())
