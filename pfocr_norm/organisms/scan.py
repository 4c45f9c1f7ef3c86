"""Find the words of a text that tell an organism, each with its offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..model.result import Evidence
from ..text.lazy import lazy
from .naming import Named, names_in, things_in
from .roles import AFTER, BEFORE, Governed, ends_title, heads_title, role_of
from .tables import BINOMIAL, Cue, clades, group_of, kind_of_group
from .taxa import taxon_name
from .words import WORDS

#: Longer texts are read to here: no caption has so much to say (the longest of PFOCR has 20,000 characters).
MAX_CHARS = 200_000

_SPLIT = lazy(r"([^\W_]+)")

# Look-alikes and odd widths, one character for one, so that offsets stand.
_FOLD = dict(
    zip(
        "авсԁеһіјкӏмпорԛѕтухАВСЕНІЈКМОРЅТУХ‐‑‒–—−\u00a0\u2009\u202f",
        "abcdehijklmnopqstyxABCEHIJKMOPSTYX------   ",
        strict=True,
    )
)
_FOLDED = lazy("[" + "".join(_FOLD) + "]")

#: What may stand between the words of one phrase: "C57BL/6", "D. melanogaster", "BE(2)-C", a line break.
_JOINTS = frozenset(("", " ", "-", "/", ".", "'", "’", "(", ")", ")-", "(-", ";", ". ", " - ", "\n", "  ", "-\n", "_"))

#: Kinds whose meaning depends on the words around them.
_GOVERNED = frozenset({"name", "distant", "microbe", "pathogen", "animals", "human", "model", "group", "hint"})
_INSIDE = _GOVERNED | {"clade"}
_SUBJECTS = frozenset({"name", "distant", "microbe", "animals", "human", "strain", "cell"})
_BACKGROUND = frozenset({"disease", "therapy"})
#: What lists of abbreviations put between a word and its meaning; kinds whose words are often abbreviations.
_DEFINES = frozenset((", ", ": ", " = ", "=", ":", "; "))
_ABBREVIATIONS = frozenset({"cell", "host", "strain", "disease"})
_LONGEST_ABBREVIATION, _LEAST_MEANING = 6, 4
_LONGEST_ACRONYM = 8
_ACRONYMS = lazy("[A-Z]{2,5}s")
#: "hsa-miR-21", "mmu-let-7a": the species of a microRNA.
_MIR = lazy(r"(?:mir|let|lin)", re.IGNORECASE)
_OF_HUMANS = lazy(r"[\s-]+(?:body |head |gut |oral )?")
_SENTENCE_START = lazy(r"(?:^|[.;:!?)\]]\s+|\n)$")
_HALVES = lazy("[\ud800-\udfff]")
_GENOTYPE = lazy(r"[-−–‐]\s?/\s?[-−–‐]|[+＋]\s?/\s?[-−–‐]")


class _Hit(NamedTuple):
    first: int
    stop: int
    cue: Cue


def scan_texts(texts: Mapping[str, str]) -> dict[str, list[Evidence]]:
    """Scan the texts of one figure, which may abbreviate names that another one of them spells out.

    >>> found = scan_texts({"papertitle": "Lignin of Dendrocalamus latiflorus", "caption": "D. latiflorus leaves"})
    >>> [(e.text, e.taxon) for e in found["caption"]]
    [('D. latiflorus', 257763), ('leaves', 33090)]
    """
    also: list[Named] = []
    out = {}
    for field, text in texts.items():
        if text:
            also.extend(names := _names(text[:MAX_CHARS], also))
            out[field] = scan(text, field, names=names)
    return out


def scan(text: str, field: str = "caption", *, names: Sequence[Named] | None = None) -> list[Evidence]:
    """Find the words that tell an organism.

    Parameters
    ----------
    text
        A title or a caption; read to its first 200,000 characters.
    field
        Name that the evidence carries.
    names
        Names of NCBI Taxonomy in it, when they were looked for before.

    Returns
    -------
    list of Evidence
        In the order of the text, offsets in code points; ``weight`` is still 0, the decision sets it.
        Taxa may be clades (33090 for "plants").

    Examples
    --------
    >>> [(e.text, e.taxon, e.kind) for e in scan("Akt in MCF-7 cells and Drosohpila, anti-mouse IgG")]
    [('MCF-7', 9606, 'cell'), ('Drosohpila', 7227, 'distant'), ('mouse', 10090, 'reagent')]
    """
    if len(text) > MAX_CHARS:
        text = text[:MAX_CHARS]
    folded = text if text.isascii() else _FOLDED.sub(_fold, text)
    parts = _SPLIT.split(folded)
    words = parts[1::2]
    found = list(map(WORDS.__getitem__, words))
    if names is None:
        names = _names(text, ())
    if not any(found) and not names and "/" not in folded:
        return []
    lowered = " ".join(words).lower().split(" ")
    seps = parts[0::2]
    hits: list[_Hit] = []
    for i in [i for i, cues in enumerate(found) if cues]:
        for cue in found[i]:
            first = i - cue.anchor
            stop = first + len(cue.words)
            if first < 0 or stop > len(words):
                continue
            row = words if cue.exact else lowered
            if (stop - first == 1 and row[i] == cue.words[0]) or _matches(cue, row[first:stop], seps[first + 1 : stop]):
                hits.append(_Hit(first, stop, cue))
                break
    ends = list(accumulate(map(len, parts)))
    # An organism's name inside the name of a gene or a product is not spoken of: "mammalian target of rapamycin".
    things = things_in(lowered)
    if things:
        hits = [hit for hit in hits if hit.cue.kind not in _INSIDE or not _within(things, hit.first, hit.stop)]
        covered = [(ends[2 * first], ends[2 * stop - 1]) for first, stop in things]
        names = [name for name in names if not _within(covered, name.start, name.end)]
    alike = [(name.start, name.end, name.taxon, kind_of_group(group_of(name.taxon))) for name in names]
    everyday: list[tuple[int, int, int, str]] = []
    # What another name of the text abbreviates to is known better than what an epithet alone does.
    spans = [span for span, name in zip(alike, names, strict=True) if name.kind == "abbreviated"]
    done = 0
    for hit in sorted(hits, key=lambda h: (h.first, -h.stop)):
        if hit.first < done:
            continue
        done = hit.stop
        kind = _in_context(hit, words, lowered, seps, found)
        if kind == "hint":
            everyday.append((ends[2 * hit.first], ends[2 * hit.stop - 1], hit.cue.taxon, kind))
        elif kind:
            stop = hit.stop + (kind in ("systematic", "capitals") and hit.cue.taxon == 6239 and seps[hit.stop] == "-")
            spans.append((ends[2 * hit.first], ends[2 * stop - 1], hit.cue.taxon, kind))
    spans.extend(alike)
    spans.extend(everyday)
    out: list[Evidence] = []
    kept = _longest(spans)
    for place, (start, end, taxon, kind) in enumerate(kept):
        if kind == "host" and field != "caption":
            kind = "cell"  # "… in CHO cells" is what a title is about, not what something was expressed in
        plain = kind
        beside = kept[place + 1] if place + 1 < len(kept) else None
        if kind == "human" and beside and beside[3] in BINOMIAL and _OF_HUMANS.fullmatch(folded, end, beside[0]):
            kind = "human_disease"  # human lice, human cytomegalovirus
        if kind in _GOVERNED or (kind in ("cell", "strain") and folded[start - 5 : start].lower() == "anti-"):
            kind = _governed(kind, taxon, folded, start, end, field)
            if not kind:
                continue
        out.append(Evidence(text[start:end], field, start, end, taxon, 0.0, kind))
        heads = kind in _SUBJECTS or (kind == "hint" and taxon not in clades())  # "… in tea", not "… in roots"
        heads = heads and kind == plain and field != "caption"
        stands = ends_title if kind == "hint" else heads_title
        if heads and stands(folded[max(0, start - BEFORE) : start].lower(), folded[end : end + AFTER].lower()):
            out.append(Evidence(text[start:end], field, start, end, taxon, 0.0, "title"))
    if "/" in folded:
        for match in _GENOTYPE.finditer(folded):
            out.append(Evidence(text[match.start() : match.end()], field, *match.span(), 10090, 0.0, "genetics"))
        out.sort(key=lambda e: (e.start, e.end))
    return out


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= stop and (first, stop) != (start, end) for first, stop in spans)


def _names(text: str, also: Sequence[Named]) -> list[Named]:
    """Find names of NCBI Taxonomy; halves of characters, which no name has, are passed over."""
    if not text.isascii():
        text = _HALVES.sub("\ufffd", text)
    return names_in(text, also=also)


def _longest(spans: list[tuple[int, int, int, str]]) -> list[tuple[int, int, int, str]]:
    """Return the spans that lie in no longer one, in order; of two alike the first."""
    kept: list[tuple[int, int, int, str]] = []
    for span in sorted(spans, key=lambda s: s[0]):
        while kept and span[0] < kept[-1][1] and span[1] - span[0] > kept[-1][1] - kept[-1][0]:
            kept.pop()
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _matches(cue: Cue, row: list[str], joints: list[str]) -> bool:
    """Whether the words are those of the cue, the last one perhaps in plural, the genus perhaps abbreviated."""
    last, meant = row[-1], cue.words[-1]
    if last != meant and not (last[-1] == "s" and last[:-1] == meant and len(meant) >= 3 and meant.isalpha()):
        return False
    if not all(joint in _JOINTS for joint in joints):
        return False
    if len(row) > 1:
        genus, meant = row[0], cue.words[0]
        abbreviated = (
            len(genus) <= 2 < len(meant)
            and cue.kind in BINOMIAL
            and (cue.anchor, joints[0][:1]) in ((1, "."), (1, " "))
            and meant.startswith(genus)
        )
        return (genus == meant or abbreviated) and row[1:-1] == list(cue.words[1:-1])
    return True


def _defined(word: str, words: list[str], seps: list[str], stop: int) -> bool:
    """Whether a list of abbreviations says what a word in capitals means."""
    if stop >= len(words) or len(word) > _LONGEST_ABBREVIATION or not word.isupper() or seps[stop] not in _DEFINES:
        return False
    meaning = words[stop]
    return len(meaning) > _LEAST_MEANING and meaning.islower() and meaning[0] == word[0].lower()


def _shouted(before: list[str], after: list[str]) -> bool:
    return any(w.isupper() and w.isalpha() and len(w) > 4 for w in (*before, *after))


def _fold(match: re.Match[str]) -> str:
    return _FOLD[match[0]]


def _in_context(hit: _Hit, words: list[str], lowered: list[str], seps: list[str], found: list[tuple[Cue, ...]]) -> str:
    """The kind of a hit, judged by the words around it; empty when it is no evidence at all."""
    cue = hit.cue
    first, stop = hit.first, hit.stop
    after = lowered[stop] if stop < len(lowered) and seps[stop] in (" ", "-") else ""
    if cue.taxon == 6239 and cue.kind in ("capitals", "systematic") and len(cue.words[0]) == 3:
        return cue.kind if seps[stop] == "-" and lowered[stop : stop + 1] and lowered[stop].isdigit() else ""
    word = words[first]
    if stop - first == 1 and word.isupper():
        if len(word) <= 4:  # CAT, SOD1; not MICE and RATS
            doubtful = not cue.exact and cue.kind != "animals"
        else:  # LEOPARD syndrome
            named = len(word) <= _LONGEST_ACRONYM and cue.kind in ("name", "distant")
            doubtful = named and group_of(cue.taxon) not in ("human", "rodent")
        if doubtful and not _shouted(words[first - 1 : first], words[stop : stop + 1]):
            return ""  # but in A TITLE ABOUT THE CAT BRAIN
    if cue.kind == "strain" and stop - first == 2 and seps[first + 1] == "." and len(words[first]) == 1:
        return ""  # A.J., an author's initials, not the strain A/J
    if stop - first == 1 and _ACRONYMS.fullmatch(word) and cue.kind in _INSIDE:
        return ""  # MITEs are transposons
    if cue.kind in _ABBREVIATIONS and stop - first == 1 and _defined(word, words, seps, stop):
        return ""  # "COS, costunolide synthase": what is meant speaks for itself
    # MEF-2 is a gene; MEF are cells.
    if cue.kind == "cell" and stop - first == 1 and word.isalpha() and seps[stop] == "-" and after[:1].isdigit():
        return ""
    if cue.kind == "map" and cue.exact and word.isalpha():
        return "map" if seps[stop] == "-" and _MIR.match(after) else ""
    if cue.kind == "stage" and stop - first == 1 and len(word) <= 4 and not cue.exact and not word.islower():
        return ""  # HPFs are filters; 24 hpf is the age of a zebrafish
    if cue.taxon == 9606 and first and lowered[first - 1] == "non" and seps[first] == "-":
        return ""  # non-human primates
    if cue.taxon == 9606 and cue.kind == "name":
        if any(c.kind in _BACKGROUND for near in found[stop : stop + 4] for c in near):
            return "human_disease"
        return "human"
    return cue.kind


def _governed(kind: str, taxon: int, folded: str, start: int, end: int, field: str) -> str:
    """The kind of a name by the words that govern it."""
    before, after = folded[max(0, start - BEFORE) : start].lower(), folded[end : end + AFTER].lower()
    word = folded[start:end]
    if word[0].isupper() and after.startswith((" et al", ", et al", "'s group")):
        return ""  # Rice et al.
    group = group_of(taxon)
    capital = len(word) <= 4 and word[1:].islower() and word[0].isupper() and group not in ("rodent", "human")
    capital = capital and taxon_name(taxon).split()[0] != word
    if capital and field == "caption" and not _SENTENCE_START.search(folded[max(0, start - 3) : start]):
        return ""  # "Cat, catalase"
    return role_of(Governed(before, after, word.lower(), taxon, group)) or kind
