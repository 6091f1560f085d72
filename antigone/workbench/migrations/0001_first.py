import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import antigone.casework.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_first"),
        ("casework", "0001_first"),
    ]

    operations = [
        antigone.casework.tables.MakeTables(
            operations=[
                migrations.CreateModel(
                    name="Draft",
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
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="access.operationidentity",
                            ),
                        ),
                        ("page", models.CharField(max_length=120)),
                        ("sealed", models.BinaryField()),
                        ("version", models.PositiveIntegerField()),
                        ("saved_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "operation", "page"),
                                name="one_draft_for_each_page",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
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
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "operation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="access.operationidentity",
                            ),
                        ),
                        ("mark", models.CharField(max_length=40)),
                        ("about", models.BinaryField()),
                        ("size", models.PositiveBigIntegerField()),
                        ("received", models.PositiveBigIntegerField(default=0)),
                        ("held", models.BooleanField(default=False)),
                        ("touched_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["touched_at"], name="uploads_left_behind")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("account", "operation", "mark"), name="one_upload_of_a_file"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("received__lte", models.F("size"))),
                                name="upload_is_not_longer_than_its_file",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedChunk",
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
                            "upload",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="chunks",
                                to="workbench.upload",
                            ),
                        ),
                        ("offset", models.PositiveBigIntegerField()),
                        ("sealed", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("upload", "offset"), name="one_chunk_at_an_offset"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
