"""What a step would do to many data at once, in numbers: for whoever is about to sign it."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import (
    BlindPacket,
    BulkFile,
    Identification,
    LegalHold,
    MarkedFace,
    MissingPerson,
    Operation,
    Pair,
    Permission,
    Recording,
    ReferencePhotograph,
    Relative,
    Template,
    TracingRequest,
    Withdrawal,
)
from antigone.casework.procedures.intake import BEYOND_DECLARED
from antigone.casework.reading import case_of_code, reading


def withdrawal_consequences(actor: Actor, code: str) -> dict[str, Any]:
    """Return in numbers what goes if the enquirer withdraws, what stays and why, and who else has it.

    Raises `NotHere` and `NotAllowed`.
    """
    with reading(actor, Action.WITHDRAW_PERMISSION):
        one = case_of_code(TracingRequest, code)
        giver = Q(given_by=one.enquirer_id) | Q(given_by=None)
        standing = Permission.objects.filter(request=one, withdrawn_at=None)
        others = standing.exclude(given_by=one.enquirer_id)
        theirs = Q(enquirer=one.enquirer_id)
        if not others.exists():
            theirs |= Q(enquirer=None)
        relatives = Relative.objects.filter(theirs, request=one)
        return _of_photographs(one, ReferencePhotograph.objects.filter(giver, request=one)) | {
            "videos": Recording.objects.filter(giver, request=one).count(),
            "permissions": standing.filter(given_by=one.enquirer_id).count(),
            "relatives": _people(relatives),
            "record": MissingPerson.objects.filter(request=one).exists() and not others.exists(),
            "others": others.values("given_by").distinct().count(),
        }


def found_alive_consequences(actor: Actor, code: str) -> dict[str, Any]:
    """Return in numbers what goes when somebody is found alive, what stays and why, and who has it.

    `relatives` are those who are still to be told; `done` is what became of it already, the newest
    first, with its receipt once it is written. Raises `NotHere` and `NotAllowed`.
    """
    with reading(actor, Action.FIND_ALIVE):
        one = case_of_code(TracingRequest, code)
        ends = Withdrawal.objects.filter(request=one, withdrawn_by=None).select_related("receipt")
        return _of_photographs(one, ReferencePhotograph.objects.filter(request=one)) | {
            "videos": Recording.objects.filter(request=one).count(),
            "relatives": _people(Relative.objects.filter(request=one)),
            "done": [
                {
                    "outcome": row.outcome,
                    "at": row.recorded_at,
                    "searched": row.receipt.searched if hasattr(row, "receipt") else None,
                }
                for row in ends.order_by("-recorded_at")
            ],
        }


def _of_photographs(request: TracingRequest, photographs: QuerySet) -> dict[str, Any]:
    """Return how many photographs and templates that are, what keeps them, and which partners."""
    held = LegalHold.objects.filter(lifted_at=None, remains__candidates__request=request)
    named = Identification.objects.filter(request=request, withdrawn_at=None)
    faces = MarkedFace.objects.filter(reference__in=photographs)
    keys = list(photographs.values_list("pk", flat=True))
    sent = Pair.objects.filter(reference_id__in=keys, round__packet__released_at__isnull=False)
    packets = BlindPacket.objects.filter(pk__in=sent.values("round__packet"))
    return {
        "key": request.pk,
        "photographs": len(keys),
        "templates": Template.objects.filter(face__in=faces).count(),
        "kept_because": "legal-hold" if held.exists() else "identified" if named.exists() else "",
        "partners": sorted(set(packets.values_list("institution__name", flat=True))),
    }


def _people(relatives: QuerySet) -> int:
    return relatives.values("person").distinct().count()


def files_of_requests(actor: Actor) -> list[dict[str, Any]]:
    """Return the files of many requests that were entered, who signed each, and what was opened."""
    with reading(actor, Action.SIGN_BULK):
        files = BulkFile.objects.annotate(opened=Count("requests", distinct=True))
        return [
            {
                "name": one.name,
                "lines": one.lines,
                "because": one.because,
                "sha256": bytes(one.sha256).hex(),
                "entered_at": one.recorded_at,
                "entered_by": one.recorded_by.shown_name,
                "signed": [
                    (by.recorded_by.shown_name, by.role)
                    for by in sorted(one.signatures.all(), key=lambda by: by.recorded_at)
                ],
                "signed_by_me": any(
                    by.recorded_by_id == actor.account_id for by in one.signatures.all()
                ),
                "opened": one.opened,
            }
            for one in files.select_related("recorded_by")
            .prefetch_related("signatures__recorded_by")
            .order_by("-recorded_at")
        ]


def gallery_size(actor: Actor) -> dict[str, Any]:
    """Return how many are looked for, how many were declared missing, and where a clearance is asked."""
    with reading(actor, Action.VIEW_REQUEST):
        declared = Operation.objects.get(pk=actor.operation_id).declared_missing
        return {
            "people": TracingRequest.objects.count(),
            "declared": declared,
            "most": int(BEYOND_DECLARED * declared),
        }
