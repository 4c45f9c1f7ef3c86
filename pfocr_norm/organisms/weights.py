"""The weights of the organism decision: few, named, in nats of log-odds.

``benchmarks/accuracy/fit_organisms.py`` fits them on the development corpora and prints this table;
docs/organisms.md says what each kind of evidence is.
"""

from __future__ import annotations

from typing import NamedTuple

#: The k-th piece of a kind for an organism counts ``1 / k ** FADING``.
FADING = 0.75


class Weights(NamedTuple):
    """Log-odds (nats) that one piece of evidence of a kind adds for its organism.

    The k-th piece of the same kind for the same organism adds ``k ** -0.75`` of it, so that ten
    "mice" count four times as much as one.
    """

    #: a mammal's scientific or common name: "mouse", "rat"
    name: float = 1.4
    #: the name of an organism that is no mammal: "Drosophila", "yeast", "zebrafish"
    distant: float = 1.7
    #: the animals that were studied: "mice", "male rats", "mouse model"
    animals: float = 2.2
    #: "human"
    human: float = 1.6
    #: "human disease", "human cancer": says what a study is good for, not what it studied
    human_disease: float = 0.6
    #: a name after "homologous to", "similar to", "unlike"
    compared: float = 0.2
    #: a name in a reagent: "anti-mouse antibody", "yeast two-hybrid", "fetal bovine serum"
    reagent: float = 0.0
    #: a name that the text puts right beside a label of the figure: "human AKT1"
    beside: float = 0.3
    #: what the cues around the printed labels' places in the text share out to the organism
    nearby: float = 1.4
    #: a cell line or primary cell type: HeLa, MEF, PC12
    cell: float = 1.6
    #: a cell that other organisms' genes are expressed in: CHO, COS-7, Sf9
    host: float = 0.1
    #: human tumour in a mouse: speaks for human
    xenograft: float = 1.1
    #: a strain: C57BL/6, Sprague-Dawley
    strain: float = 2.0
    #: "patients", "women", "clinical trial"
    clinical: float = 1.3
    #: words of therapy and diagnosis
    therapy: float = 0.5
    #: disease words
    disease: float = 0.5
    #: drug words
    drug: float = 0.4
    #: "knockout", "-/-", "Cre"
    genetics: float = 0.6
    #: life stage and anatomy of one organism: "imaginal disc", "dauer", "hpf"
    stage: float = 1.2
    #: words for mammals, rodents, primates, bacteria
    clade: float = 0.7
    #: words for plants, insects, nematodes, fungi, fish, frogs, birds
    group: float = 1.0
    #: a pathogen's name: the figure is usually about its host
    pathogen: float = 0.5
    #: a name that only one organism's genes have: AtCRY1, YAL001C, CG1234, daf-16, atg8Δ, Cdc28p
    systematic: float = 1.5
    #: a letter before the symbol: hTERT, dMyc
    prefix: float = 0.6
    #: the share of the text's symbols in capitals, as human genes (and many proteins) are written: AKT1
    capitals: float = 1.2
    #: the share of symbols with one capital, as rodent genes are written: Akt1
    capitalized: float = 1.2
    #: panel: the share of the labels that the organism's vocabulary explains
    explains: float = 1.3
    #: panel: the share of the labels that only its vocabulary explains
    alone: float = 2.0
    #: panel: the share of the labels that are written as the organism writes them
    label_case: float = 1.1
    #: belief in human before anything is read
    human_prior: float = 1.3
    #: where the text names organisms and human is not among them, this share of human's indirect evidence
    #: (disease, therapy, drugs, capitals, the belief before) remains: all of it is found in papers on mice, too
    indirect_share: float = 0.4
    #: evidence in the paper title, and in the figure title, counts so many times that of the caption
    in_papertitle: float = 1.8
    in_figtitle: float = 1.4
    #: the least text evidence for the best organism on which the call does not abstain
    enough: float = 0.15
    #: or the least vote of printed labels
    enough_labels: float = 0.5
    #: a second organism is called too when it is named with so much evidence
    named: float = 1.5
    #: and stands within so many nats of the first
    several: float = 1.5


WEIGHTS = Weights()
