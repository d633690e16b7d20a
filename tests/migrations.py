"""Whether the models and the migrations agree: `python -m tests.migrations`, part of `make check`."""

import os
import sys

import django
from django.core.management import call_command

from clew.config.embedded import Embedded

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    from tests.settings import FOLDER

    with Embedded(FOLDER).running():
        django.setup()
        try:
            call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        except SystemExit as error:
            print("The models have changed: run `python manage.py makemigrations <area>`, from the lowest area up.")
            sys.exit(error.code)
