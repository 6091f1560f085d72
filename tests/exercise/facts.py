"""Run alone in an exercise's home: what its rows hold, as JSON. Vectors as lists, by side."""

import json
import sys

from antigone.config import Config
from antigone.site import start

start(Config.read())

from antigone.access import across_all_operations  # noqa: E402
from antigone.casework import models as rows  # noqa: E402
from antigone.casework.house import inside, open_house  # noqa: E402
from antigone.casework.instruments import instruments, put_away  # noqa: E402
from antigone.casework.sealed import unseal  # noqa: E402
from antigone.vault import OpenToAll  # noqa: E402

with inside(open_house(OpenToAll())), across_all_operations(because="a test counts all rows"):
    tools = instruments()
    facts = {"vectors": {}, "marked": {}}
    places = list(rows.VectorPlace.objects.values_list("in_use", "sealed"))
    facts["places_in_use"] = sum(used for used, _ in places)
    facts["places_emptied"] = sum(not used and not any(bytes(sealed)) for used, sealed in places)
    facts["places"] = len(places)
    for side, gallery in (("reference", tools.reference_rows), ("remains", tools.remains_rows)):
        templates = rows.Template.objects.filter(side=side)
        keys = [one.hex for one in templates.values_list("pk", flat=True)]
        facts["vectors"][side] = [row.vector.tolist() for row in gallery.read(keys)]
        facts["marked"][side] = rows.MarkedFace.objects.filter(side=side, ended_at=None).count()
    facts["labels_read"] = list(rows.LabelReading.objects.values_list("read", flat=True))
    facts["unconfirmed"] = rows.MarkedFace.objects.filter(
        side="remains", ended_at=None, confirmed_by=None
    ).count()
    facts["same_signer"] = sum(
        one.searched_by_id in one.remains.examinations.values_list("signed_by", flat=True)
        for one in rows.Search.objects.all()
    )
    facts["manifest"] = list(rows.ManifestEntry.objects.values_list("name", flat=True))
    facts["declared"] = rows.Operation.objects.get().declared_missing
    facts["tombstones"] = rows.Tombstone.objects.count()
    facts["receipts"] = rows.PurgeReceipt.objects.count()
    facts["excluded"] = {}
    for one in rows.Exclusion.objects.select_related("remains", "request"):
        facts["excluded"].setdefault(one.remains.code, {})[one.request.code] = bool(
            unseal(one, "grounds")
        )
    facts["identifications"] = [
        {
            "discipline": str(one.discipline),
            "examiners": [str(one.examiner_a_id), str(one.examiner_b_id)],
            "signers": [str(one.signer_a_id), str(one.signer_b_id)],
            "recorder": str(one.remains.recorded_by_id),
        }
        for one in rows.Identification.objects.select_related("remains")
    ]
    facts["pairs_imported"] = sum(rows.PairImport.objects.values_list("results", flat=True))
    facts["weighed"] = {}
    for one in rows.Finding.objects.exclude(weighing=None).select_related("candidate"):
        pair = f"{one.candidate.remains.code} {one.candidate.request.code}"
        facts["weighed"].setdefault(pair, {}).setdefault(one.kind, []).append(one.log10_lr)
    facts["runs"] = [
        [one.problem["remains"], one.problem["missing"], one.problem["log10_lr"]]
        for one in rows.ReconciliationRun.objects.all()
    ]
    differed = rows.Disagreement.objects.all()
    facts["disagreements"] = differed.count()
    facts["unresolved"] = differed.filter(settlement=None).count()
    of_fillers = rows.Comparison.objects.filter(pair__filler__isnull=False)
    facts["fillers_compared"] = of_fillers.count()
    facts["fillers_matched"] = of_fillers.filter(conclusion="potential-match").count()
    facts["approved_by_preparer"] = sum(
        one.recorded_by_id == one.notice.recorded_by_id for one in rows.Approval.objects.all()
    )
    facts["payloads"] = [
        bytes(one).decode() for one in rows.LedgerEntry.objects.values_list("payload", flat=True)
    ]
    facts["actions"] = [
        json.loads(bytes(one))["action"]
        for one in rows.LedgerEntry.objects.order_by("seq").values_list("payload", flat=True)
    ]
put_away()
sys.stdout.write(json.dumps(facts))
