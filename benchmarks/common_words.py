"""Write data/common_words.tsv: English words that are also gene names, with how common they are.

Needs the ``wordfreq`` package (Zipf frequencies: log10 of occurrences per billion words).
A word is kept from a frequency of 4.0 on (ten occurrences a million words), unless it is the full name of
a human gene (*insulin* is one).
"""

from __future__ import annotations

from pathlib import Path

from pfocr_norm.text import names as nm
from pfocr_norm.vocabulary.reader import Lexicon

LEAST = 4.0


def main() -> None:
    """Write the table."""
    from wordfreq import top_n_list, zipf_frequency

    lexicon = Lexicon.open()
    rows = []
    for word in top_n_list("en", 30_000):
        frequency = zipf_frequency(word, "en")
        if frequency < LEAST or not (word.isascii() and word.isalpha()) or nm.fold(word) != word:
            continue
        hits = [h for h in lexicon.hits(word) if h.taxon]
        if hits and not any(h.taxon == 9606 and lexicon.statuses[h.status] == "full_name" for h in hits):
            rows.append((word, frequency))
    path = Path(__file__).parent.parent / "data" / "common_words.tsv"
    path.write_text("word\tzipf\n" + "".join(f"{w}\t{f:.2f}\n" for w, f in sorted(rows)), encoding="utf-8")
    print(f"{len(rows)} words")


if __name__ == "__main__":
    main()
