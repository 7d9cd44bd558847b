"""Promises 2, 6, 7 and 9 on the pages as readers get them: no invention, no script needed, no third party, no cookie."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.wsgi import get_wsgi_application

from tests.browsing.pages import page_of
from tests.factories import make_entity, make_event, make_published, make_text, make_timeline
from timeline.filters import FACETS
from timeline.models import Event, SourceRevision
from timeline.stylesheet import icon, source_expressions, stylesheet

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/?q=bridge&from=2020", "/?from=nonsense", "/events/open/", "/sources/an-article/", "/entities/kos/", "/about/", "/timelines/story/"]  # fmt: skip


@pytest.fixture
def archive():
    text = make_text(
        title="An article", body="In May 2023 the bridge <b>opened</b> & “held”.", byline="O'Neil & Sons"
    )
    event = make_published(
        title="Open",
        text=text,
        entities=[make_entity(name="Kos", qid="Q1")],
        timelines=[make_timeline(title="Story")],
    )
    event.annotations.create(text="A note.", visibility="public")
    make_published(title="Another", timelines=[make_timeline(title="Another story")])
    return event


# No invented precision


@pytest.mark.parametrize("address", ["/", "/events/bridge/", "/entities/kos/"])
def test_may_2023_is_never_shown_as_a_day(client, address):
    make_published(title="Bridge", edtf="2023-05", entities=[make_entity(name="Kos")])
    page = page_of(client, address)
    html = client.get(address).content.decode()
    assert [each["datetime"] for each in page.named("time")] == ["2023-05"]
    assert ">May 2023<" in html
    assert "2023-05-01" not in html
    assert "1 May 2023" not in html


@pytest.mark.parametrize(
    ("edtf", "words", "machine"),
    [
        ("2026-01-25", "25 January 2026", ["2026-01-25"]),
        ("2020", "2020", ["2020"]),
        ("1863/1864", "1863–1864", []),
        ("2022-02/..", "since February 2022", []),
        ("1863~", "around 1863", []),
        ("2020?", "2020, year uncertain", []),
        ("XXXX-01-25", "25 January, year unknown", ["01-25"]),
        ("-0043-03", "March 44 BC", []),
    ],
)
def test_a_date_is_shown_as_it_is_known(client, edtf, words, machine):
    make_published(title="Bridge", edtf=edtf)
    for address in ("/", "/events/bridge/"):
        html = client.get(address).content.decode()
        assert re.search(rf"{re.escape(words)}\s*<", html.replace("\N{NO-BREAK SPACE}", " "))
        assert [each["datetime"] for each in page_of(client, address).named("time")] == machine


def test_a_month_is_not_found_as_its_first_day(client):
    make_published(title="Bridge", edtf="2023-05")
    assert "/events/bridge/" not in client.get("/?from=1+May+2023&to=1+May+2023&certain=1").content.decode()
    assert "/events/bridge/" in client.get("/?from=May+2023&to=May+2023&certain=1").content.decode()


def test_a_month_stands_before_the_days_in_it(client):
    for title, edtf in (
        ("Day", "2023-05-01"),
        ("Month", "2023-05"),
        ("Year", "2023"),
        ("Later", "2023-05-02"),
    ):
        make_published(title=title, edtf=edtf)
    order = re.findall(r'href="/events/(\w+)/"', client.get("/").content.decode())
    assert list(dict.fromkeys(order)) == ["year", "month", "day", "later"]


# What is inferred is said to be


def test_an_inferred_date_is_said_to_be_inferred_and_from_what(client):
    make_published(
        title="Bridge",
        edtf="2026-01-25",
        date_basis="inferred",
        date_note="The year follows from the paper's.",
    )
    make_published(title="Stated", edtf="2026-01-25")
    for address, inferred in (("/", 1), ("/events/bridge/", 1), ("/events/stated/", 0)):
        assert (
            "inferred"
            in re.sub(r"<details.*?</details>", "", client.get(address).content.decode(), flags=re.S)
        ) is bool(inferred)
    assert "The year follows from the paper&#x27;s." in client.get("/events/bridge/").content.decode()


# Without JavaScript, without third parties, without cookies


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_holds_no_inline_code_and_names_no_third_party(archive, client, address):
    page = page_of(client, address)
    on_timeline = any(each.get("id") == "filters" for each in page.named("form"))
    styles = ["timeline", *["sheet-page"] * (not on_timeline), "print"]
    assert page.scripts == "".join(map(stylesheet, styles))
    code = [each for each in page.named("script") if each.get("type") != "application/ld+json"]
    assert [each for each in code if not each.get("src")] == []
    attributes = {name for _tag, each in page.tags for name in each}
    assert not [name for name in attributes if name == "style" or name.startswith(("on", "hx-on"))]
    assert page.assets
    assert [each for each in page.assets if not each.startswith(("/static/", icon()))] == []
    assert page.named("iframe") == page.named("img") == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_sets_no_cookie_and_tells_nobody_where_its_reader_came_from(archive, client, address):
    response = client.get(address)
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", [*ADDRESSES, "/events/nowhere/", "/admin/login/"])
def test_the_content_policy_allows_nothing_inline_and_nobody_else(archive, client, address):
    policy = client.get(address)["Content-Security-Policy"]
    directives = {
        name: values for name, *values in (each.split() for each in policy.split(";") if each.strip())
    }
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["form-action"] == ["'self'"]
    assert directives["style-src"] == ["'self'", *source_expressions()]
    assert directives["frame-ancestors"] == directives["base-uri"] == ["'none'"]
    said = {value for values in directives.values() for value in values}
    assert said == {"'self'", "'none'", "data:", *source_expressions()}
    assert directives["img-src"] == ["'self'", "data:"]


@pytest.mark.parametrize("address", ["/", "/events/nowhere/", "/healthz"])
def test_asked_for_the_head_alone_a_page_sends_no_body(archive, rf, address):
    answer = get_wsgi_application()  # the test client would cut the body off itself
    whole, head = (answer.get_response(getattr(rf, method)(address)) for method in ("get", "head"))
    assert head.status_code == whole.status_code
    assert head["Content-Length"] == str(len(whole.content))
    assert not head.content


def test_only_pages_where_somebody_signs_in_part_with_the_window_that_opened_them(archive, client):
    """A browser starts another process for a page that does, and a reader waits for it."""
    assert client.get("/admin/login/")["Cross-Origin-Opener-Policy"] == "same-origin"
    assert client.get("/admin/")["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Opener-Policy" not in client.get("/")


def test_the_filters_are_a_form_that_works_without_javascript(archive, client):
    page = page_of(client, "/?q=bridge")
    forms = [each for each in page.named("form") if each["method"].lower() != "dialog"]
    assert [each["method"].lower() for each in forms] == ["get"]
    assert [each["action"] for each in forms] == ["/"]
    assert page.named("button") or [each for each in page.named("input") if each.get("type") == "submit"]
    names = {each.get("name") for each in page.named("input") + page.named("select")}
    assert {"q", "from", "to", "certain", "order", "known"} <= names
    assert {each["href"] for each in page.named("a")} >= {
        f"/choices/?facet={each}&q=bridge" for each in FACETS
    }
    assert all(each.get("href") for each in page.named("a"))


def test_submitting_the_form_as_a_browser_does_shows_the_same_page(archive, client):
    submitted = client.get("/?q=&from=&to=&order=&person=kos")
    assert submitted.status_code == 200
    assert submitted.context["filters"].here == "/?person=kos"
    assert "/events/open/" in submitted.content.decode()


def test_every_link_of_ours_leads_somewhere(seeds, client):
    seen, waiting = set(), ["/"]
    while waiting and len(seen) < 80:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = page_of(client, address)
        ids = {each.get("id") for _tag, each in page.tags}
        for link in page.named("a"):
            path, _hash, fragment = link["href"].partition("#")
            if not path:
                assert fragment in ids, f"{address}: #{fragment}"
            elif path.startswith("/") and not path.startswith(("/?", "/static/", "/language/")):
                waiting.append(path)
    assert len(seen) > 20


def test_no_title_can_leave_its_place_in_the_page(client):
    make_published(
        title="</script><script src=//evil.example></script>", summary="</script><b>x</b>", slug="open"
    )
    for address in ("/", "/events/open/"):
        page = page_of(client, address)
        assert all(each.startswith(("/static/", icon())) for each in page.assets)
        assert page.named("b") == [] or "<b>x</b>" not in client.get(address).content.decode()


def test_what_an_article_prints_is_escaped(archive, client):
    for address in ("/", "/events/open/", "/sources/an-article/"):
        html = client.get(address).content.decode()
        assert "<b>opened</b>" not in html
        assert "&lt;b&gt;opened&lt;/b&gt; &amp; “held”" in html


def test_a_quotation_links_to_our_record_and_to_the_words_in_the_article(archive, client):
    citation = archive.citations.get()
    links = {each["href"] for each in page_of(client, "/events/open/").named("a")}
    ours = next(each for each in links if citation.public_id in each and not each.startswith("#"))
    assert client.get(ours).status_code in (200, 302)
    assert any(each.startswith(f"{citation.revision.source.url}#:~:text=In%20May%202023") for each in links)
    ids = {each.get("id") for _tag, each in page_of(client, "/sources/an-article/").tags}
    assert citation.anchor in ids


def test_of_an_article_with_two_texts_each_quotation_stands_under_the_days_of_its_own(client):
    old = make_text(body="It opened in May 2023.", full_text_public=True, published_on=date(2023, 5, 3))
    SourceRevision.objects.filter(pk=old.pk).update(taken_in_at=datetime(2023, 5, 4, 12, tzinfo=UTC))
    new = make_text(source=old.source, body="It closed in 2024. All of it.", published_on=date(2024, 6, 1))
    SourceRevision.objects.filter(pk=new.pk).update(taken_in_at=datetime(2024, 6, 2, 12, tzinfo=UTC))
    make_published(text=old)
    assert "All of it" in client.get(old.source.get_absolute_url()).content.decode(), (
        "its newest text in full"
    )
    make_published(text=new, exact="It closed in 2024.", edtf="2024")
    page = client.get(old.source.get_absolute_url()).content.decode()
    marks = ("1 June 2024", "2 June 2024", "<mark>It closed", "3 May 2023", "4 May 2023", "<mark>It opened")
    used = page.index("Passages used")
    assert (places := [page.find(each, used) for each in marks]) == sorted(places)
    assert -1 not in places


def test_a_second_timeline_makes_the_front_page_the_archive_of_all(archive, client):
    html = client.get("/").content.decode()
    assert "/timelines/story/" in html
    assert "/events/another/" in html
    assert "/events/another/" not in client.get("/timelines/story/").content.decode()


def test_the_only_timeline_is_the_front_page(client):
    make_published(title="On it", timelines=[make_timeline(title="Story", standfirst="What it is about.")])
    make_published(title="Off it")
    html = client.get("/").content.decode()
    assert "What it is about." in html
    assert "/events/on-it/" in html
    assert "/events/off-it/" not in html


def test_an_empty_database_has_a_front_page(client):
    assert "Nothing is published yet" in client.get("/").content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize("address", ["/", "/events/open/", "/about/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_readers_change_nothing(archive, client, address, method):
    before = Event.objects.values_list("version", "changed_at")[0]
    assert getattr(client, method)(address).status_code in (200, 403, 405)
    assert Event.objects.values_list("version", "changed_at")[0] == before


def beside(client, event: Event) -> dict[str, str]:
    """Where the page of an event leads in time: `rel` → address."""
    links = page_of(client, event.get_absolute_url()).named("a")
    return {each["rel"]: each["href"] for each in links if each.get("rel") in ("prev", "next")}


def test_an_event_leads_to_those_before_and_after_it_in_time_that_readers_see(client):
    last, first, middle = (make_published(title=f"In {year}", edtf=year) for year in ("2023", "2021", "2022"))
    make_event(title="Not published", edtf="2022-06")
    assert beside(client, first) == {"next": middle.get_absolute_url()}
    assert beside(client, middle) == {"prev": first.get_absolute_url(), "next": last.get_absolute_url()}
    middle.retract(by=None, why="It did not happen.")
    assert beside(client, middle) == {}
    assert beside(client, last) == {"prev": first.get_absolute_url()}


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_title_says_what_is_asked_for_and_of_what(client, headers):
    make_published(
        title="Bridge", entities=[make_entity(name="Kos")], timelines=[make_timeline(title="Story")]
    )
    for address, title in (("/", "Story"), ("/?from=2022&person=kos", "from 2022, Kos · Story")):
        assert f"<title>{title}</title>" in client.get(address, headers=headers).text
