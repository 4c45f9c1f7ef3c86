"""From a gene of the wrong organism back to the word that was printed.

A tagger that looked the figure's words up in the fly's vocabulary turned *PI3K* into ``Pi3K21B``, ``Pi3K59F`` …
and *MEK* into ``Dsor1``. The way back is through the names: which name of the tagged gene would a figure of
the right organism print? Witnesses are the text, the other tagged genes (they share the name), and orthology.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..matching.matcher import Matcher, Namesake
from ..text import names as nm
from ..text.index import JOINTS, TextIndex
from ..vocabulary.protocol import Hit

#: Letters that OCR takes for one another by their shape (capital letters of a figure).
_ALIKE = frozenset(
    map(
        frozenset,
        "pr pf ef cg co oq do uv vy kx br mn hn be i1 l1 il it s5 b8 z2 o0 rk hk g6 wv".split(),
    )
)


class Projection(NamedTuple):
    """A label that may stand behind a wrongly tagged keyword.

    Attributes
    ----------
    label, key
        The word, as printed where the text has it, and its key.
    points
        Sum of the witnesses.
    printed
        Whether the text prints it.
    shared
        How many other keywords' genes bear the same name.
    ortholog
        Whether the label's meaning is an ortholog of the tagged gene, or a family with one.
    gene
        Concept of the wrongly tagged gene.
    repaired
        The text's word that the label was misread from (``MAPK`` for *MARK*), or ``""``.
    """

    label: str
    key: str
    points: float
    printed: bool
    shared: int
    ortholog: bool
    gene: int
    repaired: str = ""


def foreign_genes(symbols: Sequence[Hit], targets: Collection[int], tagged: Collection[int]) -> list[Hit]:
    """Return the genes of other organisms among those whose approved symbol is written exactly as a keyword.

    Those of tagged organisms come alone when there are any: the tagger took the symbol from one of them.
    """
    found = [hit for hit in symbols if hit.taxon not in targets]
    of_tagged = [hit for hit in found if hit.taxon in tagged]
    return of_tagged or found


class BackProjector:
    """Back-projection of the keywords of one record.

    Parameters
    ----------
    matcher
        Matcher over the open vocabulary.
    index
        The record's running text.
    foreign
        The foreign genes of each keyword that has any.
    targets
        Organisms the figure is about.
    common
        Words that are plain English: in lower case they are no witness.
    weights
        Points of the witnesses.
    """

    def __init__(
        self,
        matcher: Matcher,
        index: TextIndex,
        foreign: Mapping[str, Sequence[Hit]],
        targets: Collection[int],
        common: Collection[str],
        weights: Mapping[str, float],
    ) -> None:
        self.matcher = matcher
        self.lexicon = matcher.lexicon
        self.index = index
        self.targets = frozenset(targets)
        self.common = common
        self.weights = weights
        self._foreign = foreign
        #: How many keywords' genes of an organism bear each name.
        self._shared: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for hits in foreign.values():
            keys: dict[int, set[str]] = {}
            for hit in hits:
                keys.setdefault(hit.taxon, set()).update(matcher.keys_of(hit.concept))
            for taxon, names in keys.items():
                self._shared[taxon].update(names)

    def common_word(self, keyword: str) -> str | None:
        """Return the plain word that several of the tagged genes share (``and``), or None.

        Only a word that is printed in lower case counts, and only when no proper label explains the genes.
        """
        for taxon, key in self._tagged_keys(keyword):
            if key in self.common and self._shared[taxon][key] > 1:
                printed = self.index.printed(key)
                if printed is None or printed.islower():
                    return key
        return None

    def joint(self, keyword: str) -> str | None:
        """Return the printed "and" or "by" that is a name of a tagged gene, or None.

        A tagger that looks every word up finds ``And``, a name of the fly's CkIIbeta, in any text.
        """
        for _, key in self._tagged_keys(keyword):
            if len(key) > 1 and key in JOINTS:
                printed = self.index.printed(key)
                if printed is not None and printed.lower() == key:
                    return key
        return None

    def _tagged_keys(self, keyword: str) -> Iterator[tuple[int, str]]:
        """Yield the organism and the key of each name of the tagged genes."""
        for hit in self._foreign.get(keyword, ()):
            for key, _ in self.lexicon.concept_keys(hit.concept):
                yield hit.taxon, key

    def labels(self, keyword: str) -> list[Projection]:
        """Return the labels that may stand behind a keyword, most points first."""
        out: dict[str, Projection] = {}
        for hit in self._foreign.get(keyword, ()):
            for name in self.matcher.namesakes(hit.concept, self.targets):
                projection = self._weigh(hit, name)
                if name.key not in out or projection.points > out[name.key].points:
                    out[name.key] = projection
        ranked = sorted(out.values(), key=lambda p: (-p.points, -p.shared, len(p.key), p.key))
        if not any(p.printed for p in ranked):
            ranked = sorted(self._repairs(ranked), key=lambda p: -p.points) + ranked
        return ranked

    def _meanings(self, key: str) -> list[Hit]:
        """Return what a key names in the organisms of the figure."""
        targets = self.targets
        return [hit for hit in self.matcher.hits(key) if hit.taxon in targets]

    def _weigh(self, hit: Hit, name: Namesake) -> Projection:
        key, weights = name.key, self.weights
        printed = self.index.printed(key)
        if printed is not None and (key in self.common or len(key) < 3) and not _is_symbolic(printed):
            printed = None
        # That several genes share a plain word says that the tagger read the word, not what it means.
        plain = printed is None and key in self.common
        shared = 0 if plain else self._shared[hit.taxon][key] - 1
        points = (
            weights["printed"] * (printed is not None)
            + weights["shared"] * min(shared, 3)
            + weights["ortholog"] * name.ortholog
            + weights["approved_there"] * name.approved
            + weights["short"] * (len(key) < 3)
        )
        if name.status == 0:
            points += weights["own_approved" if name.approved else "own_alias"]
        return Projection(printed or name.text, key, points, printed is not None, shared, name.ortholog, hit.concept)

    def _repairs(self, ranked: Sequence[Projection]) -> list[Projection]:
        """Labels one look-alike letter from a printed word that the right organism knows: MARK, printed MAPK."""
        out = []
        for projection in ranked:
            printed = self.repair(projection.key)
            if printed is not None:
                points = projection.points + self.weights["printed"] / 2
                out.append(
                    projection._replace(
                        label=printed, key=nm.fold(printed), points=points, printed=True, repaired=projection.label
                    )
                )
        return out

    def repair(self, key: str) -> str | None:
        """Return the printed word, known in the right organism, that a key was misread from; or None.

        The two differ in one letter of similar shape, and have four letters at least.
        """
        if len(key) < 4:
            return None
        for token in self.index.words_of_length(len(key)):
            alike = token not in self.common and _alike(token, key)
            if alike and self._meanings(token):
                return self.index.printed(token)
        return None


def _is_symbolic(word: str) -> bool:
    return any(c.isupper() for c in word[1:]) or any(c.isdigit() for c in word) or nm.has_greek(word)


def _alike(a: str, b: str) -> bool:
    """Tell whether two keys of one length differ in one letter of similar shape."""
    half = len(a) // 2
    if a[:half] != b[:half] and a[half:] != b[half:]:
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(differing) == 1 and frozenset(differing[0]) in _ALIKE
