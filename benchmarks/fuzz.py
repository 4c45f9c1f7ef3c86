"""Many odd inputs with fixed seeds: each comes back in its time, with one term a keyword or a clear error.

    python -m benchmarks.fuzz                    100,000 inputs
    python -m benchmarks.fuzz --count 1000 labels markdown

Input number N of a kind is the same on every machine: ``--kind labels --first N --count 1`` makes it again.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pfocr_norm import FigureRecord, Lexicon, Normalizer, PfocrNormError, RecordError
from pfocr_norm.building.writer import write_lexicon
from pfocr_norm.formats import pfocr, read_records
from pfocr_norm.vocabulary.entry import Entry, Name

#: CPU seconds that an input may take, and further ones for a thousand characters.
MOST_SECONDS, A_THOUSAND = 2.0, 0.2

PIECES = (
    *"A V I II IV B1 D2 12 1 3 AKT AKT1 Dsor1 MEK ras PI3K cyclin receptor kinase type types class NA nan".split(),
    *"alpha beta α β γ-1 p- si phospho -GTP -/- S473 V600E miR-21 let-7 collagen COL4A1 hgnc:391 CHEBI:1 1-Mar".split(),
    *"IL-6 TGF-β1 Ca2+ NF-κB H2O2 FBgn0010269 Sep-02 and or of the to in , / & + - – . ; : ( ) [ ] { } |".split(),
    *"! ? ' \" \\ * # % @ = < > ~ ^ _".split(),
    *(" ", "  ", "\t", "\n", "\r\n", "\x00", "\x1b[31m", "\x9b", "\u200b", "\u202e", "\ufeff", "\u0301", "\ufdfa"),
    *("\u0301\u0323" * 40, "А", "Е", "\U0001f9ec", "\ud800", "\u1100\u1161"),
    *("1" * 50, "x" * 60, "(" * 20, "I/V/" * 12, ", 2" * 12),
)
MARKDOWN = (
    b"---\nfigid: PMC1__f1\nfigtitle: Signalling\n"
    b"caption: 'Dsor1 and MEK in human HeLa cells (MEK, MAP kinase kinase)'\n"
    b"papertitle: Kinases\norganisms_ner:\n- Drosophila melanogaster\nkeywords:\n- Dsor1\n- MEK\n- 'NO'\n---\nSee.\n"
)
TABLE = b'figid,caption,keywords\nf1,"MEK, ERK","MEK, Dsor1"\nf2,,AKT1\n'
LINES = b'{"figid": "f1", "keywords": ["MEK", "Dsor1"], "caption": "MEK"}\n{"figid": "f2", "keywords": "AKT1"}\n'


class Wrong(AssertionError):
    """What no input may do."""


class Fuzz:
    """The kinds of inputs; each function makes the input of a chance and looks at what comes of it."""

    def __init__(self, folder: Path) -> None:
        self.normalizer = Normalizer()
        self.folder = folder
        self.vocabulary = folder / "small.pnv"
        names = [f"GENE{i}" for i in range(1, 40)]
        entries = [Entry(f"hgnc:{name[4:]}", name, "gene", 9606, [Name(name, "approved", "x")]) for name in names]
        write_lexicon(entries, self.vocabulary, version="1")
        self.content = self.vocabulary.read_bytes()

    def labels(self, chance: random.Random) -> int:
        """Keywords and a caption of pieces that mean something, put together without sense."""
        keywords = tuple(text(chance, 8) for _ in range(chance.randint(1, 4)))
        caption = text(chance, 40) + " ".join(keywords) * chance.randint(0, 1)
        self.check(FigureRecord(keywords=keywords, caption=caption, papertitle=text(chance, 6)))
        return sum(map(len, keywords)) + len(caption)

    def objects(self, chance: random.Random) -> int:
        """Records of JSON with fields of any kind."""
        fields = "figid figtitle caption papertitle keywords organisms organisms_ner ocr_words x".split()
        record = {name: value(chance, 3) for name in chance.sample(fields, chance.randint(0, 6))}
        line = json.dumps(record).encode()
        self.read(line, "jsonl")
        return len(line)

    def markdown(self, chance: random.Random) -> int:
        """Markdown with bytes changed, gone, doubled."""
        data = damaged(MARKDOWN, chance)
        try:
            record = pfocr.parse(data, source="f.md", strict=False)
        except RecordError:
            return len(data)
        if record is not None:
            self.check(record)
        return len(data)

    def tables(self, chance: random.Random) -> int:
        """CSV and JSON Lines with bytes changed, gone, doubled."""
        format, data = chance.choice((("csv", TABLE), ("jsonl", LINES), ("json", LINES), ("tsv", TABLE)))
        data = damaged(data, chance)
        self.read(data, format)
        return len(data)

    def vocabularies(self, chance: random.Random) -> int:
        """Vocabulary files with bits turned, or cut: refused, always."""
        data = bytearray(self.content)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(chance.randint(1, 3)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        self.vocabulary.write_bytes(data)
        try:
            lexicon = Lexicon.open(self.vocabulary)
        except PfocrNormError:
            return len(data)
        # Only what lies between two sections, or a bit that was turned back, changes nothing.
        if lexicon.symbol(lexicon.find("hgnc:7") or 0) != "GENE7" or len(lexicon) != 39:
            raise Wrong("a damaged vocabulary answers")
        return len(data)

    def check(self, record: FigureRecord) -> None:
        """Normalize a record: one term a keyword, in order, and JSON that can be read."""
        result = self.normalizer.normalize(record)
        if [term.keyword for term in result.terms] != list(record.keywords):
            raise Wrong("not one term a keyword")
        json.loads(result.to_json())
        str(result)

    def read(self, data: bytes, format: str) -> None:
        """Read records from bytes and normalize what comes."""
        for record in read_records(io.BytesIO(data), format=format):
            if isinstance(record, FigureRecord):
                self.check(record)


KINDS = ("labels", "objects", "markdown", "tables", "vocabularies")


def text(chance: random.Random, most: int) -> str:
    """Return pieces in a row."""
    joint = chance.choice(("", "", " ", "/", ", ", "-"))
    return joint.join(chance.choices(PIECES, k=chance.randint(0, most)))


def value(chance: random.Random, depth: int) -> Any:
    """Return any value of JSON."""
    simple: tuple[Callable[[], Any], ...] = (
        lambda: text(chance, 6), lambda: None, lambda: chance.choice((True, False)),
        lambda: chance.randint(-5, 1 << 70),
        lambda: chance.choice((0.5, 1e308, float("nan"), float("inf"))),
    )  # fmt: skip
    kind = chance.randrange(8) if depth else 7
    if kind == 0:
        return {text(chance, 2): value(chance, depth - 1) for _ in range(chance.randint(0, 4))}
    if kind < 4:
        return [value(chance, depth - 1) for _ in range(chance.randint(0, 6))]
    return chance.choice(simple)()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changes."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(out) + 1)
        match chance.randrange(5):
            case 0:
                out[place : place + 1] = bytes((chance.randrange(256),))
            case 1:
                del out[place : place + chance.randint(1, 20)]
            case 2:
                out[place:place] = out[place : place + chance.randint(1, 40)] * chance.randint(1, 30)
            case 3:
                out[place:place] = text(chance, 4).encode("utf-8", "surrogatepass")
            case _:
                out[place:place] = chance.choice((b"\n", b"- ", b"&a ", b"*a", b'"', b"'", b": ", b"[", b"{", b"#"))
    return bytes(out)


def run(kinds: list[str], first: int, count: int, *, patience: float = 1.0) -> list[str]:
    """Try inputs of each kind, the seconds of each times the patience; return what went wrong, an input a line."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PFOCR_NORM_DATA"], before = folder, os.environ.get("PFOCR_NORM_DATA")
        Path(folder, "vocabularies").mkdir()
        try:
            fuzz = Fuzz(Path(folder))
            for kind in kinds:
                slowest = 0.0
                for number in range(first, first + count):
                    began = time.process_time()
                    try:
                        size = getattr(fuzz, kind)(random.Random(f"{kind} {number}"))
                    except Exception as error:
                        wrong.append(f"{kind} {number}: {type(error).__name__}: {error}"[:300])
                        continue
                    took = time.process_time() - began
                    slowest = max(slowest, took)
                    if took > patience * (MOST_SECONDS + A_THOUSAND * size / 1000):
                        wrong.append(f"{kind} {number}: {took:.1f} s for {size:,} characters")
                print(f"{kind}: {count:,} inputs, slowest {slowest:.2f} s", flush=True)
        finally:
            os.environ.pop("PFOCR_NORM_DATA")
            if before is not None:
                os.environ["PFOCR_NORM_DATA"] = before
    return wrong


def main(argv: list[str] | None = None) -> int:
    """Run from the command line; the exit status is 1 when an input went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=list(KINDS), metavar="KIND", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--count", type=int, default=20_000, help="inputs of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    options = parser.parse_args(argv)
    wrong = run(options.kinds, options.first, options.count)
    print(*wrong, sep="\n")
    print(f"{len(wrong)} of {options.count * len(options.kinds):,} inputs went wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
