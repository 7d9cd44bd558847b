"""htmx: the four kinds of request, and what caches may keep of their answers."""

import gzip

import pytest

from tests.factories import make_published, make_timeline

pytestmark = pytest.mark.django_db

PLAIN: dict[str, str] = {}
HTMX = {"HX-Request": "true"}
BOOSTED = {"HX-Request": "true", "HX-Boosted": "true"}
RESTORED = {"HX-Request": "true", "HX-History-Restore-Request": "true"}


@pytest.fixture(autouse=True)
def event(db):
    return make_published(
        title="Bridge", timelines=[make_timeline(title="Story"), make_timeline(title="Other")]
    )


@pytest.mark.parametrize("address", ["/", "/timelines/story/"])
@pytest.mark.parametrize(
    ("headers", "whole"), [(PLAIN, True), (HTMX, False), (BOOSTED, True), (RESTORED, True)]
)
def test_only_a_swap_gets_a_fragment(client, address, headers, whole):
    response = client.get(address, headers=headers)
    html = response.content.decode()
    assert ("<!doctype html>" in html.lower()) is whole
    assert ("<form" in html) is whole
    assert "/events/bridge/" in html
    assert response.has_header("HX-Push-Url") is not whole


@pytest.mark.parametrize("headers", [PLAIN, HTMX, BOOSTED, RESTORED])
def test_every_answer_says_what_it_depends_on(client, headers):
    vary = {each.strip() for each in client.get("/", headers=headers)["Vary"].split(",")}
    assert {"HX-Request", "HX-Boosted", "HX-History-Restore-Request"} <= vary


@pytest.mark.parametrize(
    ("address", "pushed"),
    [
        ("/?q=&from=&to=&order=&certain=", "/"),
        ("/?kind=other&q=bridge&from=", "/?q=bridge&kind=other"),
        ("/?q=bridge&order=newest&unknown=1", "/?q=bridge&order=newest"),
        ("/timelines/story/?q=+bridge+", "/timelines/story/?q=bridge"),
        ("/?from=nonsense", "/?from=nonsense"),
    ],
)
def test_the_pushed_address_is_the_clean_one(client, address, pushed):
    assert client.get(address, headers=HTMX)["HX-Push-Url"] == pushed


def test_each_representation_has_its_own_etag_and_is_not_sent_twice(client):
    etags = set()
    for headers in (PLAIN, HTMX):
        etag = client.get("/", headers=headers)["ETag"]
        again = client.get("/", headers={**headers, "If-None-Match": etag})
        assert again.status_code == 304
        assert again.content == b""
        etags.add(etag)
    assert len(etags) == 2
    assert client.get("/", headers={**HTMX, "If-None-Match": client.get("/")["ETag"]}).status_code == 200


def test_a_change_gives_another_etag(client, event):
    etag = client.get("/")["ETag"]
    event.retract(by=None, why="Wrong.")
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 200


def test_a_compressed_answer_is_the_same_page(client):
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content) == plain.content


def test_an_error_in_a_filter_is_a_fragment_with_status_200(client):
    response = client.get("/?from=nonsense", headers=HTMX)
    assert response.status_code == 200
    assert "nonsense" in response.content.decode()


@pytest.mark.parametrize("address", ["/events/bridge/", "/about/"])
def test_pages_without_fragments_are_whole_for_every_request(client, address):
    for headers in (PLAIN, HTMX, BOOSTED, RESTORED):
        assert "<!doctype html>" in client.get(address, headers=headers).content.decode().lower()
