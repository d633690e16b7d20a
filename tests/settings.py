"""Clew's settings for tests: a data folder of their own, cheap passwords, plain static files.

A module of its own, because the settings write a secret key into the data folder as soon as they are read: no test
may touch the folder where somebody's Clew lives.
"""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(tempfile.gettempdir()) / f"clew-tests-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"

for name in [name for name in os.environ if name.startswith(("CLEW_", "DATABASE_URL"))]:
    del os.environ[name]
os.environ["CLEW_DATA"] = str(FOLDER)
os.environ["CLEW_SECRET_KEY"] = "for tests only"

from clew.config.settings import *  # noqa: E402, F403 - the environment comes first

DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405 - each worker's database is dropped at the end: nothing may hold it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405 - static files come from their folders
MEANING_SOCKET = ""  # a test that wants meanings brings who knows them
