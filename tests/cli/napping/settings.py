"""Clew with little more than its queue and one page: processes start in a third of the time, and die just as well."""

from clew.config.settings import *  # noqa: F403

INSTALLED_APPS = ["procrastinate.contrib.django", "tests.cli.napping.apps.NappingConfig"]
MIDDLEWARE = []
ROOT_URLCONF = "tests.cli.napping.urls"
