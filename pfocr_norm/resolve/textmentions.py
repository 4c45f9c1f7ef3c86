"""Names of genes and chemicals in the running text, found with the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..matching.matcher import Matcher
from ..model.result import Candidate, TextMention, Tier
from ..text.everyday import is_plain, usage
from ..text.index import TEXT_FIELDS, fold
from ..text.names import singular
from ..text.spans import Vocabulary, find
from ..text.wording import CLASSES
from .candidates import FAMILY_KINDS
from .context import RecordContext
from .labels import Label
from .ranking import Scored
from .resolver import Resolver

#: Probability from which a name in the text is reported: that of all genes of the name together.
SURE = 0.5
#: Entity types that are genes and their products, whichever of them is meant.
_GENES = frozenset(("gene", "protein", *FAMILY_KINDS))
#: Organisms whose genes have names of their own: everyday words among them (wingless).
OWN_NAMES = frozenset((7227, 6239, 559292, 4932, 4896, 3702))
#: Last words of descriptive names of proteins.
HEADS = CLASSES | {"ligand", "phosphatase", "hydroxylase", "decarboxylase", "synthetase"}


def find_mentions(context: RecordContext, resolver: Resolver) -> Iterator[TextMention]:
    """Yield the names in title, paper title and caption, longest first at each place, in text order.

    A single word must look like a symbol, be one of the figure's organisms, or be a chemical or full name; plain
    English is passed over. Where the text names several organisms, each name is one of the organism that its place
    speaks of.
    """
    known = context.lexicon.get_key
    finder, matcher = context.finder, context.finder.matcher
    likely = context.likely
    words = Vocabulary(
        known=lambda key: known(key) is not None,
        described=lambda text: bool(matcher.variants(text)) and not _known_shorter(text, matcher),
        members=lambda text: all(map(matcher.part, matcher.expansion(text) or [""])),
        symbol=lambda word: not likely.isdisjoint(finder.symbol_taxa(word)),
    )
    several = context.around.several
    cache: dict[tuple[str, int], Candidate | None] = {}
    for field in TEXT_FIELDS:
        text = getattr(context.record, field)
        for start, end in find(text, words, HEADS):
            printed = text[start:end]
            place = (field, start, end) if several else None
            beliefs = context.log_taxa if place is None else context.taxa_for(fold(printed), place)[0]
            entry = (printed, 0 if place is None else max(beliefs, key=beliefs.__getitem__))
            if entry not in cache:
                scored = resolver.candidates(Label(printed, "text", place=place))
                best = _meant(printed, _amid(text, start) and field == "caption", scored, context, beliefs)
                cache[entry] = None if best is None else resolver.candidate(best)
            found = cache[entry]
            if found is not None:
                yield TextMention(printed, field, start, end, found)


def _known_shorter(text: str, matcher: Matcher) -> bool:
    """Tell whether a description says as much without its first word: *human* glucocorticoid receptor."""
    shorter = text.partition(" ")[2]
    return " " in shorter and bool(matcher.exact(shorter) or matcher.variants(shorter))


def _meant(
    printed: str, amid: bool, scored: list[Scored], context: RecordContext, beliefs: Mapping[int, float]
) -> Scored | None:
    """Return the best candidate where it is sure what kind of thing is meant: a gene, or this substance."""
    if not scored:
        return None
    kinds = context.lexicon.kinds
    best = scored[0]
    if is_plain(printed) and not (amid and printed.istitle()) and not _own_name(printed, best):
        return None
    if kinds[best.match.hit.kind] in _GENES and not _written_as_gene(printed, best, context):
        return None
    if kinds[best.match.hit.kind] in _GENES:
        belief = sum(s.probability for s in scored if kinds[s.match.hit.kind] in _GENES)
    else:
        belief = best.probability
    return best if belief >= SURE and _spoken_of(best.match.hit.taxon, context, beliefs) else None


def _spoken_of(taxon: int, context: RecordContext, beliefs: Mapping[int, float]) -> bool:
    return not taxon or not context.targets or taxon in context.targets or beliefs.get(taxon, -9.0) > -1.6


def _own_name(printed: str, best: Scored) -> bool:
    """Tell whether an everyday word is printed as the gene's own name, in an organism whose genes have such names."""
    hit = best.match.hit
    return (hit.taxon in OWN_NAMES and best.match.tier in (Tier.APPROVED, Tier.FULL_NAME)) or (
        best.match.tier is Tier.APPROVED and len(printed) < 5 and usage()[printed.lower()].zipf < 3.0
    )



#: An abbreviation without a number, and its plural; a letter with a number; a unit (mL, pH).
_SHORT = re.compile(r"[A-Z]{2,3}")
_PLURAL = re.compile(r"[A-Z]{2,4}s")
_LETTER_NUMBER = re.compile(r"[A-Za-oq-zα-ω]-?\d")
_UNIT = re.compile(r"[a-zµ][A-Z]")
_AMINO_ACIDS = frozenset(
    "Ala Arg Asn Asp Cys Gln Glu Gly His Ile Leu Lys Met Phe Pro Ser Thr Trp Tyr Val Cis Trans".split()
)
#: Tiers of names that are a gene's own.
_OWN = (Tier.APPROVED, Tier.IDENTIFIER)
#: Members from which on a family in plain words is a class of proteins (chemokines, kinases).
CLASS = 6


def _written_as_gene(printed: str, best: Scored, context: RecordContext) -> bool:
    """Tell whether a name is written so that a gene is meant, for forms that seldom mean one.

    What the text defines is what its long form says. Two or three capitals that are an alias, and the plural of some,
    are most often something else; a family in lower-case words is a class of proteins.
    """
    match = best.match
    own = match.tier in _OWN
    for definition in context.definitions.of(printed)[:1]:
        named = context.finder.long_form(definition.long)
        if any(found.hit.concept == match.hit.concept for found in named):
            return True
        return not named and ((own and not _SHORT.fullmatch(printed)) or _head(definition.long) in HEADS)
    if _PLURAL.fullmatch(printed) or _UNIT.fullmatch(printed) or printed in _AMINO_ACIDS:
        return False
    if _SHORT.fullmatch(printed):
        return own and (len(printed) > 2 or context.lexicon.kinds[match.hit.kind] == "gene")
    if _LETTER_NUMBER.fullmatch(printed):
        return own and printed[0].isupper()
    if " " in printed and (match.tier is Tier.STRIPPED or max(map(len, printed.split())) < 4):
        return False
    if printed.islower() and not any(map(str.isdigit, printed)):
        kind = context.lexicon.kinds[match.hit.kind]
        return kind not in FAMILY_KINDS or len(context.lexicon.members_of(match.hit.concept)) < CLASS
    return True


def _head(name: str) -> str:
    return singular(name.split()[-1].lower())


def _amid(text: str, start: int) -> bool:
    """Tell whether a place is amid a sentence, where a capital means a name."""
    before = text[max(0, start - 2) : start]
    return before[-1:] in (" ", "(", "/", ",", "-") and before.strip()[-1:] not in ("", ".", ":", ";", "?", "!")
