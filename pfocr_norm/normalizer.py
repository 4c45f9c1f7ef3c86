"""The whole chain on one record, with the vocabulary held open."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import GroundingError, UnknownOrganismError
from .matching.matcher import Matcher
from .model.flags import flag
from .model.ledger import Account, Ledger
from .model.lists import Flags, Terms
from .model.record import FigureRecord, checked
from .model.result import Evidence, FlagCode, NormalizedRecord, OrganismScore, Status, Term, Tier
from .organisms import decide, is_silent, normalize_organism, scan_texts, taxon_name
from .resolve.beliefs import Beliefs, given_call, read_beliefs
from .resolve.candidates import CandidateFinder
from .resolve.decision import Decider, Decision
from .resolve.drugroles import DrugRoles
from .resolve.interpretation import Interpreter
from .resolve.labels import Labels, read_labels
from .resolve.othersense import as_sense
from .resolve.printed import WordFinder
from .resolve.ranking import Ranker
from .resolve.recordflags import record_flags
from .resolve.rulings import NO_RULINGS, Rulings
from .resolve.terms import TermWriter
from .resolve.textmentions import find_mentions
from .resolve.viruses import with_viruses
from .resolve.votes import Votes, count_votes
from .resolve.weights import Weights
from .resolve.weights import weights as shipped_weights
from .resolve.work import beyond_limit, too_complex
from .text.recordtext import RecordText, read_text
from .vocabulary.protocol import Vocabulary
from .vocabulary.reader import MEMORY, Lexicon

if TYPE_CHECKING:
    from .online import OnlineLookup
    from .vocabulary.own import OwnNames

#: What undecided figures are read as.
ASSUMED = "Homo sapiens"
_HUMAN = 9606


class Figure(NamedTuple):
    """What a record says as a whole: one frozen value a stage.

    Attributes
    ----------
    text
        Its running text.
    labels
        Its keywords and OCR words.
    votes
        What the labels say together.
    cues
        What speaks for an organism, in each field of the text.
    beliefs
        The organism call, and what it means for labels.
    """

    text: RecordText
    labels: Labels
    votes: Votes
    cues: Mapping[str, Sequence[Evidence]]
    beliefs: Beliefs


class Chain:
    """The stages from a keyword of one record to its term, each made of what it needs and no more."""

    def __init__(
        self,
        finder: CandidateFinder,
        text: RecordText,
        labels: Labels,
        votes: Votes,
        beliefs: Beliefs,
        rulings: Rulings = NO_RULINGS,
        account: Callable[[str], Ledger] | None = None,
    ) -> None:
        self.account = account
        self.words = WordFinder(finder, text, labels, beliefs)
        self.ranker = Ranker(finder, text, votes, beliefs, DrugRoles(labels.keywords, finder))
        self.interpreter = Interpreter(finder, self.ranker)
        self.decider = Decider(finder, text.index, beliefs, rulings)
        self.senses = finder.senses
        self.writer = TermWriter(finder, beliefs)
        self.mentions = partial(find_mentions, finder, text, beliefs, self.ranker, rulings)
        self._terms: dict[str, Term] = {}

    def decision(self, keyword: str) -> Decision:
        """Return the decision on a keyword: its printed word, what that may mean, which meaning it is."""
        word = self.words.find(keyword)
        settled = self.decider.settled(word)
        return settled or as_sense(
            self.decider.decide(self.interpreter.interpret(word)), self.senses, self.decider.targets
        )

    def term(self, keyword: str) -> Term:
        """Return the term of a keyword."""
        found = self._terms.get(keyword)
        if found is None:
            account = None if self.account is None else Account(partial(self.account, keyword))
            found = self._terms[keyword] = self.writer.write(self.decision(keyword), account)
        return found

    def ledger(self, keyword: str) -> Ledger:
        """Return how the decision on a keyword comes about."""
        decision = self.decision(keyword)
        word, asked = decision.word, decision.interpretation is not None
        best = self.decider.organism
        return Ledger(
            keyword, word.text, word.origin.value, word.reason, "" if best is None else f"{best.name} {best.score:.2f}",
            self.ranker.entries(word) if asked else (), self.ranker.weights["none"], self.decider.checks(decision),
            decision.status.value,
        )  # fmt: skip


class Normalizer:
    """Normalizes records against one open vocabulary; threads may share it, pickling keeps only its settings.

    Parameters
    ----------
    path
        Vocabulary file; the one in use when None.
    organism
        Organism that every record is about (name, taxon id or CURIE), when the caller knows.
    assume
        Organism whose names the terms follow where a record does not tell its own: human, as in PFOCR; None for none.
    extra
        Paths of own tables: names (SSSLM columns, or text and CURIE), stop words, overrides.
    overrides
        Path of an override list, or a mapping of words to CURIEs.
    stop
        Path of a stop list.
    online
        Ask online services about words that the vocabulary does not know: True, or an
        :class:`~pfocr_norm.online.OnlineLookup` with settings of its own.
    memory
        Words whose meanings are remembered, the least recent forgotten: more is faster over a long corpus, fewer keep a
        process small. The answers are the same.

    Raises
    ------
    LexiconError
        When the vocabulary cannot be opened, or own tables have bad lines.
    ValueError
        When the organism's name is not known.

    Examples
    --------
    >>> normalizer = Normalizer()
    >>> record = {"papertitle": "Resistance in breast cancer patients", "caption": "MEK and AKT1.",
    ...           "keywords": ["Dsor1", "AKT1"], "organisms_ner": ["Drosophila melanogaster"]}
    >>> result = normalizer.normalize(record)
    >>> [(t.label, t.match.curie) for t in result.terms]
    [('MEK', 'fplx:MEK'), ('AKT1', 'hgnc:391')]
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        organism: str | int | None = None,
        assume: str | int | None = ASSUMED,
        weights: Weights | None = None,
        extra: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
        overrides: str | os.PathLike[str] | Mapping[str, str] | None = None,
        stop: str | os.PathLike[str] | None = None,
        online: bool | OnlineLookup = False,
        memory: int = MEMORY,
    ) -> None:
        self._memory = memory
        self.lexicon: Vocabulary = Lexicon.open(None if path is None else Path(path), memory=memory)
        self._own = (extra, overrides, stop)
        self._layer: OwnNames | None = None
        if extra or overrides or stop:
            from .formats.own_tables import read_own
            from .vocabulary.own import OwnNames

            own = read_own(extra, overrides=overrides, stop=stop)
            self.lexicon = self._layer = OwnNames(self.lexicon, own)
        self.online: OnlineLookup | None = None
        if online:
            from .online import OnlineLookup

            self.online = online if isinstance(online, OnlineLookup) else OnlineLookup()
        self.matcher = Matcher(self.lexicon, memory=memory)
        self.weights = shipped_weights() if weights is None else weights
        self.finder = CandidateFinder(self.matcher, self.weights, memory=memory)
        self._organism_names = (organism, assume)
        self.organism = None if organism is None else _known_organism(organism)
        self.assumed = None if assume is None else _known_organism(assume)

    def __repr__(self) -> str:
        told = "" if self._organism_names[0] is None else f", organism {self._organism_names[0]!r}"
        return f"<Normalizer: vocabulary {self.data_version}{told}>"

    def _repr_html_(self) -> str:
        from .output.html import vocabulary_html

        return vocabulary_html(self.data_version, self.data_sources, len(self.lexicon))

    def __reduce__(self) -> tuple[Any, ...]:
        weights = None if self.weights is shipped_weights() else self.weights
        return (_open, (self.lexicon.path, self._organism_names, weights, self._own, self.online, self._memory))

    @property
    def data_version(self) -> str:
        """Version of the vocabulary."""
        return self.lexicon.version

    @cached_property
    def data_sources(self) -> tuple[tuple[str, str], ...]:
        """Sources of the vocabulary, each with its date or release."""
        return self.lexicon.sources

    def normalize(
        self,
        record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str],
        *,
        organism: str | int | Sequence[str | int] | None = None,
        strict: bool = False,
        mentions: bool = True,
    ) -> NormalizedRecord:
        """Normalize one record.

        Parameters
        ----------
        record
            A record, a dict of the PFOCR fields, or the path of a PFOCR ``.md`` file.
        organism
            What this record is about, when you know, one or several; the constructor's where None.
        strict
            Raise when a term has no single answer.
        mentions
            Whether to look for names in the running text too; the terms do not depend on it.

        Returns
        -------
        NormalizedRecord
            With one term per keyword, in order.

        Raises
        ------
        RecordError
            When the record cannot be read.
        GroundingError
            Under ``strict``, naming the first term without an answer.
        ValueError
            When the organism is not known.
        """
        record = as_record(record)
        self.lexicon.still_whole()
        taxa = None if organism is None else _known_organisms(organism)
        with _collector_waits():
            return self._normalized(record, taxa, strict, mentions)

    def _normalized(
        self, record: FigureRecord, taxa: Sequence[int] | None, strict: bool, mentions: bool
    ) -> NormalizedRecord:
        figure = self.read(record, organism=taxa)
        chain = self.chain(figure, partial(self._ledger, record, taxa))
        beyond = beyond_limit(record.keywords)
        terms = tuple([too_complex(k) if k in beyond else chain.term(k) for k in record.keywords])
        if self.online is not None:
            terms = self.online.answer(terms, figure.labels, figure.beliefs, self.lexicon)
        if len(set(record.keywords)) < len(record.keywords):
            terms = tuple(_repeated(terms))
        if strict:
            _raise_unless_resolved(record, terms)
        return NormalizedRecord(
            record,
            figure.beliefs.call,
            Terms(terms),
            tuple(chain.mentions()) if mentions else (),
            Flags(record_flags(record, figure.text, figure.labels, figure.beliefs.call, self.lexicon.taxa)),
            _suggested(terms),
            self.data_version,
            self.data_sources,
        )

    def read(self, record: FigureRecord, *, organism: int | Sequence[int] | None = None) -> Figure:
        """Read a record up to the organisms that it is about: the stages that look at it as a whole."""
        organism = self.organism if organism is None else organism
        text = read_text(record)
        labels = read_labels(record, text)
        votes = count_votes(labels, self.finder)
        cues = scan_texts(text.fields)
        if organism is None:
            evidence = [cue for found in cues.values() for cue in found]
            call = decide(record, panel=votes.panel, evidence=evidence)
            if self.assumed is not None and is_silent(call) and (call.best is None or call.best.taxon == self.assumed):
                call = call._replace(assumed=OrganismScore(self.assumed, taxon_name(self.assumed), 1.0))
            beliefs = read_beliefs(call, cues, text)
        else:
            taxa = (organism,) if isinstance(organism, int) else organism
            beliefs = read_beliefs(given_call(*taxa), {}, text, named=cues)
        beliefs = with_viruses(beliefs, votes.panel.labels, cues, text.fields, self.finder)
        return Figure(text, labels, votes, cues, beliefs)

    def ledger(self, record: FigureRecord, keyword: str) -> Ledger:
        """Return how the answer for a keyword of a record comes about: all features of all candidates, all limits."""
        return self._ledger(record, self.organism, keyword)

    def _ledger(self, record: FigureRecord, organism: int | Sequence[int] | None, keyword: str) -> Ledger:
        return self.chain(self.read(record, organism=organism)).ledger(keyword)

    def chain(self, figure: Figure, account: Callable[[str], Ledger] | None = None) -> Chain:
        """Return the stages that look at the keywords of a record one by one.

        Parameters
        ----------
        figure
            What the record says as a whole.
        account
            Works out the ledger of a keyword, for terms that are asked later.
        """
        text, labels, votes, _, beliefs = figure
        own = self._layer
        rulings = NO_RULINGS if own is None else Rulings(own.decided(beliefs.targets), own.own.stop)
        return Chain(self.finder, text, labels, votes, beliefs, rulings, account)

    def normalize_many(
        self,
        records: Iterable[FigureRecord | Mapping[str, Any] | str | os.PathLike[str]],
        *,
        organism: str | int | None = None,
        mentions: bool = True,
    ) -> Iterator[NormalizedRecord]:
        """Normalize records one by one, in order."""
        for record in records:
            yield self.normalize(record, organism=organism, mentions=mentions)


@contextmanager
def _collector_waits() -> Iterator[None]:
    """Let the garbage collector wait until a record is done, unless it is off: nothing in the chain makes cycles.

    It would look at what is new some twenty times a record, and every few records at all that is remembered.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _open(
    path: Path, organisms: tuple[Any, Any], weights: Weights | None, own: tuple[Any, Any, Any], online: Any, memory: int
) -> Normalizer:
    (organism, assume), (extra, overrides, stop) = organisms, own
    return Normalizer(
        path, organism=organism, assume=assume, weights=weights, extra=extra, overrides=overrides, stop=stop,
        online=online or False, memory=memory,
    )  # fmt: skip


def _known_organism(name: str | int) -> int:
    if name == ASSUMED:
        return _HUMAN  # to open a vocabulary reads no table of organisms
    found = normalize_organism(str(name))
    if found is None:
        raise UnknownOrganismError(f"organism {name!r} is not known; give a scientific name or an NCBI Taxonomy id")
    return found.taxon


def _known_organisms(names: str | int | Sequence[str | int]) -> tuple[int, ...]:
    several = (names,) if isinstance(names, (str, int)) else names
    return tuple(dict.fromkeys(_known_organism(name) for name in several))


def as_record(record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str]) -> FigureRecord:
    """Return a FigureRecord of what the caller has: a record, a dict, or the path of a file."""
    if isinstance(record, FigureRecord):
        return checked(record)
    if isinstance(record, (str, os.PathLike)):
        from .formats import read_record

        return read_record(Path(record))
    return FigureRecord.from_dict(record)


def _repeated(terms: Sequence[Term]) -> Iterator[Term]:
    """Flag the terms of keywords that occur several times."""
    counts = Counter(term.keyword for term in terms)
    flagged: dict[str, Term] = {}
    for term in terms:
        count = counts[term.keyword]
        if count > 1 and term.keyword not in flagged:
            mark = flag(FlagCode.DUPLICATE_KEYWORD, term.keyword, str(count))
            flagged[term.keyword] = term._replace(flags=(*term.flags, mark))
        yield flagged.get(term.keyword, term)


def _raise_unless_resolved(record: FigureRecord, terms: Iterable[Term]) -> None:
    for term in terms:
        if term.status is not Status.RESOLVED:
            place = record.figid or "record"
            raise GroundingError(f"{place}: {term.keyword!r} is {term.status.value}: {term.reason}")


def _suggested(terms: Iterable[Term]) -> tuple[str, ...]:
    """What the keywords should read: the names of the answers, the labels of what stays open."""
    out: dict[str, None] = {}
    for term in terms:
        if term.match is not None and term.match.tier is Tier.EXPANDED:
            # A printed list of genes is all of them.
            names = {candidate.curie: candidate.name for candidate in term.candidates}
            listed = (term.match.curie, *term.match.members)
            out.update(dict.fromkeys(names[curie] for curie in listed if curie in names))
        elif term.match is not None:
            out[term.match.name] = None
        elif term.sense is not None:
            out[term.sense.name] = None
        elif term.status is Status.AMBIGUOUS:
            out[term.label] = None
    return tuple(out)


def normalize_record(
    record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str],
    *,
    organism: str | int | None = None,
    assume: str | int | None = ASSUMED,
    strict: bool = False,
    mentions: bool = True,
    extra: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
    overrides: str | os.PathLike[str] | Mapping[str, str] | None = None,
    stop: str | os.PathLike[str] | None = None,
    online: bool | OnlineLookup = False,
) -> NormalizedRecord:
    """Normalize one record with the vocabulary in use; the short form of :meth:`Normalizer.normalize`.

    The other parameters are those of :class:`Normalizer`; one is held open for each set of them.

    Examples
    --------
    >>> result = normalize_record({"figid": "f", "caption": "MEK in HeLa cells", "keywords": ["MEK"]})
    >>> result.terms[0].match.curie, result.organism.best.curie
    ('fplx:MEK', 'ncbitaxon:9606')
    >>> normalize_record({"keywords": ["Akt1"]}, organism="mouse").terms[0].match.curie
    'mgi:87986'
    """
    normalizer = default_normalizer(assume=assume, extra=extra, overrides=overrides, stop=stop, online=online)
    return normalizer.normalize(record, organism=organism, strict=strict, mentions=mentions)


_defaults: dict[str, Normalizer] = {}


def default_normalizer(**settings: Any) -> Normalizer:
    """Return the normalizer of the vocabulary in use with these settings; the last few are held open."""
    settings = {"assume": ASSUMED, **settings}
    given = {name: value for name, value in settings.items() if value or name == "assume"}
    key = repr(sorted(given.items(), key=lambda item: item[0]))
    if key not in _defaults:
        if len(_defaults) > 7:
            _defaults.pop(next(iter(_defaults)))
        _defaults[key] = Normalizer(**given)
    return _defaults[key]
