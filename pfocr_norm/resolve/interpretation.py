"""What a printed word may mean here: its scored candidates, a list written out, a date undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..matching.matcher import VIA_EXPANDED
from ..model.result import Candidate, Tier
from ..text import readings as rd
from .candidates import CandidateFinder
from .meaning import Meaning
from .printed import Origin, PrintedWord
from .ranking import Ranker, Scored


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
        listed = self._list(word) if not scored or scored[0].match.via == VIA_EXPANDED else None
        excel = rd.excel_symbols(word.text)
        # Nobody writes a symbol with its number in front, or with a zero: 1-Mar and Sep-02 are dates.
        if excel and (not scored or word.text[0].isdigit() or word.text[-2] == "0"):
            for symbol in excel:
                meant = self.candidates(PrintedWord(word.keyword, symbol, word.origin))
                if meant:
                    scored = meant
                    break
            else:
                symbol = ""
        said = self.ranker.said.get(word.text)
        answer, compared = (None, scored) if listed is None else listed
        return Interpretation(word, scored, compared, answer, symbol, said)

    def _list(self, word: PrintedWord) -> tuple[Candidate, list[Scored]] | None:
        """Return the answer for a list of names (``AKT1/2``): the keyword's own gene or the first, all as members."""
        parts = self.matcher.expansion(word.text)
        answers = []
        for part in parts:
            scored = self.candidates(word._replace(text=part, projection=None, origin=Origin.TEXT))
            if not scored or scored[0].probability < self.finder.weights["listed"]:
                return None
            answers.append(scored)
        if not answers:
            return None
        own = {m.hit.concept for m in self.matcher.exact(word.keyword)}
        chosen = next((a for a in answers if a[0].match.hit.concept in own), answers[0])
        best = chosen[0]
        curies = tuple([self.lexicon.reference(a[0].match.hit.concept).curie for a in answers])
        reason = f"a list of {', '.join(parts)}: {', '.join(curies)}"
        score = min(a[0].probability for a in answers)
        answer = self.finder.candidate(best.match, score, reason)
        return answer._replace(tier=Tier.EXPANDED, members=curies), chosen
