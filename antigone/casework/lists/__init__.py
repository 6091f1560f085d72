"""What a person may see of an operation: lists and single cases, by the codes that people use.

The permission comes first, then the fence; whether another operation holds a case is never told.
Nothing here writes.
"""

from antigone.casework.lists.dead import codes_of_remains, remains, remains_named
from antigone.casework.lists.leads import (
    NoSearchYet,
    candidate_between,
    candidates,
    newest_search,
    unweighed,
)
from antigone.casework.lists.missing import request, requests, withdrawals
from antigone.casework.lists.offices import (
    account_named,
    accounts,
    grant_of,
    operation_named,
    operations,
)
from antigone.casework.lists.pictures import (
    CaseOfPhotographs,
    NotAPhotograph,
    TwoPhotographs,
    case_of_photographs,
    marked_face,
    name_of_photograph,
    newest_reading,
    photograph,
    photographs,
)
from antigone.casework.lists.reading import by_code

__all__ = [
    "CaseOfPhotographs",
    "NoSearchYet",
    "NotAPhotograph",
    "TwoPhotographs",
    "account_named",
    "accounts",
    "by_code",
    "candidate_between",
    "candidates",
    "case_of_photographs",
    "codes_of_remains",
    "grant_of",
    "marked_face",
    "name_of_photograph",
    "newest_reading",
    "newest_search",
    "operation_named",
    "operations",
    "photograph",
    "photographs",
    "remains",
    "remains_named",
    "request",
    "requests",
    "unweighed",
    "withdrawals",
]
