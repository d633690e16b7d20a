"""The web process: what granian serves. Warms what the first visitor would otherwise wait for."""

import gc
import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - needs Django to be set up

from clew.ui.engine import warm  # noqa: E402

_ = get_resolver().url_patterns  # imports every view
try:
    warm()
except Exception:  # one template that does not compile must not keep the others from being served
    logging.getLogger(__name__).exception("Not every page could be prepared.")
# What is loaded now stays: looking through it for garbage, again and again, took longer than many a page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
