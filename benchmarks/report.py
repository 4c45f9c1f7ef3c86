"""docs/benchmarks.md from the results of the last full runs: ``python -m benchmarks.report``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"

GOALS = {"NLM-Gene": 0.80, "BioRED": 0.80, "GNormPlus": 0.82, "Bio-ID": 0.82}
ORGANISM_GOALS = {"NLM-Gene": 0.90, "BioRED": 0.97, "GNormPlus": 0.97, "Bio-ID": 0.88}


def write(root: Path = ROOT) -> Path:
    """Write docs/benchmarks.md and its pictures from benchmarks/results/."""
    from .accuracy.plots import draw

    accuracy = load("accuracy.json")
    speed = load("speed.json")
    pictures = draw(accuracy, root / "docs" / "img") if accuracy else []
    parts = ["# Benchmarks", *introduction(accuracy), *published(load("published.json"))]
    if accuracy:
        parts += grounding(accuracy, pictures) + held_out(load("fit.json"))
        for section in (causes, organisms, places, figures, chemicals, back_projection, ocr, calibration, mistakes):
            parts += section(accuracy, pictures)
    if speed:
        parts += speed_section(speed)
    real = load("figures.json")
    if real:
        from .speed.figures import section

        parts += ["## Real figures", *section(real)]
    path = root / "docs" / "benchmarks.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def load(name: str) -> dict[str, Any]:
    """Results of one benchmark, empty when it has not run."""
    file = RESULTS / name
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers below 1 with three decimals."""
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    lines += ["| " + " | ".join(cell(v) for v in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: object) -> str:
    """One table cell."""
    if value is None or value != value:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def introduction(results: dict[str, Any]) -> list[str]:
    """How the numbers came about."""
    out = [
        "Written by `python -m benchmarks.accuracy` and `python -m benchmarks.speed`; do not edit by hand. The gold "
        "corpora are development splits, read where they lie and not part of this repository. Every number goes "
        "through the public API with no organism told."
    ]
    if results:
        split = "" if results.get("fold") is None else f", fold {results['fold']} of 0..4"
        out.append(f"Vocabulary `{results['data_version']}`; files: {', '.join(results.get('files', ()))}{split}.")
    return out


def published(results: dict[str, Any]) -> list[str]:
    """Figures, pathways and reported cases, measured through the command line; kept by hand."""
    if not results:
        return []
    rows = table(["", "before", "now", "goal"], results["rows"])
    return ["## Published figures, curated pathways, names in texts", results["note"], rows]


def grounding(results: dict[str, Any], pictures: Sequence[str]) -> list[str]:
    """Top-1 by corpus with the peers."""
    own = results.get("grounding", {})
    if not own:
        return []
    corpora = list(own)
    rows: list[list[object]] = [["**pfocr_norm**", *(own[c]["top1"] for c in corpora)]]
    peers = results.get("peers", {})
    for name in dict.fromkeys(p for c in corpora for p in peers.get(c, {})):
        got = [peers.get(c, {}).get(name, {}) for c in corpora]
        sampled = any(g.get("sampled") for g in got)
        rows.append([name + (" (sample)" if sampled else ""), *(g.get("top1") for g in got)])
    rows.append(["goal", *(GOALS.get(c) for c in corpora)])
    detail = (
        ("gold mentions", "mentions"), ("documents", "documents"), ("answered", "answered"),
        ("precision of the answered", "precision"), ("gold among the candidates", "candidates_hold_gold"),
        ("gold gene in the vocabulary", "gold_in_vocabulary"), ("top-1 of those in the vocabulary", "top1_of_known"),
        ("top-1, or a family where gold lists several of its genes", "top1_or_listed_family"),
        ("top-1, or any family that holds the gold gene", "top1_or_its_family"),
        ("most that one answer a text, out of the vocabulary, could have right", "one_answer_a_text"),
    )  # fmt: skip
    out = [
        "## Grounding",
        "Each document is a record: its title as paper title, its text as caption, its gold gene mentions as "
        "keywords. A mention is right when the NCBI Gene or UniProt cross-reference of `term.match` is in the gold "
        "set. An answer with a family is not right here, even if the gold gene is its member. All gold mentions "
        "count, those too whose gene no vocabulary has.",
        table(["top-1", *corpora], rows),
    ]
    if "accuracy.png" in pictures:
        out.append("![Top-1 by corpus](img/accuracy.png)")
    out.append(table(["pfocr_norm", *corpora], [[label, *(own[c].get(key) for c in corpora)] for label, key in detail]))
    return out


def held_out(results: dict[str, Any]) -> list[str]:
    """What the weights do on documents that they were not fitted on."""
    if not results:
        return []
    fitted, used = results["held_out"], results["in_use"]
    return [
        "### Held out",
        f"{results['mentions']:,} distinct mentions of abstracts, and labels of curated pathways with their organism "
        "told, have a candidate that is no family. Top-1 in each fifth of the documents, with the weights of the score "
        f"fitted on the other four and with those in use (mean ± standard deviation of {results['folds']} folds; "
        "`misplaced`: a right candidate is there, but not the first; `ece`: the calibration error). The features "
        "weighted as well as can be do no better than the weights in use: what is left takes other features, or "
        "other names.",
        table(
            ["", "fitted on the others", "in use"],
            [[name, *(f"{m:.3f} ± {d:.3f}" for m, d in (fitted[name], used[name]))] for name in used],
        ),
    ]


def causes(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """Classes of mistakes by corpus."""
    from .accuracy.grounding import CAUSES

    own = results.get("grounding", {})
    if not own:
        return []
    rows = [
        [cause, *(f"{own[c][cause]:,} ({own[c][cause] / own[c]['mentions']:.1%})" for c in own)]
        for cause in CAUSES["Gene"]
    ]
    return ["### Where the others went", table(["cause (gold mentions)", *own], rows)]


def organisms(results: dict[str, Any], pictures: Sequence[str]) -> list[str]:
    """The organism call on corpora."""
    own = results.get("organism", {})
    if not own:
        return []
    labels = (
        ("**best organism is the majority organism of the gold genes**", "right"), ("goal", None),
        ("it is among the organisms of the call", "among_the_organisms"), ("undecided", "abstained"),
        ("always human", "human_majority"), ("documents", "documents"),
    )  # fmt: skip
    rows = [[label, *(own[c][key] if key else ORGANISM_GOALS.get(c) for c in own)] for label, key in labels]
    out = ["## Organism", table(["", *own], rows)]
    if "organisms.png" in pictures:
        out.append("![Confusion of organisms](img/organisms.png)")
    return out


def places(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """Names in the text, each with the organism of its place."""
    got = results.get("places", {})
    if not got:
        return []
    columns = ("found", "right_as_keyword", "right_at_its_place")
    rows = [[corpus, *(found[column] for column in columns)] for corpus, found in got.items()]
    return [
        "## Names in the text, each at its place",
        "A keyword has one answer a record; a name in the text (`mentions`) has one a place, so that a caption may go "
        "from human cells to mice. The corpora have no offsets: measured are the words that are annotated as often as "
        "they are printed.",
        table(["corpus", "found in the text", "right by the keyword's answer", "right by the place's answer"], rows),
    ]


def figures(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """Curated figures."""
    own = results.get("records")
    if not own:
        return []
    pairs, mismatch = own["pairs"], own["mismatch"]
    out = [
        "## Curated PFOCR figures",
        f"{own['figures']} figures whose organism was judged by hand. Where the figure says which organism it is "
        f"about, the call is right in {own['named_right']} of {own['named']}; where it is about a mammal that no word "
        f"names, the call is a mammal or undecided in {own['unnamed_right']} of {own['unnamed_mammal']}.",
        table(
            ["flags", "right", "false alarms", "missed", "precision", "recall"],
            [
                ["`organism_mismatch`: no tagged organism is right", mismatch["tp"], mismatch["fp"], mismatch["fn"],
                 mismatch["precision"], mismatch["recall"]],
                ["a tagged organism is wrong (each named one)", pairs["tp"], pairs["fp"], pairs["fn"],
                 pairs["precision"], pairs["recall"]],
            ],
        ),
        f"False mismatch alarms on figures truly about model organisms: {own['false_alarms_on_model_organisms']} of "
        f"{own['model_organism_figures']}.",
    ]  # fmt: skip
    for title, key in (
        ("Organism wrong", "wrong"),
        ("Wrong tags missed", "missed_pairs"),
        ("Right tags doubted", "false_pairs"),
    ):
        if own[key]:
            out.append(f"{title}:\n\n" + "\n".join(f"- {line}" for line in own[key]))
    return out


def chemicals(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """Chemicals by corpus."""
    own = results.get("chemicals", {})
    if not own:
        return []
    peers = results.get("chemical_peers", {})
    labels = (
        ("**of mentions whose identifier is in the vocabulary**", "top1_of_known"), ("of all gold mentions", "top1"),
        ("answered", "answered"), ("precision of the answered", "precision"),
        ("identifier in the vocabulary", "gold_in_vocabulary"), ("gold mentions", "mentions"),
    )  # fmt: skip
    rows = [[label, *(own[c][key] for c in own)] for label, key in labels]
    for name in dict.fromkeys(p for c in own for p in peers.get(c, {})):
        rows.append([f"{name}, all mentions", *(peers.get(c, {}).get(name, {}).get("top1") for c in own)])
    return [
        "## Chemicals",
        "Gold chemical mentions as keywords; right when a MeSH, ChEBI or PubChem cross-reference is in the gold set.",
        table(["", *own], rows),
    ]


def back_projection(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """Real rows and generated figures."""
    own = results.get("backprojection")
    if not own:
        return []
    out = ["## Back-projection"]
    if real := own.get("records"):
        n = real["rows"]
        counted = (
            ("wrong-organism symbols of real figures", n), ("printed word found", real.get("word", 0) / n),
            ("same answer as for the printed word", (real.get("right", 0) + real.get("rightly_nothing", 0)) / n),
            ("of these: the word means nothing here, and nothing was answered", real.get("rightly_nothing", 0) / n),
            ("the family of that answer, or a member of it", real.get("family_or_member", 0) / n),
            ("abstained", real.get("abstained", 0) / n), ("another answer", real.get("wrong", 0) / n),
        )  # fmt: skip
        out += [
            "The records get only the wrong-organism symbols of their `-genes.tsv` as keywords, without the table. The "
            "answer is compared with the printed `word`, and with the answer for that word in the same record.",
            table(["", ""], counted),
        ]
    if made := own.get("generated"):
        rows = []
        for mode in ("named_in_caption", "not_in_text"):
            for organism, c in made[mode].items():
                if organism == "examples":
                    continue
                n = sum(c.get(k, 0) for k in ("right", "among_several", "wrong", "lost")) or 1
                shares = [c.get(k, 0) / n for k in ("right", "among_several", "wrong", "lost", "word")]
                rows.append([mode.replace("_", " "), organism, n, *shares])
        out += [
            f"Generated figures: {made['words']:,} human symbols, aliases and families whose text also names genes of "
            "fly, worm, yeast or mouse, eight to a figure; the keywords are all those genes' symbols. A word counts by "
            "the worst answer among its symbols.",
            table(
                ["printed words", "tagged as", "words", "right", "among several", "wrong", "lost", "word found"], rows
            ),
        ]
    return out


def ocr(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """Damaged names."""
    own = results.get("ocr", {})
    if not own:
        return []
    rows = []
    for confusions in ("1", "2"):
        if got := own.get(confusions):
            both = got["alone"] + got["among_several"]
            shares = [both, got["alone"], got["among_several"], got["wrong"], got["lost"]]
            rows.append([f"**pfocr_norm, {confusions} confusion(s)**", got["names"], *shares])
            for kind, c in got["by_kind"].items():
                shares = [c["alone"] + c["among_several"], c["alone"], c["among_several"], c["wrong"], c["lost"]]
                rows.append([f"of these, {kind}", None, *shares])
            for peer, p in own.get("peers", {}).get(confusions, {}).items():
                rows.append([f"{peer}, {confusions}", p["names"], p["alone"], p["alone"], None, p["wrong"], p["lost"]])
    collided = ", ".join(f"{own[c]['became_another_name']:,} at {c}" for c in ("1", "2") if c in own)
    return [
        "## OCR damage",
        "Names of human genes, families and chemicals with one and two confusions (I/l/1/|, O/0, S/5, B/8, Z/2, rn/m, "
        "alpha/a; seeded), in figures whose text names none of them. Left out: names whose damage made another name "
        f"({collided} on the way), which no reader could undo.",
        table(["", "names", "recovered", "alone", "flagged ambiguous", "wrong", "lost"], rows),
    ]


def calibration(results: dict[str, Any], pictures: Sequence[str]) -> list[str]:
    """Expected calibration error."""
    own = results.get("calibration", {})
    if not own:
        return []
    out = [
        "## Calibration",
        "Score of the match against the share that is right, answers with one gene, ten equal bins.",
        table(["", *own], [["expected calibration error", *(own[c]["ece"] for c in own)]]),
    ]
    if "calibration.png" in pictures:
        out.append("![Calibration](img/calibration.png)")
    return out


def mistakes(results: dict[str, Any], _: Sequence[str]) -> list[str]:
    """The most frequent mistakes."""
    own = results.get("mistakes", [])
    if not own:
        return []
    keys = ("mention", "gold", "answer", "cause", "mentions", "documents")
    return ["## The 30 most frequent mistakes", table(keys, [[row[k] for k in keys] for row in own])]


def speed_section(results: dict[str, Any]) -> list[str]:
    """Speed and memory, ratios within one run."""
    rows = [
        [r["what"], r["ours"], r["peer"], r["ratio"], r["goal"], {True: "yes", False: "**no**", None: ""}[r["met"]]]
        for r in results["rows"]
    ]
    return [
        "## Speed and memory",
        f"{results['names']:,} names, the same for every peer, in one run; CPython {results['python']}, "
        f"{results['cpus']} processors. Compare the ratios, not the seconds.",
        table(["", "pfocr_norm", "peer", "ratio", "goal", "met"], rows),
    ]


if __name__ == "__main__":
    print(write())
