"""An entity's page: how its name is printed, and by whom, in every passage that readers see."""

import pytest

from tests.factories import make_cited, make_entity, make_published, make_text

pytestmark = pytest.mark.django_db


def printed(client, address="/entities/belarus/") -> dict[str, list[str]]:
    return {each.name: each.publishers for each in client.get(address).context["printed"]}


def test_each_spelling_has_all_publishers_that_print_it_in_an_event_that_names_it_or_not(client):
    belarus = make_entity(name="Belarus", kind="place", aliases=["Bielarus"])
    make_published(entities=[belarus], text=make_text(body="In Belarus it held.", publisher="The Herald"))
    make_published(text=make_text(body="Belarus is not free, the Belarusians say.", publisher="The Courier"))
    make_published(text=make_text(body="Bielarus is a country.", publisher="The Courier"))
    make_published(text=make_text(body="The Belarusians say so.", publisher="The Gazette"))
    make_cited(text=make_text(body="Belarus in a draft.", publisher="The Secret"))
    assert printed(client) == {"Belarus": ["The Courier", "The Herald"], "Bielarus": ["The Courier"]}
    assert "Printed as" in client.get("/entities/belarus/").content.decode()


def test_a_persons_name_is_read_in_what_is_told_of_that_person_alone(client):
    make_published(entities=[make_entity(name="Jan Kos", aliases=["Kos"])], text=make_text(body="Kos came."))
    make_published(text=make_text(body="Anna Kos came.", publisher="The Herald"))
    assert printed(client, "/entities/jan-kos/") == {"Kos": ["The Courier"]}


def test_the_spellings_are_the_same_on_every_page(client):
    belarus = make_entity(name="Belarus", kind="place")
    early, late = (make_text(body="Belarus was.", publisher=each) for each in ("The Early", "The Late"))
    for number in range(52):
        event = make_cited(entities=[belarus], edtf=str(1900 + number), text=early if number < 51 else late)
        event.publish(by=None)
    second = client.get("/entities/belarus/").context["page"].next_url
    assert printed(client, second) == printed(client) == {"Belarus": ["The Early", "The Late"]}
