"""What every test runs under: plain static files, a cheap password hash, nothing written into `var/`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests import factories


def pytest_configure(config: pytest.Config) -> None:
    """Set what must stand before the first request: no collectstatic is needed, no installation is touched."""
    empty = tempfile.mkdtemp(prefix="newsroom-static-")
    config.add_cleanup(lambda: Path(empty).rmdir())
    settings.STATIC_ROOT = Path(empty)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
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
