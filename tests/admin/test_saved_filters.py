"""Saved filters: found again where they were kept and on the front page; nobody's lists but those one may see."""

import pytest

from tests.admin.test_least_privilege import client_as
from timeline.models import SavedFilter

pytestmark = pytest.mark.django_db
EVENTS = "/admin/timeline/event/"


def keep(client, query="status__exact=draft", model="timeline.event", name="Drafts", **fields):
    return client.post("/admin/filters/", {"model": model, "query": query, "name": name, **fields})


@pytest.fixture
def contributor(django_user_model):
    return client_as("Contributor", django_user_model)


@pytest.fixture
def another(django_user_model):
    return client_as("Editor", django_user_model)


def test_a_filter_is_found_again_on_its_list_and_on_the_front_page(contributor):
    address = f"{EVENTS}?status__exact=draft"
    assert keep(contributor, "status__exact=draft&p=3").url == address
    for page in (EVENTS, "/admin/"):
        assert f'href="{address}"' in contributor.get(page).content.decode()
    assert "Drafts" not in contributor.get("/admin/timeline/source/").content.decode()


def test_it_is_ones_own_until_it_is_shared(contributor, another):
    keep(contributor)
    assert "Drafts" not in another.get("/admin/").content.decode()
    keep(contributor, is_shared="on")
    assert SavedFilter.objects.count() == 1
    for page in (EVENTS, "/admin/"):
        assert ">Drafts<" in another.get(page).content.decode()


def test_only_its_owner_forgets_it(contributor, another):
    keep(contributor, is_shared="on")
    address = f"/admin/filters/{SavedFilter.objects.get().pk}/forget/"
    assert another.post(address).status_code == 404
    assert contributor.get(address).status_code == 405
    assert SavedFilter.objects.exists()
    assert contributor.post(address).url == EVENTS
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "p=2", "nonsense=1", "assigned__password__startswith=a", "next=https://evil.example/"]
)
def test_what_the_list_itself_does_not_take_is_not_kept(contributor, query):
    assert keep(contributor, query).url == EVENTS
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_a_filter_needs_a_name(contributor, name):
    keep(contributor, name=name)
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("model", "status"),
    [("timeline.auditentry", 403), ("auth.user", 404), ("timeline", 404), ("a.b.c", 404), ("", 404)],
)
def test_no_filter_of_a_list_that_one_may_not_see(contributor, model, status):
    assert keep(contributor, "action=added", model=model).status_code == status


def test_a_shared_filter_is_not_shown_to_who_may_not_see_its_list(contributor, django_user_model):
    keep(client_as("Administrator", django_user_model), "action=added", "timeline.auditentry", is_shared="on")
    assert SavedFilter.objects.exists()
    assert "Drafts" not in contributor.get("/admin/").content.decode()
