"""Taking in what comes together: a report with the family, a body with its first photograph.

Each is one step: a relative without the request she belongs to, or a body whose picture was refused,
would be half a record, and nobody would know which half.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import require
from antigone.casework.models import Remains, TracingRequest
from antigone.casework.procedures.intake import (
    FoundRemains,
    Report,
    write_remains,
    write_request,
)
from antigone.casework.procedures.notices.family import (
    KnownRelative,
    Wished,
    write_relative,
    write_wishes,
)
from antigone.casework.procedures.photographs import TakenPhotograph, arriving
from antigone.casework.step import step


@dataclass(frozen=True, kw_only=True)
class Kin:
    """One relative from the first interview. `asks`: she herself asks; `wishes` None: not asked yet."""

    known: KnownRelative = field(repr=False)
    asks: bool = False
    wishes: Wished | None = field(default=None, repr=False)


def open_with_family(actor: Actor, report: Report, family: Sequence[Kin]) -> TracingRequest:
    """Open a tracing request with its relatives and what they wish; all of it, or nothing.

    Raises what `open_request`, `record_relative` and `record_wishes` raise.
    """
    with step(actor, Action.OPEN_REQUEST) as doing:
        if family:
            require(actor, Action.RECORD_RELATIVE)
        request = write_request(doing, report)
        for one in family:
            enquirer = request.enquirer_id if one.asks else None
            known = replace(one.known, request=request.pk, enquirer=enquirer)
            relative = write_relative(doing, known)
            if one.wishes is not None:
                write_wishes(doing, replace(one.wishes, relative=relative.pk))
        return request


def record_with_photograph(
    actor: Actor, remains: FoundRemains, taken: TakenPhotograph | None
) -> Remains:
    """Record a body with its first photograph, if there is one; both, or neither.

    Raises what `record_remains` and `receive_post_mortem` raise.
    """
    if taken is None:
        with step(actor, Action.RECORD_REMAINS) as doing:
            return write_remains(doing, remains)
    with arriving(actor, taken) as arrived, step(actor, Action.RECORD_REMAINS) as doing:
        require(actor, Action.RECEIVE_POST_MORTEM)
        body = write_remains(doing, remains)
        arrived.write(doing, body)
        return body
