"""Searching templates: one promise, several engines, and a permission in every question.

from antigone.gallery import Permitted, open_index, shortlist

with open_index("sqlite:///references.db", dim=128) as gallery:
    gallery.upsert(
        ["T1"],
        [vector],
        [{"person": "M-0412", "purposes": ["identify"], "valid_from": "2026-05-14"}],
    )
    result = gallery.search(probe, 10, Permitted(purpose="identify", on=today))
"""

from antigone.gallery.compressed import CompressedIndex
from antigone.gallery.entries import Entry, Row
from antigone.gallery.erasure import ErasureFinding, ErasureReceipt, Place
from antigone.gallery.exact import ExactIndex
from antigone.gallery.index import (
    Index,
    Lookup,
    SearchResult,
    Verification,
    open_index,
)
from antigone.gallery.rows import Change, Picture, Restoration, RowStore, SQLiteRows
from antigone.gallery.shortlist import (
    Line,
    NonMated,
    Shortlist,
    ShortlistLine,
    draw_line,
    shortlist,
)
from antigone.gallery.snapshots import Snapshot
from antigone.gallery.where import (
    And,
    Eq,
    In,
    Not,
    Or,
    Permitted,
    Range,
    Where,
    where_from_json,
)

__all__ = [
    "And",
    "Change",
    "CompressedIndex",
    "Entry",
    "Eq",
    "ErasureFinding",
    "ErasureReceipt",
    "ExactIndex",
    "In",
    "Index",
    "Line",
    "Lookup",
    "NonMated",
    "Not",
    "Or",
    "Permitted",
    "Picture",
    "Place",
    "Range",
    "Restoration",
    "Row",
    "RowStore",
    "SQLiteRows",
    "SearchResult",
    "Shortlist",
    "ShortlistLine",
    "Snapshot",
    "Verification",
    "Where",
    "draw_line",
    "open_index",
    "shortlist",
    "where_from_json",
]
