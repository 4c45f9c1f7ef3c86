"""The weights of the organism decision: few, named, in nats of log-odds.

``benchmarks/accuracy/fit_organisms.py`` fits them on the development corpora and prints this table;
docs/organisms.md says what each kind of evidence is.
"""

from __future__ import annotations

from typing import NamedTuple


class Weights(NamedTuple):
    """Log-odds (nats) that one piece of evidence of a kind adds for its organism.

    The k-th repetition of the same kind for the same organism adds ``1 / k`` of it, so that ten
    "mice" count about three times as much as one.
    """

    #: an organism's scientific or common name: "Drosophila", "mice", "rat"
    name: float = 2.0
    #: a name after "homologous to", "similar to", "unlike"
    compared: float = 0.5
    #: a name in a reagent: "anti-mouse antibody", "yeast two-hybrid", "fetal bovine serum"
    reagent: float = 0.0
    #: "human disease", "human cancer": says what a study is good for, not what it studied
    human_disease: float = 0.7
    #: a cell line or primary cell type: HeLa, MEF, PC12
    cell: float = 1.5
    #: a strain: C57BL/6, Sprague-Dawley
    strain: float = 2.0
    #: "patients", "women", "clinical trial"
    clinical: float = 0.9
    #: disease words
    disease: float = 0.5
    #: "infected"
    person: float = 0.3
    #: "knockout", "-/-", "Cre"
    genetics: float = 1.0
    #: life stage and anatomy of one organism: "imaginal disc", "dauer", "hpf"
    stage: float = 1.0
    #: words for a whole clade: "plant", "rodents", "mammalian"
    clade: float = 0.6
    #: a pathogen's name: the figure is usually about its host
    pathogen: float = 0.8
    #: a prefix or a systematic name: hTERT, dMyc, AtCRY1, YAL001C
    prefix: float = 1.0
    #: symbols written as one organism writes them: Akt1, AKT1, daf-16, Cdc28p
    case: float = 0.3
    #: what the figure's labels say together, per unit of the panel vote
    panel: float = 1.0
    #: belief in human before anything is read
    human_prior: float = 0.5
    #: evidence in the paper title, and in the figure title, counts so many times that of the caption
    in_papertitle: float = 1.8
    in_figtitle: float = 1.4
    #: the least log-odds of text evidence on which the call does not abstain
    enough: float = 0.4
    #: a second organism is called too when it is named and within so many nats of the first
    several: float = 1.5


WEIGHTS = Weights()
