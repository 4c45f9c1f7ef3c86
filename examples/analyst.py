"""The analyst: names of a list and of a table, to identifiers.

Run it from anywhere: ``python examples/analyst.py``. The same with words around it is docs/tutorials/analyst.md.
"""

from __future__ import annotations

import pandas as pd

from pfocr_norm import ground, ground_frame, normalize_frame

# A list of names: symbols, an old name, a drug, identifiers. One answer a name, in order.
names = ["MEK1", "tamoxifen", "ENSG00000141510.18", "P04637", "no such gene"]
found = ground(names, organism="human")
print(found)
assert [term.match.curie if term.match else None for term in found] == [
    "hgnc:6840", "drugbank:DB00675", "hgnc:11998", "hgnc:11998", None,
]  # fmt: skip

# A table with the organism row by row; the answer has the table's index.
genes = pd.DataFrame({"gene": ["Akt1", "Akt1", "Dsor1"], "species": ["mouse", "rat", "fruit fly"]})
answer = ground_frame(genes, column="gene", organism_column="species")
print(genes.join(answer[["symbol", "curie"]]).to_string())
assert list(answer["curie"]) == ["mgi:87986", "rgd:2081", "flybase:FBgn0010269"]

# Figures: the caption tells the organism, and what the words mean. Words in one cell are split.
figures = pd.DataFrame(
    {"figid": ["f1"], "caption": ["MEK and ERK in patients with melanoma."], "keywords": ["Dsor1, rl, trametinib"]}
)
terms = normalize_frame(figures)
print(terms[["keyword", "label", "name", "curie"]].to_string())
assert list(terms["keyword"]) == ["Dsor1", "rl", "trametinib"]

# Which data was that?
print(found.data_version, dict(found.data_sources).get("hgnc"))
