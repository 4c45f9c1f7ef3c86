"""What a record's own definition of a label says about the label's candidates.

``protein kinase D2 (PKD2)`` decides between the genes that are called PKD2: the long form names one of them, or agrees
with its names word by word, and speaks against those that it does not agree with. Where it agrees with none and is no
name of the vocabulary itself, no candidate is what the text means.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from ..matching.matcher import VIA_EXACT, VIA_WORDS, Match, Matcher
from ..model.result import Sense
from ..organisms.genes import lenders
from ..text import names as nm
from ..text import readings as rd
from ..text.definitions import Definition, Definitions, Gloss, is_short_form
from ..text.index import fold
from ..vocabulary.protocol import Vocabulary
from .senses import Senses

#: Gain of a candidate that the text names, in nats; and loss of one that it speaks against.
NAMED, AGAINST = 4.0, -6.0
#: Agreement from which a long form means a candidate, and below which it means something else.
AGREES, DISAGREES = 0.5, 0.34
#: Agreement up to which it speaks against a candidate with all its weight: one word of many is the same.
NOTHING = 0.22
#: How far behind the best a candidate may agree.
BEHIND = 0.25
#: Share that is kept where the numbers of two names differ.
OTHER_NUMBER = 0.7
#: Agreement of a long form whose words, two at least, are all in a name.
CONTAINED = 0.6
#: Keys so similar are one word, misspelled or written together: tricostatin A, dimethylsulfoxide.
MISSPELLED = 88.0
#: Members of a family that are compared in the place of names that it lacks.
MOST_MEMBERS = 12
#: Definitions of one label that are compared, and readings of a long form.
MOST_DEFINITIONS, MOST_READINGS = 4, 6
_FAMILIES = frozenset(("family", "complex"))
_CHEMICALS = frozenset(("chemical", "drug", "role"))
#: Statuses of names that are a concept's own: approved symbol and full name.
_OWN = (0, 1)


class Meaning(NamedTuple):
    """What a definition says of a label's candidates.

    Attributes
    ----------
    said
        The definition or gloss.
    gains
        What it adds to the utility of each concept that it speaks for or against, in nats.
    default
        What it adds to all others.
    known
        Whether it means a candidate; else the label is something that the vocabulary does not have.
    sense
        What that is, where it is known to be a disease, a cell, a method …
    """

    said: Definition | Gloss
    gains: Mapping[int, float]
    default: float
    known: bool
    sense: Sense | None = None

    def gain(self, concept: int) -> float:
        """Return what the definition adds to the utility of a concept."""
        return self.gains.get(concept, self.default)

    @property
    def reason(self) -> str:
        """The definition in words."""
        said = self.said
        if isinstance(said, Gloss):
            between = "beside" if said.form == "slash" else "with, in brackets,"
            return f"the text prints {said.left!r} {between} {said.right!r}"
        if said.form == "family":
            return f"the text defines its family: {said.long!r}"
        return f"the text defines {said.short!r} as {said.long!r}"


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name that say something, in order."""
    return tuple([w for w in nm.words(text) if w not in nm.EMPTY_WORDS])


_words = lru_cache(maxsize=1 << 14)(words)


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Return how many words two names share, each as often as both have it."""
    rest, count = list(theirs), 0
    for word in ours:
        if word in rest:
            rest.remove(word)
            count += 1
    return count


def alike(long: str, name: str, *, numbers: bool = True) -> float:
    """Return how far two descriptive names have the same words, 0 to 1 (the Dice coefficient of their words).

    Parameters
    ----------
    numbers
        Whether a number that only one of them has speaks against it.

    >>> alike("androgen receptors", "androgen receptor"), alike("green arrow", "androgen receptor")
    (1.0, 0.0)
    >>> round(alike("protein kinase D2", "protein kinase D1"), 2), alike("dimethylsulfoxide", "dimethyl sulfoxide")
    (0.47, 1.0)
    """
    ours, theirs = _words(long), _words(name)
    if not ours or not theirs:
        return 0.0
    # Where no word is the same, only a misspelled name of nearly the same length may be meant.
    if abs(len(long) - len(name)) > 0.2 * len(long) + 1 and frozenset(ours).isdisjoint(theirs):
        return 0.0
    mine, its = {w for w in ours if w.isdigit()}, {w for w in theirs if w.isdigit()}
    if not numbers:
        ours = tuple([w for w in ours if not w.isdigit()])
        theirs = tuple([w for w in theirs if not w.isdigit()])
    both = _shared(ours, theirs)
    share = 2.0 * both / (len(ours) + len(theirs) or 1)
    if both > 1 and both == len(ours):
        share = max(share, CONTAINED)
    if numbers and mine != its:
        share *= OTHER_NUMBER
    if share < 1.0 and mine == its and abs(len(long) - len(name)) <= 0.2 * len(long) + 1:
        one, other = fold(long), fold(name)
        if len(one) > 5 and fuzz.ratio(one, other, score_cutoff=MISSPELLED) >= MISSPELLED:
            share = max(share, fuzz.ratio(one, other) / 100.0)
    return share


def _ways(long: str) -> tuple[str, ...]:
    return (long, *rd.readings(long)[:MOST_READINGS])


class Agreement:
    """How far long forms agree with the names of concepts, remembered between records.

    Parameters
    ----------
    matcher
        Matcher over the open vocabulary.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.lexicon: Vocabulary = matcher.lexicon
        self.of = lru_cache(maxsize=1 << 13)(self._of)
        self._own = lru_cache(maxsize=1 << 13)(self._own_names)
        #: A long form and its readings: many concepts are compared with one.
        self._ways = lru_cache(maxsize=1 << 10)(_ways)

    def _of(self, long: str, concept: int) -> float:
        """Return the agreement of a long form with a concept, its orthologs in man and mouse, its members."""
        best = self._own(long, concept, True)
        lexicon = self.lexicon
        if best < 1.0 and lexicon.kinds[lexicon.hit_of(concept).kind] in _FAMILIES:
            members = lexicon.members_of(concept)[:MOST_MEMBERS]
            return max([best, *(0.9 * self._own(long, member, False) for member in members)])
        for taxon in lenders(1) if best < 1.0 else ():
            for other in self.matcher.orthologs(concept, taxon):
                best = max(best, self._own(long, other, True))
        return best

    def _own_names(self, long: str, concept: int, numbers: bool) -> float:
        lexicon = self.lexicon
        names = [lexicon.name_text(name) for name in lexicon.names_of(concept)]
        best = 0.0
        for way in self._ways(long):
            for name in names:
                best = max(best, alike(way, name, numbers=numbers))
                if best >= 1.0:
                    return best
        return best


class Meanings:
    """What the definitions of one record say, label by label.

    Parameters
    ----------
    definitions
        What the texts of the record define.
    agreement
        Compares long forms with names.
    senses
        Names of what is no gene and no substance.
    likely
        Organisms that the record is likely to be about.
    """

    def __init__(
        self, definitions: Definitions, agreement: Agreement, senses: Senses, likely: Collection[int]
    ) -> None:
        self.definitions = definitions
        self.senses = senses
        self.agreement = agreement
        self.matcher = agreement.matcher
        self.lexicon = agreement.lexicon
        self.likely = likely

    def of(
        self, text: str, concepts: Sequence[int], longer: Callable[[str], Sequence[Match]]
    ) -> tuple[Meaning | None, Sequence[Match]]:
        """Return what the text says of a label, and the matches of its long form.

        Parameters
        ----------
        text
            The label.
        concepts
            The label's candidates.
        longer
            Finds the matches of a long form.
        """
        best: tuple[Meaning | None, Sequence[Match]] = (None, ())
        for definition in self.definitions.of(text)[:MOST_DEFINITIONS]:
            if definition.form == "cell line":
                if best[0] is None and (definition.long.startswith("cell") or not self._is_symbol(text)):
                    sense = Sense("cell", definition.long, None, text)
                    best = (Meaning(definition, {}, AGAINST, False, sense), ())
                continue
            named = longer(definition.long)
            if definition.form == "family" and not self._held(named):
                continue
            meaning = self._defined(definition, concepts, named)
            if meaning.known:
                return meaning, named
            if best[0] is None:
                best = (meaning, named)
        return (self._glossed(text, concepts), ()) if best[0] is None else best

    def _held(self, named: Sequence[Match]) -> bool:
        return any(m.via in (VIA_EXACT, VIA_WORDS) and self._counts(m.hit.concept) for m in named)

    def _kind(self, concept: int) -> str:
        return self.lexicon.kinds[self.lexicon.hit_of(concept).kind]

    def _counts(self, concept: int) -> bool:
        """Tell whether a concept is no gene of an organism that the record is not about."""
        taxon = self.lexicon.hit_of(concept).taxon
        if not taxon or taxon in self.likely or self._kind(concept) in _FAMILIES:
            return True
        return any(self.matcher.orthologs(concept, taxon) for taxon in self.likely)

    def _defined(self, definition: Definition, concepts: Sequence[int], named: Sequence[Match]) -> Meaning:
        exact = {m.hit.concept for m in named if m.via in (VIA_EXACT, VIA_WORDS)}
        shares = {}
        for concept in dict.fromkeys((*concepts, *(m.hit.concept for m in named))):
            shares[concept] = 1.0 if concept in exact else self.agreement.of(definition.long, concept)
        best = max((share for concept, share in shares.items() if self._counts(concept)), default=0.0)
        own = any(m.via == VIA_EXACT and self._counts(m.hit.concept) for m in named)
        sense = None if own else self.senses.defined(definition.long)
        if best < AGREES or (sense is not None and sense.reference is not None):
            # The name of something else is no gene that is called nearly so.
            return Meaning(definition, self._unknown(shares, none=sense is not None), 0.0, False, sense)
        meant = {concept: share for concept, share in shares.items() if share >= max(AGREES, best - BEHIND)}
        gains = self._with_relatives({c: NAMED * share for c, share in meant.items()}, shares)
        for concept, share in shares.items():
            gains.setdefault(concept, AGAINST * (1.0 - share))
        return Meaning(definition, gains, AGAINST, True)

    def _unknown(self, shares: Mapping[int, float], *, none: bool) -> dict[int, float]:
        """Return what a long form that is no name of any candidate says against them.

        A substance has more names than a vocabulary: that none of them is this one says little of it.
        """
        if none:
            return dict.fromkeys(shares, AGAINST)
        chemical = {concept: self._kind(concept) in _CHEMICALS for concept in shares}
        mild = 0.0 if all(chemical.values()) else AGAINST / 2
        return {
            concept: (mild if chemical[concept] else AGAINST)
            * min(1.0, max(0.0, (DISAGREES - share) / (DISAGREES - NOTHING)))
            for concept, share in shares.items()
        }

    def _with_relatives(self, gains: dict[int, float], concepts: Collection[int]) -> dict[int, float]:
        """Let orthologs of what is meant, and members of a family that is meant, gain as it does."""
        out = dict(gains)
        groups: dict[int, float] = {}
        members: dict[int, float] = {}
        for concept, gain in gains.items():
            for group in self.lexicon.groups_of(concept):
                groups[group] = max(gain, groups.get(group, 0.0))
            if self._kind(concept) in _FAMILIES:
                members.update(dict.fromkeys(self.lexicon.members_of(concept), gain))
        for concept in concepts:
            if concept not in out:
                related = [groups[g] for g in self.lexicon.groups_of(concept) if g in groups]
                same = [members[m] for m in (concept, *self.matcher.orthologs(concept, 9606)) if m in members]
                if related or same:
                    out[concept] = max((*related, *same))
        return out

    def _glossed(self, text: str, concepts: Sequence[int]) -> Meaning | None:
        """Return the meaning of a label beside another name of one of its candidates: TAZ (WWTR1)."""
        key = fold(text)
        for gloss in self.definitions.partners(text) if is_short_form(text) else ():
            other = fold(gloss.right)
            if len(other) < 3 or other == key or (gloss.form == "slash" and (other in key or key in other)):
                continue
            if gloss.form == "slash" and self._is_symbol(text):
                continue
            owners = {m.hit.concept for m in self.matcher.exact(gloss.right) if self._is_own(m, gloss.right)}
            meant = [c for c in concepts if c in owners and self._counts(c)]
            if meant and len(meant) < len(concepts):
                gains = self._with_relatives(dict.fromkeys(meant, NAMED), concepts)
                return Meaning(gloss, gains, AGAINST / 2, True)
        return None

    def _is_symbol(self, text: str) -> bool:
        """Tell whether a word is a symbol of the figure's organism, or of one that names its genes in its own way."""
        return any(
            not hit.status and self.lexicon.name_text(hit.name) == text
            and (hit.taxon in self.likely or hit.taxon in lenders(2))
            for hit in self.matcher.named_so(text)
        )  # fmt: skip

    def _is_own(self, match: Match, text: str) -> bool:
        """Tell whether a word is a concept's own name as it is written: its symbol, or its full name."""
        name = self.lexicon.name_text(match.hit.name)
        return match.hit.status in _OWN and (name == text or len(text) > 4)
