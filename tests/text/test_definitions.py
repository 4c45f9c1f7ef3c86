"""Definitions in running text: what is found, what is not, and that long texts take no longer than they must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.text import names as nm
from pfocr_norm.text.definitions import MOST, definitions, neighbours, read


def pairs(text: str) -> list[tuple[str, str]]:
    return [(d.short, d.long) for d in definitions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uptake by the glucocorticoid receptor (GR) in liver.", [("GR", "glucocorticoid receptor")]),
        ("The GR (glucocorticoid receptor) binds DNA.", [("GR", "glucocorticoid receptor")]),
        ("Patients with multiple sclerosis [MS] were seen.", [("MS", "multiple sclerosis")]),
        ("Induced by interferon-γ (IFN-γ).", [("IFN-γ", "interferon-γ")]),
        ("Neural crest cells (NCCs) migrate.", [("NCC", "Neural crest cell")]),
        ("given dexamethasone (dexa) daily", [("dexa", "dexamethasone")]),
        ("the glucocorticoid receptor (hereafter GR)", [("GR", "glucocorticoid receptor")]),
        ("the glucocorticoid receptor (GR; red)", [("GR", "glucocorticoid receptor")]),
    ],
)
def test_brackets_define(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Cells were stained (left) and counted (n = 12) at day 3 (Figure 2A).",
        "Glucocorticoid receptors were found. (GR)",
        "The receptor GR-N1 (GR) was cut.",
        "Four loci of the great apes (GA, LD5, PV2, TPA) were typed.",
        "Growth was reduced, and grain (GR is shown) was lost",
        "",
        "((((((",
    ],
)
def test_other_brackets_do_not(text: str) -> None:
    assert pairs(text) == []


def test_legends_of_figures() -> None:
    assert pairs("Fig. 1. LD, lipid droplet; GR, glucocorticoid receptor; MVB, multivesicular body.") == [
        ("LD", "lipid droplet"),
        ("GR", "glucocorticoid receptor"),
        ("MVB", "multivesicular body"),
    ]
    assert pairs("Abbreviations: LD: lipid droplet, GR: glucocorticoid receptor") == [
        ("LD", "lipid droplet"),
        ("GR", "glucocorticoid receptor"),
    ]
    assert pairs("LD = lipid droplet; GR = glucocorticoid receptor in the nucleus") == [
        ("LD", "lipid droplet"),
        ("GR", "glucocorticoid receptor"),
    ]


def test_a_legend_explains_what_has_other_letters() -> None:
    text = "LD, lipid droplet; GR, glucocorticoid receptor; Ctrl, untreated cells."
    assert pairs(text)[-1] == ("Ctrl", "untreated cells")
    assert pairs("Ctrl, untreated cells.") == []


def test_members_of_a_family_that_is_defined_once() -> None:
    found = read({"caption": "Prostaglandin receptors (PRs) are drawn; PR3 is in red, PRβ in blue."})
    assert [d.long for d in found.of("PR3")] == ["Prostaglandin receptor 3"]
    assert [d.long for d in found.of("PRβ")] == ["Prostaglandin receptor β"]
    assert not found.of("PRKCA")
    assert [d.form for d in found.of("PR")] == ["bracket"]


def test_the_place_is_told() -> None:
    text = "In red, the glucocorticoid receptor (GR)."
    (found,) = read({"figtitle": "Nothing", "caption": text}).of("GR")
    assert found.field == "caption"
    assert text[found.start : found.end].strip() == "glucocorticoid receptor (GR)"


def test_names_beside_each_other() -> None:
    found = read({"caption": "The kinase ERK5 (also known as MAPK7) and KISS1R/GPR54, unlike A/B/C."})
    assert "MAPK7" in [g.right for g in found.partners("ERK5")]
    assert "ERK5" in [g.right for g in found.partners("MAPK7")]
    assert [g.right for g in found.partners("GPR54")] == ["KISS1R"]
    assert not found.partners("B")


@given(st.text(alphabet="AaBb12α-/ (),;:=.[]", max_size=120))
def test_any_text_is_read(text: str) -> None:
    for found in definitions(text):
        assert 0 <= found.start <= found.end <= len(text)
        assert nm.fold(found.short) != nm.fold(found.long)
    for gloss in neighbours(text):
        assert gloss.left and gloss.right


@pytest.mark.parametrize("piece", ["(AR) ", "a (", "AR, b; ", "A/B ", "AR: a, ", "receptor (AR", "AR=a", "the ", "[A]"])
def test_long_texts_end(piece: str) -> None:
    read({"caption": piece * (2 * MOST // len(piece))})
