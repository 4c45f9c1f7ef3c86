"""Figures in our own words, as many as a test wants, each a little different."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Caption, paper title, keywords, organisms of the tagger.
THEMES: list[tuple[str, str, list[str], list[str]]] = [
    (
        "MEK and ERK drive proliferation of melanoma cells in patients.",
        "Resistance in human melanoma",
        ["Dsor1", "MEK", "rl"],
        ["Drosophila melanogaster"],
    ),
    (
        "Insulin acts through PI3K and Akt1 in adipocytes of C57BL/6 mice.",
        "Insulin in mice",
        ["Pi3K21B", "Akt1", "Insulin"],
        ["Mus musculus"],
    ),
    ("Tamoxifen blocks the estrogen receptor ERα in breast cancer.", "Therapy", ["Tamoxifen", "era", "ESR1"], []),
    (
        "JNK signalling, puckered and hid in wing discs of Drosophila.",
        "Cell death in flies",
        ["bsk", "puc", "hid"],
        ["Drosophila melanogaster"],
    ),
    ("Nothing was tagged in this figure.", "", [], []),
]


def figures(count: int, *, start: int = 0) -> Iterator[dict[str, Any]]:
    for number in range(start, start + count):
        caption, title, keywords, organisms = THEMES[number % len(THEMES)]
        yield {
            "figid": f"PMC{number}__f1",
            "figtitle": f"Figure {number}",
            "caption": caption,
            "papertitle": title,
            "keywords": keywords + [f"AKT{number % 3 + 1}"] * (number % 2),
            "organisms_ner": organisms,
        }


def write_jsonl(path: Path, count: int, *, broken: tuple[int, ...] = ()) -> Path:
    lines = [json.dumps(figure) for figure in figures(count)]
    for number in broken:
        lines[number] = '{"figid": "broken", "keywords": {}}'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_folder(folder: Path, count: int, *, broken: tuple[int, ...] = ()) -> Path:
    """A checkout in small: records in ``figures``, tables in ``_data``, pages that are no records."""
    (folder / "figures").mkdir(parents=True)
    (folder / "_data").mkdir()
    (folder / "README.md").write_text("# Figures\n")
    (folder / "index.md").write_text("---\ntitle: Start\n---\n")
    for number, figure in enumerate(figures(count)):
        lists = {key: "".join(f"\n{pad}- {word}" for word in figure[key]) or " []"
                 for key, pad in (("keywords", "    "), ("organisms_ner", ""))}  # fmt: skip
        text = (
            f"---\nfigid: {figure['figid']}\nfigtitle: {figure['figtitle']}\ncaption: {figure['caption']}\n"
            f"papertitle: {figure['papertitle'] or 'NA'}\nkeywords: .na.character\n"
            f"organisms_ner:{lists['organisms_ner']}\n"
            f"schema-jsonld:\n  keywords:{lists['keywords']}\n---\nSee the paper.\n"
        )
        if number in broken:
            text = text.replace("figtitle: ", "figtitle: [")
        (folder / "figures" / f"{figure['figid']}.md").write_text(text, encoding="utf-8")
        if "Dsor1" in figure["keywords"]:
            (folder / "_data" / f"{figure['figid']}-genes.tsv").write_text(
                "organism_id\torganism_name\tword\tncbigene_symbol\tncbigene_id\n"
                "7227\tDrosophila melanogaster\tMEK\tDsor1\t31872\n7227\tDrosophila melanogaster\tERK\trl\t3354888\n"
            )
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        os.path.relpath(os.path.join(place, name), folder): Path(place, name).read_bytes()
        for place, _, names in os.walk(folder)
        for name in names
    }
