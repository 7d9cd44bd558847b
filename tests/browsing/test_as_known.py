"""`known`: the timeline, and an event, as the articles had it by the end of a period."""

from datetime import date

import pytest
from django.utils.html import escape

from tests.browsing.pages import page_of
from tests.factories import cite, make_entity, make_event, make_published, make_text

pytestmark = pytest.mark.django_db

EARLY, LATE = date(2026, 1, 25), date(2026, 1, 27)
BOTH = ("/?known=2026-01-25", "/events/the-uprising/?known=2026-01-25")


@pytest.fixture
def uprising():
    """An event that one article dates to a year, and a later one more exactly; the editors compare the two."""
    kos = make_entity(name="Jan Kos", aliases=["Jan Koss"])
    event = make_event(
        title="The uprising", edtf="1863/1864", date_note="The Late has both years.", entities=[kos]
    )
    early = make_text(body="It began in 1863 under Jan Koss.", publisher="The Early", published_on=EARLY)
    late = make_text(
        body="It lasted from 1863 to 1864, says Jan Kos.", publisher="The Late", published_on=LATE
    )
    cite(
        event=event,
        text=early,
        origin="a post",
        supports={
            "date": {"edtf": "1863", "stated": "in 1863", "reason": "The Late knows better."},
            "what happened": {"differs": "scope", "reason": "The Late tells of more."},
        },
    ).annotations.create(text="Not as The Late has it.", visibility="public")
    cite(
        event=event,
        text=late,
        origin="a post",
        supports={"date": {"edtf": "1863/1864", "stated": "from 1863 to 1864", "preferred": True}},
    )
    event.annotations.create(text="The Late was asked.", visibility="public")
    event.publish(by=None)
    return event


@pytest.mark.parametrize(
    ("known", "date_shown", "publishers"),
    [
        ("2026-01-24", None, set()),
        ("2026-01-25", "1863", {"The Early"}),
        ("2026-01-27", "1863–1864", {"The Early", "The Late"}),
        ("January 2026", "1863–1864", {"The Early", "The Late"}),
        ("2025", None, set()),
        ("", "1863–1864", {"The Early", "The Late"}),
    ],
)
def test_only_what_was_printed_by_then_shows(client, uprising, known, date_shown, publishers):
    page = client.get("/", {"known": known}, follow=True)
    events = page.context["page"].events
    assert [each.date_in_words for each in events] == ([date_shown] if date_shown else [])
    assert {
        each.revision.source.publisher for event in events for each in event.citations.all()
    } == publishers
    facet = client.get("/choices/", {"facet": "publisher", "known": known}).context["facet"]
    assert {each.value for each in facet.choices} == publishers


@pytest.mark.parametrize("address", BOTH)
def test_nothing_that_compares_with_what_was_printed_later_shows(client, uprising, address):
    html = client.get(address).content.decode()
    assert "It began in 1863" in html
    for later in (
        "The Late",
        "1863–1864",
        "to 1864",
        "articles differ",
        "differs in",
        ">preferred",
        "2 publishers",
    ):
        assert later not in html, later


@pytest.mark.parametrize("address", [each.replace("25", "27") for each in BOTH])
def test_where_all_was_printed_by_then_the_editors_comparisons_show(client, uprising, address):
    html = client.get(address).content.decode()
    for said in ("The Late knows better.", ">preferred", "The Late was asked.", "both from a post"):
        assert said in html, said


def test_a_date_that_was_read_in_a_later_article_alone_was_not_known(client):
    event = make_event(title="The bridge", edtf="2023-05-03")
    early = make_text(body="Last spring it opened.", publisher="The Early", published_on=EARLY)
    late = make_text(body="On 3 May 2023 it opened.", publisher="The Late", published_on=LATE)
    cite(event=event, text=early, supports={"date": {"stated": "Last spring"}, "what happened": {}})
    cite(event=event, text=late, supports={"date": {"stated": "3 May 2023", "edtf": "2023-05-03"}})
    event.publish(by=None)
    assert "2023" not in client.get("/events/the-bridge/?known=2026-01-25").content.decode()
    assert "/events/the-bridge/" not in client.get("/?known=2026-01-25").content.decode()
    assert "/events/the-bridge/" in client.get("/?known=2026-01-27").content.decode()


@pytest.mark.parametrize("address", BOTH)
def test_a_date_that_was_stated_by_then_is_not_called_inferred(client, uprising, address):
    uprising.date_basis = "inferred"
    uprising.save()
    assert "month and day not stated" in client.get(address, follow=True).content.decode()
    assert "inferred" not in client.get(address, follow=True).content.decode()


def test_undated_texts_are_left_out(client):
    make_published(text=make_text(published_on=None))
    assert client.get("/?known=2100").context["page"].events == []


@pytest.mark.parametrize("name", ["publisher=The+Late", "source=an-article"])
def test_a_filter_by_article_finds_nothing_printed_later(client, name):
    event = make_published(text=make_text(published_on=EARLY))
    cite(event=event, text=make_text(publisher="The Late", title="An article", published_on=LATE))
    event.evidence_changed()
    assert client.get(f"/?known=2026-01-27&{name}").context["page"].events == [event]
    assert client.get(f"/?known=2026-01-25&{name}").context["page"].events == []


@pytest.mark.parametrize("address", BOTH)
def test_it_says_that_titles_were_written_later(client, uprising, address):
    assert "written later" in client.get(address).content.decode()


def test_it_says_that_a_search_finds_what_was_printed_later(client, uprising):
    said = "The search also finds what was printed later."
    assert said in client.get("/?known=2026-01-25&q=lasted").content.decode()
    assert said not in client.get("/?known=2026-01-25").content.decode()


def test_its_links_lead_to_the_event_as_it_was_known_and_from_there_to_the_event_as_it_is(client, uprising):
    cite(event=uprising, text=make_text(body="In 1863 it was.", published_on=EARLY))
    links = {each["href"].partition("#")[0] for each in page_of(client, "/?known=January+2026").named("a")}
    shown = [each for each in links if each.startswith("/events/")]
    assert shown == ["/events/the-uprising/?known=2026-01-31"]
    page = page_of(client, shown[0])
    assert "/events/the-uprising/" in {each["href"] for each in page.named("a")}
    canonical = [each["href"] for each in page.named("link") if each.get("rel") == "canonical"]
    assert canonical[0].endswith("/events/the-uprising/")


def test_an_event_of_which_nothing_was_printed_by_then_says_so(client, uprising):
    html = client.get("/events/the-uprising/?known=2026-01-24").content.decode()
    assert "none of these articles had told of it" in html
    assert "1863" not in html


def test_a_former_address_leads_to_the_event_as_known_too(client, uprising):
    other = make_published(title="The rising")
    other.merge_into(uprising, by=None)
    moved = client.get("/events/the-rising/?known=2026-01-25")
    assert moved["Location"] == "/events/the-uprising/?known=2026-01-25"


def test_kinds_of_evidence_are_not_told_of_a_day(client, uprising):
    choices = client.get("/choices/?facet=evidence&known=2026-01-25")
    assert choices.context["facet"].choices == ()
    assert "as it is today" in choices.content.decode()
    page = client.get("/?known=2026-01-25&evidence=several-publishers")
    error = page.context["filters"].errors["known"]
    assert "remove that filter" in error
    assert escape(error) in page.content.decode()
    assert page.context["page"].events == []


@pytest.mark.parametrize("address", ["/", "/events/the-uprising/"])
def test_a_day_that_cannot_be_read_is_answered_in_words(client, uprising, address):
    page = client.get(f"{address}?known=01/02/2026")
    assert page.status_code == 200
    assert "can be read as" in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/events/the-uprising/"])
@pytest.mark.parametrize("far", ["Y1000000000", "-0500", "2022-02/..", "since 2020"])
def test_far_and_open_days_are_answered(client, uprising, address, far):
    assert client.get(address, {"known": far}).status_code == 200
    for link in page_of(client, address, data={"known": far}).named("a"):
        assert not link["href"].startswith("/events/") or client.get(link["href"]).status_code == 200
