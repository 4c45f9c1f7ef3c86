"""Fetch one file over HTTPS: retried, resumed, bounded, checked; nothing half done is ever left in its place."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ...errors import SourceError

if TYPE_CHECKING:
    import requests

#: Called with the file's name, the bytes that are there, and their number when it is known.
Progress = Callable[[str, int, "int | None"], None]
LARGEST = 4 << 30
#: Bytes of the longest list of releases.
PAGE = 5 << 20
#: Longest wait, in seconds, that a server can ask for with Retry-After.
LONGEST_WAIT = 120
_BUSY = (429, 500, 502, 503, 504)


class Stamp(NamedTuple):
    """What a file is known by: its hash, and what the server calls its state."""

    sha256: str
    size: int
    etag: str = ""
    modified: str = ""


class Fetched(NamedTuple):
    """Outcome of a fetch; ``changed`` is False when the server said that the known file is current."""

    changed: bool
    stamp: Stamp


class NotThereError(SourceError):
    """There is no such file on the server."""


class Fetcher:
    """Fetches files over HTTPS.

    Parameters
    ----------
    mirror
        Base address to use in place of ``https://``: ``https://host/path`` is asked for at ``mirror/host/path``. An
        institute's mirror may be plain HTTP.
    timeout
        Seconds without a byte before a connection counts as dead.
    retries
        Further attempts after the first, for each file.
    backoff
        Seconds before the first further attempt; doubled each time.
    slowest
        Bytes a second, and the seconds over which they are measured; a slower server is given up.
    progress
        Called as bytes arrive.
    """

    def __init__(
        self,
        *,
        mirror: str = "",
        timeout: float = 60.0,
        retries: int = 4,
        backoff: float = 1.0,
        slowest: tuple[float, float] = (1024.0, 60.0),
        progress: Progress | None = None,
    ) -> None:
        self.mirror = mirror.rstrip("/")
        self.timeout = timeout
        self.retries = retries
        self.backoff = backoff
        self.slowest = slowest
        self.progress = progress
        self._session: requests.Session | None = None

    def address(self, url: str) -> str:
        """Return where a file is asked for: its own address, or the mirror's.

        Raises
        ------
        SourceError
            The address is not an ``https://`` one.
        """
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise SourceError(f"{url}: not an https address; releases are fetched over HTTPS only")
        if not self.mirror:
            return url
        return f"{self.mirror}/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def text(self, url: str) -> str:
        """Return a small page, such as a list of releases.

        Raises
        ------
        SourceError
            It cannot be had.
        """
        response = self._get(url, {})
        page, end = bytearray(), time.monotonic() + self.timeout
        try:
            while len(page) < PAGE and time.monotonic() < end:
                chunk = response.raw.read1(1 << 16, decode_content=False)
                if not chunk:
                    return page.decode("utf-8", "replace")
                page += chunk
        except Exception as error:
            raise SourceError(f"{url}: the connection was cut ({_words(error)}); try again later") from error
        finally:
            response.close()
        raise SourceError(f"{url}: the page does not end; name the release with --release")

    def fetch(self, url: str, target: Path, *, known: Stamp | None = None) -> Fetched:
        """Fetch a file to a path; an interrupted one goes on where it was, when the server's file is still the same.

        Parameters
        ----------
        url
            Its address.
        target
            Where it goes, through ``target.part`` beside it.
        known
            Stamp of the file that is here already, so that an unchanged one is not sent again.

        Raises
        ------
        SourceError
            It cannot be had; what is there already is untouched, and what came stays for the next attempt.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        note = target.with_name(target.name + ".part.json")
        problem = ""
        for attempt in range(self.retries + 1):
            if attempt:
                time.sleep(min(30.0, self.backoff * 2 ** (attempt - 1)))
            start, headers = _resumed(url, part, note)
            if not start and known is not None:
                headers.update(_conditions(known))
            response = self._get(url, headers)
            try:
                if response.status_code == 304 and known is not None:
                    _drop(part, note)
                    return Fetched(False, known)
                if response.status_code == 416:
                    _drop(part, note)
                    problem = "the server's file is shorter than what came before"
                    continue
                start = start if response.status_code == 206 and _range_start(response) == start else 0
                if response.status_code == 206 and not start:
                    _drop(part, note)
                    problem = "the server sent another part than was asked for"
                    continue
                problem = self._receive(url, response, part, note, start)
            finally:
                response.close()
            if not problem:
                tags = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
                stamp = Stamp(hash_file(part), part.stat().st_size, *tags)
                os.replace(part, target)
                note.unlink(missing_ok=True)
                return Fetched(True, stamp)
        raise SourceError(f"{url}: {problem}, {self.retries + 1} times; try again later, it goes on where it was")

    def _receive(self, url: str, response: requests.Response, part: Path, note: Path, start: int) -> str:
        """Append what comes to the part; return what went wrong, or ``""``."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml"):
            _drop(part, note)
            raise SourceError(
                f"{url}: the server sent an HTML page, not a file; it asks to log in, or the address has changed. "
                "Fetch the file with a browser and run `pfocr-norm data build --from FOLDER`"
            )
        length = response.headers.get("Content-Length", "")
        total = start + int(length) if length.isdigit() else None
        if total is not None and total > LARGEST:
            raise SourceError(f"{url}: {total:,} bytes; a release has at most {LARGEST:,}")
        state = {
            "url": url,
            "etag": response.headers.get("ETag", ""),
            "modified": response.headers.get("Last-Modified", ""),
        }
        note.write_text(json.dumps(state), encoding="utf-8")
        done, name = start, urlsplit(url).path.rpartition("/")[2]
        least, seconds = self.slowest
        mark, marked = time.monotonic(), done
        with part.open("ab" if start else "wb", buffering=0) as out:
            while True:
                try:
                    chunk = response.raw.read1(1 << 16, decode_content=False)
                except Exception as error:
                    return f"the connection was cut after {done:,} bytes ({_words(error)})"
                if not chunk:
                    break
                out.write(chunk)
                done += len(chunk)
                if done > LARGEST:
                    raise SourceError(f"{url}: more than {LARGEST:,} bytes; this is no release")
                if self.progress is not None:
                    self.progress(name, done, total)
                now = time.monotonic()
                if now - mark >= seconds:
                    if done - marked < least * (now - mark):
                        raise SourceError(
                            f"{url}: the server sends less than {least:,.0f} bytes a second; try again later, it goes "
                            "on where it was"
                        )
                    mark, marked = now, done
            os.fsync(out.fileno())
        if total is not None and done < total:
            return f"the connection was cut after {done:,} of {total:,} bytes"
        return "" if done else "the server sent an empty file"

    def _get(self, url: str, headers: dict[str, str]) -> requests.Response:
        import requests

        if self._session is None:
            self._session = _session(self.retries, self.backoff)
        try:
            response = self._session.get(self.address(url), headers=headers, stream=True, timeout=(15.0, self.timeout))
        except requests.TooManyRedirects:
            raise SourceError(f"{url}: the server redirects in a circle; the address may have changed") from None
        except requests.Timeout:
            raise SourceError(f"{url}: no answer within {self.timeout:g} s; try again later") from None
        except requests.RequestException as error:
            raise SourceError(
                f"{url}: cannot be reached ({_words(error)}); check the network, try again later"
            ) from None
        if not self.mirror and not response.url.startswith("https://"):
            response.close()
            raise SourceError(f"{url}: redirects to {response.url}, which is not https; not fetched")
        code = response.status_code
        if code in (200, 206, 304, 416):
            return response
        wait = response.headers.get("Retry-After", "")
        response.close()
        if code == 429 or (code == 503 and wait):
            asked = f"it asks to wait {wait} s" if wait.isdigit() else "try again later"
            raise SourceError(f"{url}: the server has too many requests (status {code}); {asked}")
        if code == 202:
            raise SourceError(
                f"{url}: the server wants proof that a person asks (status 202, a challenge). Try again later, or "
                "fetch the file with a browser and run `pfocr-norm data build --from FOLDER`"
            )
        if code in (401, 403):
            raise SourceError(
                f"{url}: the server refuses (status {code}). Fetch the file with a browser and run "
                "`pfocr-norm data build --from FOLDER`"
            )
        if code in (404, 410):
            raise NotThereError(f"{url}: not there (status {code}); name another release with --release")
        raise SourceError(f"{url}: the server failed (status {code}); try again later")


def _session(retries: int, backoff: float) -> requests.Session:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import BaseHTTPResponse
    from urllib3.util import Retry

    from ... import __version__

    class Patient(Retry):
        """Waits as the server asks, but not for hours."""

        def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
            asked = super().get_retry_after(response)
            return None if asked is None else min(asked, LONGEST_WAIT)

    policy = Patient(
        total=retries, backoff_factor=backoff, backoff_max=30, status_forcelist=_BUSY, allowed_methods=("GET",),
        raise_on_status=False, redirect=False,
    )  # fmt: skip
    session = requests.Session()
    session.max_redirects = 10
    # A hash and a resumed file need the bytes as they lie on the server.
    session.headers.update({"User-Agent": f"pfocr-norm/{__version__}", "Accept-Encoding": "identity"})
    session.mount("https://", HTTPAdapter(max_retries=policy))
    session.mount("http://", HTTPAdapter(max_retries=policy))
    return session


def _resumed(url: str, part: Path, note: Path) -> tuple[int, dict[str, str]]:
    """Return how much is there of a file that can be resumed, and the headers that ask for the rest."""
    try:
        state = json.loads(note.read_text(encoding="utf-8"))
        size = part.stat().st_size
        # A weak tag does not promise the same bytes.
        tag = state["etag"] if not state["etag"].startswith("W/") else ""
        if state["url"] != url or not size or not (tag or state["modified"]):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        _drop(part, note)
        return 0, {}
    return size, {"Range": f"bytes={size}-", "If-Range": tag or state["modified"]}


def _conditions(known: Stamp) -> dict[str, str]:
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _range_start(response: requests.Response) -> int:
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    start = rest.partition("-")[0]
    return int(start) if unit == "bytes" and start.isdigit() else -1


def _drop(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _words(error: BaseException) -> str:
    """The kind of an error from the network, without its nested addresses."""
    while error.__cause__ is not None or error.__context__ is not None:
        inner = error.__cause__ or error.__context__
        if inner is None or isinstance(inner, SourceError):
            break
        error = inner
    return str(error).split(": ")[-1].strip("()'\". ")[:80] or type(error).__name__
