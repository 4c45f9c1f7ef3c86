"""Short forms that figures print and no open vocabulary lists: our own table, checked against the merged names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .base import OpenTable, SourceInfo, rows, split

SOURCE = SourceInfo(
    key="common",
    name="Common short forms",
    version="1",
    licence="MIT",
    licence_url="https://opensource.org/license/mit",
    url="pfocr_norm/building/sources/common.tsv",
    takes="abbreviations, ions and formulas of chemicals that are everyday words of pathway figures",
    tables=(),
)

#: Columns: full name (label or synonym of exactly one substance or role), and its short forms.
_TABLE = Path(__file__).with_name("common.tsv")

#: Concepts that are one substance, though no mapping says so: the first takes in the second.
SAME = (
    ("drugbank:DB02527", "mesh:D000242"),  # cyclic AMP
    ("chebi:16761", "mesh:D000244"),  # ADP
    ("drugbank:DB00131", "mesh:D000249"),  # AMP
    ("drugbank:DB00118", "mesh:D012436"),  # S-adenosylmethionine
    ("drugbank:DB01752", "mesh:D012435"),  # S-adenosylhomocysteine
    ("drugbank:DB03401", "mesh:D015544"),  # inositol 1,4,5-trisphosphate
    ("drugbank:DB14128", "chebi:13389"),  # NAD
    ("chebi:15378", "chebi:24636"),  # proton
    ("drugbank:DB09140", "chebi:15379"),  # oxygen
    ("drugbank:DB01592", "drugbank:DB14510"),  # iron, ferrous
    ("drugbank:DB09130", "drugbank:DB14552"),  # copper, cupric
    ("drugbank:DB14049", "chebi:51081"),  # nitrate
    ("drugbank:DB12529", "chebi:25549"),  # nitrite
    ("drugbank:DB00279", "mesh:D014284"),  # triiodothyronine
    ("drugbank:DB00451", "chebi:30660"),  # thyroxine
    ("drugbank:DB00755", "chebi:26536"),  # retinoic acid
    ("drugbank:DB16935", "chebi:16587"),  # 20-hydroxyecdysone
    ("drugbank:DB16829", "chebi:2365"),  # abscisic acid
    ("chebi:28815", "mesh:D006497"),  # heparan sulfate
    ("chebi:84491", "mesh:D011070"),  # poly(I:C)
    ("drugbank:DB17045", "chebi:37537"),  # phorbol myristate acetate
    ("chebi:3259", "mesh:D002258"),  # CCCP
    ("chebi:34725", "chebi:176788"),  # dizocilpine
    ("drugbank:DB01454", "mesh:D018817"),  # MDMA
    ("chebi:17747", "mesh:D004051"),  # diethylhexyl phthalate
    ("drugbank:DB13415", "mesh:D010433"),  # pentetrazol
    ("chebi:15724", "mesh:C005855"),  # trimethylamine N-oxide
    ("drugbank:DB07841", "mesh:C002963"),  # geranylgeranyl diphosphate
    ("drugbank:DB00163", "chebi:22470"),  # vitamin E
    ("drugbank:DB06151", "chebi:7421"),  # acetylcysteine
    ("drugbank:DB02338", "chebi:16474"),  # NADPH
    ("mesh:D000894", "chebi:35475"),  # non-steroidal anti-inflammatory drugs
    ("mesh:D019161", "chebi:87631"),  # statins
    ("chebi:16174", "mesh:C018891"),  # dADP
    ("drugbank:DB04468", "chebi:231618"),  # 4-hydroxytamoxifen
    ("drugbank:DB15972", "chebi:16973"),  # deoxycorticosterone
    ("drugbank:DB03756", "chebi:36005"),  # docosahexaenoic acid
    ("chebi:24823", "chebi:18086"),  # indole-3-acetaldehyde
    ("chebi:36926", "chebi:15473"),  # crotonyl-CoA
    ("chebi:17950", "mesh:C009744"),  # lactosylceramide
)


def parse(open_table: OpenTable | None = None) -> Iterator[tuple[str, list[str]]]:
    """Yield (full name, short forms).

    Examples
    --------
    >>> dict(parse())["hydrogen peroxide"]
    ['H2O2']
    """
    with _TABLE.open("rb") as stream:
        for full, short in rows(stream, ("name", "short"), table="common short forms"):
            yield full, split(short, "|")
