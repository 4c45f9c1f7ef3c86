"""Names of genes and chemicals in the running text, found with the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from ..model.result import Candidate, TextMention
from ..text.index import JOINTS, TEXT_FIELDS, Token
from .context import RecordContext, common_words
from .labels import Label
from .resolver import Resolver

#: Words of one name at most.
LONGEST = 5


#: Probability from which a name in the text is reported.
SURE = 0.5


@lru_cache(maxsize=1 << 16)
def _looks_like_symbol(word: str) -> bool:
    """Tell whether a printed word may be a gene symbol: digits or capitals inside it, or Greek."""
    word = word.strip(".,'-")
    if len(word) < 2 or len(word) > 30:
        return False
    return any(c.isupper() for c in word[1:]) or (any(c.isdigit() for c in word) and word[0].isalpha())


@lru_cache(maxsize=1 << 16)
def _may_begin(word: str, key: str) -> bool:
    """Tell whether a name may begin with a printed word: no joint, no plain English."""
    return key not in JOINTS and (key not in common_words() or _looks_like_symbol(word))


def find_mentions(context: RecordContext, resolver: Resolver) -> Iterator[TextMention]:
    """Yield the names in title, paper title and caption, longest first at each place, in text order.

    A single word must look like a symbol, be one of the figure's organisms, or be a chemical or full name; plain
    English is passed over. Where the text names several organisms, each name is one of the organism that its place
    speaks of.
    """
    known = context.lexicon.get_key
    record = context.record
    by_field: dict[str, list[Token]] = {}
    for token in context.index.tokens:
        by_field.setdefault(token.field, []).append(token)
    cache: dict[tuple[str, int], Candidate | None] = {}
    several = context.around.several

    def is_symbol(word: str) -> bool:
        return not context.likely.isdisjoint(context.finder.symbol_taxa(word.strip(".,'-")))

    for field in TEXT_FIELDS:
        tokens = by_field.get(field, [])
        text = getattr(record, field)
        i = 0
        while i < len(tokens):
            word, key, _, start, _ = tokens[i]
            span = _longest(tokens, i, text, known, is_symbol) if _may_begin(word, key) else 0
            if span:
                end = tokens[i + span - 1].end
                # Tfeb-/- is split at its slash.
                printed = text[start:end].rstrip(".'-" if text[end : end + 1] == "/" else ".'")
                place = (field, start, start + len(printed)) if several else None
                beliefs = context.log_taxa if place is None else context.taxa_for(key, place)[0]
                entry = (printed, 0 if place is None else max(beliefs, key=beliefs.__getitem__))
                if entry not in cache:
                    scored = resolver.candidates(Label(printed, "text", place=place))
                    sure = scored and scored[0].probability >= SURE
                    sure = sure and _spoken_of(scored[0].match.hit.taxon, context, beliefs)
                    cache[entry] = resolver.candidate(scored[0]) if sure else None
                found = cache[entry]
                if found is not None:
                    yield TextMention(printed, field, start, start + len(printed), found)
            i += span or 1


def _spoken_of(taxon: int, context: RecordContext, beliefs: Mapping[int, float]) -> bool:
    return not taxon or not context.targets or taxon in context.targets or beliefs.get(taxon, -9.0) > -1.6


def _longest(
    tokens: list[Token], i: int, text: str, known: Callable[[str], int | None], is_symbol: Callable[[str], bool]
) -> int:
    """Return how many words from ``i`` on form the longest known name; 0 for none."""
    word, key, _, _, end = tokens[i]
    best = int(
        known(key) is not None
        and (len(key) > 5 or (len(key) > 1 and _looks_like_symbol(word)) or (len(key) > 2 and is_symbol(word)))
    )
    for n, (_, more, _, start, stop) in enumerate(tokens[i + 1 : i + LONGEST], start=2):
        if start != end + 1 or text[end] != " " or more in JOINTS:
            break
        key += more
        end = stop
        if len(key) > 1 and known(key) is not None:
            best = n
    return best
