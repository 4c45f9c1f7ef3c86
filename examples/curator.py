"""The curator: what is wrong with a record, why, and the corrected file.

Run it from anywhere: ``python examples/curator.py``. The same with words around it is docs/tutorials/curator.md.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pfocr_norm import Normalizer
from pfocr_norm.corpus import annotate
from pfocr_norm.formats import read_record
from pfocr_norm.output.explain import term_text

here = Path(__file__).resolve().parent
normalizer = Normalizer()

# What is wrong?
result = normalizer.normalize(here / "breast-cancer.md")
print(result.organism)
for flag in result.flags:
    print(flag)
assert result.organism.best is not None and result.organism.best.name == "Homo sapiens"

# Why is Dsor1 read as MEK?
term = next(term for term in result.terms if term.keyword == "Dsor1")
print(term_text(result, term))
assert term.match is not None and term.match.curie == "fplx:MEK"

# You know better: own decisions lie over the vocabulary.
decided = Normalizer(overrides={"MEK": "hgnc:6840"})
again = next(t for t in decided.normalize(here / "breast-cancer.md").terms if t.keyword == "Dsor1")
assert again.match is not None and again.match.name == "MAP2K1"

# The corrected file: the lines that must change, and no other byte.
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "breast-cancer.md"
    shutil.copy(here / "breast-cancer.md", path)
    annotate(path, in_place=True, workers=1, normalizer=normalizer)
    record = read_record(path)
    print(record.organisms_ner, record.keywords)
    assert record.organisms_ner == ("Homo sapiens",) and "MEK" in record.keywords
    before = path.read_bytes()
    annotate(path, in_place=True, workers=1, normalizer=normalizer)
    assert path.read_bytes() == before  # a second run changes nothing
