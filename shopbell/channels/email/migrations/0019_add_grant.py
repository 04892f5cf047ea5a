import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shopbell.core.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("channel_email", "0018_add_receipts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service_kind", models.CharField(max_length=10)),
                (
                    "client_id",
                    models.CharField(blank=True, help_text="empty: the operator's client", max_length=300),
                ),
                ("client_secret", shopbell.core.sealed.SealedField(blank=True)),
                ("tenant", models.CharField(blank=True, max_length=100)),
                (
                    "authorize_url",
                    models.CharField(blank=True, help_text="of another server", max_length=500),
                ),
                ("token_url", models.CharField(blank=True, max_length=500)),
                ("scope", models.CharField(blank=True, max_length=500)),
                ("refresh_token", shopbell.core.sealed.SealedField()),
                ("access_token", shopbell.core.sealed.SealedField()),
                ("expires_at", models.DateTimeField()),
                (
                    "refused",
                    models.CharField(
                        blank=True, choices=[("revoked", "Revoked"), ("client", "Client")], max_length=10
                    ),
                ),
                (
                    "refused_words",
                    models.CharField(blank=True, help_text="what the service said", max_length=300),
                ),
                ("signed_in_at", models.DateTimeField()),
                (
                    "mailbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grant",
                        to="channel_email.mailbox",
                    ),
                ),
                (
                    "signed_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
