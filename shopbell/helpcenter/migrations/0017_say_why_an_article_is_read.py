from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0016_keep_consents_beyond_tickets"),
        ("tickets", "0033_add_long_text_fields"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="reasons",
            field=models.ManyToManyField(
                blank=True,
                related_name="articles",
                to="tickets.contactreason",
                verbose_name="contact reasons",
            ),
        ),
        migrations.AlterField(
            model_name="staleflag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("policy", "Policy"),
                    ("gone", "Policy Gone"),
                    ("picture", "Picture"),
                    ("replaced", "Replaced"),
                    ("votes", "Votes"),
                    ("behind", "Behind"),
                    ("review", "Review"),
                    ("tickets", "Tickets"),
                    ("price", "Price"),
                    ("name", "Name"),
                    ("stock", "Stock"),
                    ("product", "Product"),
                    ("quote", "Quote"),
                    ("erased", "Erased"),
                    ("reasons", "Reasons"),
                ],
                max_length=10,
            ),
        ),
    ]
