"""Sessions as Django keeps them in the database, read without writing the same SQL for every page."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.models import Session
from django.db import connection

READ = "select session_data, expire_date from django_session where session_key = %s and expire_date > now()"


class SessionStore(DatabaseSession):
    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        data, expires = row
        return Session(session_key=str(self.session_key), session_data=data, expire_date=expires)
