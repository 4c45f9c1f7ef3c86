"""Names of substances: one key for the ways to write one, what tells isomers apart, and what figures print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.text import substances as sb


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lactic acid", "lactate"),
        ("3-phosphoglyceric acid", "3-phospho-D-glycerate(3-)"),
        ("L-Serine zwitterion", "serine"),
        ("β-D-glucopyranose 6-phosphate", "glucose-6-phosphate"),
        ("stearoyl-CoA(4−)", "octadecanoyl coenzyme A"),
        ("geranylgeranyl pyrophosphate", "geranylgeranyl diphosphate"),
        ("1-phosphatidyl-1D-myo-inositol 4-phosphate", "phosphatidylinositol 4-phosphate"),
        ("α-ketobutyrate", "2-oxobutanoic acid"),
        ("sulphate", "sulfuric acid"),
        ("ceramides", "ceramide"),
        ("2'-deoxyadenosine 5'-triphosphate", "deoxyadenosine triphosphate"),
    ],
)
def test_ways_to_write_one_substance_have_one_key(one: str, other: str) -> None:
    assert sb.key(one) == sb.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fructose 1-phosphate", "fructose 6-phosphate"),
        ("farnesol", "farnesal"),
        ("adenosine diphosphate", "adenosine triphosphate"),
        ("glutamic acid", "glutamine"),
        ("nitrite", "nitrate"),
        ("cholesterol", "cholesteryl sulfate"),
    ],
)
def test_other_substances_have_other_keys(one: str, other: str) -> None:
    assert sb.key(one) != sb.key(other)


@pytest.mark.parametrize(
    ("label", "name", "rank"),
    [
        ("D-serine", "L-serine", None),
        ("(R)-mevalonate", "(S)-mevalonic acid", None),
        ("13-cis-retinoic acid", "all-trans-retinoic acid", None),
        ("L-lactate", "(S)-lactic acid", 0),
        ("D-lactate", "(S)-lactic acid", None),
        ("retinoic acid", "9-cis-retinoic acid", 1),
        ("oleoyl-CoA", "(9Z)-octadecenoyl-CoA", 0),
        ("3beta-hydroxysteroid", "3alpha-hydroxysteroid", None),
        ("threonine", "L-threonine", 1),
    ],
)
def test_isomers_contradict_each_other(label: str, name: str, rank: int | None) -> None:
    assert sb.agree(sb.split(label)[1], sb.split(name)[1]) == rank


def test_a_placed_double_bond_is_not_left_open() -> None:
    (_, placed), (_, vague) = sb.split("(2E)-hexadecenoyl-CoA"), sb.split("hexadecenoyl-CoA")
    assert (sb.agree(placed, vague), sb.agree(vague, placed)) == (None, 1)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Mannose-6-P", "Mannose 6-phosphate"),
        ("Xylulose-5P", "Xylulose 5-phosphate"),
        ("Fructose-2,6-bisP", "Fructose 2,6-bisphosphate"),
        ("Dimethylallyl-PP", "Dimethylallyl diphosphate"),
        ("2 NADPH", "NADPH"),
        ("pyruvate (mitochondrial)", "pyruvate"),
        ("[Mg2+]i", "magnesium(2+)"),
        ("Cu(II)", "copper(2+)"),
        ("Zn²⁺", "zinc(2+)"),
        ("NADH + H+", "NADH"),
        ("PGJ2", "prostaglandin J2"),
        ("15-epi-LXA4", "15-epi-lipoxin A4"),
        ("PGF2α", "prostaglandin F2alpha"),
        ("FA 18:3n-3", "(9Z,12Z,15Z)-octadecatrienoic acid"),
        ("C14:0", "tetradecanoic acid"),
        ("18:0-CoA", "octadecanoyl-CoA"),
        ("PE(18:0/20:4)", "1-octadecanoyl-2-icosatetraenoyl-sn-glycero-3-phosphoethanolamine"),
        ("Cer(d18:1/24:0)", "N-tetracosanoylsphingosine"),
        ("PI(3,5)P2", "phosphatidylinositol 3,5-bisphosphate"),
        ("10-formyl-THF", "10-formyl-tetrahydrofolate"),
        ("1,25(OH)2D3", "1,25-dihydroxyvitamin D3"),
        ("O2•−", "superoxide"),
        ("oleanolic acid (OA)", "oleanolic acid"),
        ("12(S)-HETE", "12(S)-hydroxyicosatetraenoic acid"),
    ],
)
def test_what_figures_print_is_read(label: str, name: str) -> None:
    assert name in list(sb.readings(label))


@pytest.mark.parametrize("label", ["TP53", "p-AKT", "IL-6", "caspase-3", "HIF-1α", "CD4+", "NF-κB p65", "β-catenin"])
def test_genes_are_read_as_nothing_else(label: str) -> None:
    assert list(sb.readings(label)) == [sb.plain(label)]


def test_charges_and_options_of_short_names_count() -> None:
    assert not sb.same_sign("O2-", "O2") and sb.same_sign("Ca(2+)", "Ca2+")
    assert not sb.same_sign("NADP+", "NAD(P)+") and not sb.same_sign("NADPH", "NAD(P)H")
    assert not sb.keeps("CoA(18:1)", "CoA") and sb.keeps("resveratrol (RSV)", "resveratrol")


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_few_readings(text: str) -> None:
    assert sb.key(text) == sb.key(text)
    assert len(list(sb.readings(text))) <= 32
    bare, stereo = sb.split(text)
    assert sb.agree(stereo, stereo) == 0
    assert len(bare) <= 12 * len(text) + 1
