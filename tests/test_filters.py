"""Filters: whatever a visitor types is read, answered in words, and never a 500."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_entity, make_event, make_published, make_text, make_timeline
from timeline.filters import FACETS, Filters
from timeline.models import Event
from timeline.models.sought import Sought

MAY = "may fall outside these dates"
RESULTS = {"HX-Request": "true"}  # the results without the form, whose words are the same

# Promise 3: the date of an event, the period asked for, whether the event may fall in it, whether it certainly does.
CERTAINLY_OR_POSSIBLY = [
    ("2023-05", "May 2023", "May 2023", True, True),
    ("2023-05", "1 May 2023", "1 May 2023", True, False),
    ("2023-05", "2 May 2023", "", True, False),
    ("2023-05", "", "31 May 2023", True, True),
    ("2023-05", "", "30 May 2023", True, False),
    ("2023-05", "2023", "2023", True, True),
    ("2023-05", "June 2023", "", False, False),
    ("2023-05", "", "April 2023", False, False),
    ("2023", "May 2023", "May 2023", True, False),
    ("2023-05-01", "May 2023", "May 2023", True, True),
    ("2023-05-01", "2 May 2023", "", False, False),
    ("1863/1864", "1863", "1863", True, True),
    ("1863/1864", "1864", "1864", True, True),
    ("1863/1864", "June 1863", "June 1863", True, False),
    ("1863/1864", "1865", "", False, False),
    ("2022-02/", "2022", "2022", True, True),
    ("2022-02/", "2024", "", True, False),
    ("2022-02/", "", "January 2022", False, False),
    ("2022-02/..", "2024", "2024", True, True),
    ("2022-02/..", "25 January 2026", "", True, True),
    ("2022-02/..", "26 January 2026", "", True, False),
    ("2026-01-25?", "25 January 2026", "25 January 2026", True, False),
    ("2026-01-25?", "2000", "2050", True, False),
    ("1863~", "1863", "1863", True, False),
    ("1863~", "1862", "1864", True, True),
    ("1863~", "", "1861", False, False),
    ("[2023-05-01,2023-05-03]", "May 2023", "May 2023", True, True),
    ("[2023-05-01,2023-05-03]", "1 May 2023", "2 May 2023", True, False),
    ("[..2020]", "2019", "2019", True, False),
    ("[..2020]", "", "2020", True, True),
    ("[..2020]", "2021", "", False, False),
    ("XXXX-01-25", "2020", "2020", True, False),
    ("202X", "2023", "2023", True, False),
    ("2010-24", "December 2010", "February 2011", True, True),
    ("-0043-03", "-0043", "-0043", True, True),
    ("Y-500000", "", "-9999", True, True),
]

NASTY = [
    "\0", "a\0b", "'", '"', "\\", "%", "%s", "%00", "_", ";--", "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7 }}",
    "\ud7ff", "\u202e", "💥", "ﷺ", "é" * 5000, "9" * 5000, "-" * 5000, "1e999", "-1", "0", "٣", "²", "NaN", "null",
    "Y1000000000", "Y9999999999", "-Y1", "9999-12-31", "0000", "-9999", "1/1/1", "//", "..", "[..]", "[", "XXXX", "X" * 200,
    "2020-02-30", "1863-64", "2021-22", "01/02/2023", "yesterday", "between", "since", "\n", "\t", " ", "\r\nX: y",
    "1_2_3_4", "9" * 15 + "_1_1_1", "-999999999999999_-999999999999999_-99999_999999999999999", "1_2_99999_4", "1_1_1",
]  # fmt: skip


def filters_of(address: str) -> Filters:
    return Filters.from_query(QueryDict(urlsplit(address).query))


def found(client, **query) -> list[str]:
    page = client.get("/", query).content.decode()
    return [
        slug for slug in Event.objects.values_list("slug", flat=True) if f'href="/events/{slug}/"' in page
    ]


# Certainly or possibly


@pytest.mark.parametrize(("edtf", "start", "end", "possibly", "certainly"), CERTAINLY_OR_POSSIBLY)
def test_a_period_finds_what_may_fall_in_it_and_says_what_may_not(
    db, client, edtf, start, end, possibly, certainly
):
    make_published(edtf=edtf, title="The bridge opens")
    page = client.get("/", {"from": start, "to": end}, headers=RESULTS).content.decode()
    assert ("/events/the-bridge-opens/" in page) is possibly
    assert (MAY in page) is (possibly and not certainly)
    assert bool(found(client, **{"from": start, "to": end, "certain": "1"})) is certainly


def test_without_a_period_nothing_is_said_to_fall_outside_and_nothing_is_hidden(db, client):
    make_published(edtf="2026-01-25?")
    page = client.get("/?certain=1", headers=RESULTS).content.decode()
    assert MAY not in page.replace(f"hide what {MAY}", "")  # the filter, in words
    assert found(client, certain="1")


def test_more_choices_than_are_taken_are_answered_in_words(db, client):
    make_published(title="The bridge opens", kind="meeting")
    taken = [("kind", "meeting"), *(("publisher", f"Paper {number}") for number in range(13))]
    page = client.get("/", query_params=taken)
    assert "Choose at most 12 in one filter." in page.content.decode()
    filters = page.context["filters"]
    assert (list(filters.errors), len(filters.publisher), filters.readable.errors) == (["publisher"], 12, {})


# Key events


def test_the_key_events_of_a_timeline_can_be_shown_alone(db, client):
    story, other = make_timeline(title="Bridges"), make_timeline(title="Tunnels")
    for title, is_key in (("opening", True), ("paint", False)):
        event = make_published(title=title, timelines=[story])
        event.entries.update(is_key=is_key)
        event.evidence_changed()
    entry = make_published(title="dig", timelines=[story, other]).entries.get(timeline=other)
    entry.is_key = True
    entry.save()

    def shown(address: str) -> list[str]:
        page = client.get(address, headers=RESULTS).content.decode()
        return [each for each in ("opening", "paint", "dig") if f'href="/events/{each}/"' in page]

    assert shown("/timelines/bridges/?key=1") == ["opening"]
    assert shown("/timelines/tunnels/?key=1") == ["dig"]
    assert shown("/?key=1") == ["opening", "paint", "dig"]  # the archive has none
    entry.is_key = False
    entry.save()
    assert shown("/timelines/tunnels/?key=1") == []


def test_key_events_alone_are_offered_only_where_there_are_some(db, client):
    story = make_timeline(title="Bridges")
    entry = make_published(timelines=[story]).entries.get()
    tick = 'name="key"'
    assert tick not in client.get("/timelines/bridges/").content.decode()
    entry.is_key = True
    entry.save()
    assert tick in client.get("/timelines/bridges/").content.decode()
    assert "Remove: </span>key events" in client.get("/timelines/bridges/?key=1").content.decode()
    assert (
        client.get("/timelines/bridges/?key=1").context["filters"].url(q=Sought("a"))
        == "/timelines/bridges/?q=a&key=1"
    )


# Answers in words


@pytest.mark.parametrize(
    ("query", "name", "word"),
    [
        ("from=soon", "from", "soon"),
        ("to=31+June+2023", "to", "no such day"),
        ("from=01/02/2023", "from", "1 February 2023 or 2 January 2023"),
        ("from=2021-22", "from", "2021"),
        ("to=25+January", "to", "add the year"),
        ("from=2024&to=2023", "to", "“2023” lies before “2024”"),
        ("from=June+2023&to=2023-05-31", "to", "lies before"),
        (f"q={'x' * 201}", "q", "at most 200"),
    ],
)
def test_what_cannot_be_understood_is_answered_in_words_and_nothing_is_shown(db, client, query, name, word):
    make_published(title="The bridge opens")
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    assert word in response.context["filters"].errors[name]
    assert "/events/the-bridge-opens/" not in response.content.decode()


def test_what_was_typed_stays_in_the_form_though_it_cannot_be_read(db, client):
    page = client.get("/", {"from": 'soon" x="1', "to": "2023"}).content.decode()
    assert 'value="soon&quot; x=&quot;1"' in page
    assert 'value="2023"' in page


def test_an_unreadable_date_can_be_removed_and_the_rest_works_again(db, client):
    make_published(title="The bridge opens")
    response = client.get("/?from=soon&q=bridge")
    removals = {each.name: each.remove_url for each in response.context["active"]}
    assert removals["from"] == "/?q=bridge"
    assert "/events/the-bridge-opens/" in client.get(removals["from"]).content.decode()


@pytest.mark.parametrize("start", ["May 2023", "2023", "3 May 2023"])
def test_a_period_may_begin_and_end_on_the_same_date(db, client, start):
    assert client.get("/", {"from": start, "to": start}).context["filters"].errors == {}


# Fuzz


FAR = [
    "Y999999999",
    "Y1000000000",
    "Y-1000000000",
    "Y-500000",
    "9999-12-31",
    "9999-12",
    "9999",
    "0000-01-01",
    "-9999-01",
    "-0004-02-29",
]


@pytest.mark.parametrize(
    "edtf", [*FAR, "../2020", "2020/", "XXXX", "XXXX-02-29", "[..Y-20000]", "Y-20000/Y20000", "2020-21~"]
)
def test_no_date_of_an_event_is_an_error_of_ours(db, client, edtf):
    make_published(edtf=edtf, title="Bridge")
    for address in ("/", "/events/bridge/", "/?order=newest", "/?from=-9999", "/?to=9999&certain=1"):
        assert client.get(address).status_code == 200
    make_published(edtf="2023-05-04")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "names",
    [
        ["from", "to", "known"],
        ["q", "person", "publisher", "source"],
        ["q", "certain", "order", "after", "before", "unknown"],
    ],
    ids="-".join,
)
def test_nothing_that_is_typed_into_a_parameter_is_an_error_of_ours(db, client, names):
    make_published(entities=[make_entity(name="Kos")])
    for value in NASTY:
        query = {name: ["kos", value, value] for name in names}
        assert client.get("/", query, headers=RESULTS).status_code == 200, value


@pytest.mark.parametrize("name", ["q", "from", "to", "known", "after", "before", *FACETS])
def test_no_parameter_alone_is_an_error_of_ours(db, client, name):
    for value in ["\0", "'", "%", "\ud7ff", "💥" * 5000, "9" * 5000, "Y9999999999", "[..]", "1_2_99999_4"]:
        assert client.get("/", {name: value}, headers=RESULTS).status_code == 200, value


@pytest.mark.parametrize(
    "query",
    [
        "q=%ff%fe", "q=%", "q=%zz", "q=%00", "&&&", "=", "?", "q", "q[]=1", "person=%ed%a0%80", "after=%00",
        "kind=" + "&kind=".join(map(str, range(300))), "source=" + "&source=".join("x" * 50 for _ in range(60)),
        "order=newest&order=oldest", "certain=1&certain=0", "after=1_2_3_4&before=1_2_3_4", "csrfmiddlewaretoken=x",
    ],
)  # fmt: skip
def test_no_query_is_an_error_of_ours(db, client, query):
    make_published()
    assert client.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [("/background/?", 200), ("/choices/?facet=person&", 200), ("/corrections/?", 404), ("/corrections.atom?", 404)],
)  # fmt: skip
@pytest.mark.parametrize("slug", ["%00", "a%00b", "%ff", "'", "Ä"])
def test_a_timeline_that_cannot_be_one_is_none(db, client, address, status, slug):
    assert client.get(f"{address}timeline={slug}").status_code == status


@pytest.mark.parametrize("place", ["events", "sources", "entities", "timelines", "passages"])
def test_no_address_is_an_error_of_ours(db, client, place):
    for slug in [
        "%00",
        "a%00b",
        "%ff",
        "%",
        "x" * 5000,
        "-",
        "Ä",
        "💥",
        "..",
        "%2e%2e%2f",
        "'",
        "a b",
        "1%27--",
    ]:
        assert client.get(f"/{place}/{slug}/").status_code == 404, slug


@given(
    st.dictionaries(st.sampled_from(["q", "from", "to", "after", "before", *FACETS]), st.text(max_size=40))
)
def test_reading_any_query_and_writing_it_again_changes_nothing(query):
    written = QueryDict(mutable=True)
    written.update(query)
    filters = Filters.from_query(written)
    again = filters_of(filters.here)
    assert again == filters
    assert again.here == filters.here


# Addresses


def test_a_clean_address_leaves_out_what_is_empty():
    filters = filters_of("/?q=&from=+&to=&person=&certain=0&order=&after=&kind=meeting&utm_source=x")
    assert filters.here == "/?kind=meeting"
    assert filters_of("/?q=").here == "/"


@pytest.mark.parametrize(
    ("typed", "shared"), [("01.02.2023", "2023-02-01"), ("травень 2023", "травень 2023")]
)
def test_a_date_in_figures_stands_in_addresses_as_readers_of_every_language_read_it(typed, shared):
    with translation.override("uk"):
        filters = Filters.from_query(QueryDict(f"from={typed}"))
    assert parse_qs(filters.query()) == {"from": [shared]}
    assert Filters.from_query(QueryDict(filters.query())).start.value == filters.start.value


def test_taking_a_choice_leads_back_to_the_first_page():
    filters = filters_of("/?kind=meeting&after=1_2_3_4")
    assert filters.toggled("kind", "visit").url() == "/?kind=meeting&kind=visit"
    assert filters.toggled("kind", "meeting").url() == "/"
    assert filters.here == "/?kind=meeting&after=1_2_3_4"


def test_every_active_filter_is_named_and_removable(db, client):
    text = make_text(publisher="The Herald", title="A ribbon")
    make_published(title="The bridge opens", text=text, entities=[make_entity(name="Anna Kos")])
    query = "q=bridge&from=2020&to=May+2025&certain=1&person=anna-kos&kind=other&publisher=The+Herald&source=a-ribbon"
    response = client.get(f"/?{query}")
    assert "/events/the-bridge-opens/" in response.content.decode()
    active = {each.name: each for each in response.context["active"]}
    assert list(active) == ["q", "from", "to", "certain", "person", "kind", "publisher", "source"]
    assert [active[each].words for each in ("to", "person", "source")] == [
        "to May 2025",
        "Anna Kos",
        "A ribbon",
    ]
    for name, each in active.items():
        assert each.remove_url == Filters.from_query(QueryDict(query)).without(name, {
            "person": "anna-kos", "kind": "other", "publisher": "The Herald", "source": "a-ribbon"
        }.get(name, "")).url()  # fmt: skip
        assert f"{name}=" not in each.remove_url
        assert client.get(each.remove_url).status_code == 200


def test_an_empty_result_says_which_filter_to_loosen(db, client):
    make_published(title="The bridge opens")
    response = client.get("/?q=bridge&kind=meeting")
    assert [(each.words, each.url, each.count) for each in response.context["loosen"]] == [
        ("meeting", "/?q=bridge", 1)
    ]


# Paging


@pytest.fixture
def many(db):
    """Events that begin on one day, end on one day, stand at one position: only their numbers tell them apart."""
    dates = [
        "2023",
        "2023-01",
        "2023-01-01",
        "2023-01-01",
        "2023-01-01",
        "2022-02/..",
        "../2021",
        "XXXX-01-25",
        "Y-900000000",
    ]
    text = make_text(published_on=None)
    for number in range(27):
        make_published(edtf=dates[number % len(dates)], position=number % 2, text=text)
    return list(Event.objects.published().in_order())


def walk(address: str, size: int, step: str) -> list[list[Event]]:
    pages = []
    while address and len(pages) < 50:
        page = filters_of(address).page(size=size)
        pages.append(page.events)
        address = getattr(page, step)
    return pages


@pytest.mark.parametrize("size", [1, 4, 9, 27, 50])
@pytest.mark.parametrize("order", ["", "newest"])
def test_paging_visits_every_event_once_forwards_and_backwards(many, order, size):
    expected = many[::-1] if order else many
    start = f"/?order={order}"
    forwards = walk(start, size, "next_url")
    assert [event for page in forwards for event in page] == expected
    last = start
    while following := filters_of(last).page(size=size).next_url:
        last = following
    backwards = walk(last, size, "previous_url")
    assert [event for page in reversed(backwards) for event in page] == expected


def test_a_cursor_of_an_event_that_is_gone_still_leads_on(many):
    address = filters_of("/").page(size=5).next_url
    Event.objects.filter(pk=many[4].pk).update(status="draft")
    assert filters_of(address).page(size=5).events == many[5:10]


def test_paging_keeps_the_filters(many):
    assert (
        filters_of("/?from=2023&certain=1&order=newest")
        .page(size=2)
        .next_url.startswith("/?from=2023&certain=1&order=newest&after=")
    )


def test_an_event_without_a_page_beside_it_has_no_cursor(db):
    make_event()
    page = filters_of("/").page()
    assert (page.events, page.next_url, page.previous_url) == ([], "", "")
