"""Names of genes and chemicals in the running text, found with the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..matching.matcher import Matcher
from ..model.result import Candidate, TextMention, Tier
from ..organisms.genes import with_own_names
from ..organisms.places import Place
from ..text.definitions import Definitions
from ..text.index import fold
from ..text.lazy import lazy
from ..text.names import singular
from ..text.recordtext import RecordText
from ..text.spans import KnownNames, find
from ..text.wording import CLASSES
from ..vocabulary.everyday import is_plain, usage
from ..vocabulary.protocol import Vocabulary
from .beliefs import Beliefs
from .candidates import CandidateFinder
from .decision import certain
from .features import FAMILY_KINDS
from .printed import Origin, PrintedWord
from .ranking import Ranker, Scored
from .rulings import NO_RULINGS, Rulings
from .senses import BINOMIAL, is_called, organism

#: Entity types that are genes and their products, whichever of them is meant.
_GENES = frozenset(("gene", "protein", *FAMILY_KINDS))
#: Last words of descriptive names of proteins.
HEADS = CLASSES | {"ligand", "phosphatase", "hydroxylase", "decarboxylase", "synthetase"}


def find_mentions(
    finder: CandidateFinder, text: RecordText, beliefs: Beliefs, ranker: Ranker, rulings: Rulings = NO_RULINGS
) -> Iterator[TextMention]:
    """Yield the names in title, paper title and caption, longest first at each place, in text order.

    A single word must look like a symbol, be one of the figure's organisms, or be a chemical or full name; plain
    English is passed over. Where the text names several organisms, each name is one of the organism that its place
    speaks of.

    Parameters
    ----------
    finder
        What the vocabulary has for words, remembered between records.
    text
        The running text.
    beliefs
        The organisms it is about.
    ranker
        Scores the candidates of a word.
    rulings
        What the caller has decided of words.
    """
    lexicon, matcher = finder.lexicon, finder.matcher
    known, likely = lexicon.get_key, beliefs.likely
    words = KnownNames(
        known=lambda key: known(key) is not None,
        described=lambda text: bool(matcher.variants(text)) and not _known_shorter(text, matcher),
        members=lambda text: all(map(matcher.part, matcher.expansion(text) or [""])),
        symbol=lambda word: not likely.isdisjoint(finder.symbol_taxa(word)),
    )
    several = beliefs.around.several
    judge = _Judge(finder, text.definitions, beliefs)
    cache: dict[tuple[str, int], Candidate | None] = {}
    for field, whole in text.fields.items():
        for start, end in find(whole, words, HEADS):
            printed = whole[start:end]
            place: Place | None = (field, start, end) if several else None
            believed = beliefs.log_taxa if place is None else beliefs.of_label(fold(printed), place)[0]
            behind = _GOVERNS.match(whole, end)
            entry = (
                printed if behind is None else printed + behind[0],
                0 if place is None else max(believed, key=believed.__getitem__),
            )
            if entry not in cache:
                scored = ranker.candidates(PrintedWord(printed, printed, Origin.TEXT, place=place))
                best = judge.meant(printed, _amid(whole, start) and field == "caption", scored, believed)
                if best is not None and judge.governed(printed, behind, best):
                    best = None
                reason = best and (best.why or best.match.note)
                cache[entry] = best and finder.candidate(best.match, best.probability, reason or "")
            found = cache[entry]
            if found is not None and rulings:
                found = _ruled(found, printed, lexicon, rulings)
            if found is not None:
                yield TextMention(printed, field, start, end, found)


def _ruled(found: Candidate, printed: str, lexicon: Vocabulary, rulings: Rulings) -> Candidate | None:
    """Return what a name found in the text means by the caller's rulings."""
    key = fold(printed)
    number = rulings.meaning(key)
    if number is not None:
        return certain(lexicon, number, printed, "override", "the override list says so")
    return None if rulings.stops(key) else found


def _known_shorter(text: str, matcher: Matcher) -> bool:
    """Tell whether a description says as much without its first word: *human* glucocorticoid receptor."""
    shorter = text.partition(" ")[2]
    return " " in shorter and bool(matcher.exact(shorter) or matcher.variants(shorter))


def _own_name(printed: str, best: Scored) -> bool:
    """Tell whether an everyday word is printed as the gene's own name, in an organism whose genes have such names."""
    hit = best.match.hit
    return (hit.taxon in with_own_names() and best.match.tier in (Tier.APPROVED, Tier.FULL_NAME)) or (
        best.match.tier is Tier.APPROVED and len(printed) < 5 and usage()[printed.lower()].zipf < 3.0
    )


#: Words behind a name that say what the two are together: a strain of animals, an enzyme that is called by its product.
_GOVERNS = lazy(
    r" (?:(?P<animals>mice|mouse|rats?|animals)|(?P<enzyme>(?:synth(?:et)?|hydrol|reduct|dehydrogen|isomer)ases?))\b"
)
#: An abbreviation without a number, and its plural; a letter with a number; a unit (mL, pH).
_SHORT = lazy(r"[A-Z]{2,3}")
_PLURAL = lazy(r"[A-Z]{2,4}s")
_ALIAS = lazy(r"[A-Z]{2,5}")
_LETTER_NUMBER = lazy(r"[A-Za-oq-zα-ω]-?\d")
_UNIT = lazy(r"[a-zµ][A-Z]")
_AMINO_ACIDS = frozenset(
    "Ala Arg Asn Asp Cys Gln Glu Gly His Ile Leu Lys Met Phe Pro Ser Thr Trp Tyr Val Cis Trans".split()
)
#: Tiers of names that are a gene's own.
_OWN = (Tier.APPROVED, Tier.IDENTIFIER)
#: Members from which on a family in plain words is a class of proteins (chemokines, kinases).
CLASS = 6


class _Judge:
    """Judges whether what a name may mean is meant at its place."""

    def __init__(self, finder: CandidateFinder, definitions: Definitions, beliefs: Beliefs) -> None:
        self.finder = finder
        self.lexicon = finder.lexicon
        self.definitions = definitions
        self.targets = beliefs.targets
        #: Probability from which a name is reported: that of all genes of the name together.
        self.sure = finder.weights["mention"]

    def meant(self, printed: str, amid: bool, scored: Sequence[Scored], believed: Mapping[int, float]) -> Scored | None:
        """Return the best candidate where it is sure what kind of thing is meant: a gene, or this substance."""
        if not scored:
            return None
        kinds = self.lexicon.kinds
        best = scored[0]
        if printed.isupper() and is_called(organism(printed.lower()), self.targets):
            return None
        if is_plain(printed) and not (amid and printed.istitle()) and not _own_name(printed, best):
            return None
        if kinds[best.match.hit.kind] in _GENES and not self._written_as_gene(printed, best):
            return None
        if kinds[best.match.hit.kind] in _GENES:
            belief = sum(s.probability for s in scored if kinds[s.match.hit.kind] in _GENES)
        else:
            belief = best.probability
        return best if belief >= self.sure and self._is_near(best.match.hit.taxon, believed) else None

    def governed(self, printed: str, behind: re.Match[str] | None, best: Scored) -> bool:
        """Tell whether a name means another thing together with what stands beside it.

        A strain is called by what its animals have (SCID mice), an enzyme by what it makes; the Latin name of an
        organism is no extract of it; two plain words are no code of a substance ("lack a", LACKA).
        """
        match = best.match
        if self.lexicon.kinds[match.hit.kind] in _GENES:
            if behind is None or " " in printed:
                return False
            return bool(behind["enzyme"]) or (match.tier not in _OWN and _ALIAS.fullmatch(printed) is not None)
        if BINOMIAL.match(printed) and organism(printed) is not None:
            return True
        name = self.lexicon.name_text(match.hit.name)
        return " " in printed and printed.islower() and name.isupper() and name.isalpha()

    def _is_near(self, taxon: int, believed: Mapping[int, float]) -> bool:
        """Tell whether a gene of an organism may be meant at a place: it is the figure's, or the place names it."""
        return not taxon or not self.targets or taxon in self.targets or believed.get(taxon, -9.0) > -1.6

    def _written_as_gene(self, printed: str, best: Scored) -> bool:
        """Tell whether a name is written so that a gene is meant, for forms that seldom mean one.

        What the text defines is what its long form says. Two or three capitals that are an alias, and the plural of
        some, are most often something else; a family in lower-case words is a class of proteins.
        """
        match = best.match
        own = match.tier in _OWN
        for definition in self.definitions.of(printed)[:1]:
            named = self.finder.long_form(definition.long)
            if any(found.hit.concept == match.hit.concept for found in named):
                return True
            return not named and ((own and not _SHORT.fullmatch(printed)) or _head(definition.long) in HEADS)
        if _PLURAL.fullmatch(printed) or _UNIT.fullmatch(printed) or printed in _AMINO_ACIDS:
            return False
        if _SHORT.fullmatch(printed):
            return own and (len(printed) > 2 or self.lexicon.kinds[match.hit.kind] == "gene")
        if _LETTER_NUMBER.fullmatch(printed):
            return own and printed[0].isupper()
        if " " in printed and (match.tier is Tier.STRIPPED or max(map(len, printed.split())) < 4):
            return False
        if printed.islower() and not any(map(str.isdigit, printed)):
            kind = self.lexicon.kinds[match.hit.kind]
            return kind not in FAMILY_KINDS or len(self.lexicon.members_of(match.hit.concept)) < CLASS
        return True


def _head(name: str) -> str:
    return singular(name.split()[-1].lower())


def _amid(text: str, start: int) -> bool:
    """Tell whether a place is amid a sentence, where a capital means a name."""
    before = text[max(0, start - 2) : start]
    return before[-1:] in (" ", "(", "/", ",", "-") and before.strip()[-1:] not in ("", ".", ":", ";", "?", "!")
