"""Loaded before the settings are: a test run makes no key and no database of its own in `var/`."""

import os

os.environ.setdefault("SECRET_KEY", "a key for tests, which sign nothing that lasts")
