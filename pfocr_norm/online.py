"""Ask online services about words that the vocabulary does not know; off unless asked for.

Genes go to MyGene.info through its client, batched, with the figure's organisms, symbols before aliases; drugs go to
PubChem. An answer is a tier of its own and never overrules a local one: only words without any local candidate are
sent. Answers are kept in an SQLite file with their date.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import PfocrNormError
from .model.flags import flag
from .model.result import Candidate, FlagCode, Reference, Status, Term, Tier

if TYPE_CHECKING:
    from .resolve.beliefs import Beliefs
    from .resolve.labels import Labels
    from .vocabulary.protocol import Vocabulary

GENES = "https://mygene.info/v3"
DRUGS = "https://pubchem.ncbi.nlm.nih.gov/rest/pug"
#: Confidence of an answer by symbol, by alias, and of a drug's.
SYMBOL, ALIAS, DRUG = 0.6, 0.45, 0.5
_SCOPES = (("symbol", SYMBOL, "approved"), ("alias", ALIAS, "alias"))
_FIELDS = "symbol,name,taxid,entrezgene,HGNC,MGI,RGD,FLYBASE,WormBase,ZFIN,SGD"
#: Field of MyGene.info to prefix, an organism's own database first.
_DATABASES = (
    ("HGNC", "hgnc"), ("MGI", "mgi"), ("RGD", "rgd"), ("FLYBASE", "flybase"), ("WormBase", "wormbase"),
    ("ZFIN", "zfin"), ("SGD", "sgd"),
)  # fmt: skip
_KNOWN_IDS = ((re.compile(r"DB\d{5}$"), "drugbank"), (re.compile(r"CHEBI:\d+$"), "chebi"))
_LONGEST = 60
#: Answers of one word that are worth showing.
_MOST = 5


class OnlineError(PfocrNormError):
    """A service did not answer; the record still comes back, its terms flagged."""


class Answer(NamedTuple):
    """One gene or drug that a service knows under a word."""

    curie: str
    name: str
    entity_type: str
    taxon: int | None
    score: float
    status: str
    xrefs: tuple[str, ...]


class OnlineLookup:
    """Answers unresolved terms from online services.

    Parameters
    ----------
    genes, drugs
        Base addresses of MyGene.info and PubChem; ``PFOCR_NORM_MYGENE`` and ``PFOCR_NORM_PUBCHEM`` override them.
    cache
        SQLite file of answers; ``online.sqlite`` in the user's cache folder when None.
    max_age
        Days that an answer is kept, a negative one too.
    timeout
        Seconds to wait for a service.
    rate
        Requests a second, at most.
    pause
        Seconds that a service which failed is left alone.
    """

    def __init__(
        self,
        *,
        genes: str | None = None,
        drugs: str | None = None,
        cache: str | os.PathLike[str] | None = None,
        max_age: float = 90,
        timeout: float = 10.0,
        rate: float = 3.0,
        pause: float = 60.0,
    ) -> None:
        self.genes = (genes or os.environ.get("PFOCR_NORM_MYGENE") or GENES).rstrip("/")
        self.drugs = (drugs or os.environ.get("PFOCR_NORM_PUBCHEM") or DRUGS).rstrip("/")
        self._settings: dict[str, Any] = {
            "genes": genes, "drugs": drugs, "cache": cache, "max_age": max_age, "timeout": timeout, "rate": rate,
            "pause": pause,
        }  # fmt: skip
        self.timeout = timeout
        self.cache = _Cache(None if cache is None else Path(cache), max_age)
        self._every, self._next = 1.0 / rate, 0.0
        self._pause = pause
        self._down: dict[str, float] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._client: Any = None
        self._session: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return (_lookup, (self._settings,))

    def answer(self, terms: Sequence[Term], labels: Labels, beliefs: Beliefs, lexicon: Vocabulary) -> tuple[Term, ...]:
        """Return the terms, those that the vocabulary does not know answered where a service knows them.

        A service that fails never fails the record: its terms are flagged ``online_unavailable``.
        """
        asked = {term.keyword: term for term in terms if _unknown(term)}
        if not asked:
            return tuple(terms)
        taxa = sorted(beliefs.likely)
        kinds = {keyword: labels.kind_of(keyword) for keyword in asked}
        genes = [t.label for k, t in asked.items() if kinds[k] != "chemical" and _like_symbol(t.label)]
        found, failed = self._ask_genes(genes, taxa)
        for keyword, term in asked.items():
            if found.get(term.label) or kinds[keyword] == "gene" or not _like_drug(term.label, kinds[keyword]):
                continue
            try:
                found[term.label] = self._ask_drug(term.label)
            except OnlineError:
                failed.add(term.label)
        return tuple(
            _answered(term, found.get(term.label, []), term.label in failed, lexicon)
            if term.keyword in asked
            else term
            for term in terms
        )

    # -- genes ---------------------------------------------------------------------------------------------

    def _ask_genes(self, words: Sequence[str], taxa: Sequence[int]) -> tuple[dict[str, list[Answer]], set[str]]:
        """Return answers by word, and the words that could not be asked about."""
        species = ",".join(map(str, taxa))
        found: dict[str, list[Answer]] = {}
        left = []
        for word in dict.fromkeys(words):
            kept = self.cache.get("mygene", word, species)
            if kept is None:
                left.append(word)
            else:
                found[word] = kept
        for scope, score, status in _SCOPES:
            if not left:
                break
            try:
                hits = self._query(left, scope, species)
            except OnlineError:
                return found, set(left)
            for word in left:
                answers = [_gene(hit, score, status) for hit in hits.get(word, ()) if hit.get("taxid") in taxa]
                exact = [a for a, hit in zip(answers, hits.get(word, ()), strict=False) if hit.get("symbol") == word]
                found[word] = list(dict.fromkeys(exact if len(exact) == 1 else answers))
            left = [word for word in left if not found[word]]
        for word in dict.fromkeys(words):
            self.cache.put("mygene", word, species, found[word])
        return found, set()

    def _query(self, words: Sequence[str], scope: str, species: str) -> dict[str, list[dict[str, Any]]]:
        def ask() -> Any:
            if self._client is None:
                self._client = _client(self.genes, self.timeout)
            return self._client.querymany(
                list(words), scopes=scope, species=species, fields=_FIELDS, verbose=False, as_dataframe=False
            )

        out: dict[str, list[dict[str, Any]]] = {}
        for hit in self._send("mygene", ask):
            if isinstance(hit, dict) and not hit.get("notfound"):
                out.setdefault(str(hit.get("query")).strip('"'), []).append(hit)
        return out

    # -- drugs ---------------------------------------------------------------------------------------------

    def _ask_drug(self, word: str) -> list[Answer]:
        kept = self.cache.get("pubchem", word, "")
        if kept is not None:
            return kept
        from urllib.parse import quote

        def ask() -> Any:
            import requests

            if self._session is None:
                self._session = requests.Session()
            url = f"{self.drugs}/compound/name/{quote(word, safe='')}/synonyms/JSON"
            response = self._session.get(url, timeout=self.timeout)
            if response.status_code == 404:
                return {}
            response.raise_for_status()
            return response.json()

        reply = self._send("pubchem", ask)
        try:
            compounds = reply.get("InformationList", {}).get("Information", [])
            answers = [_drug(item) for item in compounds[:_MOST]]
        except (AttributeError, KeyError, TypeError, IndexError) as error:
            raise OnlineError(f"pubchem: an answer of another form ({error!r})") from error
        self.cache.put("pubchem", word, "", answers)
        return answers

    def _send(self, service: str, ask: Any) -> Any:
        """Send one request, not too soon after the last; a service that failed is left alone for a while."""
        if self._process != os.getpid():
            # A forked child must not talk through its parent's connections.
            self._client = self._session = None
            self._lock, self._process = threading.Lock(), os.getpid()
        with self._lock:
            if time.monotonic() < self._down.get(service, 0.0):
                raise OnlineError(f"{service}: did not answer a moment ago")
            time.sleep(max(0.0, self._next - time.monotonic()))
            self._next = time.monotonic() + self._every
            try:
                reply = ask()
            except Exception as error:  # whatever the client and its transport raise
                self._down[service] = time.monotonic() + self._pause
                raise OnlineError(f"{service}: {error}") from error
            return reply if reply is not None else {}


def _lookup(settings: Mapping[str, Any]) -> OnlineLookup:
    return OnlineLookup(**settings)


def _client(url: str, timeout: float) -> Any:
    from mygene import MyGeneInfo

    client = MyGeneInfo()
    client.url, client.delay = url, 0
    if hasattr(client, "http_client"):
        # The client waits for ever by default.
        import httpx

        client.http_client, client.http_client_setup = httpx.Client(timeout=timeout), True
    return client


def _unknown(term: Term) -> bool:
    """Whether the vocabulary knows nothing of a term: then alone an online answer overrules nothing."""
    return term.status is Status.UNRESOLVED and not term.candidates and 2 <= len(term.label) <= _LONGEST


def _like_symbol(word: str) -> bool:
    return " " not in word and "," not in word and '"' not in word and word[0].isalpha() and len(word) <= 20


def _like_drug(word: str, kind: str) -> bool:
    return kind == "chemical" or sum(map(str.islower, word)) >= 5 or ("-" in word and any(map(str.isdigit, word)))


def _gene(hit: Mapping[str, Any], score: float, status: str) -> Answer:
    ncbi = str(hit.get("entrezgene") or hit.get("_id"))
    curies = [f"ncbigene:{ncbi}"] if ncbi.isdigit() else []
    for field, prefix in _DATABASES:
        value = hit.get(field)
        for item in [value] if isinstance(value, str) else value or ():
            curies.insert(0, f"{prefix}:{str(item).removeprefix(f'{field}:')}")
    primary = curies[0] if curies else f"ensembl:{hit.get('_id')}"
    name, taxon = str(hit.get("symbol") or hit.get("name") or primary), hit.get("taxid")
    return Answer(primary, name, "gene", int(taxon) if taxon else None, score, status, tuple(curies[1:]))


def _drug(item: Mapping[str, Any]) -> Answer:
    synonyms = [str(text) for text in item.get("Synonym", ())]
    xrefs = tuple(
        f"{prefix}:{text.removeprefix('CHEBI:')}"
        for text in synonyms
        for pattern, prefix in _KNOWN_IDS
        if pattern.match(text)
    )
    curie = f"pubchem.compound:{int(item['CID'])}"
    return Answer(curie, synonyms[0] if synonyms else curie, "chemical", None, DRUG, "alias", xrefs)


def _answered(term: Term, answers: Sequence[Answer], failed: bool, lexicon: Vocabulary) -> Term:
    if failed:
        return term._replace(flags=(*term.flags, flag(FlagCode.ONLINE_UNAVAILABLE, term.keyword)))
    if not answers:
        return term
    candidates = tuple(_candidate(term, answer, lexicon) for answer in answers[:_MOST])
    flags = (*term.flags, flag(FlagCode.ONLINE, term.keyword))
    if len({candidate.reference for candidate in candidates}) > 1:
        names = ", ".join(f"{c.name} ({c.curie})" for c in candidates[:3])
        return term._replace(
            status=Status.AMBIGUOUS, candidates=candidates, flags=flags, reason=f"online services know several: {names}"
        )
    best = candidates[0]
    return term._replace(
        status=Status.RESOLVED, match=best, candidates=candidates[:1], flags=flags,
        reason=f"unknown to the vocabulary; {best.reason}",
    )  # fmt: skip


def _candidate(term: Term, answer: Answer, lexicon: Vocabulary) -> Candidate:
    """Make a candidate; a concept that the vocabulary has under another name keeps its own identifiers."""
    service = "MyGene.info" if answer.entity_type == "gene" else "PubChem"
    how = {"approved": "as a symbol", "alias": "as another name"}[answer.status]
    reason = f"{service} knows it {how} of {answer.name}"
    number = next((n for c in (answer.curie, *answer.xrefs) if (n := lexicon.find(c)) is not None), None)
    if number is not None:
        concept = lexicon.concept(number)
        return Candidate(
            concept.reference, concept.name, concept.entity_type, concept.taxon, Tier.ONLINE, answer.score, term.label,
            answer.status, reason, concept.xrefs,
        )  # fmt: skip
    grouped: dict[str, list[str]] = {}
    for xref in answer.xrefs:
        prefix, _, identifier = xref.partition(":")
        grouped.setdefault(prefix, []).append(identifier)
    xrefs = tuple((prefix, tuple(dict.fromkeys(ids))) for prefix, ids in sorted(grouped.items()))
    return Candidate(
        Reference.from_curie(answer.curie), answer.name, answer.entity_type, answer.taxon, Tier.ONLINE, answer.score,
        term.label, answer.status, reason, xrefs,
    )  # fmt: skip


class _Cache:
    """Answers in an SQLite file, with the day they came; without one where none can be written."""

    def __init__(self, path: Path | None, max_age: float) -> None:
        self.path = path
        self.max_age = max_age
        self._open: sqlite3.Connection | None = None
        self._process = 0
        self._lock = threading.Lock()

    def get(self, service: str, word: str, species: str) -> list[Answer] | None:
        """Return the answers of a word, None when it was not asked about lately."""
        oldest = (date.today() - timedelta(days=self.max_age)).isoformat()
        rows = self._run(
            "SELECT answer FROM answers WHERE service = ? AND word = ? AND species = ? AND asked >= ?",
            (service, word, species, oldest),
        )
        if not rows:
            return None
        try:
            return [Answer._make([*item[:-1], tuple(item[-1])]) for item in json.loads(rows[0][0])]
        except (ValueError, TypeError, IndexError):
            return None

    def put(self, service: str, word: str, species: str, answers: Iterable[Answer]) -> None:
        """Keep the answers of a word."""
        row = (service, word, species, date.today().isoformat(), json.dumps([list(answer) for answer in answers]))
        self._run("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def _run(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                if self._open is None or self._process != os.getpid():
                    self._open, self._process = self._connect(), os.getpid()
                with self._open:
                    return self._open.execute(statement, values).fetchall()
            except (sqlite3.Error, OSError):
                return []

    def _connect(self) -> sqlite3.Connection:
        from .vocabulary.location import user_folder

        path = self.path or user_folder() / "online.sqlite"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10.0, check_same_thread=False)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS answers (service TEXT, word TEXT, species TEXT, asked TEXT, answer TEXT, "
            "PRIMARY KEY (service, word, species))"
        )
        return connection
