"""Old addresses that were copied with %C3%BC in them lead on: what a reader asks for is compared with it unquoted."""

from urllib.parse import unquote

from django.db import migrations


def unquote_paths(apps, schema_editor):
    redirects = apps.get_model("helpcenter", "Redirect").objects
    for row in redirects.filter(path__contains="%"):
        path = unquote(row.path).replace("\0", "").strip().strip("/")
        if path and not redirects.filter(path=path).exists():  # where both stand, the one that led on does
            redirects.filter(pk=row.pk).update(path=path)


class Migration(migrations.Migration):
    dependencies = [("helpcenter", "0019_lead_old_addresses_anywhere")]

    operations = [migrations.RunPython(unquote_paths, migrations.RunPython.noop, elidable=True)]
