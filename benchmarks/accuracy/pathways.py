"""Identifiers of curated pathways that contradict their labels: ``python -m benchmarks.accuracy.pathways FILE``.

FILE has a pathway a line: ``id, organism, mentions[text, type, ids]``, as ``../shared/figures/wikipathways.jsonl.gz``.
Prints how many labels are reported, and a sample drawn by a fixed rule, each with what came of it when it was looked up
by hand. That stands in ``results/pathways.json`` by a digest of pathway, label and identifier, so that precision can be
counted again after a change; findings that nobody has looked at are printed as ``?``.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pfocr_norm import Normalizer
from pfocr_norm.audit.identifiers import Finding, Problem, check, own_gene
from pfocr_norm.formats.gpml import DataNode, Pathway
from pfocr_norm.model.result import Reference

from .. import report

#: What a finding turned out to be: label and identifier are of two genes, so that one of them is wrong; or the label
#: is an old name of the identifier's gene, or the two genes share a locus or are neighbours, which may be the mapping's
#: doing.
WRONG, RIGHT = "wrong", "no error"


class Reported(NamedTuple):
    """One reported label."""

    pathway: str
    finding: Finding

    @property
    def digest(self) -> str:
        """What it is found by again."""
        node = self.finding.node
        assert node.reference is not None
        return hashlib.sha256(f"{self.pathway} {node.label} {node.reference.curie}".encode()).hexdigest()[:12]


def pathways(path: Path) -> Iterator[tuple[str, Pathway, list[list[Reference]]]]:
    """Yield the pathways of a file, each node with all its identifiers."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            genes = [mention for mention in row["mentions"] if mention["type"] == "Gene"]
            ids = [[Reference(*curie.split(":", 1)) for curie in mention["ids"]] for mention in genes]
            nodes = tuple(
                DataNode(mention["text"], "GeneProduct", None, str(place), place) for place, mention in enumerate(genes)
            )
            yield row["id"], Pathway(row.get("title", ""), "", row["organism"], nodes, "2021"), ids


def run(normalizer: Normalizer, path: Path) -> tuple[int, Counter[str], list[Reported]]:
    """Check all pathways: labels with an identifier that the vocabulary has, problems, reported contradictions."""
    matcher = normalizer.matcher
    empty = normalizer.normalize({"keywords": []})
    labels, problems, found = 0, Counter[str](), []
    for name, pathway, ids in pathways(path):
        nodes = []
        for node, references in zip(pathway.nodes, ids, strict=True):
            # All of a label's identifiers are mappings of one: the first that is known stands for them.
            known = [r for r in references if own_gene(r, matcher) is not None]
            labels += bool(known)
            if len({own_gene(r, matcher) for r in known}) == 1 or (references and not known):
                nodes.append(DataNode(node.label, node.type, (known or references)[0], node.node, node.line))
        for finding in check(replace(pathway, nodes=tuple(nodes)), empty, matcher):
            problems[finding.problem.value] += 1
            if finding.problem is Problem.CONTRADICTION:
                found.append(Reported(name, finding))
    return labels, problems, found


def main() -> None:
    """Print what is reported and a sample of it."""
    parser = argparse.ArgumentParser(description="Identifiers of curated pathways that contradict their labels.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--sample", type=int, default=50)
    args = parser.parse_args()
    labels, problems, found = run(Normalizer(), args.file)
    looked: dict[str, str] = report.load("pathways.json").get("looked_up", {})
    # By digest: what is drawn does not depend on the order of the file, nor much on what else is reported.
    sample = sorted(found, key=lambda item: item.digest)[: args.sample]
    states = Counter(looked.get(item.digest, "?") for item in sample)
    for item in sample:
        node = item.finding.node
        state = looked.get(item.digest, "?")
        print(f"{item.digest}  {state:<8}  {item.pathway:<7} {node.label}: {item.finding.message}")
    print(f"{labels:,} labels with a known identifier; reported: {dict(problems)}")
    print(f"of {len(sample)} contradictions: {dict(states)}")
    if known := states[WRONG] + states[RIGHT]:
        print(f"precision {states[WRONG] / known:.2f} of {known} that were looked up")


if __name__ == "__main__":
    main()
