"""Pages for any WSGI server: `gunicorn shopbell.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")
application = get_wsgi_application()
