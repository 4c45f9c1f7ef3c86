"""What a batch is to do, checked before it begins, and what makes it the same batch again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Any

from ..errors import OutputError, PfocrNormError
from ..formats._atomic import disk_error
from ..formats.pfocr import TABLE_ENDINGS, table_folders
from ..formats.source import Source, folder_units
from ..formats.writers import output_format
from ..model.result import FlagCode
from ..vocabulary.files import real_file, special_kind
from .job import Job
from .workdir import remove_remains


class Plan:
    """Where the output goes and as what; refuses what cannot be meant."""

    def __init__(
        self,
        source: Source,
        output: str | os.PathLike[str] | None,
        output_as: str | None,
        *,
        in_place: bool,
        dry_run: bool,
    ) -> None:
        self.compression: str | None = None
        name = "" if output is None else os.fspath(output)
        if in_place and (source.format != "md" or name or source.path == "-"):
            raise OutputError("--in-place is for a folder of .md files, or one, and takes no --out")
        if dry_run:
            self.kind, self.target = "diff", ""
            return
        if in_place:
            self.kind, self.target = "md", source.path
        elif not name:
            raise OutputError("say where the output goes: --out FILE, or --in-place for .md files")
        else:
            self._outside(source, name, output_as)
        base = self.target.rstrip("/\\") or self.target
        self.workdir = base + ".partial"
        self.errors = base + ".errors.jsonl"
        self.in_place = in_place
        parent = os.path.dirname(base) or "."
        if not os.path.isdir(parent):
            raise OutputError(f"{parent}: no such folder for the output; make it first")

    def _outside(self, source: Source, name: str, output_as: str | None) -> None:
        plain = name.rstrip("/\\")
        to_markdown = output_as == "md" or (
            output_as is None and (name != plain or plain.endswith(".md") or os.path.isdir(name)
                                   or not os.path.splitext(plain)[1])
        )  # fmt: skip
        kind = special_kind(name)
        if kind is not None:
            raise OutputError(f"{name}: is {kind}; name a file, or a folder for .md files")
        if to_markdown:
            if source.format != "md":
                raise OutputError(f"{name}: .md files can only be written from .md files; end the name in .jsonl, …")
            if source.folder and plain.endswith(".md"):
                raise OutputError(f"{name}: is one file, the input is a folder; name an output folder")
            self.kind, self.target = "md", name
        else:
            self.kind, self.compression = output_format(name, output_as)
            self.target = real_file(name)
        ours, theirs = os.path.realpath(name), os.path.realpath(source.path)
        inside = source.folder and to_markdown and ours.startswith(theirs + os.sep)
        if source.path != "-" and (ours == theirs or inside):
            raise OutputError(f"{name}: lies in the input; name another place, or use --in-place")

    def refuse_existing(self) -> None:
        """Raise when there already is an output."""
        if self.in_place:
            return
        try:
            there = bool(os.listdir(self.target)) if os.path.isdir(self.target) else os.path.exists(self.target)
        except OSError as error:
            raise disk_error(error, self.target) from None
        if there:
            remove_remains(self.workdir)
            raise OutputError(f"{self.target}: exists already; name another output or pass --overwrite")
        if os.path.isdir(self.target) and self.kind != "md":
            raise OutputError(f"{self.target}: is a folder; name a file")


class Total:
    """Size of the input, for the fingerprint and the progress bar."""

    def __init__(self, source: Source) -> None:
        self.records: int | None = None
        self.identity: list[Any] = [source.path if source.path == "-" else os.path.abspath(source.path)]
        self.names = hashlib.sha256()
        self.stamps = hashlib.sha256()
        self.tables = hashlib.sha256()
        folders: dict[str, None] = {}
        if source.folder:
            self.records = 0
            for unit in folder_units(source):
                self.records += 1
                self.names.update(os.fsencode(os.path.relpath(unit.source, source.path)) + b"\0")
                self.stamps.update(repr(_stamp(unit.source)).encode())
                folders[os.path.dirname(unit.source)] = None
        elif source.path != "-":
            self.stamps.update(repr(_stamp(source.path)).encode())
            if source.format == "md":
                self.records = 1
                folders[os.path.dirname(source.path)] = None
            elif source.format == "parquet":
                from ..formats.tables import parquet_file

                with parquet_file(source.path) as file:
                    self.records = file.metadata.num_rows
            elif source.compression or special_kind(source.path):
                pass  # a pipe can be read once
            elif source.format in ("jsonl", "csv", "tsv"):
                self.records = _lines(source.path) - (source.format != "jsonl")
        if source.format == "md":
            self._stamp_tables(source, folders)

    def _stamp_tables(self, source: Source, folders: Iterable[str]) -> None:
        """Take in the tables that lie beside the records of some folders, without asking for those of each record."""
        places = {os.path.normpath(place or "."): None for folder in folders for place in table_folders(folder)}
        for place in places:
            try:
                with os.scandir(place) as entries:
                    names = sorted(entry.name for entry in entries if entry.name.endswith(TABLE_ENDINGS))
            except OSError:
                continue
            for name in names:
                path = os.path.join(place, name)
                self.tables.update(repr((os.path.relpath(path, source.path), _stamp(path))).encode("utf-8", "replace"))


def share(done: int, wanted: int | None) -> float | None:
    """Share of the work that is done; None when nobody knows how much there is."""
    return done / wanted if wanted else None


def _lines(path: str) -> int:
    """Number of lines, which is about the number of records; a gigabyte takes a second."""
    try:
        with open(path, "rb") as stream:
            count, last = 0, b"\n"
            while block := stream.read(1 << 20):
                count, last = count + block.count(b"\n"), block
    except OSError:
        return 0
    return count + (not last.endswith(b"\n"))


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (-1, -1)
    return (found.st_size, found.st_mtime_ns)


def fingerprint(
    source: Source, plan: Plan, job: Job, options: dict[str, Any], total: Total, chunk: tuple[int, int]
) -> dict[str, Any]:
    """What makes two runs the same run: input, options, versions."""
    from .. import __version__

    normalizer = job.normalizer
    return {
        "input": total.identity[0],
        "input_format": source.format,
        "input_files": total.names.hexdigest()[:16],
        # Files that this very run corrects change under its hands; their names have to do.
        "input_content": None if plan.in_place else total.stamps.hexdigest()[:16],
        "input_tables": total.tables.hexdigest()[:16],
        "output": os.path.abspath(plan.target),
        "output_format": [plan.kind, plan.compression],
        **options,
        "version": __version__,
        "data_version": normalizer.data_version,
        "organism": normalizer.organism,
        "chunk": list(chunk),
    }


def check_options(workers: int | None, shard: tuple[int, int] | None, limit: int | None) -> None:
    """Refuse numbers that mean nothing."""
    if workers is not None and workers < 1:
        raise PfocrNormError(f"workers should be 1 or more, not {workers}")
    if shard is not None and not 1 <= shard[0] <= shard[1]:
        raise PfocrNormError(f"shard {shard[0]}/{shard[1]} is none: write I/N with I from 1 to N")
    if limit is not None and limit < 0:
        raise PfocrNormError(f"limit should be 0 or more, not {limit}")


def flag_codes(only: Iterable[str]) -> frozenset[str]:
    """Check the codes of ``--only``."""
    known = {code.value for code in FlagCode}
    codes = frozenset(code.value if isinstance(code, FlagCode) else code for code in only)
    if codes - known:
        wrong = ", ".join(sorted(codes - known))
        raise PfocrNormError(f"unknown flag {wrong}; choose from {', '.join(sorted(known))}")
    return codes
