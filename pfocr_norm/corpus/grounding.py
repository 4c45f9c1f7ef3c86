"""Names by themselves, without a figure around them: one answer a name, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import GroundingError, require
from ..formats.sheets import cell_text
from ..model.flags import flag
from ..model.lists import Terms
from ..model.record import is_placeholder
from ..model.result import Candidate, FlagCode, Status, Term, Tier
from ..vocabulary.identifiers import curie_of, is_accession_only

if TYPE_CHECKING:
    import pandas as pd

    from ..normalizer import Normalizer
    from ..vocabulary.protocol import Vocabulary

#: Columns of a table of names, one row a name, or one a possibility where several are left.
NAME_COLUMNS = (
    "input", "status", "tier", "matched", "symbol", "name", "curie", "entity_type", "organism", "taxon", "score",
    "xrefs", "reason",
)  # fmt: skip
#: Possibilities of an ambiguous name, and the least score of one.
POSSIBLE, LEAST = 8, 0.02


class Grounding(Terms):
    """The answers to a list of names: a tuple of :class:`Term`, with the vocabulary that they came from.

    Attributes
    ----------
    data_version, data_sources
        Version of the vocabulary, and the date or release of each of its sources.
    full_names
        Full name of each concept by CURIE: ``{"hgnc:6840": "mitogen-activated protein kinase kinase 1"}``.
    organism
        Name of the organism that the list is written in the symbols of, where it decided; else empty.
    """

    data_version: str
    data_sources: tuple[tuple[str, str], ...]
    full_names: Mapping[str, str]
    organism: str

    def __new__(
        cls,
        terms: Iterable[Term],
        data_version: str = "",
        data_sources: tuple[tuple[str, str], ...] = (),
        full_names: Mapping[str, str] | None = None,
        organism: str = "",
    ) -> Grounding:
        """Make the tuple and hang the rest on it."""
        self = super().__new__(cls, terms)
        self.data_version, self.data_sources, self.full_names = data_version, data_sources, full_names or {}
        self.organism = organism
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (Grounding, (tuple(self), self.data_version, self.data_sources, dict(self.full_names), self.organism))

    def rows(self) -> list[dict[str, Any]]:
        """One dict with :data:`NAME_COLUMNS` a name, or a possibility where several are left."""
        return [row for term in self for row in self._rows(term)]

    def _rows(self, term: Term) -> list[dict[str, Any]]:
        from ..organisms import taxon_name

        head = {**dict.fromkeys(NAME_COLUMNS), "input": term.keyword, "status": term.status.value}
        left = possibilities(term)
        if not left:
            return [{**head, "reason": term.reason}]
        return [
            {
                **head,
                "tier": c.tier.value,
                "matched": c.matched or None,
                "symbol": c.name,
                "name": self.full_names.get(c.curie),
                "curie": c.curie,
                "entity_type": c.entity_type,
                "organism": taxon_name(c.taxon) if c.taxon else None,
                "taxon": f"ncbitaxon:{c.taxon}" if c.taxon else None,
                "score": round(c.score, 4),
                "xrefs": "|".join(f"{prefix}:{i}" for prefix, ids in c.xrefs for i in ids) or None,
                "reason": term.reason if term.match is not None else c.reason or term.reason,
            }
            for c in left
        ]

    def to_dict(self) -> dict[str, Any]:
        """JSON form: the terms, and the vocabulary they came from."""
        return {
            "terms": [term.to_dict() for term in self],
            "data_version": self.data_version,
            "data_sources": dict(self.data_sources),
        }

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas data frame (install ``pfocr-norm[frames]``)."""
        pandas = require("data frames", "frames", "pandas")
        frame: pd.DataFrame = pandas.DataFrame(self.rows(), columns=list(NAME_COLUMNS))
        return frame

    def __str__(self) -> str:
        from ..output.render import names_text

        return names_text(self.rows())


def possibilities(term: Term) -> tuple[Candidate, ...]:
    """Return the answer of a term, or what is left of an ambiguous one, best first."""
    if term.match is not None:
        return (term.match,)
    if term.status is not Status.AMBIGUOUS:
        return ()
    likely = [c for c in term.candidates if c.score >= LEAST][:POSSIBLE]
    return tuple(likely or term.candidates[:POSSIBLE])


def ground(
    names: str | Iterable[Any],
    *,
    organism: str | int | Sequence[str | int | None] | None = None,
    context: str | Sequence[str] = "",
    identifiers: str | None = None,
    together: bool = True,
    strict: bool = False,
    normalizer: Normalizer | None = None,
    **settings: Any,
) -> Grounding:
    """Ground names that stand by themselves: symbols, full names, drugs, identifiers.

    Where no organism is given, the context tells it. Without both, a list of names that are spelled as the symbols of
    one organism is read as that organism's, and says so in ``organism``; all else is read as human, as PFOCR does
    (``assume``).

    Parameters
    ----------
    names
        One name, or any iterable of them: a list, a column of pandas or Polars. Identifiers are names too
        (``HGNC:11998``, ``ENSG00000141510.18``, ``uniprot:P04637``, ``P04637``, ``FBgn0003996``, ``ncbigene:7157``).
    organism
        The organism of all names, or one for each: a name, a taxon id, a CURIE; None where it is not known.
    context
        A sentence around the names, read like a caption; or one for each.
    identifiers
        What bare identifiers are: with ``"ncbigene"`` the name ``7157`` is NCBI Gene's.
    together
        Whether the names of a list tell their organism together. False: each is answered for itself, whatever stands
        beside it.
    strict
        Raise at the first name without a single answer.
    normalizer
        An open one; the vocabulary in use by default.
    settings
        ``assume``, ``extra``, ``overrides``, ``stop``, ``online``, as for :class:`~pfocr_norm.Normalizer`.

    Returns
    -------
    Grounding
        One :class:`~pfocr_norm.Term` a name, in order; also as rows, a frame, a table in a notebook.

    Raises
    ------
    ValueError
        When an organism is not known, or the lists are not of one length.
    GroundingError
        Under ``strict``.

    Examples
    --------
    >>> [term.match.curie for term in ground(["MEK1", "tamoxifen", "ENSG00000141510.18"], organism="human")]
    ['hgnc:6840', 'drugbank:DB00675', 'hgnc:11998']
    >>> ground("7157", identifiers="ncbigene")[0].match.name
    'TP53'
    >>> [term.match.curie for term in ground(["Akt1", "Akt1"], organism=["mouse", "rat"])]
    ['mgi:87986', 'rgd:2081']
    >>> flies = ground(["hpo", "wts", "yki", "sd"])
    >>> flies.organism, flies[2].match.curie
    ('Drosophila melanogaster', 'flybase:FBgn0034970')
    """
    from ..normalizer import default_normalizer
    from ..organisms import taxon_name
    from ..organisms.symbols import organism_of_symbols

    worker = normalizer or default_normalizer(**settings)
    if identifiers is not None and not isinstance(identifiers, str):
        raise TypeError(f"identifiers should be a prefix such as 'ncbigene', not {type(identifiers).__name__}")
    words = [names] if isinstance(names, str) else [cell_text(name) for name in names]
    organisms = _each(organism, len(words), "organism", (str, int))
    contexts = _each(context, len(words), "context", str)
    told = None
    if together and worker.organism is None:
        alone = [w for w, given, text in zip(words, organisms, contexts, strict=True) if given is None and not text]
        found = organism_of_symbols(alone, worker.lexicon)
        told = None if found == worker.assumed else found  # as which they are read anyway
    done: dict[tuple[str, str | int | None, str], Term] = {}
    terms = []
    for word, given, sentence in zip(words, organisms, contexts, strict=True):
        key = (word, told if given is None and not sentence else given, sentence)
        if key not in done:
            done[key] = _ground(worker, *key, identifiers)
        if strict and done[key].status is not Status.RESOLVED:
            raise GroundingError(f"{word!r} is {done[key].status.value}: {done[key].reason}")
        terms.append(done[key])
    full_names = _full_names(worker.lexicon, done.values())
    read_as = "" if told is None else taxon_name(told)
    return Grounding(terms, worker.data_version, worker.data_sources, full_names, read_as)


def ground_frame(
    names: Any,
    *,
    column: str | None = None,
    organism: str | int | None = None,
    organism_column: str | None = None,
    **options: Any,
) -> Any:
    """Ground a series of names, or a column of a frame, and return a frame of the same library.

    Parameters
    ----------
    names
        A pandas or Polars series; or, with ``column``, a frame (also a Polars LazyFrame).
    column
        The column with the names.
    organism, organism_column
        The organism of all names, or the column that tells it row by row; an empty cell is ``organism``.
    options
        As for :func:`ground`.

    Returns
    -------
    frame
        With :data:`NAME_COLUMNS`. A pandas index repeats with the possibilities of a name, so that the answer can be
        joined to the question.

    Examples
    --------
    >>> import pandas as pd
    >>> genes = pd.Series(["Dsor1", "rl"], index=[3, 4])
    >>> ground_frame(genes, organism="fruit fly")[["input", "curie"]]
       input                curie
    3  Dsor1  flybase:FBgn0010269
    4     rl  flybase:FBgn0003256
    """
    from .frames import frame_of, library

    found = library(names)
    values = found.values(column)
    each: Any = organism
    if organism_column is not None:
        given = [None if is_placeholder(cell) else cell_text(cell) for cell in found.values(organism_column)]
        each = [cell if cell is not None else organism for cell in given]
    answer = ground(values, organism=each, **options)
    rows: list[dict[str, Any]] = []
    positions: list[int] = []
    for position, term in enumerate(answer):
        new = answer._rows(term)
        rows += new
        positions += [position] * len(new)
    return frame_of(found, {name: [row[name] for row in rows] for name in NAME_COLUMNS}, positions)


def _each(value: Any, count: int, what: str, single: Any) -> list[Any]:
    if value is None or isinstance(value, single):
        return [value] * count
    values = [None if what == "organism" and is_placeholder(item) else item for item in value]
    if len(values) != count:
        raise ValueError(f"{len(values)} values of {what} for {count} names; give one, or one for each name")
    for number, item in enumerate(values, 1):
        if item is not None and not isinstance(item, single):
            raise TypeError(f"{what} of name {number} should be text, not {type(item).__name__}")
    return values


def _ground(
    normalizer: Normalizer, word: str, organism: str | int | None, context: str, identifiers: str | None
) -> Term:
    found = _identified(normalizer, word, identifiers)
    if found is not None:
        return found
    record = {"keywords": [word], "caption": context}
    term = normalizer.normalize(record, organism=organism, mentions=False).terms[0]
    if term.status is Status.UNRESOLVED and word.strip().isdecimal():
        return term._replace(reason="a number names nothing by itself; say what it is, as with --identifiers ncbigene")
    return term


def _identified(normalizer: Normalizer, word: str, bare: str | None) -> Term | None:
    """Return the term of a name that is an identifier, None for all other names."""
    from ..text.names import fold

    lexicon = normalizer.lexicon
    curie = curie_of(word, bare=bare)
    if curie is None or (bare is None and is_accession_only(word) and lexicon.hits(fold(word))):
        return None
    numbers = lexicon.find_all(curie)
    if not numbers:
        if ":" in word and curie.partition(":")[0] not in _prefixes(lexicon):
            return None
        reason = f"no concept of the vocabulary has the identifier {curie}"
        return Term(word, Status.UNRESOLVED, word, None, (), (), reason)
    candidates = tuple(_candidate(lexicon, number, curie, len(numbers)) for number in numbers[:POSSIBLE])
    if len(numbers) == 1:
        return Term(word, Status.RESOLVED, word, candidates[0], candidates, (), candidates[0].reason)
    reason = f"{curie} belongs to {len(numbers)} concepts: {', '.join(c.name for c in candidates)}"
    flags = (flag(FlagCode.AMBIGUOUS, word, *(c.curie for c in candidates)),)
    return Term(word, Status.AMBIGUOUS, word, None, candidates, flags, reason)


def _prefixes(lexicon: Vocabulary) -> set[str]:
    return {template.partition(":")[0] for template in lexicon.header["templates"]}


def _candidate(lexicon: Vocabulary, number: int, curie: str, count: int) -> Candidate:
    concept = lexicon.concept(number)
    members = tuple(lexicon.reference(member).curie for member in concept.members)
    return Candidate(
        concept.reference, concept.name, concept.entity_type, concept.taxon, Tier.IDENTIFIER, 1 / count, curie,
        "identifier", f"{curie} is an identifier of it", concept.xrefs, members,
    )  # fmt: skip


def _full_names(lexicon: Vocabulary, terms: Iterable[Term]) -> dict[str, str]:
    out: dict[str, str] = {}
    for term in terms:
        for candidate in possibilities(term):
            number = None if candidate.curie in out else lexicon.find(candidate.curie)
            found = None if number is None else full_name(lexicon, number)
            if found:
                out[candidate.curie] = found
    return out


def full_name(lexicon: Vocabulary, number: int) -> str | None:
    """Return the full name of a concept that is shown; None where it has none."""
    names = [name for name in lexicon.names(number) if name.status == "full_name"]
    # What two sources call it, and of that the longest: the others are often old or odd.
    return max(names, key=lambda name: ("+" in name.source, len(name.text))).text if names else None
