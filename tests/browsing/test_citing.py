"""Events as others take them along: cited, shared, and for search engines."""

import json
import re

import pytest
from django.utils.translation import override

from tests.browsing.pages import page_of
from tests.factories import make_published, make_retracted, make_text, make_timeline
from timeline.browsing.citing import as_bibtex, as_csl, as_json_ld, as_text

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script> & {braces} % # _ \\ “é”"


def test_text_names_the_event_its_date_its_articles_and_its_address():
    event = make_published(title="The bridge opens", text=make_text(publisher="The Courier"))
    assert as_text(event) == (
        "The bridge opens (May 2023). Newsroom Timeline, after The Courier. "
        f"http://127.0.0.1:8000{event.get_absolute_url()}"
    )


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2023-05", {"date-parts": [[2023, 5]]}),
        ("2026-01-25", {"date-parts": [[2026, 1, 25]]}),
        ("1863/1864", {"date-parts": [[1863], [1864]]}),
        ("1863~", {"date-parts": [[1863]], "circa": True}),
        ("2022-02/..", None),
        ("2020?", None),
        ("199X", None),
        ("XXXX-01-25", None),
        ("[1863,1865]", None),
        ("2020-21", None),
    ],
)
def test_csl_says_a_date_or_nothing_and_never_more_than_is_known(edtf, said):
    (item,) = json.loads(as_csl(make_published(edtf=edtf)))
    assert item.get("event-date") == said


def test_bibtex_holds_whatever_a_title_holds():
    entry = as_bibtex(make_published(title=HOSTILE))
    assert entry.count("{") == entry.count("}")
    assert "\\textbraceleft{}braces\\textbraceright{} \\% \\# \\_ \\textbackslash{}" in entry


def test_bibtex_keeps_the_capitals_of_a_title():
    assert "title = {{Kos opens the Bridge}}," in as_bibtex(make_published(title="Kos opens the Bridge"))


@pytest.mark.parametrize("cite", [as_text, as_bibtex, as_csl])
def test_a_citation_is_the_newsrooms_whoever_reads_it(cite, settings):
    settings.SITE_NAME = "The Courier’s Timeline"
    event = make_published(title="The bridge opens")
    with override("uk"):
        read_in_ukrainian = cite(event)
    assert read_in_ukrainian == cite(event)
    assert "The Courier’s Timeline" in read_in_ukrainian


@pytest.mark.parametrize("cite", [as_text, as_bibtex, as_csl])
def test_a_citation_of_what_was_retracted_says_so_and_when_and_why(cite):
    cited = cite(
        make_retracted(title="The bridge opens", why="It did not happen.", summary="A bridge opened.")
    )
    assert "A bridge opened." not in cited
    assert "Retracted: The bridge opens" in cited
    assert re.search(r"On \d+ \w+ \d{4} this newsroom withdrew this event .* It did not happen\.", cited)


def test_what_was_retracted_goes_out_as_fact_nowhere_in_its_page(client):
    event = make_retracted(title="The bridge opens", summary="A bridge opened.")
    html = client.get(event.get_absolute_url()).content.decode()
    head = html.partition("</head>")[0]
    assert re.search(r"<title>Retracted: The bridge opens\b", head)
    assert head.count("this newsroom withdrew this event") == 2  # for search engines, and where it is shared
    assert "A bridge opened." not in head
    assert "ld+json" not in html
    passage = client.get(event.citations.get().get_passage_url()).content.decode()
    assert "Retracted: The bridge opens</title>" in passage


def test_what_search_engines_read_cannot_end_its_element():
    element = as_json_ld(make_published(title=HOSTILE))
    assert element.lower().count("</script") == 1
    assert json.loads(re.search(r">(.*)</script>", element)[1])["name"] == HOSTILE


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2026-01-25", {"startDate": "2026-01-25"}),
        ("2025-10", {"startDate": "2025-10"}),
        ("2025-10-XX", {"startDate": "2025-10"}),
        ("1863/1864", {"startDate": "1863", "endDate": "1864"}),
        ("2022-02/..", {"startDate": "2022-02"}),
        ("../2022", {"endDate": "2022"}),
        ("2020?", {}),
        ("1863~/1864", {"endDate": "1864"}),
        ("[1863,1864]", {}),
        ("199X", {}),
        ("2020-21", {}),
        ("XXXX-01-25", {}),
    ],
)
def test_search_engines_get_a_date_as_exact_as_it_is_known_or_none(edtf, said):
    data = json.loads(re.search(r">(.*)</script>", as_json_ld(make_published(edtf=edtf)))[1])
    assert {name: value for name, value in data.items() if name.endswith("Date")} == said


def open_graph_of(client, address: str) -> dict[str, str]:
    tags = page_of(client, address, headers={"Accept-Language": "uk"}).named("meta")
    return {each["property"]: each["content"] for each in tags if each.get("property", "").startswith("og:")}


def test_a_shared_page_says_what_it_is_in_the_newsrooms_words(client):
    story = make_timeline(title="Story", standfirst="How a bridge was built.")
    event = make_published(title="The bridge opens", timelines=[story])
    site = {"og:site_name": "Newsroom Timeline"}
    assert open_graph_of(client, event.get_absolute_url()) == site | {
        "og:type": "article",
        "og:title": "The bridge opens",
        "og:description": "May 2023. The bridge opened.",
        "og:url": f"http://127.0.0.1:8000{event.get_absolute_url()}",
    }
    card = site | {
        "og:type": "website",
        "og:title": "Story",
        "og:description": "How a bridge was built.",
    }
    assert open_graph_of(client, "/") == card | {"og:url": "http://127.0.0.1:8000/"}
    assert open_graph_of(client, "/timelines/story/?q=bridge&utm=x") == card | {
        "og:url": "http://127.0.0.1:8000/timelines/story/?q=bridge"
    }


def test_the_site_is_called_what_the_newsroom_calls_it(client, settings):
    make_published()
    assert (
        '<a class="wordmark" lang="en" href="/">Newsroom Timeline</a>'
        in client.get("/", headers={"Accept-Language": "uk"}).content.decode()
    )
    settings.SITE_NAME = "Timeline & more"
    assert ">Timeline &amp; more</a>" in client.get("/").content.decode()
    assert open_graph_of(client, "/")["og:site_name"] == "Timeline & more"
