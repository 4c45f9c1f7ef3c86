"""Names of genes and chemicals in the running text, found with the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .context import RecordContext
from .labels import Label
from .mentions import TEXT_FIELDS, Token
from .resolver import Resolver
from .result import TextMention

#: Words of one name at most.
LONGEST = 5


#: Probability from which a name in the text is reported.
SURE = 0.5
#: Words that stand between names, not in them.
JOINTS = frozenset(
    "a an the and or of in on at by to from with for as is are was were be been that which this these those it its "
    "not no via into through than then both also can may has have had during after before between within".split()
)


@lru_cache(maxsize=1 << 16)
def _looks_like_symbol(word: str) -> bool:
    """Tell whether a printed word may be a gene symbol: digits or capitals inside it, or Greek."""
    word = word.strip(".,'-")
    if len(word) < 2 or len(word) > 30:
        return False
    return any(c.isupper() for c in word[1:]) or (any(c.isdigit() for c in word) and word[0].isalpha())


def find_mentions(context: RecordContext, resolver: Resolver) -> Iterator[TextMention]:
    """Yield the names in title, paper title and caption, longest first at each place, in text order.

    A single word must look like a symbol or be a chemical or full name; plain English is passed over.
    """
    lexicon, common = context.lexicon, context.common
    record = context.record
    by_field: dict[str, list[Token]] = {}
    for token in context.index.tokens:
        by_field.setdefault(token.field, []).append(token)
    cache: dict[str, object] = {}
    for field in TEXT_FIELDS:
        tokens = by_field.get(field, [])
        text = getattr(record, field)
        i = 0
        while i < len(tokens):
            span = _longest(tokens, i, text, lexicon.get_key, common)
            if span:
                start, end = tokens[i].start, tokens[i + span - 1].end
                printed = text[start:end].rstrip(".'")
                if printed not in cache:
                    scored = resolver.candidates(Label(printed, "text"))
                    sure = scored and scored[0].probability >= SURE and _of_figure(scored[0].match.hit.taxon, context)
                    cache[printed] = resolver.candidate(scored[0]) if sure else None
                found = cache[printed]
                if found is not None:
                    yield TextMention(printed, field, start, start + len(printed), found)  # type: ignore[arg-type]
                i += span
            else:
                i += 1


def _of_figure(taxon: int, context: RecordContext) -> bool:
    return not taxon or not context.targets or taxon in context.targets or context.log_taxa.get(taxon, -9.0) > -1.6


def _longest(tokens: list[Token], i: int, text: str, known: object, common: object) -> int:
    """Return how many words from ``i`` on form the longest known name; 0 for none."""
    first = tokens[i]
    if first.key in JOINTS:
        return 0
    if first.key in common and not _looks_like_symbol(first.text):  # type: ignore[operator]
        return 0
    best = 0
    key = ""
    for n in range(1, min(LONGEST, len(tokens) - i) + 1):
        token = tokens[i + n - 1]
        if n > 1 and (token.key in JOINTS or text[tokens[i + n - 2].end : token.start] != " "):
            break
        key += token.key
        if len(key) < 2 or known(key) is None:  # type: ignore[operator]
            continue
        if n == 1 and not _looks_like_symbol(first.text) and (len(key) < 6 or (first.text.islower() and len(key) < 5)):
            continue
        best = n
    return best
