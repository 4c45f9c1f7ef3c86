"""The organism decision, on sentences as papers write them."""

from __future__ import annotations

import pytest

from pfocr_norm import FigureRecord
from pfocr_norm.organisms import (
    Label,
    Panel,
    canonical_taxon,
    decide,
    mention_organism,
    normalize_organism,
    scan,
    scan_record,
    taxon_name,
)

HUMAN, MOUSE, RAT, FLY, WORM, FISH, YEAST, POMBE, CRESS = 9606, 10090, 10116, 7227, 6239, 7955, 4932, 4896, 3702


def best(**fields: str) -> int | None:
    call = decide(FigureRecord(**fields))
    return call.best.taxon if call.best else None


@pytest.mark.parametrize(
    ("taxon", "title", "caption"),
    [
        (HUMAN, "Endocrine resistance in breast cancer", "ERα signaling and the PI3K/AKT/mTOR pathway."),
        (HUMAN, "Targeted treatment of advanced melanoma", "BRAF and MEK inhibitors block ERK signaling."),
        (HUMAN, "Biomarkers in patients with rheumatoid arthritis", "Synovial fibroblasts secrete IL-6."),
        (HUMAN, "", "Jurkat and THP-1 cells were stimulated for 4 h; TRAF6 recruits TAK1."),
        (MOUSE, "Liver regeneration after partial hepatectomy in mice", "Hepatocytes express Ccnd1 and Myc."),
        (MOUSE, "A mouse model of breast cancer metastasis", "Tumor cells activate Stat3 in the lung."),
        (MOUSE, "", "Bone marrow of Myd88−/− and C57BL/6 animals; Tlr4 signaling is lost."),
        (RAT, "Renal injury in Sprague-Dawley rats with diabetes", "TGF-β1 induces collagen deposition."),
        (RAT, "", "Insulin secretion of INS-1E cells needs Glut2 and glucokinase."),
        (FLY, "The Hippo pathway controls wing size", "Yki enters the nucleus in the imaginal disc."),
        (FLY, "Innate immunity of fruit flies", "Imd and Toll signaling in the fat body."),
        (FLY, "Aging in Drosohpila", "dFoxo extends lifespan."),
        (WORM, "Longevity by germline loss", "daf-2 mutants; DAF-16 enters the nucleus; dauer formation."),
        (WORM, "", "Insulin-like signaling in C. elegans hermaphrodites."),
        (FISH, "Heart regeneration", "Cardiomyocytes of morphants at 48 hpf in zebrafish larvae."),
        (YEAST, "The pheromone response of budding yeast", "Ste5p scaffolds Ste11p, Ste7p and Fus3p."),
        (POMBE, "Mitotic entry in fission yeast", "Wee1 and Cdc25 control Cdc2."),
        (
            CRESS,
            "Brassinosteroid signaling in seedlings",
            "BRI1 and BAK1 phosphorylate each other; the nucleus of a leaf cell.",
        ),
        (CRESS, "Light perception in plants", "AtCRY1 and phytochromes inhibit COP1."),
        (4530, "Grain size of rice", "OsMKK4 acts in the panicle; plants were grown in paddies."),
        (9031, "Limb outgrowth in chick embryos", "FGF8 from the apical ridge."),
        (562, "Chemotaxis of Escherichia coli", "CheA phosphorylates CheY at the flagellar pole."),
    ],
)
def test_single_organism(taxon: int, title: str, caption: str) -> None:
    assert best(papertitle=title, caption=caption) == taxon


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "The MAPK pathway.",
        "Overview of signaling. Arrows: activation.",
        "AKT1 phosphorylates GSK3B and TSC2.",
        "x" * 50,
    ],
)
def test_abstains_without_evidence(caption: str) -> None:
    call = decide(FigureRecord(caption=caption, keywords=("Dsor1", "Pi3K21B", "ras")))
    assert call.best is None
    assert call.organisms == ()


@pytest.mark.parametrize(
    "caption",
    [
        "Blots of patient biopsies with mouse anti-FLAG antibody and goat anti-rabbit IgG.",
        "HeLa cells in 10% fetal bovine serum; interactions by yeast two-hybrid.",
        "Binding in patients' T cells, mouse monoclonal antibody OKT3, rabbit polyclonal serum.",
        "Human RAF1 expressed in E. coli and bound to KRAS of HEK293 cells.",
        "MCF-7 cells infected with murine leukemia virus vectors.",
        "Human Vps4 is shown in salmon, Vta1 in blue.",
        "In patients MEF-2 and NIT1 are low.",
    ],
)
def test_reagents_are_no_organisms(caption: str) -> None:
    call = decide(FigureRecord(caption=caption))
    assert call.best is not None
    assert call.best.taxon == HUMAN
    assert call.organisms == (call.best,)


def test_gene_symbols_in_capitals_are_no_animals() -> None:
    assert [e.text for e in scan("SOD1, CAT and GPX1 protect the CELL")] == ["SOD1", "GPX1"]
    assert any(e.taxon == 9685 for e in scan("CORTICAL MAPS OF THE CAT BRAIN"))
    assert not [e for e in scan("IMPACT and MTOR; mTOR and mTORC1; mRNA; mCherry") if e.kind == "prefix"]


def test_several_organisms() -> None:
    comparison = decide(
        FigureRecord(
            papertitle="Peptidoglycan sensing in Drosophila melanogaster and humans",
            caption="PGRP-LE in Drosophila (A), NOD receptors in human cells (B).",
        )
    )
    assert {o.taxon for o in comparison.organisms} == {FLY, HUMAN}
    xenograft = decide(FigureRecord(caption="MDA-MB-231 xenografts grow in nude mice; tumors of treated mice shrink."))
    assert {o.taxon for o in xenograft.organisms} == {HUMAN, MOUSE}


def test_pathogen_does_not_beat_its_host() -> None:
    assert best(papertitle="Immune evasion of HIV-1 in CD4+ T cells of patients", caption="Vpu degrades BST2.") == HUMAN
    assert (
        best(papertitle="Salmonella infection of mice", caption="Nlrc4 activates caspase-1 in C57BL/6 mice.") == MOUSE
    )


def test_title_counts_more_than_caption() -> None:
    title = decide(FigureRecord(papertitle="Apoptosis in rats", caption="Signals in mice."))
    assert title.best is not None and title.best.taxon == RAT


def test_evidence_quotes_the_text() -> None:
    record = FigureRecord(
        papertitle="Αναστολή: Drosophila\u00a0melanogaster 𝛼-synuclein",
        figtitle="Т cells оf mice",  # with Cyrillic letters
        caption="MCF‐7 and C57BL/6J; Akt1−/−; the worm's daf-16.",
    )
    call = decide(record)
    quoted = {e.text for e in call.evidence}
    assert {"Drosophila\u00a0melanogaster", "mice", "MCF‐7", "C57BL/6J", "−/−", "daf-16"} <= quoted
    for item in call.evidence:
        assert getattr(record, item.field)[item.start : item.end] == item.text
    weights = [e.weight for e in call.evidence]
    assert weights == sorted(weights, reverse=True)
    assert sum(o.score for o in call.candidates) <= 1.0 + 1e-9


def test_evidence_may_be_scanned_before() -> None:
    record = FigureRecord(papertitle="Aging of flies", caption="Drosophila insulin-like peptides; humans")
    assert decide(record, evidence=scan_record(record)) == decide(record)


def test_printed_labels_vote() -> None:
    labels = [Label(w, {FLY: 1.0}) for w in ("Dredd", "imd", "key", "Dif", "PGRP-LE")]
    labels.append(Label("Rel", {FLY: 1.0, HUMAN: 0.7, MOUSE: 1.0}))
    record = FigureRecord(caption="The signaling cascade.")
    printed = decide(record, panel=Panel(labels))
    assert printed.best is not None and printed.best.taxon == FLY
    assert {e.field for e in printed.evidence} == {"keywords"}
    assert decide(record, panel=Panel(labels, 0.1)).best is None


def test_tagged_symbols_do_not_beat_the_text() -> None:
    labels = [Label(w, {FLY: 1.0}) for w in ("Pi3K21B", "Pi3K59F", "ras", "Dsor1", "Mtk", "par-1")]
    record = FigureRecord(papertitle="Drug resistance in ovarian cancer", caption="PI3K and RAS signaling in tumors.")
    call = decide(record, panel=Panel(labels, 0.1))
    assert call.best is not None and call.best.taxon == HUMAN


def test_words_beside_a_label_count() -> None:
    text = "Human SIRT1 and mouse Sirt1 deacetylate p53; mouse Sirt1 and mouse Trp53 bind."
    call = decide(FigureRecord(caption=text), panel=Panel([Label("Sirt1", {MOUSE: 1.0}), Label("Trp53", {MOUSE: 1.0})]))
    assert call.best is not None and call.best.taxon == MOUSE
    assert {e.kind for e in call.evidence} >= {"beside", "nearby"}


@pytest.mark.parametrize(
    ("text", "mention", "taxon"),
    [
        ("Binding of mouse Akt1 to PTEN.", "Akt1", MOUSE),
        ("Binding of mouse Akt1 to PTEN.", "PTEN", None),
        ("mouse Akt1 and human AKT1 are alike", "AKT1", HUMAN),
        ("rat liver catalase was purified", "catalase", RAT),
        ("Human AKT1, AKT2 and AKT3 bind", "AKT3", HUMAN),
        ("Deletion of Pten in mice is lethal", "Pten", MOUSE),
        ("The hTERT promoter is active", "hTERT", HUMAN),
        ("dMyc drives growth", "dMyc", FLY),
        ("AtCRY1 is a photoreceptor", "AtCRY1", CRESS),
        ("Loss of daf-16 shortens life", "daf-16", WORM),
        ("mTOR is active", "mTOR", None),
        ("Mice were fed. Akt1 was blotted", "Akt1", None),
        ("an anti-mouse Fas antibody", "Fas", None),
    ],
)
def test_mention_organism(text: str, mention: str, taxon: int | None) -> None:
    start = text.index(mention)
    assert mention_organism(text, start, start + len(mention), evidence=scan(text)) == taxon


@pytest.mark.parametrize(
    ("name", "taxon"),
    [
        ("Homo sapiens", HUMAN),
        ("Saccharomyces cerevisiae S288C", YEAST),
        ("Saccharomyces cerevisiae", YEAST),
        ("4932", YEAST),
        ("ncbitaxon:10090", MOUSE),
        ("Dicentrarchus labrax", 13489),
        ("Oryctolagus cuniculus", 9986),
        ("Escherichia coli str. K-12 substr. MG1655", 562),
        ("D. melanogaster", FLY),
        ("D melanogaster", FLY),
        ("Drosohpila melanogaster", FLY),
        ("Rattus norvegicus (Norway rat)", RAT),
        ("Mus_musculus", MOUSE),
        ("zebrafish", FISH),
        ("Canis familiaris", 9615),
        ("Schizosaccharomyces pombe 972h-", POMBE),
    ],
)
def test_normalize_organism(name: str, taxon: int) -> None:
    found = normalize_organism(name)
    assert found is not None
    assert found.taxon == taxon
    assert found.name == taxon_name(taxon)


@pytest.mark.parametrize("name", ["", "orc", "NA", "unknown", "9" * 5000, "ncbitaxon:999999999", "a" * 100_000])
def test_unknown_organism_names(name: str) -> None:
    assert normalize_organism(name) is None


def test_strains_are_their_species() -> None:
    assert canonical_taxon(559292) == canonical_taxon(4932) == YEAST
    assert taxon_name(559292) == "Saccharomyces cerevisiae"
    assert canonical_taxon(511145) == 562
    assert canonical_taxon(HUMAN) == HUMAN
