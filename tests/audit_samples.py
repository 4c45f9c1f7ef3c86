"""Figure records in our own words, and the results a curator expects for them, to test reports with.

Every text is written for these tests. The biology is real: the tags are what a tagger makes of the printed
words when it looks them up in the genes of many organisms.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from pfocr_norm.model.record import FigureRecord
from pfocr_norm.model.result import (
    Candidate,
    Evidence,
    Flag,
    FlagCode,
    NormalizedRecord,
    OrganismCall,
    OrganismScore,
    Reference,
    Severity,
    Status,
    Term,
    Tier,
)

FLY, HUMAN, MOUSE, RAT, FISH, WORM, YEAST, CRESS = (
    "Drosophila melanogaster", "Homo sapiens", "Mus musculus", "Rattus norvegicus", "Danio rerio",
    "Caenorhabditis elegans", "Saccharomyces cerevisiae", "Arabidopsis thaliana",
)  # fmt: skip
TAXA = {FLY: 7227, HUMAN: 9606, MOUSE: 10090, RAT: 10116, FISH: 7955, WORM: 6239, YEAST: 4932, CRESS: 3702}

# name -> (curie, type, taxon, xrefs, number of members)
CONCEPTS: dict[str, tuple[str, str, int | None, dict[str, str], int]] = {
    "MAP2K1": ("hgnc:6840", "gene", 9606, {"ncbigene": "5604"}, 0),
    "MEK": ("fplx:MEK", "family", 9606, {}, 2),
    "PI3K": ("fplx:PI3K", "family", 9606, {}, 12),
    "AKT": ("fplx:AKT", "family", 9606, {}, 3),
    "RAS": ("fplx:RAS", "family", 9606, {}, 4),
    "ESR1": ("hgnc:3467", "gene", 9606, {"ncbigene": "2099"}, 0),
    "TP53": ("hgnc:11998", "gene", 9606, {"ncbigene": "7157"}, 0),
    "EGFR": ("hgnc:3236", "gene", 9606, {"ncbigene": "1956"}, 0),
    "NFKB1": ("hgnc:7794", "gene", 9606, {"ncbigene": "4790"}, 0),
    "VEGFA": ("hgnc:12680", "gene", 9606, {"ncbigene": "7422"}, 0),
    "Trp53": ("mgi:98834", "gene", 10090, {"ncbigene": "22059"}, 0),
    "Dsor1": ("flybase:FBgn0010269", "gene", 7227, {"ncbigene": "31872"}, 0),
    "hpo": ("flybase:FBgn0261456", "gene", 7227, {"ncbigene": "37247"}, 0),
    "yki": ("flybase:FBgn0034970", "gene", 7227, {"ncbigene": "37851"}, 0),
    "daf-16": ("wormbase:WBGene00000912", "gene", 6239, {"ncbigene": "172981"}, 0),
    "EIN2": ("ncbigene:831889", "gene", 3702, {}, 0),
    "tamoxifen": ("drugbank:DB00675", "drug", None, {"chebi": "41774", "mesh": "D013629"}, 0),
    "letrozole": ("drugbank:DB01006", "drug", None, {"chebi": "6413", "mesh": "D000077289"}, 0),
    "Aromatase Inhibitors": ("mesh:D047072", "role", None, {}, 0),
    "calcium(2+)": ("chebi:29108", "chemical", None, {}, 0),
    "methionine": ("chebi:16811", "chemical", None, {"drugbank": "DB00134"}, 0),
}

F = FlagCode
WRONG = (F.TERM_ORGANISM_MISMATCH, F.BACK_PROJECTED)

# keyword, printed label, concept or None, tier, flags
_FLY_OF_HUMAN = [
    ("Dsor1", "MEK", "MEK", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("Pi3K21B", "PI3K", "PI3K", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("Pi3K59F", "PI3K", "PI3K", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("Pi3K68D", "PI3K", "PI3K", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("Pi3K92E", "PI3K", "PI3K", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("ras", "RAS", "RAS", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("era", "ERα", "ESR1", Tier.ALIAS, WRONG),
    ("betaTub60D", "p53", "TP53", Tier.ALIAS, WRONG),
    ("Mtk", "", None, None, (F.TERM_ORGANISM_MISMATCH, F.AMBIGUOUS)),
    ("pk", "", None, None, (F.TERM_ORGANISM_MISMATCH, F.SHORT_SYMBOL)),
    ("Akt", "AKT", "AKT", Tier.APPROVED, (*WRONG, F.FAMILY)),
    ("CkIIbeta", "and", None, None, (F.TERM_ORGANISM_MISMATCH, F.COMMON_WORD)),
]
_HUMAN = [
    ("EGFR", "EGFR", "EGFR", Tier.APPROVED, ()),
    ("VEGF", "VEGF", "VEGFA", Tier.ALIAS, (F.AMBIGUOUS,)),
    ("NFKB1", "NF-κB p50", "NFKB1", Tier.APPROVED, ()),
    ("TP53", "p53", "TP53", Tier.APPROVED, ()),
]
_DRUGS = [
    ("Tamoxifen", "Tamoxifen", "tamoxifen", Tier.FULL_NAME, ()),
    ("letrozole", "letrozole", "letrozole", Tier.FULL_NAME, ()),
    ("Al", "AI", "Aromatase Inhibitors", Tier.OCR, (F.OCR_REPAIR, F.GENERIC_CHEMICAL)),
    ("Ca", "Ca", "calcium(2+)", Tier.ALIAS, (F.GENERIC_CHEMICAL,)),
    ("Met", "Met", None, None, (F.GENE_OR_CHEMICAL, F.AMBIGUOUS)),
]
_OTHER = {
    FLY: [("hpo", "hpo", "hpo", Tier.APPROVED, ()), ("yki", "Yorkie", "yki", Tier.FULL_NAME, ())],
    WORM: [("daf-16", "DAF-16", "daf-16", Tier.APPROVED, ())],
    CRESS: [("EIN2", "EIN2", "EIN2", Tier.APPROVED, ())],
    MOUSE: [("Trp53", "p53", "Trp53", Tier.ALIAS, ())],
}

# figid, figure title, caption, paper title, tagged, decided, evidence (field, quote, organism, weight), terms
FIGURES = [
    ("example-breast-endocrine", "How breast tumours escape hormone therapy",
     "Growth factors keep RAS, MEK and PI3K/AKT on while ERα is blocked by tamoxifen or an aromatase inhibitor "
     "(AI) such as letrozole. Patients relapse when p53 is lost.",
     "Signalling cross-talk in endocrine-resistant breast cancer", (FLY,), (HUMAN,),
     [("papertitle", "breast cancer", HUMAN, 2.6), ("caption", "Patients", HUMAN, 2.1),
      ("figtitle", "hormone therapy", HUMAN, 1.2)], [*_FLY_OF_HUMAN, *_DRUGS]),
    ("example-melanoma-resistance", "Where targeted drugs act in melanoma",
     "RAS hands its signal to MEK and to PI3K; resistant tumours of patients reactivate both and raise EGFR.",
     "A guide to the systemic treatment of metastatic melanoma", (FLY, HUMAN), (HUMAN,),
     [("papertitle", "metastatic melanoma", HUMAN, 2.4), ("caption", "patients", HUMAN, 2.1)],
     [*_FLY_OF_HUMAN[:7], *_HUMAN[:2]]),
    ("example-glaucoma", "TGF-β and the stiffening of the trabecular meshwork",
     "Human trabecular meshwork cells lay down matrix under TGF-β; PI3K and AKT protect them.",
     "Pathways in primary open-angle glaucoma", (FLY, HUMAN), (HUMAN,),
     [("caption", "Human", HUMAN, 2.9), ("papertitle", "glaucoma", HUMAN, 1.7)], [*_FLY_OF_HUMAN[1:5], _HUMAN[3]]),
    ("example-lung-clean", "Receptor signalling in non-small cell lung cancer",
     "EGFR mutations in patients open the way to VEGF and NF-κB p50.", "Kinase inhibitors in lung cancer", (HUMAN,),
     (HUMAN,), [("caption", "patients", HUMAN, 2.1), ("papertitle", "lung cancer", HUMAN, 2.2)], _HUMAN),
    ("example-hippo-fly", "The Hippo pathway in the wing disc",
     "In Drosophila the kinase Hpo keeps Yorkie out of the nucleus; clones without hpo overgrow.",
     "Growth control in flies", (FLY, HUMAN), (FLY,),
     [("caption", "Drosophila", FLY, 4.2), ("papertitle", "flies", FLY, 2.0)],
     [*_OTHER[FLY], ("TAZ", "yki", None, None, (F.TERM_ORGANISM_MISMATCH,))]),
    ("example-dauer", "Insulin signalling decides on the dauer larva",
     "When DAF-2 is silent, DAF-16 enters the nucleus and the larva arrests.",
     "Diapause in Caenorhabditis elegans", (WORM,), (WORM,),
     [("papertitle", "Caenorhabditis elegans", WORM, 5.1), ("figtitle", "dauer larva", WORM, 2.0)], _OTHER[WORM]),
    ("example-ethylene", "Ethylene perception in seedlings",
     "Without ethylene CTR1 holds EIN2 back at the membrane of the plant cell.",
     "Hormones that shape Arabidopsis thaliana", (CRESS, HUMAN), (CRESS,),
     [("papertitle", "Arabidopsis thaliana", CRESS, 5.0)],
     [*_OTHER[CRESS], ("CALCR", "CTR1", None, None, WRONG), ("SLC31A1", "CTR1", None, None, WRONG)]),
    ("example-mouse-liver", "Loss of p53 in regenerating liver",
     "Livers of knockout mice regrow without waiting for DNA repair; C57BL/6 controls do not.",
     "A mouse model of hepatectomy", (HUMAN, FISH), (MOUSE,),
     [("caption", "mice", MOUSE, 3.0), ("caption", "C57BL/6", MOUSE, 3.4), ("papertitle", "mouse", MOUSE, 2.7)],
     [*_OTHER[MOUSE], ("EGFR", "EGFR", None, None, (F.TERM_ORGANISM_MISMATCH, F.ORTHOLOG_WITNESS))]),
    ("example-rat-ischemia", "Rescue of the hippocampus after ischaemia",
     "Rats that swam daily kept AKT active in CA1 neurons.", "Exercise and stroke in the rat", (), (RAT,),
     [("caption", "Rats", RAT, 3.1), ("papertitle", "rat", RAT, 2.7)], [_HUMAN[3], _DRUGS[3]]),
    ("example-receptor-trafficking", "Sorting of receptors in the endosome",
     "Ligand, ubiquitin and acid decide whether a receptor returns to the surface.", "Endosomes revisited",
     (HUMAN, MOUSE), (), [], _HUMAN[:1]),
    ("example-yeast-glucose", "Two ways in which glucose silences transcription",
     "Budding yeast reads glucose through Gpr1 and through Snf3.", "Sugar sensing in Saccharomyces cerevisiae",
     ("Saccharomyces cerevisiae S288C",), (YEAST,),
     [("papertitle", "Saccharomyces cerevisiae", YEAST, 5.2), ("caption", "Budding yeast", YEAST, 3.3)], []),
    ("example-innate-two-hosts", "One peptide, two alarms",
     "Peptidoglycan wakes Imd in Drosophila and NOD2 in human enterocytes.", "Innate immunity in flies and in people",
     (FLY, HUMAN, FISH), (FLY, HUMAN), [("caption", "Drosophila", FLY, 4.2), ("caption", "human", HUMAN, 2.9)],
     [("ripk2", "RIP2", None, None, (F.TERM_ORGANISM_MISMATCH,)), _HUMAN[2]]),
]  # fmt: skip

_MESSAGES = {
    "organism_mismatch": (Severity.ERROR, "The text is about {decided}, the tags say {tagged}.", "Tag {decided}."),
    "organism_unsupported": (Severity.WARNING, "Nothing in the text supports {extra}.", "Remove {extra}."),
    "organism_missing": (Severity.WARNING, "The text is about {decided}, which is not tagged.", "Tag {decided}."),
    "organism_undecided": (Severity.INFO, "The text names no organism.", ""),
}


def as_dict(figure: tuple) -> dict:
    """The record of one figure as PFOCR writes it."""
    figid, figtitle, caption, papertitle, tagged, _, _, terms = figure
    return {
        "figid": figid, "figtitle": figtitle, "caption": caption, "papertitle": papertitle,
        "keywords": [t[0] for t in terms], "organisms_ner": list(tagged),
    }  # fmt: skip


def candidate(name: str, tier: Tier, score: float = 0.93) -> Candidate:
    """One meaning, from the table of concepts."""
    curie, kind, taxon, xrefs, members = CONCEPTS[name]
    return Candidate(
        Reference.from_curie(curie), name, kind, taxon, tier, score, name, "approved", "best of its tier",
        tuple((p, (i,)) for p, i in xrefs.items()), tuple(f"hgnc:{n + 1}" for n in range(members)),
    )  # fmt: skip


_SEVERITY = {F.TERM_ORGANISM_MISMATCH: Severity.ERROR, F.FAMILY: Severity.INFO, F.ORTHOLOG_WITNESS: Severity.INFO}


def term(keyword: str, label: str, name: str | None, tier: Tier | None, codes: tuple, score: float = 0.93) -> Term:
    """One answer."""
    match = candidate(name, tier, score) if name and tier else None
    if match:
        status, reason = Status.RESOLVED, f"'{label}' means {name} in the organism of the figure"
    elif F.COMMON_WORD in codes:
        status, reason = Status.STOPPED, f"'{label}' is an everyday word"
    elif F.AMBIGUOUS in codes:
        status, reason = Status.AMBIGUOUS, "several readings fit the figure equally well"
    else:
        status, reason = Status.UNRESOLVED, "no printed word supports this keyword"
    flags = tuple(Flag(c, _SEVERITY.get(c, Severity.WARNING), c.value.replace("_", " ")) for c in codes)
    losers = (candidate("Dsor1", Tier.ALIAS, 0.2),) if F.TERM_ORGANISM_MISMATCH in codes else ()
    return Term(keyword, status, label, match, ((match, *losers) if match else losers), flags, reason)


def result(figure: tuple, *, figid: str | None = None, score: float = 0.97) -> NormalizedRecord:
    """The result that a curator expects."""
    record = FigureRecord.from_dict({**as_dict(figure), "figid": figid or figure[0]})
    _, _, _, _, tagged, decided, quotes, terms = figure
    evidence = []
    for field, quote, organism, weight in quotes:
        start = getattr(record, field).index(quote)
        evidence.append(Evidence(quote, field, start, start + len(quote), TAXA[organism], weight, "name"))
    organisms = tuple(OrganismScore(TAXA[name], name, score / (i + 1)) for i, name in enumerate(decided))
    extra = [name for name in tagged if name not in decided]
    if not decided:
        code = "organism_undecided"
    elif not tagged:
        code = "organism_missing"
    elif "S288C" in tagged[0] or not extra:
        code = ""
    else:
        code = "organism_mismatch" if len(extra) == len(tagged) else "organism_unsupported"
    flags: tuple[Flag, ...] = ()
    if code:
        words = {"decided": " and ".join(decided), "tagged": ", ".join(tagged), "extra": ", ".join(extra)}
        severity, message, fix = _MESSAGES[code]
        flags = (Flag(FlagCode(code), severity, message.format(**words), (), fix.format(**words)),)
    answers = tuple(term(*t, score=round(0.7 + 0.29 * ((i * 7) % 10) / 10, 3)) for i, t in enumerate(terms))
    suggested = tuple(dict.fromkeys(t.match.name for t in answers if t.match))
    call = OrganismCall(organisms[0] if organisms else None, organisms, organisms, tuple(evidence))
    return NormalizedRecord(record, call, answers, (), flags, suggested, "2026.1")


def hostile() -> NormalizedRecord:
    """A record that tries to become markup, script, a broken page, or an endless line."""
    figid = "<img src=x onerror=window.hacked=1>"
    caption = (
        "Patients 😀 with </script><script>window.hacked=1</script> \u202eolleh\u202c \ud800 MEK "
        "<!-- {{ 7*7 }} {% raw %} &amp; ${x} ]]> javascript:alert(1) in breast cancer."
    )
    keyword = "A" * 50_000
    record = FigureRecord.from_dict(
        {"figid": figid, "caption": caption, "figtitle": "\"'><svg onload=window.hacked=1>", "papertitle": "",
         "keywords": [keyword, "<b>MEK</b>", "__proto__", "=cmd()"],
         "organisms_ner": ["<script>window.hacked=1</script>", "constructor"]}
    )  # fmt: skip
    start = caption.index("breast cancer")
    evidence = (
        Evidence("Patients", "caption", 0, 8, 9606, 2.1),
        Evidence("breast cancer", "caption", start, start + 13, 9606, 2.6),
        Evidence("outside", "caption", 90_000, 90_007, 9606, 0.5),
    )
    human = OrganismScore(9606, HUMAN, 0.9)
    evil = Candidate(Reference("javascript", "alert(1)//"), "<i>x</i>", "gene", 9606, Tier.ALIAS, 0.5)
    terms = tuple(
        Term(k, Status.RESOLVED, "</td><script>window.hacked=1</script>", evil, (evil,),
             (Flag(F.TERM_ORGANISM_MISMATCH, Severity.ERROR, "<script>window.hacked=1</script>"),), "</script>")
        for k in record.keywords
    )  # fmt: skip
    flag = Flag(F.ORGANISM_MISMATCH, Severity.ERROR, "</script><script>window.hacked=1</script>", (), "<u>fix</u>")
    call = OrganismCall(human, (human,), (human,), evidence)
    return NormalizedRecord(record, call, terms, (), (flag,), (), "2026.1")


def results() -> list[NormalizedRecord]:
    """Each example once."""
    return [result(figure) for figure in FIGURES]


def many(count: int, *, seed: int = 7, variants: int = 400) -> Iterator[NormalizedRecord]:
    """Any number of records of PFOCR's size and mix, all different; plain ones with ``variants=0``."""
    chance = random.Random(seed)
    vocabulary = [t for group in (_FLY_OF_HUMAN, _HUMAN, _DRUGS) for t in group]
    words = " ".join(f[2] for f in FIGURES).split()
    weights = [8, 6, 5, 30, 4, 4, 3, 5, 2, 9, 3, 2]
    for number, figure in enumerate(chance.choices(FIGURES, weights, k=count)):
        figid, figtitle, caption, papertitle, tagged, decided, quotes, terms = figure
        if variants:
            caption += " " + " ".join(chance.choices(words, k=chance.randint(20, 160)))
        extra = chance.choices(vocabulary, k=chance.randint(0, 45)) if terms else []
        if len(decided) == len(tagged) and set(decided) == set(tagged):
            extra = [t for t in extra if F.TERM_ORGANISM_MISMATCH not in t[4]]
        extra = [
            (f"{t[0]}-{chance.randint(1, variants)}" if variants and chance.random() < 0.3 else t[0], *t[1:])
            for t in extra
        ]
        changed = (
            figid, f"{figtitle} {number}", caption, papertitle, tagged, decided, quotes, [*terms, *extra],
        )  # fmt: skip
        yield result(changed, figid=f"{figid}-{number:06d}", score=chance.uniform(0.6, 1.0))
