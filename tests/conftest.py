"""What every test runs under: plain static files, a cheap password hash, nothing written into `var/`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.signals import setting_changed

from tests import factories

# A loaded machine is slow, and not wrong: no property test fails for its time.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """Set what must stand before the first request: no collectstatic is needed, no installation is touched."""
    empty = tempfile.mkdtemp(prefix="newsroom-static-")
    config.add_cleanup(lambda: Path(empty).rmdir())
    settings.STATIC_ROOT = Path(empty)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    setting_changed.send(sender=None, setting="TASKS", value=settings.TASKS, enter=True)
    settings.AUDIT_LOG_GUARDED = False  # every table is emptied after a test that commits
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("editor", password="a long password")


@pytest.fixture
def desk(client, editor):
    """A client that is signed in to the admin."""
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def seeds(db):
    """The two seed articles, imported as `make run` imports them."""
    return factories.import_seeds()
