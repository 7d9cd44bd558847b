"""Holding an event or an article at the desk: who may, what is said, and where it is seen."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client, override_settings

from tests.admin.forms import filled
from tests.factories import make_cited, make_text
from timeline.models import Event, Source, Step

pytestmark = pytest.mark.django_db


def hold_address(event) -> str:
    return f"/admin/timeline/event/{event.pk}/hold/"


def client_as(role: str, django_user_model) -> Client:
    user = django_user_model.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@override_settings(TIME_ZONE="Europe/Kyiv")
def test_the_moment_is_read_and_shown_in_the_time_zone_of_the_site(desk):
    event = make_cited(title="Bridge")
    assert desk.post(hold_address(event), {"until": "2090-01-25 06:00"}).status_code == 302
    assert Event.objects.get().hold_until.isoformat() == "2090-01-25T04:00:00+00:00"
    Event.objects.get().publish(by=None)
    for address in ("/admin/timeline/event/?held=1", "/admin/", hold_address(event)):
        page = desk.get(address).content.decode()
        assert "Bridge" in page
        assert "6 a.m." in page or "06:00" in page
        assert "(EET)" in page


@override_settings(TIME_ZONE="Europe/Kyiv")
@pytest.mark.parametrize("until", ["2026-03-29 03:30", "2090-13-01 00:00", "soon", "2001-01-01 00:00"])
def test_a_moment_that_is_none_or_is_past_is_refused_on_the_form(desk, until):
    event = make_cited()
    response = desk.post(hold_address(event), {"until": until})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Event.objects.get().hold_until is None


def test_a_contributor_holds_a_draft_and_lifts_no_hold_of_what_is_approved(django_user_model):
    event, client = make_cited(), client_as("Contributor", django_user_model)
    assert client.post(hold_address(event), {"until": "2090-01-25 06:00"}).status_code == 302
    Event.objects.get().publish(by=None)
    assert client.post(hold_address(event), {"until": "", "why": "Now."}).status_code == 403
    assert Event.objects.get().is_held


def test_lifting_a_hold_asks_why(django_user_model):
    event, client = make_cited(), client_as("Editor", django_user_model)
    client.post(hold_address(event), {"until": "2090-01-25 06:00"})
    Event.objects.get().publish(by=None)
    assert "Say why" in client.post(hold_address(event), {"until": ""}).content.decode()
    assert client.post(hold_address(event), {"until": "", "why": "It is out."}).status_code == 302
    assert Event.objects.get().is_seen
    assert "It is out." in Step.objects.last().why


def test_the_form_of_an_article_holds_it_and_asks_why_it_is_lifted(desk):
    event = make_cited(text=make_text())
    address = f"/admin/timeline/source/{Source.objects.get().pk}/change/"
    sent = filled(desk.get(address)) | {"hold_until_0": "2090-01-25", "hold_until_1": "06:00:00"}
    assert desk.post(address, sent).status_code == 302
    event.refresh_from_db()
    event.publish(by=None)
    assert not Event.objects.get().is_seen
    sent = filled(desk.get(address)) | {"hold_until_0": "", "hold_until_1": ""}
    assert "Say why" in desk.post(address, sent).content.decode()
    assert desk.post(address, sent | {"hold_why": "It is out."}).status_code == 302
    assert Event.objects.get().is_seen


def test_a_contributor_cannot_move_the_hold_that_an_approved_event_rests_on(django_user_model):
    event = make_cited(text=make_text())
    Source.objects.get().hold(Event.objects.get().changed_at.replace(year=2090), by=None)
    Event.objects.get(pk=event.pk).publish(by=None)
    client = client_as("Contributor", django_user_model)
    address = f"/admin/timeline/source/{Source.objects.get().pk}/change/"
    client.post(
        address, filled(client.get(address)) | {"hold_until_0": "", "hold_until_1": "", "hold_why": "x"}
    )
    assert Source.objects.get().hold_until is not None
