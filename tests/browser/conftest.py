"""A real browser on a real server: each test has its own copy of a database that holds the two seed articles.

The database is a file, as in production, with a connection for each of the server's threads; a test under
`transactional_db` would share one connection in memory between the browser's parallel requests.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.watching import Watch

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "correct horse battery staple"


@pytest.hookimpl(tryfirst=True)  # before -m "not browser" is applied
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, and say why it is skipped where it cannot run."""
    here = [each for each in items if Path(__file__).parent in each.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no chromium on the PATH: apt-get install chromium"))
        elif settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
            item.add_marker(pytest.mark.skip(reason="the browser tests copy an SQLite file for each test"))


@contextmanager
def database_at(path: Path) -> Iterator[None]:
    """Let every thread of this process use the SQLite file at `path`."""
    was, wrapper = connections.settings["default"]["NAME"], connections["default"]
    connections.settings["default"]["NAME"] = str(path)
    connections["default"] = connections.create_connection("default")
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = wrapper
        connections.settings["default"]["NAME"] = was
        ContentType.objects.clear_cache()


@pytest.fixture(scope="package")
def database_of_seeds(tmp_path_factory, django_db_blocker) -> Path:
    """A file with the two seed articles, as `make run` imports them."""
    path = tmp_path_factory.mktemp("seeds") / "seeds.sqlite3"
    with django_db_blocker.unblock(), database_at(path):
        call_command("migrate", verbosity=0)
        call_command("import_articles", stdout=StringIO())
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """The site on a free port; static files come straight from their sources."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def site(server, database_of_seeds, tmp_path, django_db_blocker) -> Iterator[str]:
    """The site's address, over a database of its own: a test may change anything."""
    path = tmp_path / "timeline.sqlite3"
    shutil.copy(database_of_seeds, path)
    with django_db_blocker.unblock(), database_at(path):
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's synchronous interface keeps a loop running in this thread; the tests themselves are synchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        flags = [*FLAGS, "--no-sandbox"] if os.getuid() == 0 else FLAGS
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def watch(site) -> Iterator[Watch]:
    """What went wrong in any page of the test: nothing may."""
    watch = Watch(site)
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def visitor(browser, site, watch) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that know nothing of one another: `visitor(java_script_enabled=False)`."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(
            base_url=site, **{"viewport": {"width": 1440, "height": 900}, **options}
        )
        context.set_default_timeout(5_000)
        watch.over(context)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(visitor) -> Page:
    """A reader at a desk."""
    return visitor().new_page()


@pytest.fixture
def phone(visitor) -> Page:
    """A reader with a phone."""
    return visitor(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def plain(visitor) -> Page:
    """A reader without JavaScript."""
    return visitor(java_script_enabled=False).new_page()


@pytest.fixture
def desk(visitor, site) -> Callable[[str], Page]:
    """Makes pages of editors who are signed in: `desk("vera")`."""

    def sign_in(name: str = "editor") -> Page:
        editor = get_user_model().objects.create_superuser(name, password=PASSWORD)
        client = Client()
        client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
        context = visitor()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        return context.new_page()

    return sign_in
