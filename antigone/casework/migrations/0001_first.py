import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import antigone.access.fields
import antigone.casework.description
import antigone.casework.fields
import antigone.casework.models.corrections
import antigone.casework.models.handover
import antigone.casework.models.jobs
import antigone.casework.models.remains
import antigone.casework.models.requests
import antigone.casework.models.review
import antigone.casework.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_first"),
    ]

    operations = [
        antigone.casework.tables.MakeTables(
            operations=[
                migrations.CreateModel(
                    name="Gallery",
                    fields=[
                        (
                            "code",
                            models.CharField(max_length=120, primary_key=True, serialize=False),
                        ),
                        ("dim", models.PositiveIntegerField()),
                        ("newest", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name_plural": "galleries",
                    },
                ),
                migrations.CreateModel(
                    name="VectorPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "gallery",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.gallery",
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("in_use", models.BooleanField(default=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("in_use", False)),
                                fields=["gallery"],
                                name="empty_places",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GalleryRow",
                    fields=[
                        ("template_id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "gallery",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="casework.gallery",
                            ),
                        ),
                        ("seq", models.BigIntegerField()),
                        (
                            "place",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.vectorplace",
                            ),
                        ),
                        ("attributes", models.JSONField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                models.F("gallery"),
                                models.F("seq"),
                                models.F("template_id"),
                                name="gallery_log",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attributes__isnull", True), ("place__isnull", True)),
                                    models.Q(
                                        ("attributes__isnull", False), ("place__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="gallery_row_is_whole_or_erased",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seq__gte", 1)), name="gallery_counts_from_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        (
                            "operation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.operationidentity",
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            antigone.access.fields.CodedField(
                                codes=["waiting", "running", "done", "failed", "stopped"],
                                default=antigone.casework.models.jobs.JobState["WAITING"],
                                max_length=40,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("not_before", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("most_attempts", models.PositiveSmallIntegerField(default=5)),
                        ("leased_by", models.CharField(blank=True, max_length=80)),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(blank=True, null=True)),
                        ("cursor", models.JSONField(blank=True, null=True)),
                        ("fault", models.CharField(blank=True, max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ("waiting", "running"))),
                                fields=["not_before"],
                                name="jobs_to_do",
                            ),
                            models.Index(fields=["kind", "subject"], name="jobs_of_a_subject"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "running"), _negated=True),
                                    models.Q(
                                        ("heartbeat_at__isnull", False),
                                        ("leased_until__isnull", False),
                                        models.Q(("leased_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="running_job_has_a_lease",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attempts__lte", models.F("most_attempts"))),
                                name="job_is_not_tried_for_ever",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerEntry",
                    fields=[
                        ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("payload", models.BinaryField()),
                        ("leaf", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "verbose_name_plural": "ledger entries",
                    },
                ),
                migrations.CreateModel(
                    name="LedgerHead",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("note", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="LedgerEdge",
                    fields=[
                        (
                            "one",
                            models.SmallIntegerField(default=1, primary_key=True, serialize=False),
                        ),
                        ("size", models.BigIntegerField(default=0)),
                        ("frontier", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("one", 1)), name="ledger_has_one_edge"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Operation",
                    fields=[
                        (
                            "identity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                parent_link=True,
                                primary_key=True,
                                related_name="record",
                                serialize=False,
                                to="access.operationidentity",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=["incident", "mandate"], max_length=40
                            ),
                        ),
                        (
                            "listing",
                            antigone.access.fields.CodedField(
                                codes=["open", "closed"], max_length=40
                            ),
                        ),
                        ("authority", models.CharField(max_length=200)),
                        ("legal_basis", models.CharField(max_length=400)),
                        ("declared_missing", models.PositiveIntegerField()),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("authority", ""), _negated=True),
                                    models.Q(("legal_basis", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                ),
                                name="operation_has_authority_and_basis",
                            )
                        ],
                    },
                    bases=("access.operationidentity",),
                ),
                migrations.CreateModel(
                    name="Enquirer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=["relative", "friend", "authority", "bureau", "herself"],
                                max_length=40,
                            ),
                        ),
                        ("authority", models.CharField(blank=True, max_length=200)),
                        ("name", antigone.casework.fields.SealedText(null=True)),
                        ("name_index", models.BinaryField(db_index=True, max_length=32, null=True)),
                        ("contact", antigone.casework.fields.SealedText(null=True)),
                        (
                            "contact_index",
                            models.BinaryField(db_index=True, max_length=32, null=True),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ("authority", "bureau")),
                                        models.Q(("authority", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("kind__in", ("authority", "bureau")), _negated=True
                                        ),
                                        ("authority", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="enquirer_is_someone",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remains",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=["body", "part"], max_length=40
                            ),
                        ),
                        (
                            "part_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="casework.remains",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("place", models.CharField(max_length=200)),
                        ("authority", models.CharField(max_length=200)),
                        (
                            "party",
                            antigone.access.fields.CodedField(
                                codes=["own", "adverse", "civilian", "unknown"],
                                default=antigone.casework.models.remains.Party["UNKNOWN"],
                                max_length=40,
                            ),
                        ),
                        (
                            "custody",
                            antigone.access.fields.CodedField(
                                codes=["held", "not-held"], max_length=40
                            ),
                        ),
                        (
                            "condition",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "fresh",
                                    "early-change",
                                    "bloat",
                                    "advanced",
                                    "burnt",
                                    "face-trauma",
                                    "skeletal",
                                    "not-examined",
                                    "not-available",
                                    "unknown",
                                ],
                                default="not-examined",
                                max_length=40,
                            ),
                        ),
                        (
                            "recovered_on",
                            antigone.casework.fields.PartialDateField(
                                blank=True, default="", max_length=10
                            ),
                        ),
                        ("recovered_at", models.CharField(blank=True, max_length=200)),
                        ("recovered_by", models.CharField(blank=True, max_length=120)),
                        (
                            "outcome",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "open",
                                    "inconclusive",
                                    "identified",
                                    "found-alive",
                                    "withdrawn",
                                ],
                                default=antigone.casework.models.requests.Outcome["OPEN"],
                                max_length=40,
                            ),
                        ),
                        ("outcome_reason", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "verbose_name_plural": "remains",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                fields=["operation", "recorded_at", "id"], name="remains_by_age"
                            ),
                            models.Index(
                                fields=["operation", "outcome", "code"], name="remains_by_outcome"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="remains_code_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("place", ""), _negated=True),
                                    models.Q(("authority", ""), _negated=True),
                                ),
                                name="remains_have_code_place_authority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("part_of__isnull", True),
                                    models.Q(
                                        ("kind", "part"),
                                        models.Q(("part_of", models.F("id")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_part_is_part_of_a_body",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Examination",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="examinations",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "death",
                                    "external",
                                    "internal",
                                    "fingerprints",
                                    "dental",
                                    "anthropological",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("signed_at", models.DateTimeField()),
                        ("basis", models.CharField(max_length=400)),
                        (
                            "condition",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "fresh",
                                    "early-change",
                                    "bloat",
                                    "advanced",
                                    "burnt",
                                    "face-trauma",
                                    "skeletal",
                                    "not-examined",
                                    "not-available",
                                    "unknown",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "description",
                            antigone.casework.fields.DescriptionField(
                                default=antigone.casework.description.Description
                            ),
                        ),
                        ("inquiry_signs", models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                fields=["remains", "kind", "operation"], name="examinations_by_kind"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("basis", ""), _negated=True),
                                name="examination_states_its_basis",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signed_by", models.F("recorded_by"))),
                                name="examination_is_signed_by_its_recorder",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalHold",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="casework.remains",
                            ),
                        ),
                        ("because", models.CharField(max_length=80)),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lifted_because",
                            antigone.casework.fields.SealedText(max_length=2048, null=True),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("lifted_at__isnull", True),
                                        ("lifted_because__isnull", True),
                                        ("lifted_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("lifted_at__isnull", False),
                                        ("lifted_because__isnull", False),
                                        ("lifted_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="hold_is_lifted_by_someone_for_a_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("role", models.CharField(max_length=40)),
                        (
                            "about",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="alerts",
                                to="casework.remains",
                            ),
                        ),
                        ("reason", models.CharField(max_length=80)),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="Search",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="searches",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "searched_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "purpose",
                            antigone.access.fields.CodedField(
                                codes=["identify", "reconcile", "notify", "legal-duty"],
                                max_length=40,
                            ),
                        ),
                        ("engine", models.CharField(max_length=80)),
                        ("gallery_seq", models.BigIntegerField()),
                        ("people", models.PositiveIntegerField()),
                        ("templates", models.PositiveIntegerField()),
                        ("hidden", models.PositiveIntegerField(default=0)),
                        ("of_many", models.BooleanField(default=False)),
                        ("drawn", models.BooleanField(default=False)),
                        ("fpir", models.FloatField()),
                        ("threshold", models.FloatField(null=True)),
                        ("expected_false", models.FloatField(null=True)),
                    ],
                    options={
                        "verbose_name_plural": "searches",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("drawn", True)),
                                fields=["operation", "recorded_at", "id"],
                                name="searches_drawn",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("purpose", "identify")),
                                name="search_is_to_identify",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("searched_by", models.F("recorded_by"))),
                                name="search_is_recorded_by_its_searcher",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fpir__gt", 0), ("fpir__lte", 0.5)),
                                name="fpir_is_a_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditRun",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("number", models.PositiveIntegerField()),
                        ("engine", models.CharField(max_length=80)),
                        ("bodies", models.PositiveIntegerField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "number"), name="audit_number_stands_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("operation",),
                                name="one_audit_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditedBody",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audited",
                                to="casework.auditrun",
                            ),
                        ),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audits",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "search",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.search",
                            ),
                        ),
                        ("refusal", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "verbose_name_plural": "audited bodies",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "remains"), name="audited_once_in_a_run"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("refusal", ""), ("search__isnull", False)),
                                    models.Q(
                                        ("search__isnull", True),
                                        models.Q(("refusal", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="audited_body_was_searched_or_refused",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditLead",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="casework.auditrun",
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.remains",
                            ),
                        ),
                        ("similarity", models.FloatField()),
                        ("above_line", models.BooleanField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "one", "other"), name="one_lead_for_two_bodies"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("one", models.F("other")), _negated=True),
                                name="lead_is_about_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkFile",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=200)),
                        ("sha256", models.BinaryField(max_length=32)),
                        ("lines", models.PositiveIntegerField()),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "sha256"), name="bulk_file_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("because", ""), _negated=True),
                                name="bulk_file_states_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TracingRequest",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("code", models.CharField(max_length=40)),
                        ("number", models.PositiveIntegerField(null=True)),
                        (
                            "enquirer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="casework.enquirer",
                            ),
                        ),
                        (
                            "bulk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="casework.bulkfile",
                            ),
                        ),
                        (
                            "outcome",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "open",
                                    "inconclusive",
                                    "identified",
                                    "found-alive",
                                    "withdrawn",
                                ],
                                default=antigone.casework.models.requests.Outcome["OPEN"],
                                max_length=40,
                            ),
                        ),
                        ("outcome_reason", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                fields=["operation", "outcome", "recorded_at", "id"],
                                name="requests_by_outcome",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="request_code_stands_once"
                            ),
                            models.UniqueConstraint(
                                fields=("operation", "number"), name="request_number_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                name="request_has_a_code",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MissingPerson",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="missing_person",
                                to="casework.tracingrequest",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("other_names", models.JSONField(blank=True, default=list)),
                        (
                            "born",
                            antigone.casework.fields.PartialDateField(
                                blank=True, default="", max_length=10
                            ),
                        ),
                        (
                            "last_seen",
                            antigone.casework.fields.PartialDateField(
                                blank=True, default="", max_length=10
                            ),
                        ),
                        ("last_seen_place", models.CharField(blank=True, max_length=200)),
                        ("missing_because", models.CharField(max_length=400)),
                        (
                            "description",
                            antigone.casework.fields.DescriptionField(
                                default=antigone.casework.description.Description
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("missing_because", ""), _negated=True),
                                ),
                                name="missing_person_has_name_and_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalBasis",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="legal_bases",
                                to="casework.tracingrequest",
                            ),
                        ),
                        ("controller", models.CharField(max_length=200)),
                        ("article", models.CharField(max_length=200)),
                        (
                            "purpose",
                            antigone.access.fields.CodedField(
                                codes=["identify", "reconcile", "notify", "legal-duty"],
                                max_length=40,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("valid_until__isnull", False)
                                ),
                                fields=["operation", "valid_until"],
                                name="legal_bases_that_end",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("controller", ""), _negated=True),
                                    models.Q(("article", ""), _negated=True),
                                ),
                                name="legal_basis_is_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="legal_basis_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Permission",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="permissions",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="permissions",
                                to="casework.enquirer",
                            ),
                        ),
                        (
                            "scope",
                            antigone.access.fields.CodedField(
                                codes=["identify", "reconcile", "notify", "legal-duty"],
                                max_length=40,
                            ),
                        ),
                        ("biometrics", models.BooleanField()),
                        (
                            "sharing",
                            antigone.access.fields.CodedField(
                                codes=["home-only", "operation", "partners", "bureau"],
                                max_length=40,
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("valid_until__isnull", False), ("withdrawn_at__isnull", True)
                                ),
                                fields=["operation", "valid_until"],
                                name="permissions_that_end",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="permission_ends_after_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AliveConfirmation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seen_alive",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "seen",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "in-person",
                                    "spoken-to",
                                    "document",
                                    "authority",
                                    "partner",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("basis", antigone.casework.fields.SealedText(null=True)),
                        (
                            "family_may_hear",
                            antigone.access.fields.CodedField(
                                codes=["nothing", "alive", "contact"], max_length=40
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "recorded_by"),
                                name="one_confirmation_each_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Candidate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidates",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidates",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "source",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "laboratory",
                                    "fingerprint",
                                    "dental",
                                    "document",
                                    "manifest",
                                    "circumstance",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("source_note", models.CharField(blank=True, max_length=400)),
                        (
                            "search",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidates",
                                to="casework.search",
                            ),
                        ),
                        ("rank", models.PositiveIntegerField(null=True)),
                        ("similarity", models.FloatField(null=True)),
                        ("above_threshold", models.BooleanField(null=True)),
                        ("photograph_id", models.UUIDField(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("rank__isnull", False),
                                        ("search__isnull", False),
                                        ("similarity__isnull", False),
                                        ("source", "face"),
                                    ),
                                    models.Q(
                                        models.Q(("source", "face"), _negated=True),
                                        models.Q(("source_note", ""), _negated=True),
                                        ("rank__isnull", True),
                                        ("search__isnull", True),
                                        ("similarity__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="candidate_has_a_source",
                            ),
                            models.UniqueConstraint(
                                fields=("search", "rank"), name="one_rank_for_one_candidate"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkSignature",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="casework.bulkfile",
                            ),
                        ),
                        (
                            "role",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "intake-officer",
                                    "mortuary-officer",
                                    "examiner",
                                    "board-member",
                                    "family-liaison-officer",
                                    "records-officer",
                                    "data-protection-officer",
                                    "prosecutors-liaison",
                                    "administrator",
                                ],
                                max_length=40,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("file", "recorded_by"),
                                name="one_bulk_signature_each_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GalleryClearance",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("people", models.PositiveIntegerField()),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("because", ""), _negated=True),
                                name="clearance_states_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "field",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "kind",
                                    "part_of",
                                    "place",
                                    "party",
                                    "custody",
                                    "condition",
                                    "recovered_on",
                                    "recovered_at",
                                    "recovered_by",
                                    "name",
                                    "other_names",
                                    "born",
                                    "last_seen",
                                    "last_seen_place",
                                    "missing_because",
                                    "sex",
                                    "age",
                                    "stature",
                                    "weight",
                                    "build",
                                    "hair",
                                    "facial_hair",
                                    "eyes",
                                    "teeth",
                                    "medical",
                                    "tattoos",
                                    "scars",
                                    "marks",
                                    "implants",
                                    "clothing",
                                    "effects",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("former", antigone.casework.fields.SealedText(null=True)),
                        ("corrected", antigone.casework.fields.SealedText(null=True)),
                        ("because", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "field__in",
                                            [
                                                antigone.casework.models.corrections.RemainsField[
                                                    "KIND"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "PART_OF"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "PLACE"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "PARTY"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "CUSTODY"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "CONDITION"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "RECOVERED_ON"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "RECOVERED_AT"
                                                ],
                                                antigone.casework.models.corrections.RemainsField[
                                                    "RECOVERED_BY"
                                                ],
                                            ],
                                        ),
                                        ("remains__isnull", False),
                                        ("request__isnull", True),
                                    ),
                                    models.Q(
                                        (
                                            "field__in",
                                            [
                                                antigone.casework.models.corrections.PersonField[
                                                    "NAME"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "OTHER_NAMES"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "BORN"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "LAST_SEEN"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "LAST_SEEN_PLACE"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "MISSING_BECAUSE"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "SEX"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "AGE"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "STATURE"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "WEIGHT"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "BUILD"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "HAIR"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "FACIAL_HAIR"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "EYES"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "TEETH"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "MEDICAL"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "TATTOOS"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "SCARS"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "MARKS"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "IMPLANTS"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "CLOTHING"
                                                ],
                                                antigone.casework.models.corrections.PersonField[
                                                    "EFFECTS"
                                                ],
                                            ],
                                        ),
                                        ("remains__isnull", True),
                                        ("request__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="correction_is_of_a_field_of_one_record",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unblinding",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="unblindings",
                                to="casework.remains",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("remains", "recorded_by"), name="unblinded_once_for_a_body"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Filler",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("blob_id", models.CharField(max_length=64, unique=True)),
                        ("wrapped_key", models.BinaryField(null=True)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        ("sex", models.CharField(blank=True, max_length=12)),
                        ("least_age", models.PositiveIntegerField(null=True)),
                        ("most_age", models.PositiveIntegerField(null=True)),
                        ("provenance", models.CharField(max_length=400)),
                        ("box", models.JSONField()),
                        ("landmarks", models.JSONField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("provenance", ""), _negated=True),
                                name="filler_has_a_provenance",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleDraft",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("rules", models.JSONField()),
                        ("words", models.CharField(max_length=4000)),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("because", ""), _negated=True),
                                    models.Q(("words", ""), _negated=True),
                                ),
                                name="rules_state_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RuleSet",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField()),
                        ("rules", models.JSONField()),
                        ("words", models.CharField(max_length=4000)),
                        (
                            "draft",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approved",
                                to="casework.ruledraft",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "version"), name="rule_version_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("draft__isnull", True),
                                        ("proposed_by__isnull", True),
                                        ("version", 1),
                                    ),
                                    models.Q(
                                        ("draft__isnull", False),
                                        ("proposed_by__isnull", False),
                                        ("version__gt", 1),
                                        models.Q(
                                            ("proposed_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="rules_are_approved_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DossierCopy",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossier_copies",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossier_copies",
                                to="casework.tracingrequest",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("digest", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "verbose_name_plural": "dossier copies",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("remains", "number"), name="dossier_copy_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PopulationTable",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("version", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("stated_version", models.CharField(max_length=80)),
                        ("provenance", models.CharField(max_length=4000)),
                        ("content", models.TextField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "version"),
                                name="population_version_stands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("because", ""), _negated=True),
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("stated_version", ""), _negated=True),
                                    ("version__gt", 0),
                                ),
                                name="population_states_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Weighing",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="weighings",
                                to="casework.candidate",
                            ),
                        ),
                        (
                            "table",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="weighings",
                                to="casework.populationtable",
                            ),
                        ),
                        ("figures", models.CharField(max_length=300)),
                        ("details", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("figures", ""), _negated=True),
                                name="weighing_names_its_figures",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairImport",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=200)),
                        ("sha256", models.BinaryField(max_length=32)),
                        ("laboratory", models.CharField(max_length=200)),
                        ("software", models.CharField(max_length=200)),
                        ("issued", models.DateField()),
                        ("columns", models.JSONField()),
                        ("alike", models.JSONField(blank=True, default=list)),
                        ("unlisted", models.JSONField(blank=True, default=list)),
                        ("results", models.PositiveIntegerField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "sha256"), name="pair_table_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("laboratory", ""), _negated=True),
                                    models.Q(("software", ""), _negated=True),
                                ),
                                name="pair_table_says_who_computed_it",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="casework.candidate",
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("source", models.CharField(max_length=400)),
                        ("log10_lr", models.FloatField(null=True)),
                        ("lower", models.FloatField(null=True)),
                        ("upper", models.FloatField(null=True)),
                        ("bound", models.CharField(blank=True, max_length=80)),
                        ("same", models.CharField(blank=True, max_length=200)),
                        ("other", models.CharField(blank=True, max_length=200)),
                        ("calibration", models.CharField(blank=True, max_length=120)),
                        ("outside_reach", models.CharField(blank=True, max_length=80)),
                        (
                            "weighing",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="casework.weighing",
                            ),
                        ),
                        (
                            "imported",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="casework.pairimport",
                            ),
                        ),
                        ("kinship", models.CharField(blank=True, max_length=40)),
                        ("rests_on", models.CharField(blank=True, max_length=80)),
                        ("laboratory", models.CharField(blank=True, max_length=200)),
                        ("software", models.CharField(blank=True, max_length=200)),
                        ("reported_on", models.DateField(null=True)),
                        ("report_sha256", models.BinaryField(max_length=32, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("source", ""), _negated=True),
                                name="finding_has_a_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("weighing", None), ("imported", None), _connector="OR"
                                ),
                                name="finding_is_reckoned_or_imported",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("log10_lr__isnull", True),
                                        models.Q(("outside_reach", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("log10_lr__isnull", False),
                                        ("lower__isnull", False),
                                        ("outside_reach", ""),
                                        ("upper__isnull", False),
                                        models.Q(("same", ""), _negated=True),
                                        models.Q(("other", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="ratio_carries_its_question",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReconciliationRun",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("number", models.PositiveIntegerField()),
                        ("problem", models.JSONField()),
                        ("rests_on", models.JSONField()),
                        ("excluded", models.JSONField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "number"), name="run_number_stands_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relative",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relatives",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "enquirer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relatives",
                                to="casework.enquirer",
                            ),
                        ),
                        ("person", models.UUIDField(default=uuid.uuid4)),
                        ("number", models.PositiveIntegerField(default=1)),
                        ("relation", models.CharField(max_length=40)),
                        (
                            "tie",
                            antigone.access.fields.CodedField(
                                codes=["biological", "social", "both"], max_length=40
                            ),
                        ),
                        ("language", models.CharField(max_length=12)),
                        ("time_zone", models.CharField(default="UTC", max_length=64)),
                        (
                            "contact_source",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "relative-interview",
                                    "guardian",
                                    "national-society",
                                    "civil-registry",
                                    "third-party",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("contact_given_on", models.DateField(null=True)),
                        ("contact_law", models.CharField(blank=True, max_length=200)),
                        ("name", antigone.casework.fields.SealedText(null=True)),
                        ("name_index", models.BinaryField(db_index=True, max_length=32, null=True)),
                        ("phone", antigone.casework.fields.SealedText(null=True)),
                        (
                            "phone_index",
                            models.BinaryField(db_index=True, max_length=32, null=True),
                        ),
                        ("address", antigone.casework.fields.SealedText(null=True)),
                        ("e_mail", antigone.casework.fields.SealedText(null=True)),
                        (
                            "e_mail_index",
                            models.BinaryField(db_index=True, max_length=32, null=True),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "number"), name="one_relative_each_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("contact_source", "civil-registry"), _negated=True),
                                    models.Q(("contact_law", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="registry_is_opened_by_a_law",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("contact_source", "third-party"),
                                    ("contact_given_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="contact_was_given_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wishes",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "relative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wishes",
                                to="casework.relative",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(default=1)),
                        ("wishes_to_be_told", models.BooleanField()),
                        (
                            "way",
                            antigone.access.fields.CodedField(
                                codes=["visit", "call", "letter", "e-mail", "bureau"], max_length=40
                            ),
                        ),
                        ("told_by", antigone.casework.fields.SealedText(null=True)),
                        ("present", antigone.casework.fields.SealedText(null=True)),
                        ("call_back_word", antigone.casework.fields.SealedText(null=True)),
                        ("no_voicemail", models.BooleanField(default=True)),
                        ("neutral_envelope", models.BooleanField(default=True)),
                        ("contact_from_abroad_endangers", models.BooleanField(default=False)),
                        ("told_of_later_fragments", models.BooleanField(default=False)),
                        ("direct_contact", models.BooleanField(default=False)),
                        ("e_mail_may_tell", models.BooleanField(default=False)),
                        ("at_any_hour", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name_plural": "wishes",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("relative", "number"), name="one_wish_each_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("told_of_later_fragments", False),
                                    ("wishes_to_be_told", True),
                                    _connector="OR",
                                ),
                                name="fragments_only_for_who_is_told",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Effect",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="effects",
                                to="casework.remains",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("description", models.CharField(max_length=400)),
                        ("valuable", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="effect_code_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("description", ""), _negated=True),
                                ),
                                name="effect_has_code_and_description",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="casework.remains",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=["blood", "bone", "tooth", "tissue", "swab", "hair"],
                                max_length=40,
                            ),
                        ),
                        ("seal", models.CharField(max_length=80)),
                        ("taken_by", models.CharField(max_length=120)),
                        ("used_up_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="sample_code_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("seal", ""), _negated=True),
                                ),
                                name="sample_has_code_and_seal",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedPacket",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_packets",
                                to="casework.remains",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("seal", models.CharField(max_length=80)),
                        (
                            "witnessed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("witnessed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="packet_code_stands_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("witnessed_at__isnull", True),
                                        ("witnessed_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("witnessed_at__isnull", False),
                                        ("witnessed_by__isnull", False),
                                        models.Q(
                                            ("witnessed_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="packet_sealed_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code", ""), _negated=True),
                                    models.Q(("seal", ""), _negated=True),
                                ),
                                name="packet_has_code_and_seal",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PacketItem",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="casework.sealedpacket",
                            ),
                        ),
                        (
                            "effect",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packed",
                                to="casework.effect",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("packet", "effect"), name="effect_once_in_a_packet"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PacketOpening",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "packet",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opening",
                                to="casework.sealedpacket",
                            ),
                        ),
                        (
                            "witnessed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("witnessed_at", models.DateTimeField(blank=True, null=True)),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("witnessed_at__isnull", True),
                                        ("witnessed_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("witnessed_at__isnull", False),
                                        ("witnessed_by__isnull", False),
                                        models.Q(
                                            ("witnessed_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="packet_opened_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("because", ""), _negated=True),
                                name="opening_states_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustodyEvent",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="custody_events",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "effect",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="custody_events",
                                to="casework.effect",
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="custody_events",
                                to="casework.sample",
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="custody_events",
                                to="casework.sealedpacket",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("from_place", models.CharField(blank=True, max_length=200)),
                        ("to_place", models.CharField(max_length=200)),
                        ("institution", models.CharField(max_length=200)),
                        ("handed_by", models.CharField(max_length=120)),
                        ("received_by", models.CharField(max_length=120)),
                        ("at", models.DateTimeField()),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("effect__isnull", True),
                                        ("packet__isnull", True),
                                        ("remains__isnull", False),
                                        ("sample__isnull", True),
                                    ),
                                    models.Q(
                                        ("effect__isnull", False),
                                        ("packet__isnull", True),
                                        ("remains__isnull", True),
                                        ("sample__isnull", True),
                                    ),
                                    models.Q(
                                        ("effect__isnull", True),
                                        ("packet__isnull", True),
                                        ("remains__isnull", True),
                                        ("sample__isnull", False),
                                    ),
                                    models.Q(
                                        ("effect__isnull", True),
                                        ("packet__isnull", False),
                                        ("remains__isnull", True),
                                        ("sample__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="one_thing_moves",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("to_place", ""), _negated=True),
                                    models.Q(("institution", ""), _negated=True),
                                    models.Q(("handed_by", ""), _negated=True),
                                    models.Q(("received_by", ""), _negated=True),
                                    models.Q(("because", ""), _negated=True),
                                ),
                                name="custody_has_a_place_and_a_receiver",
                            ),
                            models.UniqueConstraint(
                                fields=("remains", "number"), name="custody_of_remains_in_order"
                            ),
                            models.UniqueConstraint(
                                fields=("effect", "number"), name="custody_of_effect_in_order"
                            ),
                            models.UniqueConstraint(
                                fields=("sample", "number"), name="custody_of_sample_in_order"
                            ),
                            models.UniqueConstraint(
                                fields=("packet", "number"), name="custody_of_packet_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispute",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disputes",
                                to="casework.remains",
                            ),
                        ),
                        ("raised_by", antigone.casework.fields.SealedText(null=True)),
                        (
                            "because",
                            antigone.casework.fields.SealedText(max_length=4096, null=True),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "settlement",
                            antigone.casework.fields.SealedText(max_length=8192, null=True),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("because__isnull", False), ("raised_by__isnull", False)
                                ),
                                name="dispute_states_who_and_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("settled_at__isnull", True),
                                        ("settled_by__isnull", True),
                                        ("settlement__isnull", True),
                                    ),
                                    models.Q(
                                        ("settled_at__isnull", False),
                                        ("settled_by__isnull", False),
                                        ("settlement__isnull", False),
                                        models.Q(
                                            ("settled_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="dispute_is_settled_by_another_with_grounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entitlement",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="casework.relative",
                            ),
                        ),
                        ("authority", models.CharField(blank=True, max_length=200)),
                        (
                            "document",
                            antigone.casework.fields.SealedText(max_length=2048, null=True),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("authority", ""), ("relative__isnull", False)),
                                    models.Q(
                                        ("relative__isnull", True),
                                        models.Q(("authority", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="entitled_is_a_relative_or_an_authority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("document__isnull", False),
                                    ("ended_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="entitlement_has_a_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("verified_at__isnull", True), ("verified_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("verified_at__isnull", False),
                                        ("verified_by__isnull", False),
                                        models.Q(
                                            ("verified_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="entitlement_verified_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interments",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.examination",
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interments",
                                to="casework.sample",
                            ),
                        ),
                        ("cemetery", models.CharField(max_length=200)),
                        ("grave", models.CharField(max_length=80)),
                        ("latitude", models.FloatField()),
                        ("longitude", models.FloatField()),
                        ("rite", models.CharField(blank=True, max_length=120)),
                        ("cremated", models.BooleanField(default=False)),
                        ("cremation_because", models.CharField(blank=True, max_length=400)),
                        ("at", models.DateTimeField()),
                        ("raised_at", models.DateTimeField(blank=True, null=True)),
                        ("raised_because", models.CharField(blank=True, max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cemetery", ""), _negated=True),
                                    models.Q(("grave", ""), _negated=True),
                                ),
                                name="grave_is_marked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("latitude__gte", -90),
                                    ("latitude__lte", 90),
                                    ("longitude__gte", -180),
                                    ("longitude__lte", 180),
                                ),
                                name="grave_is_located",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cremated", False), ("cremation_because", "")),
                                    models.Q(
                                        ("cremated", True),
                                        models.Q(("cremation_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="cremated_only_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("raised_at__isnull", True), ("raised_because", "")),
                                    models.Q(
                                        ("raised_at__isnull", False),
                                        models.Q(("raised_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="taken_up_only_for_a_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("raised_at__isnull", True)),
                                fields=("remains",),
                                name="a_body_lies_in_one_grave",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("raised_at__isnull", True)),
                                fields=("operation", "cemetery", "grave"),
                                name="one_body_in_a_grave",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ManifestEntry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("line", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("seat", models.CharField(blank=True, max_length=40)),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.tracingrequest",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "line"), name="manifest_line_stands_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchCheck",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "search",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="casework.search",
                            ),
                        ),
                        (
                            "searcher",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("day", models.DateField()),
                        ("searches", models.PositiveIntegerField()),
                        (
                            "finding",
                            antigone.access.fields.CodedField(
                                codes=["in-order", "to-follow"], max_length=40
                            ),
                        ),
                        ("because", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("search",), name="search_is_checked_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("because", ""), _negated=True),
                                name="search_check_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("searches__gt", 0)), name="search_check_counts"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("searcher", models.F("recorded_by")), _negated=True
                                ),
                                name="nobody_checks_her_own_search",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExchangeKeys",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("reads_with", models.CharField(max_length=200)),
                        ("signs_with", models.CharField(max_length=400)),
                        ("reading_key", antigone.casework.fields.SealedText(null=True)),
                        ("signing_key", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "verbose_name_plural": "exchange keys",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation",), name="one_pair_of_exchange_keys"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Institution",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=100)),
                        ("reads_with", models.CharField(max_length=200)),
                        ("signs_with", models.CharField(max_length=400)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "name"), name="institution_stands_once"
                            ),
                            models.UniqueConstraint(
                                fields=("operation", "reads_with"),
                                name="institution_reads_by_its_own",
                            ),
                            models.UniqueConstraint(
                                fields=("operation", "signs_with"),
                                name="institution_signs_with_its_own",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("reads_with", ""), _negated=True),
                                    models.Q(("signs_with", ""), _negated=True),
                                ),
                                name="institution_has_name_and_keys",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BlindPacket",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("code", models.CharField(max_length=40)),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packets",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packets",
                                to="casework.institution",
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("purpose", models.CharField(max_length=400)),
                        ("body", models.JSONField()),
                        ("valid_until", models.DateField()),
                        ("digest", models.BinaryField(max_length=32, null=True)),
                        (
                            "released_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        ("recalled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="blind_packet_code_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("purpose", ""), _negated=True),
                                name="packet_states_its_purpose",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("digest__isnull", True),
                                        ("released_at__isnull", True),
                                        ("released_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("digest__isnull", False),
                                        ("released_at__isnull", False),
                                        ("released_by__isnull", False),
                                        models.Q(
                                            ("released_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="packet_is_released_by_a_second_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Analysis",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="analyses",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "examiner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("looked_at", models.JSONField(default=list)),
                        (
                            "packet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="analyses",
                                to="casework.blindpacket",
                            ),
                        ),
                        ("details", antigone.casework.fields.SealedText(null=True)),
                        ("seconds", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name_plural": "analyses",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("examiner", models.F("recorded_by")),
                                    ("packet__isnull", False),
                                    _connector="OR",
                                ),
                                name="analyst_records_her_own_analysis",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "place",
                            antigone.access.fields.CodedField(
                                codes=["first", "second", "third"], max_length=40
                            ),
                        ),
                        (
                            "examiner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("drawn", models.BooleanField()),
                        ("fillers", models.PositiveIntegerField()),
                        ("seed", models.CharField(max_length=64)),
                        (
                            "packet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="casework.blindpacket",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended_because",
                            antigone.access.fields.CodedField(
                                blank=True,
                                codes=["complete", "relieved"],
                                default="",
                                max_length=40,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("remains", "discipline", "examiner"),
                                name="one_open_round_each_examiner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_because", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        models.Q(("ended_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="round_ends_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("place", "first"),
                                    ("drawn", True),
                                    ("packet__isnull", False),
                                    _connector="OR",
                                ),
                                name="only_the_first_examiner_comes_by_herself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pair",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairs",
                                to="casework.round",
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        (
                            "candidate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairs",
                                to="casework.candidate",
                            ),
                        ),
                        (
                            "filler",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairs",
                                to="casework.filler",
                            ),
                        ),
                        ("reference_id", models.UUIDField(null=True)),
                        ("post_mortem_id", models.UUIDField(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "position"), name="one_pair_each_position"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("candidate__isnull", False), ("filler__isnull", True)
                                    ),
                                    models.Q(
                                        ("candidate__isnull", True), ("filler__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="pair_is_candidate_or_filler",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comparison",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "pair",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comparison",
                                to="casework.pair",
                            ),
                        ),
                        (
                            "candidate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comparisons",
                                to="casework.candidate",
                            ),
                        ),
                        (
                            "examiner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comparisons",
                                to="casework.blindpacket",
                            ),
                        ),
                        (
                            "conclusion",
                            antigone.access.fields.CodedField(
                                codes=["exclusion", "inconclusive", "potential-match"],
                                max_length=40,
                            ),
                        ),
                        (
                            "support",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "strong-against",
                                    "moderate-against",
                                    "limited-against",
                                    "none",
                                    "limited",
                                    "moderate",
                                    "strong",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("details", antigone.casework.fields.SealedText(null=True)),
                        ("seconds", models.PositiveIntegerField(default=0)),
                        ("changes", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("examiner", models.F("recorded_by")),
                                    ("packet__isnull", False),
                                    _connector="OR",
                                ),
                                name="examiner_records_her_own_view",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("conclusion", "exclusion"),
                                        (
                                            "support__in",
                                            (
                                                antigone.casework.models.review.Support[
                                                    "STRONG_AGAINST"
                                                ],
                                                antigone.casework.models.review.Support[
                                                    "MODERATE_AGAINST"
                                                ],
                                                antigone.casework.models.review.Support[
                                                    "LIMITED_AGAINST"
                                                ],
                                            ),
                                        ),
                                    ),
                                    models.Q(("conclusion", "inconclusive"), ("support", "none")),
                                    models.Q(
                                        ("conclusion", "potential-match"),
                                        (
                                            "support__in",
                                            (
                                                antigone.casework.models.review.Support["LIMITED"],
                                                antigone.casework.models.review.Support["MODERATE"],
                                                antigone.casework.models.review.Support["STRONG"],
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="support_fits_the_conclusion",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remark",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "comparison",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remarks",
                                to="casework.comparison",
                            ),
                        ),
                        ("text", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="Concurrence",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concurrences",
                                to="casework.candidate",
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "conclusion",
                            antigone.access.fields.CodedField(
                                codes=["exclusion", "inconclusive", "potential-match"],
                                max_length=40,
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.comparison",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.comparison",
                            ),
                        ),
                        (
                            "examiner_a",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "examiner_b",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("examiner_a", models.F("examiner_b")), _negated=True
                                ),
                                name="two_examiners_are_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first", models.F("second")), _negated=True),
                                name="two_views_are_two",
                            ),
                            models.UniqueConstraint(
                                fields=("candidate", "discipline"),
                                name="one_concurrence_on_a_candidate",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Disagreement",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disagreements",
                                to="casework.candidate",
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.comparison",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.comparison",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first", models.F("second")), _negated=True),
                                name="two_views_that_differ_are_two",
                            ),
                            models.UniqueConstraint(
                                fields=("candidate", "discipline"),
                                name="one_disagreement_on_a_candidate",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Motion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "matter",
                            antigone.access.fields.CodedField(
                                codes=["identify", "withdraw"], max_length=40
                            ),
                        ),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="motions",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="motions",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "concurrence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="motions",
                                to="casework.concurrence",
                            ),
                        ),
                        ("exception", models.BooleanField(default=False)),
                        (
                            "rules",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="motions",
                                to="casework.ruleset",
                            ),
                        ),
                        ("grounds", antigone.casework.fields.SealedText(null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("grounds__isnull", False)),
                                name="motion_states_its_grounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("matter", "identify"), _negated=True),
                                    models.Q(
                                        ("concurrence__isnull", False), ("rules__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="identification_rests_on_views_and_a_rule",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "motion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="casework.motion",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("motion", "recorded_by"), name="one_signature_each_member"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Identification",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "motion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identification",
                                to="casework.motion",
                            ),
                        ),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identifications",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identifications",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "concurrence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identifications",
                                to="casework.concurrence",
                            ),
                        ),
                        (
                            "rules",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identifications",
                                to="casework.ruleset",
                            ),
                        ),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("exception", models.BooleanField()),
                        (
                            "examiner_a",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "examiner_b",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signer_a",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signer_b",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("remains",),
                                name="a_body_has_one_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("examiner_a", models.F("examiner_b")), _negated=True
                                ),
                                name="identified_by_two_examiners",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("signer_a", models.F("signer_b")), _negated=True
                                ),
                                name="identification_signed_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("discipline__in", ("fingerprint", "dental", "dna", "medical")),
                                    ("exception", True),
                                    _connector="OR",
                                ),
                                name="primary_identifier_or_exception",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("exception", False),
                                    models.Q(
                                        models.Q(
                                            ("signer_a", models.F("examiner_a")), _negated=True
                                        ),
                                        models.Q(
                                            ("signer_a", models.F("examiner_b")), _negated=True
                                        ),
                                        models.Q(
                                            ("signer_b", models.F("examiner_a")), _negated=True
                                        ),
                                        models.Q(
                                            ("signer_b", models.F("examiner_b")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="exception_is_signed_by_no_examiner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(
                                            ("signer_a", models.F("examiner_a")), _negated=True
                                        ),
                                        models.Q(
                                            ("signer_a", models.F("examiner_b")), _negated=True
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("signer_b", models.F("examiner_a")), _negated=True
                                        ),
                                        models.Q(
                                            ("signer_b", models.F("examiner_b")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="one_signer_was_no_examiner",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentificationWithdrawal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "identification",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawal",
                                to="casework.identification",
                            ),
                        ),
                        (
                            "motion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawal",
                                to="casework.motion",
                            ),
                        ),
                        ("grounds", antigone.casework.fields.SealedText(null=True)),
                        (
                            "signer_a",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signer_b",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("grounds__isnull", False)),
                                name="withdrawal_states_its_grounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("signer_a", models.F("signer_b")), _negated=True
                                ),
                                name="withdrawal_signed_by_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exclusion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exclusions",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exclusions",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "ground",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "examiners",
                                    "identified-otherwise",
                                    "found-alive",
                                    "contradicted",
                                    "no-support",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "concurrence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exclusions",
                                to="casework.concurrence",
                            ),
                        ),
                        ("grounds", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("grounds__isnull", False)),
                                name="exclusion_states_its_grounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ground", "examiners"), _negated=True),
                                    ("concurrence__isnull", False),
                                    _connector="OR",
                                ),
                                name="examiners_exclude_by_concurrence",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Settlement",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "disagreement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlement",
                                to="casework.disagreement",
                            ),
                        ),
                        ("grounds", antigone.casework.fields.SealedText(null=True)),
                        (
                            "follows",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.comparison",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("grounds__isnull", False)),
                                name="settlement_states_its_grounds",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BureauRecord",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bureau_records",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "identification",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bureau_records",
                                to="casework.identification",
                            ),
                        ),
                        ("content", antigone.casework.fields.SealedText(null=True)),
                        ("digest", models.BinaryField(max_length=32)),
                        ("recalled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("recalled_at__isnull", True)),
                                fields=("remains",),
                                name="one_bureau_record_stands",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Viewing",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="viewings",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "identification",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="viewings",
                                to="casework.identification",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="viewings",
                                to="casework.relative",
                            ),
                        ),
                        ("supported_by", models.CharField(max_length=120)),
                        ("place", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("effects_shown", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("supported_by", ""), _negated=True),
                                    models.Q(("place", ""), _negated=True),
                                ),
                                name="farewell_is_supported",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "covers",
                            antigone.access.fields.CodedField(
                                codes=["person", "effects"],
                                default=antigone.casework.models.handover.ReleaseOf["PERSON"],
                                max_length=40,
                            ),
                        ),
                        (
                            "identification",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="casework.identification",
                            ),
                        ),
                        (
                            "entitlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="casework.entitlement",
                            ),
                        ),
                        ("place", models.CharField(max_length=200)),
                        ("received_by", antigone.casework.fields.SealedText(null=True)),
                        (
                            "witnessed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(blank=True, null=True)),
                        ("inventory_digest", models.BinaryField(max_length=32, null=True)),
                        ("recalled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("at__isnull", True), ("witnessed_by__isnull", True)),
                                    models.Q(
                                        ("at__isnull", False),
                                        ("witnessed_by__isnull", False),
                                        models.Q(
                                            ("witnessed_by", models.F("recorded_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="released_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("place", ""), _negated=True),
                                    models.Q(
                                        ("received_by__isnull", False),
                                        ("recalled_at__isnull", False),
                                        _connector="OR",
                                    ),
                                ),
                                name="release_has_a_place_and_a_receiver",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("covers", "effects"), _negated=True),
                                    ("witnessed_by__isnull", True),
                                    ("inventory_digest__isnull", False),
                                    _connector="OR",
                                ),
                                name="effects_leave_with_a_signed_inventory",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("covers", "person"),
                                    ("recalled_at__isnull", True),
                                    ("witnessed_by__isnull", False),
                                ),
                                fields=("remains",),
                                name="a_body_is_released_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleasedItem",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="casework.release",
                            ),
                        ),
                        (
                            "effect",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="casework.effect",
                            ),
                        ),
                        (
                            "packet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="casework.sealedpacket",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("effect__isnull", False), ("packet__isnull", True)),
                                    models.Q(("effect__isnull", True), ("packet__isnull", False)),
                                    _connector="OR",
                                ),
                                name="released_item_is_effect_or_packet",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "identification",
                                    "correction",
                                    "later-fragments",
                                    "found-alive",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "recipient",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "relative",
                                    "consulate",
                                    "police",
                                    "bureau",
                                    "central-tracing-agency",
                                    "national-society",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="casework.relative",
                            ),
                        ),
                        (
                            "wishes",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.wishes",
                            ),
                        ),
                        ("authority", models.CharField(blank=True, max_length=200)),
                        (
                            "identification",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="casework.identification",
                            ),
                        ),
                        (
                            "withdrawal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="casework.identificationwithdrawal",
                            ),
                        ),
                        (
                            "way",
                            antigone.access.fields.CodedField(
                                codes=["visit", "call", "letter", "e-mail", "bureau"], max_length=40
                            ),
                        ),
                        ("language", models.CharField(max_length=12)),
                        (
                            "letter",
                            antigone.casework.fields.SealedText(max_length=32768, null=True),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_because", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("authority", ""),
                                        ("recipient", "relative"),
                                        ("relative__isnull", False),
                                        ("wishes__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("recipient", "relative"), _negated=True),
                                        ("relative__isnull", True),
                                        models.Q(("authority", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_has_one_recipient",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("identification__isnull", False),
                                        ("kind__in", ("identification", "later-fragments")),
                                        ("withdrawal__isnull", True),
                                    ),
                                    models.Q(
                                        ("identification__isnull", False),
                                        ("kind", "correction"),
                                        ("withdrawal__isnull", False),
                                    ),
                                    models.Q(
                                        ("identification__isnull", True),
                                        ("kind", "found-alive"),
                                        ("withdrawal__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_tells_what_was_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("letter__isnull", True),
                                    django.db.models.lookups.LessThanOrEqual(
                                        django.db.models.functions.text.Length("letter"), 32768
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_letter_is_text",
                            ),
                            models.CheckConstraint(
                                condition=django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Length("digest"), 32
                                ),
                                name="notice_digest_is_a_digest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_because", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        models.Q(("ended_because", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_says_why_it_ended",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("relative__isnull", False)
                                ),
                                fields=("kind", "identification", "relative"),
                                name="one_open_notice_each_relative",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("relative__isnull", True)
                                ),
                                fields=("kind", "identification", "recipient", "authority"),
                                name="one_open_notice_each_office",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("kind", "found-alive")
                                ),
                                fields=("request", "relative"),
                                name="one_open_word_of_life_each",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "notice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approval",
                                to="casework.notice",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("prepared_by", models.F("recorded_by")), _negated=True
                                ),
                                name="approved_by_another",
                            ),
                            models.CheckConstraint(
                                condition=django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Length("digest"), 32
                                ),
                                name="approved_digest_is_a_digest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="casework.notice",
                            ),
                        ),
                        (
                            "approval",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="casework.approval",
                            ),
                        ),
                        (
                            "way",
                            antigone.access.fields.CodedField(
                                codes=["visit", "call", "letter", "e-mail", "bureau"], max_length=40
                            ),
                        ),
                        (
                            "outcome",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "reached",
                                    "nobody-there",
                                    "asked-for-later",
                                    "message-left",
                                    "under-way",
                                    "sent",
                                    "returned",
                                    "failed",
                                ],
                                max_length=40,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("note", antigone.casework.fields.SealedText(null=True)),
                        ("she_came", models.BooleanField(default=False)),
                        (
                            "completes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completed",
                                to="casework.attempt",
                            ),
                        ),
                        ("message_digest", models.BinaryField(max_length=32, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("message_digest__isnull", True),
                                    django.db.models.lookups.Exact(
                                        django.db.models.functions.text.Length("message_digest"), 32
                                    ),
                                    _connector="OR",
                                ),
                                name="message_digest_is_a_digest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "under-way"), _negated=True),
                                    models.Q(("completes__isnull", True), ("way", "e-mail")),
                                    _connector="OR",
                                ),
                                name="only_an_e_mail_is_under_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "message-left"), _negated=True),
                                    ("way", "call"),
                                    _connector="OR",
                                ),
                                name="only_a_call_leaves_a_message",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "notice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery",
                                to="casework.notice",
                            ),
                        ),
                        (
                            "attempt",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery",
                                to="casework.attempt",
                            ),
                        ),
                        ("told_at", models.DateTimeField()),
                        ("told_by", antigone.casework.fields.SealedText(null=True)),
                        ("present", antigone.casework.fields.SealedText(null=True)),
                        ("note", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="Acknowledgement",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "delivery",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acknowledgement",
                                to="casework.delivery",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "how",
                            antigone.access.fields.CodedField(
                                codes=["visit", "call", "letter", "e-mail", "bureau"], max_length=40
                            ),
                        ),
                        ("said", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="PacketReturn",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "packet",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer",
                                to="casework.blindpacket",
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                        ("examiner", models.CharField(max_length=64)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("examiner", ""), _negated=True),
                                name="return_names_an_examiner",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErasureNotice",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasures",
                                to="casework.blindpacket",
                            ),
                        ),
                        ("pairs", models.JSONField(default=list)),
                        ("written_at", models.DateTimeField(blank=True, null=True)),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("acknowledged_at__isnull", True),
                                    ("written_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="erasure_is_acknowledged_after_it_was_told",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ForeignPacket",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("code", models.CharField(max_length=40)),
                        (
                            "institution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="foreign_packets",
                                to="casework.institution",
                            ),
                        ),
                        ("number", models.UUIDField()),
                        ("digest", models.BinaryField(max_length=32)),
                        (
                            "discipline",
                            antigone.access.fields.CodedField(
                                codes=[
                                    "face",
                                    "fingerprint",
                                    "dental",
                                    "dna",
                                    "medical",
                                    "anthropology",
                                ],
                                max_length=40,
                            ),
                        ),
                        (
                            "examiner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("valid_until", models.DateField()),
                        ("content", antigone.casework.fields.SealedText(null=True)),
                        ("returned_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("operation", "code"), name="foreign_packet_code_stands_once"
                            ),
                            models.UniqueConstraint(
                                fields=("operation", "number"), name="foreign_packet_comes_in_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("examiner", models.F("recorded_by"))),
                                name="foreign_packet_is_taken_by_its_examiner",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ForeignPicture",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("blob_id", models.CharField(max_length=64, unique=True)),
                        ("wrapped_key", models.BinaryField(null=True)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pictures",
                                to="casework.foreignpacket",
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("packet", "name"), name="foreign_picture_stands_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ForeignView",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "packet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="views",
                                to="casework.foreignpacket",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("pair", models.UUIDField(null=True)),
                        ("link", models.BinaryField(max_length=32)),
                        ("said", antigone.casework.fields.SealedText(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("packet", "number"), name="one_foreign_view_at_a_time"
                            ),
                            models.UniqueConstraint(
                                fields=("packet", "pair"), name="one_foreign_view_of_a_pair"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("number", 0), ("pair__isnull", True)),
                                    models.Q(("number__gt", 0), ("pair__isnull", False)),
                                    _connector="OR",
                                ),
                                name="foreign_analysis_comes_first",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recording",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("blob_id", models.CharField(max_length=64, unique=True)),
                        ("wrapped_key", models.BinaryField(null=True)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        (
                            "side",
                            antigone.access.fields.CodedField(
                                codes=["reference", "remains"], max_length=40
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recordings",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.enquirer",
                            ),
                        ),
                        (
                            "remains",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recordings",
                                to="casework.remains",
                            ),
                        ),
                        (
                            "way",
                            antigone.access.fields.CodedField(
                                codes=["handed-over", "taken-here", "partner", "frame-of-video"],
                                max_length=40,
                            ),
                        ),
                        (
                            "taken_on",
                            antigone.casework.fields.PartialDateField(
                                blank=True, default="", max_length=10
                            ),
                        ),
                        ("taken_by", models.CharField(blank=True, max_length=120)),
                        ("taken_at", models.CharField(blank=True, max_length=200)),
                        ("cleaned", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("remains__isnull", True),
                                        ("request__isnull", False),
                                        ("side", "reference"),
                                    ),
                                    models.Q(
                                        ("given_by__isnull", True),
                                        ("remains__isnull", False),
                                        ("request__isnull", True),
                                        ("side", "remains"),
                                    ),
                                    _connector="OR",
                                ),
                                name="recording_is_of_one_case",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReferencePhotograph",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("blob_id", models.CharField(max_length=64, unique=True)),
                        ("wrapped_key", models.BinaryField(null=True)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        (
                            "recording",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.recording",
                            ),
                        ),
                        ("frame", models.PositiveIntegerField(blank=True, null=True)),
                        ("frame_seconds", models.FloatField(blank=True, null=True)),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photographs",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.enquirer",
                            ),
                        ),
                        (
                            "way",
                            antigone.access.fields.CodedField(
                                codes=["handed-over", "taken-here", "partner", "frame-of-video"],
                                max_length=40,
                            ),
                        ),
                        (
                            "taken_on",
                            antigone.casework.fields.PartialDateField(
                                blank=True, default="", max_length=10
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("wrapped_key__isnull", False)),
                                fields=["operation", "recorded_at", "id"],
                                name="references_by_age",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("frame__isnull", True),
                                        ("frame_seconds__isnull", True),
                                        ("recording__isnull", True),
                                    ),
                                    models.Q(
                                        ("frame__isnull", False),
                                        ("frame_seconds__isnull", False),
                                        ("recording__isnull", False),
                                        ("way", "frame-of-video"),
                                    ),
                                    _connector="OR",
                                ),
                                name="referencephotograph_is_a_whole_frame",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostMortemPhotograph",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("blob_id", models.CharField(max_length=64, unique=True)),
                        ("wrapped_key", models.BinaryField(null=True)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        (
                            "recording",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.recording",
                            ),
                        ),
                        ("frame", models.PositiveIntegerField(blank=True, null=True)),
                        ("frame_seconds", models.FloatField(blank=True, null=True)),
                        (
                            "remains",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photographs",
                                to="casework.remains",
                            ),
                        ),
                        ("code_legible", models.BooleanField()),
                        (
                            "way",
                            antigone.access.fields.CodedField(
                                codes=["handed-over", "taken-here", "partner", "frame-of-video"],
                                max_length=40,
                            ),
                        ),
                        (
                            "taken_on",
                            antigone.casework.fields.PartialDateField(
                                blank=True, default="", max_length=10
                            ),
                        ),
                        ("taken_by", models.CharField(blank=True, max_length=120)),
                        ("taken_at", models.CharField(blank=True, max_length=200)),
                        ("cleaned", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("wrapped_key__isnull", False)),
                                fields=["operation", "recorded_at", "id"],
                                name="post_mortems_by_age",
                            ),
                            models.Index(
                                fields=["remains", "code_legible", "operation"],
                                name="legible_labels",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("frame__isnull", True),
                                        ("frame_seconds__isnull", True),
                                        ("recording__isnull", True),
                                    ),
                                    models.Q(
                                        ("frame__isnull", False),
                                        ("frame_seconds__isnull", False),
                                        ("recording__isnull", False),
                                        ("way", "frame-of-video"),
                                    ),
                                    _connector="OR",
                                ),
                                name="postmortemphotograph_is_a_whole_frame",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "side",
                            antigone.access.fields.CodedField(
                                codes=["reference", "remains"], max_length=40
                            ),
                        ),
                        (
                            "reference",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.referencephotograph",
                            ),
                        ),
                        (
                            "post_mortem",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.postmortemphotograph",
                            ),
                        ),
                        ("engine", models.CharField(max_length=80)),
                        ("faces", models.JSONField(blank=True, default=list)),
                        ("reasons", models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("post_mortem__isnull", True),
                                        ("reference__isnull", False),
                                        ("side", "reference"),
                                    ),
                                    models.Q(
                                        ("post_mortem__isnull", False),
                                        ("reference__isnull", True),
                                        ("side", "remains"),
                                    ),
                                    _connector="OR",
                                ),
                                name="reading_is_of_one_photograph",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MarkedFace",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "side",
                            antigone.access.fields.CodedField(
                                codes=["reference", "remains"], max_length=40
                            ),
                        ),
                        (
                            "reference",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.referencephotograph",
                            ),
                        ),
                        (
                            "post_mortem",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.postmortemphotograph",
                            ),
                        ),
                        (
                            "reading",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.reading",
                            ),
                        ),
                        ("box", models.JSONField()),
                        ("landmarks", models.JSONField()),
                        ("by_hand", models.BooleanField(default=False)),
                        (
                            "marked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("reference__isnull", False)
                                ),
                                fields=["operation", "recorded_at", "id"],
                                name="reference_faces_by_age",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    ("ended_at__isnull", True),
                                    ("post_mortem__isnull", False),
                                ),
                                fields=["operation", "recorded_at", "id"],
                                name="faces_unconfirmed",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("confirmed_by__isnull", False), ("ended_at__isnull", True)
                                ),
                                fields=["operation", "confirmed_at", "id"],
                                name="faces_confirmed",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("post_mortem__isnull", True),
                                        ("reference__isnull", False),
                                        ("side", "reference"),
                                    ),
                                    models.Q(
                                        ("post_mortem__isnull", False),
                                        ("reference__isnull", True),
                                        ("side", "remains"),
                                    ),
                                    _connector="OR",
                                ),
                                name="markedface_is_of_one_photograph",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("reference",),
                                name="one_marked_face_in_a_reference",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("post_mortem",),
                                name="one_marked_face_in_a_post_mortem",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("marked_by", models.F("recorded_by"))),
                                name="face_is_recorded_by_its_marker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(
                                        ("confirmed_by", models.F("marked_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="face_confirmed_by_a_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmed_at__isnull", True),
                                        ("confirmed_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="face_confirmed_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Template",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "face",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="templates",
                                to="casework.markedface",
                            ),
                        ),
                        (
                            "side",
                            antigone.access.fields.CodedField(
                                codes=["reference", "remains"], max_length=40
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="templates",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "remains",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="templates",
                                to="casework.remains",
                            ),
                        ),
                        ("engine", models.CharField(max_length=80)),
                        ("dim", models.PositiveIntegerField()),
                        ("quality", models.FloatField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [
                            models.Index(
                                fields=["operation", "side", "recorded_at"], name="templates_by_age"
                            ),
                            models.Index(fields=["face", "operation"], name="templates_of_faces"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("remains__isnull", True),
                                        ("request__isnull", False),
                                        ("side", "reference"),
                                    ),
                                    models.Q(
                                        ("remains__isnull", False),
                                        ("request__isnull", True),
                                        ("side", "remains"),
                                    ),
                                    _connector="OR",
                                ),
                                name="template_is_of_one_side",
                            ),
                            models.UniqueConstraint(
                                fields=("face", "engine"), name="one_template_each_engine"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Probe",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "search",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="probes",
                                to="casework.search",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.template",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("search", "template"), name="probe_stands_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotShown",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "side",
                            antigone.access.fields.CodedField(
                                codes=["reference", "remains"], max_length=40
                            ),
                        ),
                        (
                            "reference",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.referencephotograph",
                            ),
                        ),
                        (
                            "post_mortem",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="casework.postmortemphotograph",
                            ),
                        ),
                        (
                            "reading",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.reading",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "not shown",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("post_mortem__isnull", True),
                                        ("reference__isnull", False),
                                        ("side", "reference"),
                                    ),
                                    models.Q(
                                        ("post_mortem__isnull", False),
                                        ("reference__isnull", True),
                                        ("side", "remains"),
                                    ),
                                    _connector="OR",
                                ),
                                name="notshown_is_of_one_photograph",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelReading",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "photograph",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="label_reading",
                                to="casework.postmortemphotograph",
                            ),
                        ),
                        (
                            "read",
                            antigone.access.fields.CodedField(
                                codes=["our-code", "refused-code", "foreign-code", "no-code"],
                                max_length=40,
                            ),
                        ),
                        ("stated", models.BooleanField(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="WorkingCopy",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "photograph",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="casework.postmortemphotograph",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("parameters", models.JSONField()),
                    ],
                    options={
                        "verbose_name_plural": "working copies",
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("photograph", "recorded_by", "name"),
                                name="copy_name_stands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="copy_has_a_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecordingReading",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recording",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="casework.recording",
                            ),
                        ),
                        ("engine", models.CharField(max_length=80)),
                        ("container", models.CharField(max_length=20)),
                        ("coding", models.CharField(max_length=40)),
                        ("frames", models.PositiveIntegerField()),
                        ("seconds", models.FloatField()),
                        ("declared", models.FloatField(null=True)),
                        ("damaged", models.PositiveIntegerField(default=0)),
                        ("looked_at", models.PositiveIntegerField()),
                        ("let_go", models.PositiveIntegerField()),
                        ("unread", models.JSONField(blank=True, default=list)),
                        ("tracks", models.JSONField(blank=True, default=list)),
                        ("reasons", models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="TrackSheet",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("blob_id", models.CharField(max_length=64, unique=True)),
                        ("wrapped_key", models.BinaryField(null=True)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.BinaryField(max_length=32)),
                        (
                            "reading",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheet",
                                to="casework.recordingreading",
                            ),
                        ),
                        (
                            "recording",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="casework.recording",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="TrackChoice",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recording",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="casework.recording",
                            ),
                        ),
                        (
                            "reading",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="casework.recordingreading",
                            ),
                        ),
                        ("track", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("recording",),
                                name="one_choice_in_a_recording",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Withdrawal",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawals",
                                to="casework.tracingrequest",
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.enquirer",
                            ),
                        ),
                        (
                            "outcome",
                            antigone.access.fields.CodedField(
                                codes=["erased", "restricted"], max_length=40
                            ),
                        ),
                        ("because", models.CharField(blank=True, max_length=80)),
                        ("sealed", antigone.casework.fields.SealedText(null=True)),
                        ("left", models.JSONField(null=True)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("outcome", "restricted"),
                                        models.Q(("because", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("because", ""),
                                        ("outcome", "erased"),
                                        ("sealed__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_restriction_keeps_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tombstone",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "withdrawal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tombstones",
                                to="casework.withdrawal",
                            ),
                        ),
                        (
                            "kind",
                            antigone.access.fields.CodedField(
                                codes=["person", "photograph"], max_length=40
                            ),
                        ),
                        ("commitment", models.BinaryField(db_index=True, max_length=32)),
                        ("giver", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.CreateModel(
                    name="PurgeReceipt",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.operation",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "withdrawal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipt",
                                to="casework.withdrawal",
                            ),
                        ),
                        ("blobs", models.PositiveIntegerField()),
                        ("bytes_removed", models.BigIntegerField()),
                        ("searched", models.JSONField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
            ],
        ),
    ]
