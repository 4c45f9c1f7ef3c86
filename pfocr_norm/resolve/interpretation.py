"""What a printed word may mean here: its scored candidates, a list written out, a date undone, a class of drugs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..matching.matcher import VIA_EXPANDED
from ..model.result import Candidate, Tier
from ..text import readings as rd
from .candidates import FAMILY_KINDS, CandidateFinder
from .drugroles import DrugRoles
from .meaning import Meaning
from .printed import Origin, PrintedWord
from .ranking import Ranker, Scored

#: Each name of a list needs this probability.
LISTED = 0.3


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
    role
        The class of drugs whose initials the word is.
    said
        What the text defines the word as.
    """

    word: PrintedWord
    scored: Sequence[Scored] = ()
    compared: Sequence[Scored] = ()
    listed: Candidate | None = None
    symbol: str = ""
    role: Candidate | None = None
    said: Meaning | None = None


class Interpreter:
    """Interpret the printed words of one record.

    Parameters
    ----------
    finder
        Candidates of labels, remembered between records.
    ranker
        Scores candidates in the record.
    roles
        The classes of the record's drugs.
    """

    def __init__(self, finder: CandidateFinder, ranker: Ranker, roles: DrugRoles) -> None:
        self.finder = finder
        self.matcher = finder.matcher
        self.lexicon = finder.lexicon
        self.ranker = ranker
        self.candidates = ranker.candidates
        self.roles = roles

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
        if word.origin is Origin.OCR_WORD:
            scored = self._member_of_family(word.keyword, scored)
        if word.projection is not None and word.projection.repaired:
            scored = self._beside_literal(word, scored)
        role, said = self.roles.of(word.text), self.ranker.said.get(word.text)
        answer, compared = (None, scored) if listed is None else listed
        return Interpretation(word, scored, () if role is not None else compared, answer, symbol, role, said)

    def _list(self, word: PrintedWord) -> tuple[Candidate, list[Scored]] | None:
        """Return the answer for a list of names (``AKT1/2``): the keyword's own gene or the first, all as members."""
        parts = self.matcher.expansion(word.text)
        answers = []
        for part in parts:
            scored = self.candidates(word._replace(text=part, projection=None))
            if not scored or scored[0].probability < LISTED:
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

    def _member_of_family(self, keyword: str, scored: list[Scored]) -> list[Scored]:
        """Keep the tagger's gene when the printed family contains it: the tag is one member, and right."""
        if not scored or self.lexicon.kinds[scored[0].match.hit.kind] not in FAMILY_KINDS:
            return scored
        members = self.lexicon.members_of(scored[0].match.hit.concept)
        for match in self.matcher.exact(keyword):
            if match.hit.concept in members and match.hit.status == 0:
                top = scored[0]
                own = Scored(match, top.probability, f"a member of the printed family {top.match.text}")
                return [own, top._replace(probability=0.0, why="the printed word names the whole family"), *scored[1:]]
        return scored

    def _beside_literal(self, word: PrintedWord, scored: list[Scored]) -> list[Scored]:
        """Add what the word means as it was read to what its repair means, a third of the belief each way."""
        assert word.projection is not None
        known = {s.match.hit.concept for s in scored}
        literal = [
            s._replace(probability=s.probability / 3, why="the word as it was read")
            for s in self.candidates(PrintedWord(word.keyword, word.projection.repaired, word.origin, kind=word.kind))
            if s.match.hit.concept not in known
        ]
        repaired = [s._replace(probability=s.probability * 2 / 3) for s in scored]
        return sorted([*repaired, *literal], key=lambda s: -s.probability)
