#!/usr/bin/env python
"""Django's own command line, for developers. People use `clew`."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from clew.config import database

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    with database.embedded().running() if database.is_embedded() else nullcontext():
        execute_from_command_line(sys.argv)
