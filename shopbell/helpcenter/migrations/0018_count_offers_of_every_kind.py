"""One table counts what is offered of every kind; what was counted so far were articles."""

from django.db import migrations, models

PLACES = [("widget", "widget"), ("form", "form"), ("desk", "desk")]


# PostgreSQL 18 names what may not be null after the column that it was made with
RENAMED = """
do $$ begin
    if exists (select from pg_constraint where conname = 'helpcenter_offerday_article_id_not_null') then
        alter table helpcenter_offerday
            rename constraint helpcenter_offerday_article_id_not_null to helpcenter_offerday_object_id_not_null;
    end if;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("helpcenter", "0017_say_why_an_article_is_read")]

    operations = [
        migrations.RemoveConstraint("offerday", "offer_day_once"),
        migrations.AlterField("offerday", "article", models.BigIntegerField()),
        migrations.RenameField("offerday", "article", "object_id"),
        migrations.RunSQL(RENAMED, elidable=True),
        migrations.AddField(
            "offerday", "kind", models.CharField(max_length=12, default="article"), preserve_default=False
        ),
        migrations.AddField(
            "offerday",
            "followed",
            models.PositiveIntegerField(default=0, help_text="solved at first, and then a ticket came"),
        ),
        migrations.AddConstraint(
            "offerday",
            models.UniqueConstraint(
                fields=["kind", "object_id", "language", "place", "day"], name="offer_day_once"
            ),
        ),
        migrations.CreateModel(
            name="OfferTaken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visit", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=12)),
                ("object_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=12)),
                ("place", models.CharField(choices=PLACES, max_length=8)),
                ("day", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="offer_taken_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=["visit", "kind", "object_id"], name="offer_taken_once")
                ],
            },
        ),
    ]
