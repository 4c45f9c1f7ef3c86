"""The wording of every flag, in one table."""

from __future__ import annotations

from functools import lru_cache

from .result import Flag, FlagCode, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

#: Code: severity, message, fix. ``{0}`` … are the evidence strings of the flag.
TEXTS: dict[FlagCode, tuple[Severity, str, str]] = {
    FlagCode.ORGANISM_MISMATCH: (_E, "tagged as {0}, but the figure is about {1}", "set organisms_ner to {1}"),
    FlagCode.ORGANISM_UNSUPPORTED: (_W, "nothing in the text supports the tagged organism {0}{1}", "remove {0}"),
    FlagCode.ORGANISM_MISSING: (_W, "the figure is about {0}, which is not tagged", "add {0}"),
    FlagCode.ORGANISM_UNDECIDED: (_I, "the text does not tell the organism", "look at the paper"),
    FlagCode.ORGANISM_ASSUMED: (
        _I, "the terms are read as those of {0}, by convention", "set the organism if you know it",
    ),
    FlagCode.ORGANISM_WITHOUT_VOCABULARY: (
        _W, "the vocabulary has no genes of {0}; its nearest relative with genes is {1}",
        "give its gene names as an own table",
    ),
    FlagCode.UNKNOWN_ORGANISM_NAME: (_W, "the organism name {0!r} is not known", "check its spelling"),
    FlagCode.NO_KEYWORDS: (_I, "the record has no keywords", ""),
    FlagCode.NO_TEXT: (_I, "the record has no title and no caption", ""),
    FlagCode.TEXT_TRUNCATED: (_W, "only the first {0} characters of the text were read", ""),
    FlagCode.BROKEN_RECORD: (_E, "the record cannot be read: {0}", "repair the file"),
    FlagCode.UNKNOWN_FIELD: (_W, "the field {0!r} is not read; {1!r} would be", "rename {0} to {1}, if that is meant"),
    FlagCode.TERM_ORGANISM_MISMATCH: (
        _W, "{0!r} is tagged as a gene of {1}", "use the proposed identifier, if there is one",
    ),
    FlagCode.BACK_PROJECTED: (_I, "{0!r} was read back to the printed word {1!r}", ""),
    FlagCode.ORTHOLOG_WITNESS: (_I, "the ortholog of {0!r} agrees with {1!r}", ""),
    FlagCode.OCR_REPAIR: (_W, "{0!r} was read as {1!r}, a likely confusion of OCR", "compare with the figure"),
    FlagCode.FUZZY_MATCH: (_W, "{0!r} is not a known name; {1!r} is the nearest", "compare with the figure"),
    FlagCode.FAMILY: (_I, "{0} is a family or complex of {1} genes", ""),
    FlagCode.HUMAN_FAMILY: (_W, "{0} is a family of human genes, used for a figure of another organism", ""),
    FlagCode.PREVIOUS_SYMBOL: (_I, "{0!r} is a previous symbol of {1}", "write {1}"),
    FlagCode.WITHDRAWN_SYMBOL: (_W, "{0!r} was withdrawn or merged into {1}", "write {1}"),
    FlagCode.EXCEL_DATE: (_W, "{0!r} is a date that a spreadsheet made of {1}", "write {1}"),
    FlagCode.COMMON_WORD: (_W, "{1!r} is a plain English word", "drop {0!r} unless the figure prints it as a symbol"),
    FlagCode.SHORT_SYMBOL: (_I, "{0!r} is so short that it names many things", "compare with the figure"),
    FlagCode.GENERIC_CHEMICAL: (_I, "{0!r} is a class of chemicals, not one substance", ""),
    FlagCode.GENE_OR_CHEMICAL: (_W, "{0!r} names a gene and a chemical", "compare with the figure"),
    FlagCode.METABOLITE: (_I, "{0!r} is tagged as a gene, but means the substance {1}", "move it to the chemicals"),
    FlagCode.AMBIGUOUS: (_W, "{0!r} has several likely meanings", "choose one of the candidates"),
    FlagCode.PLACEHOLDER: (_I, "{0!r} stands for a missing value", "drop it"),
    FlagCode.LOOKALIKE: (_W, "{0!r} contains Cyrillic letters; read as {1!r}", "write {1}"),
    FlagCode.DUPLICATE_KEYWORD: (_I, "{0!r} occurs {1} times", ""),
    FlagCode.EXPANDED_LIST: (_I, "{0!r} lists several genes; all stand in the members", ""),
    FlagCode.FIGURE_WORD: (_W, "{0!r} usually stands for {1} in a figure", "drop it, unless the gene is meant"),
    FlagCode.LABEL_DISAGREES: (_W, "tagged as {0}, but the printed word {1!r} means {2}", "replace {0} by {2}"),
    FlagCode.OVERRIDDEN: (_I, "{0!r} is set to {1} by the override list", ""),
    FlagCode.ONLINE: (_I, "{0!r} was answered by an online service", ""),
    FlagCode.ONLINE_UNAVAILABLE: (_W, "the online service did not answer for {0!r}", "try again later"),
    FlagCode.STOP_LISTED: (_I, "{0!r} is on the stop list", ""),
    FlagCode.TOO_COMPLEX: (
        _W, "{0!r} was not looked up: the record has more words than are looked up", "split the record",
    ),
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def flag(code: FlagCode, *evidence: str) -> Flag:
    """Make a flag; evidence fills the places of its wording.

    >>> flag(FlagCode.PREVIOUS_SYMBOL, "MARCH1", "MARCHF1").message
    "'MARCH1' is a previous symbol of MARCHF1"
    """
    severity, message, fix = TEXTS[code]
    filled = (*evidence, "", "")
    return Flag(code, severity, message.format(*filled), evidence, fix.format(*filled))
