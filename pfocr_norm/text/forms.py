"""The form of a gene or its product, taken off its name: phosphorylated, mutant, tagged, silenced, knocked out.

Pure functions on strings. Nothing here is a name of its own: the vocabulary says whether what is left is one.
"""

from __future__ import annotations

from collections.abc import Iterator

from .lazy import lazy

#: A phosphorylated site (S473, pS473, Ser473, Thr180/Tyr182) and an exchanged residue (V600E, G12D).
_SITE = r"p?(?:Ser|Thr|Tyr|[STY])-?\d{2,4}(?:/(?:Ser|Thr|Tyr|[STY])?-?\d{2,4})*"
_CHANGE = r"(?P<was>[ACDEFGHIKLMNPQRSTVWY])\d{2,4}(?!(?P=was))[ACDEFGHIKLMNPQRSTVWYX*]"
_TAGS = "GFP|EGFP|YFP|CFP|RFP|mCherry|Flag|FLAG|HA|Myc|myc|GST|His6?|V5"

_PREFIXES = lazy(
    # Modified: P-STAT3, pTyr-STAT3, acetylated p53, Ub-PCNA.
    r"^(?:P-(?=[A-Z])|p(?:Ser|Thr|Tyr)\d*-|(?:un|de|hyper|non-?)?phosphorylated[-\s]|ac-|Ac-|acetyl-(?!Co)|"
    r"(?:(?:poly|mono)?-?ubiquitin(?:yl)?ated|acetylated|methylated|SUMOylated|glycosylated|palmitoylated)[-\s]|Ub-|"
    # Cut: cleaved-PARP, cl-PARP, c-caspase 3, procaspase-9, pro-IL-1β.
    r"cleaved-|cl-(?=[A-Za-z])|c-(?=[Cc]asp|PARP)|[Pp]ro-?(?=[Cc]asp|[A-Z])|"
    # Bound, tagged, delivered, silenced, altered.
    r"GTP-|GDP-|(?:" + _TAGS + r")::|(?:" + _TAGS + r")-tagged\s|sg-?(?=[A-Z])|(?:si|sh|sg)RNA[-\s]|Ad-?(?=[A-Z])|AAV-|"
    r"(?:CA|DN|WT|MUT|KO|KD|OE)-|mutated\s|truncated\s|full-length\s|inactive\s|intracellular\s|extracellular\s|"
    r"membrane-bound\s|circulating\s|plasma\s|serum\s|"
    # The plain ones.
    r"phospho-?|p-(?=[A-Za-z])|p(?=[A-Z][A-Za-z]{2,}\d*$)|pp(?=[A-Z])|anti-|si-?(?=[A-Z])|sh-?(?=[A-Z])|"
    r"GFP-|EGFP-|YFP-|CFP-|RFP-|mCherry-|Flag-|FLAG-|HA-|Myc-|GST-|His6?-|"
    r"t-(?=[A-Z])|total\s|active\s|activated\s|cleaved\s|nuclear\s|mutant\s|mut-?(?=[A-Z])|"
    r"wild[- ]type\s|recombinant\s|soluble\s|endogenous\s|exogenous\s|membrane\s|"
    r"human\s|mouse\s|murine\s|rat\s|bovine\s|yeast\s|Drosophila\s|zebrafish\s|r?h(?=[A-Z][A-Z]|[A-Z][a-z]{2})|"
    r"v-(?=[a-z])|Δ|ΔN|delta-?(?=[A-Z]))"
)  # fmt: skip
_SUFFIXES = lazy(
    r"(?:[-\s]?(?:GTP|GDP|GFP|EGFP|YFP|CFP|RFP|mCherry|Flag|FLAG|HA|Myc|myc|GST|His6?|P|p|OH|Ub|WT|wt|KO|cKO|KD|DN|CA|tg|Tg)"
    r"|[-\s]?(?:mut|mutant|null)|(?:\+/\+|-/-|\+/-|−/−|⁻/⁻|\(\+\)|\(-\)|[+⁺↑↓*]|[#§¶]{1,3})"
    # What a protease leaves of it: NGFR-ICD, APP-C99, amyloid precursor intracellular domain.
    r"|[-\s](?:[NIC]ICD|ICD|ECD|CTF|NTF|C(?:83|99)|(?:intra|extra)cellular domain|propeptide|fragment)"
    r"|[-\s](?:protein|gene|genes|proteins|mRNA|mRNAs|cDNA|receptor protein"
    r"|siRNA|shRNA|miRNA|pathway|signaling|signalling|complex|family|isoforms?|subunit|promoter|locus|allele|transcript|transcripts)"
    # Sites and exchanged residues, p-AKT(S473), AKT1-pS473; also fused: STAT3Y705, BRAFV600E. A fused S or I is a
    # misread number.
    r"|(?:[-\s]?\(|[-\s])(?:" + _SITE + "|" + _CHANGE + r")\)?"
    r"|(?:(?<=[A-Z]{3})|(?<=[A-Z]{3}\d))(?=[^SI]+$)(?:p?[TY]\d{2,4}|" + _CHANGE.replace("was", "had") + ")"
    # Genotypes and what was done to a gene: fl/fl, Stat3KO, knock-out, -deficient.
    r"|[-\s]?\(?(?:fl/fl|f/f|flox(?:ed)?(?:/flox)?|Δ/Δ|del/del|KO/KO)\)?|(?<=[a-z0-9])(?:KO|WT|KD|OE|DN|[sg]iRNA|shRNA)"
    r"|[-\s](?:knock-?(?:out|down|in)|deficient|deficiency|deletion|depletion|depleted|silencing|overexpression|OE"
    r"|overexpressing|transgenic|RNAi|sgRNA|ASO|mutants|mutations?|variants?|expression|FL|ub|activation|activity|levels?)"
    # Parts and isoforms: SQSTM1ΔN, MOG35-55, Aβ42, LC3-II, RORγt, PKCβII.
    r"|[-\s]?[Δ∆][A-Z0-9-]*|(?<=[A-Zβ])\(?(?:1|\d\d\d?)[-–]\d\d\d?\)?|(?<=Aβ)[-\s]?(?:38|40|42|43)|(?<=[A-Za-z]\d)(?:-I{1,2}|II)"
    r"|(?<=[α-ω])(?:t|I{1,2})"
    r"|(?<=[A-Z0-9])s|(?<=[a-z]{4})s)$"
)  # fmt: skip
#: Longer texts are no names; to search them for endings takes time with the square of their length.
LONGEST = 300
#: First and last residue of a peptide: MOG35-55.
_RESIDUES = lazy(r"(\d+)[-–](\d+)")
#: Endings that belong to many symbols when nothing sets them off, and those that few have after a number.
_FUSED = frozenset(("P", "p", "OH", "HA", "DN", "CA", "KO", "KD", "WT", "wt", "Ub", "ub"))
_AFTER_NUMBER = frozenset(("KO", "KD", "WT"))


def strip_forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield shorter readings of a label with what was taken off, mildest first.

    >>> list(strip_forms("p-AKT")), list(strip_forms("Ras-GTP"))
    ([('AKT', 'p-')], [('Ras', '-GTP')])
    >>> [s for s, _ in strip_forms("SMADs")], [s for s, _ in strip_forms("BRAF V600E")]
    (['SMAD'], ['BRAF'])
    >>> [s for s, _ in strip_forms("p-AKT1(S473)")][-1], [s for s, _ in strip_forms("Stat3fl/fl")]
    ('AKT1', ['Stat3'])
    >>> [s for s, _ in strip_forms("MOG35-55")], list(strip_forms("PRK540-281"))
    (['MOG'], [])
    >>> [s for s, _ in strip_forms("fgf24#")], [s for s, _ in strip_forms("NGFR-ICD")]
    (['fgf24'], ['NGFR'])
    """
    if len(text) > LONGEST:
        return
    seen = {text}
    todo = [(text, "")]
    while todo:
        word, taken = todo.pop(0)
        for regex, at_end in ((_PREFIXES, False), (_SUFFIXES, True)):
            match = regex.search(word)
            if not match:
                continue
            affix = match.group()
            rest = (word[: match.start()] if at_end else word[match.end() :]).strip(" -")
            if at_end and affix in _FUSED and not (affix in _AFTER_NUMBER and rest[-1:].isdigit()):
                continue
            residues = _RESIDUES.search(affix)
            if residues is not None and int(residues[1]) >= int(residues[2]):
                continue
            if len(rest) < 2 or rest in seen:
                continue
            seen.add(rest)
            label = taken + affix if not taken else f"{taken} {affix}"
            yield rest, label
            if len(seen) < 6:
                todo.append((rest, label))


#: A splice form: a capital after a number (OCT4A), a number of its own (FLNBv4, MCIP1.4). A capital that may be a
#: misread digit is none: CCDC19B is CCDC198. Nor is a Greek letter: it tells paralogs apart as often.
_ISOFORM = lazy(
    r"(?P<base>[A-Za-z][A-Za-z0-9-]*?(?:(?<=\d)(?=[ACDX]$)|(?=[vV]\d{1,2}$)|(?<=\d)(?=\.\d{1,2}$)))\S+"
)
#: Forms of p63 and p73: by the start (TA, ΔN) and by the end, a Greek letter, which tells no paralogs apart here.
_P53_LIKE = lazy(
    r"(?:TA|[Δ∆d]N|[Dd]elta[- ]?N)?[- ]?(?P<base>(?:TP|p)(?:63|73))"
    r"[- ]?(?:[α-η]|alpha|beta|gamma|delta|epsilon|zeta|eta)?"
)


def isoform(text: str) -> str | None:
    """Return the gene that a splice form is called after.

    >>> isoform("OCT4A"), isoform("FLNBv4"), isoform("MCIP1.4"), isoform("CCDC19B"), isoform("AKT1")
    ('OCT4', 'FLNB', 'MCIP1', None, None)
    >>> isoform("ΔNp63α"), isoform("TAp73beta"), isoform("TP63 gamma")
    ('p63', 'p73', 'TP63')
    """
    match = _P53_LIKE.fullmatch(text)
    if match is not None and match["base"] != text:
        return match["base"]
    match = _ISOFORM.fullmatch(text)
    return None if match is None or len(match["base"]) < 2 else match["base"]


_YEAST = lazy(r"([A-Za-z]{3}\d{1,3})(p|[-\s]?ts|-\d{1,4}|-?[Δ∆])")


def yeast_form(text: str) -> tuple[str, str] | None:
    """Return the gene that a yeast protein (Atg8p) or allele (sec18-1, atg1Δ) is called by, and the rest.

    >>> yeast_form("Atg8p"), yeast_form("sec18-1"), yeast_form("hrr25-ts"), yeast_form("Atg8")
    (('Atg8', 'p'), ('sec18', '-1'), ('hrr25', '-ts'), None)
    """
    match = _YEAST.fullmatch(text)
    return None if match is None else (match[1], match[2])
