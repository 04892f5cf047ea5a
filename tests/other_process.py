"""What another process needs to see the database of the running test (which must commit: `transaction=True`)."""

import os

from django.db import connection


def its_environment(**more: str) -> dict[str, str]:
    base = connection.settings_dict
    address = f"postgres://{base['USER']}:{base['PASSWORD']}@/{base['NAME']}?host={base['HOST']}"
    address += f"&port={base['PORT']}" if base["PORT"] else ""
    return os.environ | {"DATABASE_URL": address, **more}
