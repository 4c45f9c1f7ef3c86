"""What goes out: references, candidates, terms, the organism call, flags, the normalized record."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from .jsonsafe import escape_controls
from .ledger import Account
from .views import view

if TYPE_CHECKING:
    import pandas as pd

    from .record import FigureRecord


class Status(str, Enum):
    """How a term ended."""

    __hash__ = str.__hash__  # it equals its text, and looking it up costs no call into Python

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"
    OTHER_SENSE = "other_sense"
    STOPPED = "stopped"


class Tier(str, Enum):
    """The ways a name can match, best first; a score orders only within one tier."""

    __hash__ = str.__hash__  # as above

    IDENTIFIER = "identifier"
    APPROVED = "approved_symbol"
    FULL_NAME = "full_name"
    PREVIOUS = "previous_symbol"
    ALIAS = "alias"
    EXPANDED = "expanded"
    STRIPPED = "stripped"
    OCR = "ocr_folded"
    FUZZY = "fuzzy"
    ONLINE = "online"


class Severity(str, Enum):
    """How much a flag should worry a curator."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class FlagCode(str, Enum):
    """Every code that a flag can carry; docs/output.md explains them one by one."""

    __hash__ = str.__hash__  # as above

    # the record
    ORGANISM_MISMATCH = "organism_mismatch"
    ORGANISM_UNSUPPORTED = "organism_unsupported"
    ORGANISM_MISSING = "organism_missing"
    ORGANISM_UNDECIDED = "organism_undecided"
    ORGANISM_ASSUMED = "organism_assumed"
    ORGANISM_WITHOUT_VOCABULARY = "organism_without_vocabulary"
    UNKNOWN_ORGANISM_NAME = "unknown_organism_name"
    NO_KEYWORDS = "no_keywords"
    NO_TEXT = "no_text"
    TEXT_TRUNCATED = "text_truncated"
    BROKEN_RECORD = "broken_record"
    UNKNOWN_FIELD = "unknown_field"
    # a term
    TERM_ORGANISM_MISMATCH = "term_organism_mismatch"
    BACK_PROJECTED = "back_projected"
    ORTHOLOG_WITNESS = "ortholog_witness"
    OCR_REPAIR = "ocr_repair"
    FUZZY_MATCH = "fuzzy_match"
    FAMILY = "family"
    HUMAN_FAMILY = "human_family"
    PREVIOUS_SYMBOL = "previous_symbol"
    WITHDRAWN_SYMBOL = "withdrawn_symbol"
    EXCEL_DATE = "excel_date"
    COMMON_WORD = "common_word"
    SHORT_SYMBOL = "short_symbol"
    GENERIC_CHEMICAL = "generic_chemical"
    GENE_OR_CHEMICAL = "gene_or_chemical"
    METABOLITE = "metabolite"
    AMBIGUOUS = "ambiguous"
    PLACEHOLDER = "placeholder"
    LOOKALIKE = "lookalike_characters"
    DUPLICATE_KEYWORD = "duplicate_keyword"
    EXPANDED_LIST = "expanded_list"
    FIGURE_WORD = "figure_word"
    LABEL_DISAGREES = "label_disagrees"
    OVERRIDDEN = "overridden"
    ONLINE = "online"
    ONLINE_UNAVAILABLE = "online_unavailable"
    STOP_LISTED = "stop_listed"
    TOO_COMPLEX = "too_complex"


class Reference(NamedTuple):
    """A database identifier; prints as a CURIE with Bioregistry's prefix.

    >>> Reference("flybase", "FBgn0010269").curie
    'flybase:FBgn0010269'
    >>> Reference.from_curie("hgnc:6840")
    Reference(prefix='hgnc', identifier='6840')
    """

    prefix: str
    identifier: str

    @property
    def curie(self) -> str:
        """``prefix:identifier``."""
        return f"{self.prefix}:{self.identifier}"

    @classmethod
    def from_curie(cls, curie: str) -> Reference:
        """Split a CURIE; the prefix is lowered.

        Raises
        ------
        ValueError
            When there is no prefix or no identifier.
        """
        prefix, colon, identifier = curie.strip().partition(":")
        if not (prefix and colon and identifier):
            raise ValueError(f"not a CURIE: {curie!r}; write prefix:identifier, as in hgnc:6840")
        return cls(prefix.lower(), identifier)

    def __str__(self) -> str:
        return self.curie


class Flag(NamedTuple):
    """One observation that a curator should see.

    Attributes
    ----------
    code, severity
        What and how bad.
    message
        One sentence, with the words it is about.
    evidence
        Quotes or identifiers behind it.
    fix
        What to do, or ``""``.
    """

    code: FlagCode
    severity: Severity
    message: str
    evidence: tuple[str, ...] = ()
    fix: str = ""

    def __repr__(self) -> str:
        return f"<{self.severity.value} {self.code.value}: {self.message}>"

    def _repr_html_(self) -> str:
        return view("flag")(self)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "message": self.message,
            "evidence": list(self.evidence),
            "fix": self.fix or None,
        }


class Candidate(NamedTuple):
    """One possible meaning of a term.

    Attributes
    ----------
    reference, name, entity_type, taxon
        The concept: ``hgnc:6840``, ``MAP2K1``, ``gene``, ``9606`` (None for chemicals).
    tier, score
        How it matched, and a calibrated 0..1 confidence that orders within the record.
    matched
        The lexicon's name that matched, ``"MEK1"``; ``status`` is that name's status
        (approved, full_name, previous, alias, withdrawn).
    reason
        Why it won or lost, in words.
    xrefs
        Identifiers of the same thing elsewhere: ``(("ncbigene", ("5604",)), …)``.
    members
        CURIEs of the members of a family or complex; of an answer, those in the figure's organism where known.
    forms
        ChEBI identifiers of a substance's forms (acid and anions, tautomers, anomers, the stereoisomers that its name
        leaves open), the printed form first; empty where there is one only.
    """

    reference: Reference
    name: str
    entity_type: str
    taxon: int | None
    tier: Tier
    score: float
    matched: str = ""
    status: str = ""
    reason: str = ""
    xrefs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    members: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def curie(self) -> str:
        """CURIE of the concept."""
        return self.reference.curie

    def __repr__(self) -> str:
        return f"<{self.entity_type} {self.name} {self.curie}, {self.tier.value} {self.score:.2f}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "curie": self.reference.curie,
            "name": self.name,
            "entity_type": self.entity_type,
            "organism": None if self.taxon is None else f"ncbitaxon:{self.taxon}",
            "tier": self.tier.value,
            "score": round(self.score, 4),
            "matched": self.matched,
            "name_status": self.status,
            "reason": self.reason,
            "xrefs": {prefix: list(ids) for prefix, ids in self.xrefs},
            "members": list(self.members),
            "forms": list(self.forms),
        }


class Sense(NamedTuple):
    """What a term is that is no gene and no substance.

    Attributes
    ----------
    kind
        ``disease``, ``cell``, ``tissue``, ``structure``, ``process``, ``method``, ``measure`` or ``organism``.
    name
        Its name: of the database where it has an identifier, else as the text defines it.
    reference
        Identifier (``mesh:D001172``, ``mondo:``, ``cl:``, ``uberon:``, ``go:``, ``ncbitaxon:``), or None.
    matched
        The words that say it: the term itself, or the long form that the text gives.
    xrefs
        Identifiers of the same thing elsewhere.
    """

    kind: str
    name: str
    reference: Reference | None = None
    matched: str = ""
    xrefs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def curie(self) -> str | None:
        """CURIE, or None where no database of ours has it."""
        return None if self.reference is None else self.reference.curie

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "curie": self.curie,
            "name": self.name,
            "kind": self.kind,
            "matched": self.matched,
            "xrefs": {prefix: list(ids) for prefix, ids in self.xrefs},
        }


class Term(NamedTuple):
    """The answer for one input keyword.

    Attributes
    ----------
    keyword
        As it came in.
    status
        resolved, ambiguous, unresolved, other_sense or stopped.
    label
        The word that was probably printed in the figure (``"MEK"`` for the keyword ``Dsor1``).
    match
        The chosen candidate; None unless resolved.
    candidates
        All considered, best first, each with its reason; the match is among them.
    flags
        What to know about it.
    reason
        One sentence: why this answer.
    sense
        What it is when it is no gene and no substance (``other_sense``); else None.
    account
        How the answer came about, to be asked by :meth:`explain`; None for a term that was unpickled or made by hand.
    """

    keyword: str
    status: Status
    label: str
    match: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    flags: tuple[Flag, ...] = ()
    reason: str = ""
    sense: Sense | None = None
    account: Account | None = None

    def explain(self) -> str:
        """Return the ledger of the answer as text: a line a feature of each candidate, and the limits.

        Raises
        ------
        ValueError
            When the term has no account: it was unpickled, or not made by a normalizer.
        """
        if self.account is None:
            raise ValueError(f"the term {self.keyword!r} has no account; normalize its record again")
        return view("ledger")(self.account.ledger())

    def __repr__(self) -> str:
        label = "" if self.label == self.keyword else f" printed {self.label!r}"
        answer = f" {self.match.name} {self.match.curie}" if self.match else ""
        return f"<Term {self.keyword!r}{label}: {self.status.value}{answer}>"

    def _repr_html_(self) -> str:
        return view("term")(self)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "keyword": self.keyword,
            "status": self.status.value,
            "label": self.label,
            "match": None if self.match is None else self.match.to_dict(),
            "candidates": [c.to_dict() for c in self.candidates],
            "flags": [f.to_dict() for f in self.flags],
            "reason": self.reason,
            "sense": None if self.sense is None else self.sense.to_dict(),
        }


class Evidence(NamedTuple):
    """A quoted piece of text that speaks for (or against) an organism.

    ``start`` and ``end`` are offsets in Unicode code points into the record's ``field``
    (``figtitle``, ``caption``, ``papertitle``; ``keywords`` for the panel vote, where both are -1).
    ``weight`` is in nats of log-odds.
    """

    text: str
    field: str
    start: int
    end: int
    taxon: int
    weight: float
    kind: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "text": self.text,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "organism": f"ncbitaxon:{self.taxon}",
            "weight": round(self.weight, 4),
            "kind": self.kind,
        }


class OrganismScore(NamedTuple):
    """One organism of a call, with its share of the belief (0..1)."""

    taxon: int
    name: str
    score: float

    @property
    def curie(self) -> str:
        """``ncbitaxon:9606``."""
        return f"ncbitaxon:{self.taxon}"

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"curie": self.curie, "name": self.name, "score": round(self.score, 4)}


class NamedOrganism(NamedTuple):
    """An organism that the text names without being about it.

    Attributes
    ----------
    taxon, name
        NCBI Taxonomy identifier and scientific name.
    role
        What it is there for: ``pathogen``, ``host``, ``symbiont``, ``source_of_compound``, ``food``,
        ``expression_host``, ``gene_donor``, ``reagent``, ``graft``, ``map_template``, ``comparison``,
        ``disease_model``, ``other_sense`` (docs/organisms.md says what each means).
    evidence
        The quotes that name it, at most three.
    """

    taxon: int
    name: str
    role: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def curie(self) -> str:
        """``ncbitaxon:9606``."""
        return f"ncbitaxon:{self.taxon}"

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "curie": self.curie,
            "name": self.name,
            "role": self.role,
            "evidence": [e.to_dict() for e in self.evidence],
        }


class OrganismCall(NamedTuple):
    """Which organism a figure is about.

    Attributes
    ----------
    best
        The first of ``organisms``, or None: the call abstains.
    organisms
        Those the text supports, best first: one, or several for a xenograft, a host and its pathogen,
        a comparison. Empty when undecided.
    candidates
        All organisms with any evidence, ranked.
    evidence
        The quotes behind the scores, strongest first.
    others
        Organisms that the text names in another role, each with its quotes.
    clade
        How broad the text is where it names no organism: mammals, plants, bacteria.
    assumed
        The organism whose names the terms follow where the call abstains.
    """

    best: OrganismScore | None
    organisms: tuple[OrganismScore, ...]
    candidates: tuple[OrganismScore, ...]
    evidence: tuple[Evidence, ...]
    others: tuple[NamedOrganism, ...] = ()
    clade: OrganismScore | None = None
    assumed: OrganismScore | None = None

    def __repr__(self) -> str:
        decided = ", ".join(f"{o.name} {o.score:.2f}" for o in self.organisms)
        return f"<OrganismCall: {decided or 'undecided'}, {len(self.evidence)} pieces of evidence>"

    def _repr_html_(self) -> str:
        return view("call")(self)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "best": None if self.best is None else self.best.to_dict(),
            "organisms": [o.to_dict() for o in self.organisms],
            "candidates": [o.to_dict() for o in self.candidates],
            "evidence": [e.to_dict() for e in self.evidence],
            "others": [o.to_dict() for o in self.others],
            "clade": None if self.clade is None else self.clade.to_dict(),
            "assumed": None if self.assumed is None else self.assumed.to_dict(),
        }


class TextMention(NamedTuple):
    """A name found in the running text; offsets in code points into ``field``."""

    text: str
    field: str
    start: int
    end: int
    match: Candidate | None

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "text": self.text,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "match": None
            if self.match is None
            else {"curie": self.match.curie, "name": self.match.name, "entity_type": self.match.entity_type},
        }


class NormalizedRecord(NamedTuple):
    """One figure, normalized: the organism call, one term per keyword, flags.

    Attributes
    ----------
    record
        What came in.
    organism
        The organism call.
    terms
        One per input keyword, in input order.
    mentions
        Names found in title, caption and paper title.
    flags
        Flags of the record as a whole; those of terms stand in the terms.
    suggested_keywords
        What the keywords should read, without repeats.
    data_version
        Version of the vocabulary the answer came from.
    data_sources
        Its sources and the date or number of each: ``(("hgnc", "2024-07"), …)``.
    """

    record: FigureRecord
    organism: OrganismCall
    terms: tuple[Term, ...]
    mentions: tuple[TextMention, ...]
    flags: tuple[Flag, ...]
    suggested_keywords: tuple[str, ...]
    data_version: str
    data_sources: tuple[tuple[str, str], ...] = ()

    @property
    def figid(self) -> str:
        """Identifier of the figure."""
        return self.record.figid

    def to_dict(self) -> dict[str, Any]:
        """The public JSON object; its schema is ``pfocr_norm/output/schema/result.schema.json``."""
        return {
            "figid": self.record.figid,
            "organism": self.organism.to_dict(),
            "terms": [t.to_dict() for t in self.terms],
            "mentions": [m.to_dict() for m in self.mentions],
            "flags": [f.to_dict() for f in self.flags],
            "suggested_keywords": list(self.suggested_keywords),
            "data_version": self.data_version,
            "organisms_ner": list(self.record.organisms_ner),
            "data_sources": dict(self.data_sources),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """The object of :meth:`to_dict` as JSON text; lone surrogates and control characters are escaped."""
        text = view("json")(self) if indent is None else self._indented(indent)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            text = json.dumps(self.to_dict(), ensure_ascii=True, indent=indent, allow_nan=False)
        return escape_controls(text)

    def _indented(self, indent: int) -> str:
        """The text of ``json.dumps(self.to_dict(), indent=indent)``; a term that comes again is written once."""
        known: dict[int, str] = {}

        def lines(value: Any, depth: int) -> str:
            text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
            return text.replace("\n", "\n" + " " * (indent * depth))

        def term(value: Term) -> str:
            if id(value) not in known:
                known[id(value)] = " " * (2 * indent) + lines(value.to_dict(), 2)
            return known[id(value)]

        items = []
        for name, value in self._replace(terms=()).to_dict().items():
            text = lines(value, 1)
            if name == "terms" and self.terms:
                text = "[\n" + ",\n".join(map(term, self.terms)) + "\n" + " " * indent + "]"
            items.append(f"{' ' * indent}{json.dumps(name)}: {text}")
        return "{\n" + ",\n".join(items) + "\n}"

    def rows(self) -> list[dict[str, Any]]:
        """One flat dict a term with :data:`TERM_COLUMNS`, the columns of all tables with one row a term."""
        best = self.organism.best
        head = {"figid": self.record.figid, "organism": best.curie if best else None}
        tail = {
            "record_flags": "|".join(f.code.value for f in self.flags),
            "data_version": self.data_version,
            "error": None,
        }
        out = []
        for term in self.terms:
            match = term.match
            out.append(
                {
                    **head,
                    "keyword": term.keyword,
                    "label": term.label,
                    "status": term.status.value,
                    "curie": match.curie if match else None,
                    "name": match.name if match else None,
                    "entity_type": match.entity_type if match else None,
                    "taxon": f"ncbitaxon:{match.taxon}" if match and match.taxon else None,
                    "tier": match.tier.value if match else None,
                    "score": round(match.score, 4) if match else None,
                    "xrefs": "|".join(f"{p}:{i}" for p, ids in match.xrefs for i in ids) if match else "",
                    "members": "|".join(match.members) if match else "",
                    "term_flags": "|".join(f.code.value for f in term.flags),
                    "reason": term.reason,
                    "sense": (term.sense.curie or term.sense.name) if term.sense else None,
                    "sense_kind": term.sense.kind if term.sense else None,
                    **tail,
                }
            )
        return out

    def to_frame(self) -> pd.DataFrame:
        """One row a term as a pandas data frame (install ``pfocr-norm[frames]``)."""
        from ..errors import require

        pandas = require("data frames", "frames", "pandas")
        frame: pd.DataFrame = pandas.DataFrame(self.rows(), columns=list(TERM_COLUMNS))
        return frame

    def __repr__(self) -> str:
        best = self.organism.best.name if self.organism.best else "organism undecided"
        flags = f", flags: {', '.join(f.code.value for f in self.flags)}" if self.flags else ""
        return f"<NormalizedRecord {self.figid!r}: {best}, {len(self.terms)} terms{flags}>"

    def _repr_html_(self) -> str:
        return view("html")(self)

    def __str__(self) -> str:
        return view("text")(self)


#: Columns of every table with one row a term, in order: ``to_frame``, ``normalize_frame``, TSV, CSV, Parquet.
TERM_COLUMNS = (
    "figid", "organism", "keyword", "label", "status", "curie", "name", "entity_type", "taxon", "tier",
    "score", "xrefs", "members", "term_flags", "reason", "sense", "sense_kind", "record_flags", "data_version", "error",
)  # fmt: skip
