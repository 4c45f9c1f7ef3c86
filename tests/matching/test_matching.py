"""Matching: the ways a label finds its names, and the nearest keys against a naive full scan."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pfocr_norm import Lexicon, Normalizer, Tier
from pfocr_norm.building.writer import write_lexicon
from pfocr_norm.matching.matcher import Matcher
from pfocr_norm.text import names as nm
from pfocr_norm.vocabulary.entry import Entry, Name

# Two edits are looked for from this length on.
LONG = 10


@cache
def crowded() -> tuple[Matcher, tuple[str, ...]]:
    """A vocabulary in which everything has near neighbours."""
    chance = random.Random(7)
    words = {
        "mapkinase", "mapkkinase", "phosphatase", "phosphatases", "phosphorylase", "interleukin6", "interleukin8",
        "caspase3", "caspase8", "calmodulin", "calmodulins", "catenin", "catenins",
    }  # fmt: skip
    while len(words) < 1500:
        words.add("".join(chance.choice("akt1") for _ in range(chance.randint(3, 9))))
    while len(words) < 3500:
        words.add("".join(chance.choice("ak1") for _ in range(chance.randint(10, 13))))
    path = Path(mkdtemp()) / "crowded.pnv"
    ordered = sorted(words)
    entries = [Entry(f"hgnc:{i}", w, "gene", 9606, [Name(w, "approved", "t")]) for i, w in enumerate(ordered)]
    write_lexicon(entries, path, version="1")
    return Matcher(Lexicon.open(path)), tuple(ordered)


def damaged(word: str, edits: list[tuple[int, int, str]]) -> str:
    for kind, place, letter in edits:
        i = place % (len(word) + 1)
        if kind == 0:
            word = word[:i] + word[i + 1 :]
        elif kind == 1:
            word = word[:i] + letter + word[i:]
        elif kind == 2:
            word = word[:i] + letter + word[i + 1 :]
        else:
            word = word[:i] + word[i + 1 : i + 2] + word[i : i + 1] + word[i + 2 :]
    return word


EDITS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.sampled_from("akt1z")), max_size=2)


def naive(key: str, keys: tuple[str, ...], most: int) -> dict[str, int]:
    found = {other: OSA.distance(key, other, score_cutoff=most) for other in keys if other != key}
    return {other: distance for other, distance in found.items() if distance <= most}


@given(st.sampled_from(crowded()[1]), EDITS)
def test_nearest_is_what_a_full_scan_finds(word: str, edits: list[tuple[int, int, str]]) -> None:
    """One edit up to nine characters; from ten on two, unless both fall into the first half and one into its start."""
    matcher, keys = crowded()
    key = damaged(word, edits)
    found = dict(matcher.nearest(key))
    if len(key) < 4:
        assert not found
        return
    near = naive(key, keys, 1 if len(key) < LONG else 2)
    best = {other for other, distance in near.items() if distance == min(near.values())}
    if len(key) < LONG or (near and min(near.values()) == 1):
        assert found == dict.fromkeys(best, 1)
        return
    assert set(found) <= best
    head, tail = key[: len(key) // 2], key[len(key) // 2 :]
    for other in best:
        cuts = [(OSA.distance(head, other[:i]), OSA.distance(tail, other[i:])) for i in range(len(other) + 1)]
        if other[:4] == key[:4] or any(a <= 1 and a + b <= 2 for a, b in cuts):
            assert other in found, (key, other)


@pytest.mark.parametrize("key", ["", "a", "ak", "akt", "x" * 81, "\x01", "é" * 20])
def test_nearest_has_limits(key: str, normalizer: Normalizer) -> None:
    assert normalizer.matcher.nearest(key) == []


# -- tiers, on the real vocabulary -------------------------------------------------------------------------


def human(matcher: Matcher, found: tuple[object, ...]) -> dict[str, Tier]:
    return {
        matcher.lexicon.symbol(m.hit.concept): m.tier  # type: ignore[attr-defined]
        for m in found
        if m.hit.taxon == 9606  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize(
    ("label", "symbol", "tier"),
    [
        ("AKT1", "AKT1", Tier.APPROVED), ("akt-1", "AKT1", Tier.APPROVED), ("p38a", "MAPK14", Tier.ALIAS),
        ("HER2", "ERBB2", Tier.ALIAS), ("MARCH1", "MARCHF1", Tier.PREVIOUS), ("BAF47", "SMARCB1", Tier.ALIAS),
        ("epidermal growth factor receptor", "EGFR", Tier.FULL_NAME), ("PI3K", "PI3K", Tier.APPROVED),
    ],
)  # fmt: skip
def test_exact(normalizer: Normalizer, label: str, symbol: str, tier: Tier) -> None:
    assert human(normalizer.matcher, normalizer.matcher.exact(label))[symbol] is tier


@pytest.mark.parametrize(
    ("label", "symbol", "tier"),
    [
        ("p-AKT1", "AKT1", Tier.STRIPPED), ("phospho-ERK", "ERK", Tier.STRIPPED), ("RHOA-GTP", "RHOA", Tier.STRIPPED),
        ("siBRCA1", "BRCA1", Tier.STRIPPED), ("EGFR mRNA", "EGFR", Tier.STRIPPED), ("hTERT", "TERT", Tier.STRIPPED),
        ("receptor, epidermal growth factor", "EGFR", Tier.FULL_NAME),
    ],
)  # fmt: skip
def test_variants(normalizer: Normalizer, label: str, symbol: str, tier: Tier) -> None:
    assert human(normalizer.matcher, normalizer.matcher.variants(label)).get(symbol) is tier


@pytest.mark.parametrize(
    ("label", "symbol"),
    [
        ("serotonin transporter", "SLC6A4"), ("mechanistic target of rapamycin", "MTOR"), ("perilipin", "PLIN1"),
        ("X-ray repair cross-complementing", "XRCC1"), ("P-selectin glycoprotein ligand", "SELPLG"),
        ("indoleamine 2,3 dioxygenase", "IDO1"), ("pituitary adenylyl cyclase-activating polypeptide", "ADCYAP1"),
        ("noradrenaline transporter", "SLC6A2"), ("protein disulphide isomerase", "P4HB"),
        ("TNFR-associated factor 2", "TRAF2"), ("migration inhibitory factor", "MIF"),
        ("alpha-chemokine receptor CXCR4", "CXCR4"), ("CXCR3 receptor", "CXCR3"),
    ],
)  # fmt: skip
def test_reworded(normalizer: Normalizer, label: str, symbol: str) -> None:
    matcher = normalizer.matcher
    found = matcher.reworded(label)
    assert human(matcher, found)[symbol] in (Tier.FULL_NAME, Tier.STRIPPED)
    least = min(m.cost for m in found if m.hit.taxon == 9606)
    assert symbol in {matcher.lexicon.symbol(m.hit.concept) for m in found if m.cost == least}


@pytest.mark.parametrize(
    ("label", "not_this"),
    [
        ("serotonin receptor transporter", "SLC6A4"), ("cytokine", "CYTL1"), ("IL6 receptor", "IL6"),
        ("inhibitor of the kinase AKT1", "AKT1"), ("TNF receptor antagonist", "TNF"),
        ("glyoxylate reductase 2", "GLYR1"),
    ],
)  # fmt: skip
def test_words_that_make_another_gene(normalizer: Normalizer, label: str, not_this: str) -> None:
    assert not_this not in human(normalizer.matcher, normalizer.matcher.reworded(label))


def test_alpha_is_no_article(normalizer: Normalizer) -> None:
    matcher = normalizer.matcher
    assert "PKC" in human(matcher, matcher.variants("kinase protein C"))
    assert "PKC" not in human(matcher, matcher.variants("protein kinase C isoform alpha"))


@pytest.mark.parametrize(
    ("label", "symbol"),
    [
        ("miR-21-5p", "MIR21"), ("let-7a-5p", "MIRLET7A1"), ("miR-9", "MIR9-1"), ("miR-125b-2", "MIR125B2"),
        ("type VII collagen", "COL7A1"), ("proalpha1(V)", "COL5A1"), ("LC3‐II", "MAP1LC3A"), ("RORγt", "RORC"),
        ("BRAF V600E", "BRAF"), ("p-AKT1 (Ser473)", "AKT1"),
    ],
)  # fmt: skip
def test_series_and_forms(normalizer: Normalizer, label: str, symbol: str) -> None:
    assert human(normalizer.matcher, normalizer.matcher.variants(label)).get(symbol) is Tier.STRIPPED


def test_a_yeast_protein_is_the_yeasts(normalizer: Normalizer) -> None:
    lexicon = normalizer.lexicon
    found = normalizer.matcher.variants("Atg8p")
    assert {(lexicon.symbol(m.hit.concept).upper(), m.hit.taxon) for m in found} == {("ATG8", 4932), ("ATG8", 4896)}
    allele = normalizer.matcher.variants("sec18-1")
    assert "SEC18" in {lexicon.symbol(m.hit.concept) for m in allele if m.hit.taxon == 4932}


def test_names_of_model_organisms_are_the_orthologs(normalizer: Normalizer) -> None:
    """Human has no gene of this symbol; what was found in the fly is read as its orthologs."""
    text = "Autophagy in human patients: Atg16 binds ATG5."
    term = normalizer.normalize({"figid": "f", "caption": text, "keywords": ["Atg16"]}).terms[0]
    assert {c.name for c in term.candidates if c.taxon == 9606} & {"ATG16L1", "ATG16L2"}


@pytest.mark.parametrize(
    ("label", "symbol"),
    [("PlK3CA", "PIK3CA"), ("8RAF", "BRAF"), ("5MAD4", "SMAD4"), ("lL6R", "IL6R"), ("STATl", "STAT1")],
)
def test_repairs(normalizer: Normalizer, label: str, symbol: str) -> None:
    found = normalizer.matcher.repairs(label)
    assert human(normalizer.matcher, found)[symbol] is Tier.OCR
    assert all(match.cost == found[0].cost for match in found)


@pytest.mark.parametrize("label", ["AKT", "MEK", "RTK", "pk", "ER", ""])
def test_short_symbols_never_match_fuzzily(normalizer: Normalizer, label: str) -> None:
    assert normalizer.matcher.nearest(nm.fold(label)) == []


@pytest.mark.parametrize(
    "label",
    ["tamoxyfen", "anastrazole", "phosfatase and tensin homolog", "phospatase and tensim homolog", "metfromin"],
)
def test_fuzzy(normalizer: Normalizer, label: str) -> None:
    found = normalizer.matcher.named(tuple(normalizer.matcher.nearest(nm.fold(label))))
    assert found
    for match in found:
        assert match.tier is Tier.FUZZY
        assert OSA.distance(nm.fold(label), match.text) == match.cost


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("HGNC:6840", "hgnc:6840"), ("hgnc:6840", "hgnc:6840"), ("FBgn0010269", "flybase:FBgn0010269"),
        ("FB:FBgn0010269", "flybase:FBgn0010269"), ("entrez:5604", "hgnc:6840"), ("DB00675", "drugbank:DB00675"),
        ("CHEBI:41774", "drugbank:DB00675"), ("mesh:D013629", "drugbank:DB00675"), ("Q02750", "hgnc:6840"),
        ("Q02750-2", "hgnc:6840"),
    ],
)  # fmt: skip
def test_identifiers(normalizer: Normalizer, text: str, curie: str) -> None:
    hit = normalizer.matcher.identifier(text)
    assert hit is not None
    assert normalizer.lexicon.reference(hit.concept).curie == curie


@pytest.mark.parametrize("text", ["HGNC:0", "MEK:1", "FBgn001", "", ":", "hgnc:", "mesh:D", "CHEBI:99999999999999"])
def test_no_identifiers(normalizer: Normalizer, text: str) -> None:
    assert normalizer.matcher.identifier(text) is None


def test_lists(normalizer: Normalizer) -> None:
    assert normalizer.matcher.expansion("AKT1/2") == ["AKT1", "AKT2"]
    assert normalizer.matcher.expansion("qqx/qqz") == []
