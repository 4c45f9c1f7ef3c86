"""What an organism that a text names is there for, told by the words that govern its name.

A grape in "grape seed extract" is the source of a compound, *Salmonella* in "Salmonella-infected cells" infects, a
mouse in "murine double minute" is part of the name of a gene. The role decides how a name speaks for the organism of
the figure: most roles do not.
"""

from __future__ import annotations

from typing import NamedTuple

from ..text.lazy import lazy

#: Characters before and after a name that are looked at.
BEFORE, AFTER = 80, 60

_A = r"(?:[\w'’-]+\s+)"  # a word and the space behind it
#: A word of the same noun phrase: "spruce bark extract", not "spruce against bark beetles".
_NOUN = r"(?:(?!(?:in|of|on|for|to|by|as|and|or|with|from|against|during|under|is|are|was|were|that)\b)[\w'’-]+\s+)"
_COMPOUND = (
    r"(?:extracts?|compounds?|alkaloids?|flavonoids?|polysaccharides?|polyphenols?|phenolics|oils?|toxins?|venoms?|"
    r"terpen\w+|saponins?|lectins?|fractions?|metabolites?|products?|components?|constituents?|ingredients?|peptides|"
    r"phytochemicals?|glycosides?|\w*cyanins?|lignans?|cannabinoids?|drugs?|steroids?|substances?|inhibitors?|\w*tannins?|"
    r"exudates?|\w+quinones?|\w+glucans?|\w*flavon\w+|sericin|fibroin|preparations?|superantigens?)"
)
_SOURCE_BEFORE = lazy(
    rf"(?:\b{_COMPOUND}\s+(?:\([^()]*\)\s+)?(?:{_A}?(?:from|of))\s+|"
    rf"\b(?:isolated|derived|extracted|purified|obtained|prepared)\s+(?:from|of)\s+)(?:the\s+)?{_A}{{0,4}}$"
)
#: Cells and tissues of an organism are studied, not extracted.
_TISSUE = lazy(r"\b(?:cells?|lines?|tissues?|neurons|explants|slices|strains?|mutants?|genes?)\s+[^.;,]{0,30}$")
_SOURCE_AFTER = lazy(
    rf"[\s-]+(?:{_NOUN}{{0,2}}(?:{_COMPOUND}|juice|tea|wine|powder|decoction|smoke|bark(?! beetle)|proanthocyanidins?|"
    r"supplement\w*|medicated serum)\b|derived\b|based compounds)"
)
#: A plant that acts on a disease is a remedy: "Ginkgo attenuates …", "effects of cinnamon on …".
_REMEDY_AFTER = lazy(
    r"(?:\s+\w+ly)?[\s-]+(?:inhibits|attenuates|alleviates|ameliorates|protects|suppresses|reduces|improves|prevents|mediated|"
    r"treats|enhances|down-?regulates|up-?regulates|exerts|induces|promotes|therapy|intake|consumption|administration|"
    r"pretreatment|supplementation)\b"
)
_REMEDY_BEFORE = lazy(
    rf"\b(?:effects?|activity|activities|action|properties|potential|mechanisms?|efficacy|treatment|benefits?)\s+(?:of|with)\s+"
    rf"(?:the\s+)?{_A}{{0,2}}$|\b(?:treated|supplemented|treatment|supplementation)\s+with\s+(?:the\s+)?{_A}{{0,2}}$"
)
_MADE = lazy(r"biosynth|metabol(?:ism|ic)|pathway|genes?\b|accumulat|content|production|synth")
_PATHOGEN_BEFORE = lazy(
    r"(?:\b(?:infect\w*|challeng\w+|inoculat\w+|coloni[sz]\w+|stimulat\w+|infest\w+|parasiti[sz]\w+|invaded|attacked|caused|induced|treated|incubated|exposed|"
    r"activated|triggered)\s+(?:\w+\s+)?(?:with|by|to)\s+|"
    r"\b(?:exposure|responses?|resistance|resistant|suscept\w+|immunity|defen[cs]es?|vaccin\w+|reactions?|protection)\s+"
    r"(?:to|against)\s+|\b(?:subverted|hijacked|manipulated|exploited|evasion|infection)\s+by\s+|"
    r"\b(?:killing of|clearance of|infection by|entry of|uptake of)\s+)"
    rf"(?:the\s+)?{_A}{{0,3}}$|\banti-$"
)
_PATHOGEN_AFTER = lazy(
    rf"[\s-]+(?:(?:(?!(?:is|are|was|were)\b){_A})?(?:infect\w*|infestation|challenge\w*|attack|induced|treated|stimulated|"
    r"exposed|mediated|vaccin\w*|pathogenesis|diseases?|immunity|associated|coloni[sz]\w+|exposure|invasion|positive|lps|lipopolysaccharide|toxins?|effectors?)\b)"
)
_PROBIOTIC_AFTER = lazy(
    rf"[\s-]+{_A}{{0,2}}(?:supernatants?|attenuat|alleviat|amelior|protect|supplement|treatment|improves|reduces)\w*"
)
# A word begins and ends with a letter: else a row of dashes can be read as words in thousands of ways.
_SENSE_AFTER = lazy(
    r"(?:[\s,-]+\w+(?:-+\w+)*){0,3}?[\s-]+(?:virus|viruses|viral|retrovir\w*|lentivir\w*|oncogene|proto-oncogene|minute|"
    r"transforming sequence|shock syndrome)\b"
)
_LIKE = lazy(
    r"\b(?:homolog(?:ue)?s?|homologous|homology|ortholog(?:ue)?s?|orthologous|counterparts?|similar|similarity|"
    r"identity (?:to|with)|identical|related|resembl\w+|unlike|versus|vs\.?|than in|as in|compared (?:with|to)|"
    r"contrast to|contrary to|reminiscent of|known from)\b"
    rf"\s*\d*[\s,(]+{_A}{{0,3}}$|\b(?:homolog(?:ue)?|ortholog(?:ue)?)s?\s+(?:of|to)\s+{_A}{{0,5}}$"
)
_FOR = lazy(
    r"\b(?:implications?|relevance|relevant|insights?|lessons?|applications?|importance|translat\w+|extrapolat\w+|up|hope)"
    rf"\s+(?:for|to|into|in)\s+{_A}{{0,5}}$"
)
#: One of several that are given as examples: "crops such as maize", "oils, especially of coconut".
_AMONG = lazy(
    r"\b(?:such as|especially|e\.g\.|for example|including)[\s,(]+(?:in\s+|of\s+|the\s+|those of\s+){0,2}"
    r"(?:[\w.-]+,?\s+){0,2}$"
)
_GLOSS_AFTER = lazy(r"\s*\)?\s*[-\s]?(?:homolog(?:ue)?s?|orthologs?|orthologues?)\b")
_EXPRESSED = lazy(
    rf"\b(?:expressed|overexpressed|purified|recombinant|heterologous\w*)\s+{_A}{{0,2}}?(?:in|from)\s+$"
)
_FED = lazy(rf"\b(?:fed|feeding|diets?|reared|seeded|lawns?)\s+(?:with|on|of|containing|rich in)\s+{_A}{{0,2}}$")
_EATEN_AFTER = lazy(r"[\s-]+(?:diet|meal|bran|flour|oil|milk|protein isolate|feed(?:ing)? diet|food)\b")
_DONOR = lazy(
    rf"\b(?:genes?|cdnas?|promoter|enzymes?|[a-z]+ases?|introduced|cloned)\s+(?:derived\s+)?from\s+(?:the\s+)?{_A}?$"
)
_SYMBIONT_BEFORE = lazy(r"\b(?:symbionts?|endosymbionts?|commensals?|probiotics?|microbiota)\s+\(?$")
_COMPANION_BEFORE = lazy(rf"\b(?:association|symbios[ie]s|mutualism)\s+with\s+(?:the\s+)?{_A}{{0,3}}$")
_HOST_BEFORE = lazy(rf"\b(?:endo)?symbionts?\s+(?:in|of|from|within)\s+(?:the\s+)?{_A}{{0,3}}$")
_HOST_AFTER = lazy(rf"[\s-]+{_A}?(?:symbionts?|endosymbionts?|microbiome|microbiota|associated bacteri\w+)\b")
_HUMAN_USE_AFTER = lazy(
    r"[\s-]+(?:gut|oral|pathogens?|pathogenic|dwelling|commensal|microbio\w+|milk|consumption|health|nutrition|parasites?|"
    r"use|food|welfare|virus\w*|papillomavirus|immunodeficiency)\b"
)
_TEMPLATE = lazy(
    r"\b(?:kegg|reactome|ingenuity|ipa|wikipathways|biocarta|map|maps|template|reference)\b[^.;]{0,40}"
    r"(?:\bfor|\bbased on|\bas|[-–(]|template of)\s*(?:the\s+)?$|\b(?:inferred|converted) from\s+$"
)
_REAGENT_AFTER = lazy(
    r"[\s-]+(?:antibod\w+|monoclonal|polyclonal|ig[gma]\d?[abc]?|serum|sera|antiser\w+|albumin|anti|secondary|isotype|"
    r"ig|immunoglobulins?|mabs?|fab|hrp|conjugated|reticulocyte|complement|two[\s-]hybrid|one[\s-]hybrid|sperm|tail|lysate|luciferases?|peroxidase|"
    r"bl21|dh5α|dh5a|calmette|(?:germ )?agglutinin|trypsin inhibitor|red blood cells|"
    r"erythrocytes|ovalbumin|amebocyte|wool|(?:gene)?chips?|(?:micro)?arrays?|"
    r"(?:drug[\s-])?(?:medicated|containing) (?:serum|plasma))\b"
)


#: "Toxocara canis- and T. cati-induced": what governs the last name governs the first.
_SUSPENDED = lazy(r"-\s+(?:and|or)\s+(?:[\w.]+\s+)?[\w.]+(?=-)")


class Governed(NamedTuple):
    """A name in a text, for :func:`role_of`: the words before and after in lower case, and what is named."""

    before: str
    after: str
    text: str
    taxon: int
    group: str


#: Worms and moulds of those groups that infect nobody.
FREE = frozenset({6239, 6238, 54126, 5141, 44689})
_EXPRESSION_HOSTS = frozenset({562, 4932, 7108, 460519, 4100})
INVADERS = frozenset({"pathogen", "parasite", "bacterium", "protist", "virus", "fungus", "worm"})
_SOURCES = frozenset({"plant", "alga", "fungus", "invertebrate", "reptile", "amphibian", "fish", "insect"})


def role_of(name: Governed) -> str:
    """Tell the kind of evidence that a name is by the words around it.

    Returns
    -------
    str
        A kind of ``evidence.tsv`` (``"source"``, ``"pathogen"``, ``"compared"`` …); ``""`` where nothing around the
        name says that it is anything but the subject.

    Examples
    --------
    >>> role_of(Governed("effect of ", " leaf extract on tumor cells", "ginkgo", 3311, "plant"))
    'source'
    >>> role_of(Governed("response of macrophages infected with ", " for 4 h", "listeria", 1639, "pathogen"))
    'pathogen'
    >>> role_of(Governed("the ", " double minute 2 protein", "murine", 10090, "rodent"))
    'sense'
    >>> role_of(Governed("drought response of ", " roots", "wheat", 4565, "plant"))
    ''
    """
    before, after, text, taxon, group = name
    after = _SUSPENDED.sub("", after, count=1) if after.startswith("- ") else after
    microbe = group in INVADERS and taxon not in FREE
    if _REAGENT_AFTER.match(after) or before.endswith(("anti-", "anti ")):
        return "reagent"
    if group != "virus" and _SENSE_AFTER.match(after) and "virus" not in text:
        return "sense"
    if taxon in _EXPRESSION_HOSTS and _EXPRESSED.search(before):
        return "expression"
    if _GLOSS_AFTER.match(after) or _LIKE.search(before) or _FOR.search(before) or _AMONG.search(before):
        return "compared"
    if taxon == 9606:
        return "human_disease" if _HUMAN_USE_AFTER.match(after) else ""
    if _TEMPLATE.search(before):
        return "template"
    if _FED.search(before) or (_EATEN_AFTER.match(after) and group != "rodent"):
        return "food"
    made = _MADE.search(before[-40:]) or _TISSUE.search(before)
    extracted = not made and _SOURCE_BEFORE.search(before)
    if group in _SOURCES and not _MADE.search(after[:30]) and (_SOURCE_AFTER.match(after) or extracted):
        return "source"
    if group in ("plant", "alga") and (_REMEDY_AFTER.match(after) or _REMEDY_BEFORE.search(before)):
        return "source"
    if _SYMBIONT_BEFORE.search(before):
        return "symbiont"
    if not microbe and (_HOST_AFTER.match(after) or _HOST_BEFORE.search(before)):
        return "hosting"
    if microbe:
        if _COMPANION_BEFORE.search(before):
            return "symbiont"
        if group == "bacterium" and _PROBIOTIC_AFTER.match(after):
            return "symbiont"
        if _PATHOGEN_AFTER.match(after) or _PATHOGEN_BEFORE.search(before):
            return "pathogen"
    if _DONOR.search(before):
        return "donor"
    return ""


#: The end of a title names its subject: "… of drought tolerance in bread wheat."
_TITLE_END = lazy(r"\b(?:in|of|from|by)\s+(?:the\s+)?(?:[\w'’-]+\s+){0,3}$")
_TITLE_REST = lazy(
    r"(?:\s+(?:strains?|l\.|sp\.)?\s*\(?[\w.-]*\d[\w.-]*\)?){0,2}(?:\s+\(?l\.\)?)?"
    r"(?:,?\s+(?:and|or)\s+(?:[\w.-]+\s*){1,3})?[\s.)\]]*$"
)
_TITLE_START = lazy(r"[\s(\[]*(?:the\s+|an?\s+)?$")


#: An everyday word that is an organism too is one where a title ends "… in tea", "… of the olive".
_EVERYDAY_END = lazy(r"\b(?:(?:in|from|on)\s+(?:the\s+)?|of\s+the\s+)(?:[\w'’-]+\s+)?$")


def ends_title(before: str, after: str) -> bool:
    """Tell whether an everyday word stands where a title names its subject.

    >>> ends_title("flavonoid biosynthesis in ", ".")
    True
    >>> ends_title("flavonoids of green ", " leaves")
    False
    """
    return bool(_TITLE_REST.match(after) and _EVERYDAY_END.search(before))


def heads_title(before: str, after: str) -> bool:
    """Tell whether a name stands where titles name their subject.

    >>> heads_title("a transcription factor controls lignin in ", ".")
    True
    >>> heads_title("a ", " model of disease in children")
    True
    >>> heads_title("expression of ", " genes in children")
    False
    """
    return bool((_TITLE_REST.match(after) and _TITLE_END.search(before)) or _TITLE_START.match(before))
