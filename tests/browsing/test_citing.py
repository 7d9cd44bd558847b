"""Events as others take them along: cited, as background, and for search engines."""

import json
import re

import pytest

from tests.factories import make_cited, make_published, make_text, make_timeline
from timeline.browsing.citing import as_background, as_bibtex, as_csl, as_json_ld, as_text

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
    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
    assert "\\%" in entry


def test_what_search_engines_read_cannot_end_its_element():
    element = as_json_ld(make_published(title=HOSTILE))
    assert element.lower().count("</script") == 1
    assert json.loads(re.search(r">(.*)</script>", element)[1])["name"] == HOSTILE


@pytest.mark.parametrize(("edtf", "key"), [("2026-01-25", "startDate"), ("2023-05", "temporalCoverage")])
def test_search_engines_get_a_start_only_where_the_day_is_known(edtf, key):
    assert f'"{key}"' in as_json_ld(make_published(edtf=edtf))


def test_background_is_a_sentence_for_each_event_with_who_reports_it():
    event = make_published(
        title="The bridge opens", edtf="2022-02/..", text=make_text(publisher="The Courier")
    )
    assert as_background([event]) == "Since February 2022: The bridge opens (reported by The Courier)."


def test_background_holds_the_chosen_events_of_the_page_asked_for(client):
    timeline = make_timeline()
    for title in ("First", "Second"):
        make_published(title=title, timelines=[timeline])
    make_published(title="Elsewhere")
    make_cited(title="Draft")
    page = client.get("/background/", {"timeline": timeline.slug, "event": "second"})
    assert "Second" in page.context["text"]
    assert not {"First", "Elsewhere", "Draft"} & set(re.findall(r"\w+", page.context["text"]))
    assert [each.title for each in page.context["page"].events] == ["First", "Second"]


@pytest.mark.parametrize(
    "query", ["", "timeline=nothing", "event=nothing", "from=nonsense", "q=%00", "after=1_2_3_4"]
)
def test_background_answers_whatever_is_asked(client, query):
    make_published()
    assert client.get(f"/background/?{query}").status_code == 200
