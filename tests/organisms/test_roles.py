"""Roles of named organisms, breadth, and what undecided figures and organisms without genes do to their terms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pfocr_norm import FigureRecord, Normalizer
from pfocr_norm.model.result import Status
from pfocr_norm.organisms import decide
from pfocr_norm.organisms.kinds import kinds
from pfocr_norm.organisms.rows import read_table
from pfocr_norm.organisms.weights import weights

HUMAN, MOUSE, CRESS = 9606, 10090, 3702


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


@pytest.mark.parametrize(
    ("title", "caption", "best", "name", "role"),
    [
        ("Ginkgo biloba extract in patients with stroke", "NF-κB in neurons.", HUMAN, "Ginkgo biloba",
         "source_of_compound"),
        ("Macrophages infected with Listeria monocytogenes", "Patients' cells secrete IL-6.", HUMAN,
         "Listeria monocytogenes", "pathogen"),
        ("Kinase domain of RAF1 in melanoma", "Human RAF1 was expressed in E. coli.", HUMAN, "Escherichia coli",
         "expression_host"),
        ("Vesicle fusion in human neurons", "NSF is the homolog of the yeast protein Sec18.", HUMAN,
         "Saccharomycetes", None),
        ("Tumor growth in women", "MDM2, the human homolog of murine double minute 2, binds p53.", HUMAN,
         "Mus musculus", "other_sense"),
        ("Colitis of children", "Effects of Lactobacillus rhamnosus supplementation on epithelial cells.", HUMAN,
         "Lacticaseibacillus rhamnosus", "symbiont"),
        ("Host responses of zebrafish to Mycobacterium marinum", "Infection of larvae at 3 dpf.", 7955,
         "Mycobacterium marinum", "pathogen"),
    ],
)  # fmt: skip
def test_others_have_roles(title: str, caption: str, best: int, name: str, role: str | None) -> None:
    call = decide(FigureRecord(papertitle=title, caption=caption))
    assert call.best is not None and call.best.taxon == best
    found = {other.name: other for other in call.others}
    if role is None:
        assert name not in found
        return
    assert found[name].role == role
    for item in found[name].evidence:
        text = {"papertitle": title, "caption": caption}[item.field]
        assert text[item.start : item.end] == item.text


@pytest.mark.parametrize(
    ("title", "caption", "name"),
    [
        ("Lignin of the bamboo Dendrocalamus latiflorus", "D. latiflorus culms; plants were watered.",
         "Dendrocalamus latiflorus"),
        ("Diapause in Drosophila mojavensis", "Drosophila larvae; fat body.", "Drosophila mojavensis"),
        ("Butanol production by Clostridium", "adhE2 and bcd.", "Clostridium"),
        ("Innate immunity of crustaceans", "Relish in hemocytes.", "Crustacea"),
        ("Flower colour of carnations", "Anthocyanin biosynthesis in petals.", "Dianthus caryophyllus"),
        ("Glycosylation of antibodies in CHO cells", "N-glycan synthesis.", "Cricetulus griseus"),
        ("Polysaccharides of Dendrobium officinale", "Expression in leaves of D. officinale.", "Dendrobium officinale"),
    ],
)  # fmt: skip
def test_any_organism(title: str, caption: str, name: str) -> None:
    call = decide(FigureRecord(papertitle=title, caption=caption))
    assert call.best is not None and call.best.name == name


@pytest.mark.parametrize(
    "caption",
    ["The 24 seed nodes of the network.", "A microRNA sponge binds miR-7.", "Time flies like an arrow; S2 cleavage."],
)
def test_everyday_words_alone_name_nobody(caption: str) -> None:
    call = decide(FigureRecord(caption=caption))
    assert call.best is None or (call.best.taxon == 7227 and "flies" in caption)


def test_breadth() -> None:
    plants = decide(FigureRecord(papertitle="Hormone signaling in plants", caption="Auxin and gibberellin."))
    assert plants.best is not None and plants.best.taxon == CRESS
    assert plants.clade is not None and plants.clade.name == "Viridiplantae"
    mammals = decide(FigureRecord(papertitle="Cytokines of T cells", caption="NF-κB signaling in mammals."))
    assert mammals.clade is not None and mammals.clade.name == "Mammalia"
    mouse = decide(FigureRecord(papertitle="Cytokines of T cells in mice", caption="NF-κB signaling in mammals."))
    assert mouse.clade is None


def test_rodent_symbols_without_an_animal_leave_it_open() -> None:
    call = decide(FigureRecord(papertitle="Synaptic plasticity", caption="Grin2a, Slc17a7 and Camk2b in neurons."))
    assert call.best is None


def test_undecided_figures_follow_a_convention(normalizer: Normalizer) -> None:
    record = {"caption": "The pathway.", "keywords": ["AKT1", "Akt"]}
    human = normalizer.normalize(record)
    assert human.organism.best is None or human.organism.best.taxon == HUMAN
    assert human.organism.assumed is not None and human.organism.assumed.taxon == HUMAN
    assert all(t.match is None or t.match.taxon in (None, HUMAN) for t in human.terms)
    none = Normalizer(assume=None).normalize(record)
    assert none.organism.assumed is None
    mouse = Normalizer(assume="Mus musculus").normalize({"caption": "The pathway.", "keywords": ["Akt1", "Mtor"]})
    assert {t.match.taxon for t in mouse.terms if t.match} == {MOUSE}


def test_no_genes_no_answer(normalizer: Normalizer) -> None:
    record = {"papertitle": "Stem growth of Dendrobium officinale", "caption": "Leaves.", "keywords": ["CHS", "NADPH"]}
    result = normalizer.normalize(record)
    assert "organism_without_vocabulary" in [f.code.value for f in result.flags]
    chs, nadph = result.terms
    assert chs.match is None
    assert nadph.match is not None and nadph.match.taxon is None


def test_what_is_a_gene_elsewhere_is_no_misread_substance(normalizer: Normalizer) -> None:
    record = {"papertitle": "Cellulases of Trichoderma reesei", "caption": "Ace1 represses cbh1.", "keywords": ["Ace1"]}
    term = normalizer.normalize(record).terms[0]
    assert term.match is None
    assert all(c.reason.startswith("a hint: the gene of that name in ") for c in term.candidates[:1])


def test_a_worm_protein_beside_the_gene_of_a_mouse(normalizer: Normalizer) -> None:
    text = "HSF-1 regulates hsp-16.2. In mouse, HSF1 does the same."
    record = {"papertitle": "Heat shock in C. elegans", "caption": text, "keywords": ["HSF-1", "HSF1"]}
    worm, mouse = normalizer.normalize(record).terms
    assert worm.match is not None and worm.match.taxon == 6239
    assert mouse.match is not None and mouse.match.taxon == MOUSE


def test_human_labels_outvote_the_microbe_of_an_infection(normalizer: Normalizer) -> None:
    genes = ["RHOA", "NRAS", "MAPK8", "CDC42", "RAC1", "NFKB1"]
    infection = {"papertitle": "Effectors of Escherichia coli", "caption": "Infection by E. coli.", "keywords": genes}
    call = normalizer.normalize(infection).organism
    assert call.best is not None and call.best.taxon == HUMAN
    brewing = {"papertitle": "Acetone from Escherichia coli", "caption": "Engineered E. coli.", "keywords": genes}
    call = normalizer.normalize(brewing).organism
    assert call.best is not None and call.best.taxon == 562


def test_kinds_and_roles_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "organisms.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(\w+)`", page))
    assert {kind.role for kind in kinds().values() if kind.role not in ("", "subject")} <= documented
    assert set(weights().kinds) == {row[0] for row in read_table("evidence.tsv")}
    assert all(weight >= 0.0 for weight in weights().kinds.values())


@pytest.mark.parametrize(
    ("title", "caption", "best"),
    [
        ("", "Obesity of MICE lacking Lepr.", 10090),
        ("", "RATS drank sucrose.", 10116),
        ("Thymus-free: nude mice regenerate skin", "SCID mice lack T cells.", 10090),
        ("Growth of HeLa tumours in nude mice", "", 9606),
        ("Rat-medicated serum slows the growth of A549 cells", "Lung cancer.", 9606),
        ("A glucosyltransferase from Gardenia jasminoides", "Iridoids.", 114476),
        (
            "Secretion of an antibody by engineered Pichia pastoris",
            "A protein is expressed in Pichia pastoris.",
            460519,
        ),
        ("How catechins are made in tea", "Enzymes of flavonoid synthesis.", 4442),
        ("How catechins of green tea heal", "Enzymes.", None),
        ("Immune response of the turkey to its microbes", "Cytokines of the liver, T cells and macrophages.", 9103),
        ("", "C3H: coumarate 3-hydroxylase; COS, costunolide synthase.", None),
        ("", "The transposons are MITEs.", None),
        ("Cleavage of glycine", "Glycine is cleaved.", None),
        ("Indian hedgehog in growth plates", "Desert hedgehog.", 9606),
        ("LEOPARD syndrome", "PTPN11.", 9606),
        ("", "Phase II enzymes of detoxification.", None),
        ("How the crop is protected", "Seeds of crops such as maize. Leaves of plants grow.", 3702),
        ("Dendritic cells eat Toxoplasma gondii", "T. gondii, T cells, macrophages, interferon.", 9606),
        ("Membranes of eukaryotes", "Eukaryotes.", None),
        ("Regeneration in planarians", "", 79327),
    ],
)
def test_the_organism_that_is_meant(title: str, caption: str, best: int | None) -> None:
    call = decide(FigureRecord(papertitle=title, caption=caption))
    assert (call.best.taxon if call.best else None) == best


WHEAT = {"papertitle": "Grain filling of bread wheat", "caption": "PDC and BIN2 in the endosperm of wheat."}


def test_a_human_gene_does_not_answer_for_an_organism_of_which_few_genes_are_known(normalizer: Normalizer) -> None:
    result = normalizer.normalize({**WHEAT, "keywords": ["BIN2", "PDC"], "organisms_ner": ["Homo sapiens"]})
    assert result.organism.best is not None and result.organism.best.name == "Triticum aestivum"
    for term in result.terms:
        assert term.status is Status.UNRESOLVED and term.match is None
        assert term.reason == "the vocabulary has no gene of this name in Triticum aestivum"
        assert all(c.reason.startswith("a hint: the gene of that name in ") for c in term.candidates if c.taxon)
    stated = {**WHEAT, "caption": "Human BIN2 made in wheat germ binds actin.", "keywords": ["BIN2"]}
    match = normalizer.normalize(stated).terms[0].match
    assert match is not None and match.curie == "hgnc:1053"
