"""The application as gunicorn loads it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # the code of every page is there before the first one is asked for
gc.collect()
gc.freeze()  # and stays: else whoever waits for a page at the wrong moment waits a fifth of a second more
