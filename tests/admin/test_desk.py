"""The desk as a whole: who gets in, and that every page of it opens at a bounded cost."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.forms import errors, filled
from tests.factories import make_cited, make_entity, make_published, make_text
from timeline.models import Entity, Event, Source, SourceRevision

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30
PAGES = sorted(admin.site._registry, key=lambda model: model._meta.label)


def sign_in(user="editor", password="wrong", address="203.0.113.1"):
    return Client().post("/admin/login/", {"username": user, "password": password}, REMOTE_ADDR=address)


# Signing in


def test_five_failures_lock_that_user_at_that_address_and_nobody_else(editor, django_user_model):
    django_user_model.objects.create_superuser("other", password="a long password")
    assert [sign_in().status_code for _attempt in range(4)] == [200] * 4
    locked = sign_in()
    assert locked.status_code in (403, 429)
    assert "Too many attempts" in locked.content.decode()
    assert sign_in(password="a long password").status_code in (403, 429)
    assert sign_in(password="a long password", address="203.0.113.2").status_code == 302
    assert sign_in(user="other", password="a long password").status_code == 302


def test_four_failures_and_a_success_start_the_count_again(editor):
    for _attempt in range(2):
        assert [sign_in().status_code for _attempt in range(4)] == [200] * 4
        assert sign_in(password="a long password").status_code == 302


def test_a_forwarded_address_cannot_lift_the_lock(editor):
    for attempt in range(5):
        headers = {"X-Forwarded-For": f"198.51.100.{attempt}"}
        Client().post(
            "/admin/login/",
            {"username": "editor", "password": "x"},
            REMOTE_ADDR="203.0.113.1",
            headers=headers,
        )
    assert sign_in(password="a long password").status_code in (403, 429)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/timeline/event/",
        "/admin/timeline/event/add/",
        "/admin/timeline/event/reading/?edtf=2023",
        "/admin/autocomplete/?app_label=timeline&model_name=citation&field_name=revision&term=a",
        "/admin/autocomplete/?app_label=timeline&model_name=event&field_name=entities&term=a",
    ],
)
def test_nothing_of_the_desk_answers_without_signing_in(client, address):
    make_cited(title="Hidden", entities=[make_entity(name="Hush")])
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_a_visitor_who_is_no_editor_gets_nothing(client, django_user_model):
    client.force_login(
        django_user_model.objects.create_user("reader", password="x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.get("/admin/timeline/event/").status_code == 302
    assert client.get(
        "/admin/autocomplete/?app_label=timeline&model_name=event&field_name=entities"
    ).status_code in (302, 403)


def test_the_login_page_needs_no_script_of_ours_and_its_cookies_are_closed(client):
    response = client.get("/admin/login/")
    assert response.status_code == 200
    assert response.cookies["csrftoken"]["samesite"] == "Lax"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_form_from_elsewhere_is_refused(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/admin/timeline/event/add/", {"title": "x"}).status_code == 403


# Every page


@pytest.fixture
def full_desk(desk):
    """A desk with enough on it that a query per row would show."""
    text = make_text(body=" ".join(f"Word{number} stands here." for number in range(40)))
    people = [make_entity(name=f"Person {number}", aliases=["Alias"]) for number in range(8)]
    for number in range(20):
        make_published(title=f"Event {number}", text=text, exact=f"Word{number} stands", entities=people)
        make_text(body=f"Text {number}.")
    return desk


def test_every_list_and_every_form_opens_at_a_bounded_cost(full_desk):
    costs = {}
    for model in PAGES:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        addresses = {base: (200,), f"{base}add/": (200, 403)}
        row = model._default_manager.first()
        if row:
            addresses |= {f"{base}{row.pk}/change/": (200,), f"{base}{row.pk}/history/": (200,)}
        for address, statuses in addresses.items():
            with CaptureQueriesContext(connection) as captured:
                response = full_desk.get(address)
            assert response.status_code in statuses, address
            costs[address] = len(captured)
    assert {address: count for address, count in costs.items() if count > MOST_QUERIES} == {}
    assert len(costs) > 20


@pytest.mark.parametrize(
    "query",
    ["?q=", "?q=bridge", "?q=%00", "?q=%27%22%3B--", "?status__exact=published", "?o=2.-3", "?p=9", "?e=1"],
)
@pytest.mark.parametrize("model", ["event", "entity", "source", "citation", "sourcerevision", "timeline"])
def test_no_search_of_a_list_is_an_error_of_ours(desk, model, query):
    make_published(entities=[make_entity(name="Kos")])
    assert desk.get(f"/admin/timeline/{model}/{query}").status_code in (200, 302)


def test_an_entity_is_found_by_any_spelling(desk):
    make_entity(name="Volodymyr Zelenskyy", aliases=["Володимир Зеленський", "Zelensky"])
    make_entity(name="Łódź", kind="place")
    address = "/admin/autocomplete/?app_label=timeline&model_name=event&field_name=entities&term="
    for term, name in (
        ("zelensky", "Volodymyr Zelenskyy"),
        ("Зелен", "Volodymyr Zelenskyy"),
        ("lod", "Łódź"),
    ):
        assert [each["text"] for each in desk.get(address + term).json()["results"]] == [name]
    assert desk.get(address + "nobody").json()["results"] == []
    assert len(desk.get(address).json()["results"]) == 2


def test_an_article_is_found_by_its_publisher_and_offered_with_its_day(desk):
    make_text(title="The bridge is open", publisher="The Courier")
    address = "/admin/autocomplete/?app_label=timeline&model_name=citation&field_name=revision&term=courier"
    assert [each["text"] for each in desk.get(address).json()["results"]] == [
        "The Courier: The bridge is open (2026-01-25)"
    ]


# Articles and names


def test_a_text_is_taken_in_with_its_article_once(desk):
    data = filled(
        desk.get("/admin/timeline/source/add/"),
        **{
            "title": "A",
            "publisher": "P",
            "url": "https://a.example/",
            "revisions-TOTAL_FORMS": "1",
            "revisions-0-body": "One.\r\nTwo.",
        },
    )
    assert desk.post("/admin/timeline/source/add/", data).status_code == 302
    text = SourceRevision.objects.get()
    assert text.body == "One.\nTwo."
    page = f"/admin/timeline/source/{text.source_id}/change/"
    again = filled(desk.get(page), **{"revisions-TOTAL_FORMS": "1", "revisions-0-body": "One.\nTwo."})
    assert "already" in " ".join(errors(desk.post(page, again))["revisions-0-body"])
    newer = filled(desk.get(page), **{"revisions-TOTAL_FORMS": "1", "revisions-0-body": "One. Three."})
    assert desk.post(page, newer).status_code == 302
    assert SourceRevision.objects.count() == 2


def test_no_form_changes_a_text(desk):
    text = make_text()
    page = f"/admin/timeline/sourcerevision/{text.pk}/change/"
    desk.post(page, filled(desk.get(page), body="Another.", sha256="0", published_on="2020-01-01"))
    text.refresh_from_db()
    assert text.body.startswith("In May 2023")
    assert text.published_on.year == 2020


def test_one_article_is_entered_once(desk):
    make_text(url="https://a.example/")
    data = filled(desk.get("/admin/timeline/source/add/"), title="A", publisher="P", url="https://a.example/")
    assert errors(desk.post("/admin/timeline/source/add/", data))
    assert Source.objects.count() == 1


def test_a_place_cannot_be_protected(desk):
    place = make_entity(name="Town", kind="place")
    page = f"/admin/timeline/entity/{place.pk}/change/"
    assert errors(desk.post(page, filled(desk.get(page), visibility="protected")))
    assert Entity.objects.get().visibility == "public"


def test_a_person_protected_at_the_desk_is_found_by_nobody(desk, client):
    person = make_entity(name="Anna Hush")
    make_published(title="Open", entities=[person])
    page = f"/admin/timeline/entity/{person.pk}/change/"
    assert desk.post(page, filled(desk.get(page), visibility="protected")).status_code == 302
    assert client.get("/entities/anna-hush/").status_code == 404
    assert client.get("/?q=Hush").context["found"].events == 0


def test_a_new_spelling_finds_the_events_at_once(desk, client):
    person = make_entity(name="Anna Kos")
    make_published(title="Open", entities=[person])
    page = f"/admin/timeline/entity/{person.pk}/change/"
    total = str(int(filled(desk.get(page))["names-TOTAL_FORMS"]))
    data = filled(desk.get(page), **{"names-TOTAL_FORMS": total, f"names-{int(total) - 1}-name": "Ганна Кос"})
    assert desk.post(page, data).status_code == 302
    assert client.get("/", {"q": "Ганна Кос"}).context["found"].events == 1


def test_a_deleted_entity_leaves_no_name_behind(desk, client):
    person = make_entity(name="Anna Kos")
    make_published(title="Open", entities=[person])
    Event.objects.update(status="draft")  # of what readers see, nobody is deleted
    assert desk.post(f"/admin/timeline/entity/{person.pk}/delete/", {"post": "yes"}).status_code == 302
    Event.objects.update(status="published")
    assert not Entity.objects.exists()
    assert client.get("/?q=Kos").context["found"].events == 0
    assert Event.objects.get().is_published


def test_an_article_that_is_renamed_is_found_by_its_new_name(desk, client):
    event = make_published(title="Open", text=make_text(publisher="The Courier"))
    source = event.citations.get().revision.source
    page = f"/admin/timeline/source/{source.pk}/change/"
    assert desk.post(page, filled(desk.get(page), publisher="The Herald")).status_code == 302
    assert client.get("/?publisher=The+Herald").context["found"].events == 1
    assert client.get("/?publisher=The+Courier").context["found"].events == 0


# Searching the lists


@pytest.mark.parametrize("model", ["event", "citation"])
def test_a_list_finds_what_is_public_in_any_spelling_and_what_is_not_by_its_words(desk, model):
    person = make_entity(name="Volodymyr Zelenskyy", aliases=["Зеленський"])
    public = make_published(title="A visit", entities=[person])
    draft = make_cited(title="Zelensky is expected", text=make_text(body="A guest is expected in town."))
    address = f"/admin/timeline/{model}/"

    def found(words):
        rows = desk.get(address, {"q": words}).context["cl"].result_list
        return {each.pk if model == "event" else each.event_id for each in rows}

    assert found("Зеленський") == {public.pk}
    assert found("zelensky expected") == {draft.pk}
    assert found("nobody") == set()
    assert found(" ") == {public.pk, draft.pk}


def test_a_citation_is_found_by_its_quotation_and_by_the_name_in_its_address(desk):
    make_published()
    citation = make_cited(text=make_text(body="A guest is expected in town.")).citations.get()
    for words in ("guest is expected", citation.public_id):
        rows = desk.get("/admin/timeline/citation/", {"q": words}).context["cl"].result_list
        assert list(rows) == [citation]
