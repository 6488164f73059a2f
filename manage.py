#!/usr/bin/env python
"""Django's command line, with the project's settings."""

import os
import secrets
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if sys.argv[1:2] == ["score"] and not os.environ.get("SECRET_KEY"):
        # Scoring a file signs nothing and opens no database: it works before anything is set up.
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    execute_from_command_line(sys.argv)
