"""The whole chain on one record, with the vocabulary held open."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import GroundingError
from .matching.matcher import Matcher
from .model.flags import flag
from .model.record import FigureRecord
from .model.result import Flag, FlagCode, NormalizedRecord, OrganismCall, Status, Term, TextMention
from .organisms import normalize_organism, taxon_name
from .organisms.tables import CLADE_MODELS
from .resolve.candidates import CandidateFinder
from .resolve.context import RecordContext
from .resolve.resolver import Resolver
from .resolve.scoring import ResolverWeights
from .resolve.textmentions import find_mentions
from .resolve.work import beyond_limit, too_complex
from .text.index import MAX_INDEXED
from .vocabulary.reader import Lexicon

if TYPE_CHECKING:
    from .online import OnlineLookup
    from .vocabulary.own import LayeredLexicon

WEIGHTS = ResolverWeights()


class Normalizer:
    """Normalizes records against one open vocabulary; threads may share it, pickling keeps only its settings.

    Parameters
    ----------
    path
        Vocabulary file; the one in use when None.
    organism
        Organism that every record is about (name, taxon id or CURIE), when the caller knows.
    extra
        Paths of own tables: names (SSSLM columns, or text and CURIE), stop words, overrides.
    overrides
        Path of an override list, or a mapping of words to CURIEs.
    stop
        Path of a stop list.
    online
        Ask online services about words that the vocabulary does not know: True, or an
        :class:`~pfocr_norm.online.OnlineLookup` with settings of its own.

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
        weights: ResolverWeights = WEIGHTS,
        extra: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
        overrides: str | os.PathLike[str] | Mapping[str, str] | None = None,
        stop: str | os.PathLike[str] | None = None,
        online: bool | OnlineLookup = False,
    ) -> None:
        self.lexicon = Lexicon.open(None if path is None else Path(path))
        self._own = (extra, overrides, stop)
        self._layer: LayeredLexicon | None = None
        if extra or overrides or stop:
            from .vocabulary.own import LayeredLexicon, read_own

            own = read_own(extra, overrides=overrides, stop=stop)
            self.lexicon = self._layer = LayeredLexicon(self.lexicon.path, own)
        self.online: OnlineLookup | None = None
        if online:
            from .online import OnlineLookup

            self.online = online if isinstance(online, OnlineLookup) else OnlineLookup()
        self.matcher = Matcher(self.lexicon)
        self.weights = weights
        self.finder = CandidateFinder(self.matcher, weights)
        self._organism_name = organism
        self.organism: int | None = None
        if organism is not None:
            found = normalize_organism(str(organism))
            if found is None:
                raise ValueError(f"organism {organism!r} is not known; give a scientific name or an NCBI Taxonomy id")
            self.organism = found.taxon

    def __reduce__(self) -> tuple[Any, ...]:
        return (_open, (self.lexicon.path, self._organism_name, self.weights, self._own, self.online))

    @property
    def data_version(self) -> str:
        """Version of the vocabulary."""
        return self.lexicon.version

    def normalize(
        self,
        record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str],
        *,
        strict: bool = False,
        mentions: bool = True,
    ) -> NormalizedRecord:
        """Normalize one record.

        Parameters
        ----------
        record
            A record, a dict of the PFOCR fields, or the path of a PFOCR ``.md`` file.
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
        """
        record = as_record(record)
        context = RecordContext(record, self.finder, organism=self.organism)
        resolver = Resolver(self.finder, context)
        terms = self._terms(record, context, resolver)
        if strict:
            for term in terms:
                if term.status is not Status.RESOLVED:
                    place = record.figid or "record"
                    raise GroundingError(f"{place}: {term.keyword!r} is {term.status.value}: {term.reason}")
        return NormalizedRecord(
            record,
            context.call,
            terms,
            self._mentions(context, resolver) if mentions else (),
            tuple(_record_flags(context)),
            _suggested(terms),
            self.data_version,
        )

    def _terms(self, record: FigureRecord, context: RecordContext, resolver: Resolver) -> tuple[Term, ...]:
        own = self._layer
        if own is not None:
            context.overrides = own.decided(context.targets)
        beyond = beyond_limit(record.keywords)
        terms = tuple([too_complex(k) if k in beyond else resolver.term(k) for k in record.keywords])
        if own is not None:
            from .vocabulary.own import settled

            terms = tuple(settled(terms, own, resolver))
        if self.online is not None:
            terms = self.online.answer(terms, context)
        if len(set(record.keywords)) < len(record.keywords):
            terms = tuple(_repeated(terms))
        return terms

    def _mentions(self, context: RecordContext, resolver: Resolver) -> tuple[TextMention, ...]:
        found = find_mentions(context, resolver)
        if self._layer is not None:
            from .vocabulary.own import settled_mentions

            found = settled_mentions(found, self._layer, resolver)
        return tuple(found)

    def normalize_many(
        self, records: Iterable[FigureRecord | Mapping[str, Any] | str | os.PathLike[str]]
    ) -> Iterator[NormalizedRecord]:
        """Normalize records one by one, in order."""
        for record in records:
            yield self.normalize(record)


def _open(
    path: Path, organism: str | int | None, weights: ResolverWeights, own: tuple[Any, Any, Any], online: Any
) -> Normalizer:
    extra, overrides, stop = own
    return Normalizer(
        path, organism=organism, weights=weights, extra=extra, overrides=overrides, stop=stop, online=online or False
    )


def as_record(record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str]) -> FigureRecord:
    """Return a FigureRecord of what the caller has: a record, a dict, or the path of a file."""
    if isinstance(record, FigureRecord):
        return record
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


def _record_flags(context: RecordContext) -> Iterator[Flag]:
    record, call = context.record, context.call
    for name in context.unknown_names:
        yield flag(FlagCode.UNKNOWN_ORGANISM_NAME, name)
    if not record.keywords:
        yield flag(FlagCode.NO_KEYWORDS)
    if not (record.figtitle or record.caption or record.papertitle):
        yield flag(FlagCode.NO_TEXT)
    if context.index.truncated:
        yield flag(FlagCode.TEXT_TRUNCATED, f"{MAX_INDEXED:,}")
    tagged = context.tagged
    if call.best is None:
        yield flag(FlagCode.ORGANISM_UNDECIDED)
        return
    targets = context.targets
    names = ", ".join(o.name for o in call.organisms)
    if not tagged:
        if not context.unknown_names:
            yield flag(FlagCode.ORGANISM_MISSING, names)
        return
    quotes = tuple(e.text for e in call.evidence if e.taxon in targets)[:3]
    if not tagged & targets:
        wrong = ", ".join(sorted(taxon_name(t) for t in tagged))
        yield flag(FlagCode.ORGANISM_MISMATCH, wrong, names, *quotes)
    else:
        for taxon in sorted(tagged - targets - _named(call)):
            yield flag(FlagCode.ORGANISM_UNSUPPORTED, taxon_name(taxon))
    if call.best.taxon not in tagged:
        yield flag(FlagCode.ORGANISM_MISSING, call.best.name)


#: Evidence that names an organism, not only hints at it.
_NAMING = frozenset(("name", "human", "animals", "strain", "cell", "stage", "clade", "group", "xenograft", "clinical"))


def _named(call: OrganismCall) -> frozenset[int]:
    """Return the organisms that the text names itself, or their clade ("in mammals")."""
    named: set[int] = set()
    for item in call.evidence:
        if item.kind in _NAMING and item.weight > 0:
            named.update(CLADE_MODELS.get(item.taxon, (item.taxon,)))
    return frozenset(named)


def _suggested(terms: Iterable[Term]) -> tuple[str, ...]:
    """What the keywords should read: the names of the answers, the labels of what stays open."""
    out: dict[str, None] = {}
    for term in terms:
        if term.match is not None:
            out[term.match.name] = None
        elif term.status is Status.AMBIGUOUS:
            out[term.label] = None
    return tuple(out)


_default: Normalizer | None = None


def normalize_record(
    record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str], *, strict: bool = False
) -> NormalizedRecord:
    """Normalize one record with the vocabulary in use; the short form of :meth:`Normalizer.normalize`.

    Examples
    --------
    >>> result = normalize_record({"figid": "f", "caption": "MEK in HeLa cells", "keywords": ["MEK"]})
    >>> result.terms[0].match.curie, result.organism.best.curie
    ('fplx:MEK', 'ncbitaxon:9606')
    """
    global _default
    if _default is None:
        _default = Normalizer()
    return _default.normalize(record, strict=strict)
