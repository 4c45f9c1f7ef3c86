"""What a printed word may mean here: its scored candidates, a list written out, a date undone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..matching.matcher import VIA_EXACT, VIA_EXPANDED, VIA_ORTHOLOG, Match
from ..model.result import Candidate, Tier
from ..text import names as nm
from ..text.dimers import chains
from ..text.spreadsheets import excel_symbols, is_date, riken
from .candidates import CandidateFinder
from .meaning import Meaning
from .printed import Origin, PrintedWord
from .ranking import Ranker, Scored

#: Tiers of names that a spreadsheet can have turned into a date.
NAMED = frozenset((Tier.APPROVED, Tier.PREVIOUS, Tier.ALIAS))


class Shape(NamedTuple):
    """What the form of a word says: the chains of a pair, the symbols that a date was made of, whether it is a date."""

    chains: tuple[str, ...]
    excel: tuple[str, ...]
    dated: bool


@lru_cache(maxsize=1 << 14)
def _shape(text: str) -> Shape:
    return Shape(tuple(chains(nm.plain_dashes(text))), tuple(excel_symbols(text)), is_date(text))


class Interpretation(NamedTuple):
    """The meanings of a printed word that are to be decided between.

    Attributes
    ----------
    word
        The word.
    scored
        The candidates of the word, best first.
    compared
        The candidates of which the answer is the best: those of the word, or of one name of a list.
    listed
        The answer for a list of names, all of them as its members.
    symbol
        The symbol that a spreadsheet turned into the word, a date; else ``""``.
    said
        What the text defines the word as.
    """

    word: PrintedWord
    scored: Sequence[Scored] = ()
    compared: Sequence[Scored] = ()
    listed: Candidate | None = None
    symbol: str = ""
    said: Meaning | None = None


class Interpreter:
    """Interpret the printed words of one record.

    Parameters
    ----------
    finder
        Candidates of labels, remembered between records.
    ranker
        Scores candidates in the record.
    """

    def __init__(self, finder: CandidateFinder, ranker: Ranker) -> None:
        self.finder = finder
        self.matcher = finder.matcher
        self.lexicon = finder.lexicon
        self.ranker = ranker
        self.candidates = ranker.candidates

    def interpret(self, word: PrintedWord) -> Interpretation:
        """Return what a printed word may mean."""
        scored, symbol = self.candidates(word), ""
        listed = self._pair(word, scored)
        if listed is None and (not scored or _is_of_list(word, scored[0].match)):
            listed = self._list(word, self.matcher.expansion(word.text))
        _, excel, dated = _shape(word.text)
        # Nobody writes a symbol with its number in front, or with a zero: 1-Mar and Sep-02 are dates.
        if excel and (not scored or dated):
            meant, symbol = self._undone(word, excel)
            scored, listed = (meant, None) if meant else (scored, listed)
        if dated and not symbol:
            # A date that no gene can have become is no misread symbol either.
            scored = [s for s in scored if s.match.tier in NAMED]
        if not scored:
            scored = self._riken(word)
            symbol = scored[0].match.text if scored else symbol
        said = self.ranker.said.get(word.text)
        answer, compared = (None, scored) if listed is None else listed
        return Interpretation(word, scored, compared, answer, symbol, said)

    def _undone(self, word: PrintedWord, symbols: Sequence[str]) -> tuple[list[Scored], str]:
        """Return the candidates of the first symbol that a date may have been and that is one, and the symbol.

        A date tells no case: MARCH1 and March1 became the same.
        """
        likely = self.ranker.beliefs.likely
        for symbol in symbols:
            for form in (symbol, symbol.capitalize()):
                meant = self.candidates(PrintedWord(word.keyword, form, word.origin))
                if meant and meant[0].match.tier in NAMED and meant[0].match.hit.taxon in likely:
                    return meant, form
        return [], ""

    def _riken(self, word: PrintedWord) -> list[Scored]:
        """Return the genes whose RIKEN names a spreadsheet reads as this number (2310009E13Rik)."""
        pattern = riken(word.text)
        if pattern is None:
            return []
        keys = [key for key in self.lexicon.keys_with_prefix(pattern.pattern[:3]) if pattern.fullmatch(key)]
        literal = [key for key in keys if key.endswith(f"e{word.text.strip()[-2:]}rik")]
        keys = literal or keys
        hits = [hit for key in sorted(keys) for hit in self.lexicon.hits(key)]
        names = dict.fromkeys(self.lexicon.name_text(hit.name) for hit in hits)
        found = [s for name in names for s in self.candidates(PrintedWord(word.keyword, name, word.origin))[:1]]
        genes = {s.match.hit.concept: s for s in found}
        return [s._replace(probability=s.probability / len(genes)) for s in genes.values()]

    def _pair(self, word: PrintedWord, scored: Sequence[Scored]) -> tuple[Candidate, list[Scored]] | None:
        """Return the answer for a pair that is named by its chains, unless it has a name of its own."""
        parts = _shape(word.text).chains
        own = bool(scored) and scored[0].match.tier is Tier.APPROVED
        return None if not parts or own else self._list(word, parts)

    def _list(self, word: PrintedWord, parts: Sequence[str]) -> tuple[Candidate, list[Scored]] | None:
        """Return the answer for a list of names (``AKT1/2``): the keyword's own gene or the first, all as members."""
        answers = [self.candidates(word._replace(text=p, projection=None, origin=Origin.TEXT)) for p in parts]
        if not answers or not all(answers):
            return None
        one = _in_all(answers)
        if one is not None:
            reason = f"{' and '.join(parts)} are names of one gene"
            answer = self.finder.candidate(one.match, one.probability, reason)
            return answer._replace(tier=one.match._replace(via=VIA_EXACT).tier), [one]
        if any(a[0].probability < self.finder.weights["listed"] for a in answers):
            return None
        chosen = self._tagged(word, answers) or answers[0]
        best = chosen[0]
        curies = tuple([self.lexicon.reference(a[0].match.hit.concept).curie for a in answers])
        reason = f"a list of {', '.join(parts)}: {', '.join(curies)}"
        score = min(a[0].probability for a in answers)
        answer = self.finder.candidate(best.match, score, reason)
        return answer._replace(tier=Tier.EXPANDED, members=curies), chosen

    def _tagged(self, word: PrintedWord, answers: Sequence[list[Scored]]) -> list[Scored] | None:
        """Return the meanings of the name of a list that the keyword is, or is a gene of: of PI3K/AKT, AKT for AKT2."""
        own = {hit.concept for hit in self.matcher.named_so(word.keyword)}
        members = self.finder.members
        for meant in answers:
            concept = meant[0].match.hit.concept
            if concept in own or not own.isdisjoint(members(concept)):
                return meant
        return None


def _is_of_list(word: PrintedWord, match: Match) -> bool:
    """Tell whether a match is one name of a list, or the ortholog of a gene that bears one."""
    return match.via == VIA_EXPANDED or (match.via == VIA_ORTHOLOG and match.text != word.text)


def _in_all(answers: Sequence[Sequence[Scored]]) -> Scored | None:
    """Return the gene that all names of a list are names of, where it is the meaning of one: NR1/GRIN1."""
    shared = set.intersection(*({s.match.hit.concept for s in a if s.match.via == VIA_EXACT} for a in answers))
    tops = [a[0] for a in answers if a[0].match.hit.concept in shared and a[0].match.hit.taxon]
    return max(tops, key=lambda s: s.probability, default=None)
