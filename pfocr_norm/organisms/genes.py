"""How the genes of an organism are named and written: the rows of ``data/organisms/genes.tsv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from .rows import read_table

#: Share of belief that an organism without a prior of its own has, where no evidence names an organism.
REST = 0.0005
#: An organism is a common subject from this prior on.
COMMON = 0.005


class Customs(NamedTuple):
    """What is known of an organism's genes.

    Attributes
    ----------
    taxon, name
        NCBI Taxonomy id and scientific name.
    clade
        ``"mammal"``, ``"vertebrate"``, ``"yeast"``, ``"plant"``, …: the narrowest that matters here.
    prior
        Share of belief where no evidence names an organism, 0 to 1.
    case
        How its symbols are written, of :data:`pfocr_norm.text.names.CASES`; two where Ras and ras are two genes.
    own_names
        Its genes have names of their own, everyday words among them (*wingless*).
    lends
        1: its names hold for the orthologs of all organisms; 2: they are asked where those of 1 tell nothing; else 0.
    prefixes
        Letters before a symbol that tell the organism: hTERT, AtCRY1.
    code
        Its code in KEGG and miRBase (``hsa``); ``""`` where it has none.
    copies
        Many of its genes have two copies, of one name with a and b behind it (*srfa*, *srfb*).
    """

    taxon: int
    name: str
    clade: str
    prior: float
    case: frozenset[str]
    own_names: bool
    lends: int
    prefixes: tuple[str, ...]
    code: str
    copies: bool


@cache
def customs() -> Mapping[int, Customs]:
    """Read the table, by organism, those that figures are most often about first.

    >>> customs()[10090].clade, sorted(customs()[7227].case), customs()[3702].prefixes
    ('mammal', ['capitalized', 'lower'], ('At',))
    """
    out = {}
    for row in read_table("genes.tsv"):
        taxon, name, clade, prior, case, own_names, lends, prefixes, code, copies = row + [""] * (10 - len(row))
        out[int(taxon)] = Customs(
            int(taxon), name, clade, float(prior or REST), frozenset(_several(case)), own_names == "1", int(lends or 0),
            _several(prefixes), code, copies == "1",
        )  # fmt: skip
    return out


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@cache
def mammals() -> frozenset[int]:
    """Return the mammals: human families hold for them."""
    return frozenset(c.taxon for c in customs().values() if c.clade == "mammal")


@cache
def vertebrates() -> frozenset[int]:
    """Return the vertebrates: their genes are named after each other's."""
    return mammals().union(c.taxon for c in customs().values() if c.clade == "vertebrate")


@cache
def yeasts() -> frozenset[int]:
    """Return the yeasts: their proteins are written Atg8p, their alleles sec18-1."""
    return frozenset(c.taxon for c in customs().values() if c.clade == "yeast")


@cache
def common() -> frozenset[int]:
    """Return the organisms that figures are often about; candidates of others count where these have none."""
    return frozenset(c.taxon for c in customs().values() if c.prior >= COMMON)


@cache
def with_own_names() -> frozenset[int]:
    """Return the organisms whose genes have names of their own, everyday words among them."""
    return frozenset(c.taxon for c in customs().values() if c.own_names)


@cache
def lenders(turn: int) -> tuple[int, ...]:
    """Return the organisms whose names hold for orthologs, those that are asked first (1) or after them (2).

    >>> lenders(1)
    (9606, 10090)
    """
    return tuple(c.taxon for c in customs().values() if c.lends == turn)


@cache
def prefixes() -> Mapping[str, int]:
    """Return the letters before a symbol that tell its organism.

    >>> prefixes()["h"], prefixes()["Dm"]
    (9606, 7227)
    """
    return {prefix: c.taxon for c in customs().values() for prefix in c.prefixes}


@cache
def codes() -> Mapping[str, int]:
    """Return the organisms by their codes in KEGG and miRBase.

    >>> codes()["dme"]
    7227
    """
    return {c.code: c.taxon for c in customs().values() if c.code}


@cache
def case_matters() -> frozenset[int]:
    """Return the organisms in which Ras and ras are two genes."""
    return frozenset(c.taxon for c in customs().values() if len(c.case) > 1)


@cache
def copied() -> frozenset[int]:
    """Return the organisms many of whose genes have two copies, of one name with a and b behind it."""
    return frozenset(c.taxon for c in customs().values() if c.copies)


def follows_case(taxon: int, case: str) -> float:
    """Return 1 when an organism writes its symbols so, -1 when it writes them otherwise, else something between.

    Whoever capitalizes (Akt1) may mean a family, or a gene of an organism that no row tells of; small letters
    (akt1) may be haste.

    >>> [follows_case(10090, case) for case in ("upper", "capitalized", "lower")]
    [-1.0, 1.0, -0.5]
    """
    known = customs().get(taxon)
    if known is not None and case in known.case:
        return 1.0
    if case == "capitalized":
        return -1.0 if known is not None and "upper" in known.case else 0.0
    return -1.0 if case == "upper" else -0.5
