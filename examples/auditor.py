"""The auditor: a corpus judged, corrected, compared, and a gate for continuous integration.

Run it from anywhere: ``python examples/auditor.py``. The same with words around it is docs/tutorials/auditor.md.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from pfocr_norm import Normalizer
from pfocr_norm.audit import Limit, audit, compare, exceeded
from pfocr_norm.corpus import annotate

corpus = Path(__file__).resolve().parent
normalizer = Normalizer()

# Where do we stand, and what is behind it?
before = audit(corpus, normalizer=normalizer)
print(before)
assert before.share("mismatch") > 0
limit = Limit.parse("mismatch=5%")
print(exceeded(before, [limit]))

with tempfile.TemporaryDirectory() as folder:
    # Correct, and see what changed and why.
    corrected = Path(folder) / "corrected"
    annotate(corpus, corrected, workers=1, normalizer=normalizer)
    changes = compare(corpus, corrected, normalizer=normalizer)
    print(changes)
    assert changes.changed_figures > 0

    # The gate is open now.
    after = audit(corrected, normalizer=normalizer)
    assert not exceeded(after, [limit])

    # Results of a run are audited without a second one.
    annotate(corpus, Path(folder) / "results.jsonl", workers=1, normalizer=normalizer)
    assert audit(Path(folder) / "results.jsonl").verdicts == before.verdicts

    # A page to send to a colleague.
    page = before.to_html(title="The examples")
    (Path(folder) / "report.html").write_text(page, encoding="utf-8")
    print(f"{len(page):,} bytes of report")
