"""The review queue: what it shows, what each decision does, where it goes on, and what it refuses in words."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_cited, make_entity, make_proposal, make_text
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving.taking_in import take_in
from timeline.models import Citation, Event, Proposal

pytestmark = pytest.mark.django_db

BODY = "In May 2023 Vera Mayor opened the <bridge>.\n\nIn June 2023 it closed.\n\nIt was closed for five years.\n"


@pytest.fixture
def text():
    return make_text(body=BODY)


@pytest.fixture
def first(text):
    return make_proposal(
        text=text, exact="In May 2023 Vera Mayor opened the <bridge>.", names=[("Vera Mayor", "person")]
    )


@pytest.fixture
def second(text):
    return make_proposal(
        text=text, exact="In June 2023 it closed.", dated="June 2023", edtf="2023-06", title="It closes"
    )


def address(text, rest=""):
    return f"/admin/timeline/proposal/article/{text.pk}/{rest}"


def decide(desk, proposal, **data):
    return desk.post(f"/admin/timeline/proposal/{proposal.pk}/decide/", data)


def test_the_text_stands_beside_its_proposals_with_the_dated_words_marked(desk, text, first, second):
    page = desk.get(address(text)).content.decode()
    shown = re.search(r'<div class="body"[^>]*>(.*?)</div>', page, re.DOTALL)[1]
    assert f'href="#p-{first.pk}"><mark>May 2023</mark></a>' in shown
    assert "&lt;bridge&gt;" in shown
    words = re.sub(r"<[^>]+>", "", shown).replace("&lt;", "<").replace("&gt;", ">")
    assert words == BODY
    for each in (first, second):
        assert f'id="p-{each.pk}"' in page


def test_overlapping_passages_lose_no_word_of_the_text(desk, text, first):
    make_proposal(text=text, exact="May 2023 Vera Mayor", dated="May 2023")
    make_proposal(text=text, exact="Vera Mayor opened the <bridge>.\n\nIn June 2023", dated="June 2023")
    shown = re.search(
        r'<div class="body"[^>]*>(.*?)</div>', desk.get(address(text)).content.decode(), re.DOTALL
    )[1]
    assert re.sub(r"<[^>]+>", "", shown).replace("&lt;", "<").replace("&gt;", ">") == BODY


def test_a_long_article_is_gone_through_in_pages(desk, text, first, second, monkeypatch):
    monkeypatch.setattr("timeline.admin.queue.PER_PAGE", 1)
    pages = [desk.get(address(text, rest)) for rest in ("", f"?at={second.pk}")]
    assert [each.context["cards"] for each in pages] == [[first], [second]]
    for page, other in zip(pages, (second, first), strict=True):
        way = f'href="?at={other.pk}#p-{other.pk}"'
        assert page.content.decode().count(way) == 2  # from its words in the text, and below the cards
    decide(desk, first, action="reject", reason="no event")
    assert desk.get(address(text)).context["cards"] == [second]


def test_accepting_goes_on_to_the_next_proposal(desk, text, first, second, editor):
    answer = decide(desk, first, action="accept")
    assert answer.url == address(text, f"?at={second.pk}#p-{second.pk}")
    event = Event.objects.get()
    assert event.status == "draft"
    assert event.citations.get().exact == first.exact
    first.refresh_from_db()
    assert first.decided_by == editor
    assert decide(desk, second, action="accept").url == address(text, "#ledger")


def test_one_form_is_open_where_the_address_says(desk, text, first, second):
    assert b'name="edtf"' not in desk.get(address(text)).content
    page = desk.get(address(text, f"?edit={first.pk}")).content.decode()
    assert page.count('name="edtf"') == 1
    assert 'value="The bridge opens"' in page
    assert 'name="reason"' in desk.get(address(text, f"?reject={second.pk}")).content.decode()


@pytest.mark.parametrize("rest", ["?edit=0", "?edit=x", "?cite=9999999999999999999999", "?edit=²", "?at=<b>"])
def test_an_address_that_makes_no_sense_shows_the_queue(desk, text, first, rest):
    answer = desk.get(address(text, rest))
    assert answer.status_code == 200
    assert b'name="edtf"' not in answer.content


def edited(proposal, **changes):
    data = {
        "action": "edit",
        "title": "A bridge opens",
        "edtf": "17 May 2023",
        "kind": "visit",
        "summary": "It did.",
    }
    names = [each.pk for each in proposal.names.all()]
    return {**data, "aspects": ["date", "what happened"], "names": names, **changes}


def test_an_edit_is_what_is_accepted_with_the_date_as_people_write_it(desk, first):
    decide(desk, first, **edited(first))
    event = Event.objects.get()
    assert (event.title, event.edtf, event.kind, event.summary) == (
        "A bridge opens",
        "2023-05-17",
        "visit",
        "It did.",
    )
    assert [each.name for each in event.entities.all()] == ["Vera Mayor"]


def test_a_day_without_a_year_takes_it_from_the_article(desk, first):
    decide(desk, first, **edited(first, edtf="17 May"))
    event = Event.objects.get()  # printed in January 2026
    assert (event.edtf, event.date_basis) == ("2025-05-17", "inferred")
    assert "25 January 2026" in event.date_note


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"edtf": "01/02/2023"}, "1 February 2023"),
        ({"title": ""}, "required"),
        ({"edtf": "soon"}, ""),
        ({"aspects": []}, "required"),
    ],
)
def test_a_wrong_edit_is_answered_in_its_form_and_nothing_typed_is_lost(desk, text, first, changes, said):
    answer = decide(desk, first, **edited(first, summary="Typed with care.", **changes))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "errorlist" in page
    assert "Typed with care." in page
    assert said in page
    assert not Event.objects.exists()


def test_a_proposal_without_a_year_is_accepted_once_the_editor_gives_it(desk, text):
    proposal = make_proposal(text=text, exact="In May 2023", dated="May 2023", edtf="XXXX-01-25")
    assert b"disabled" in desk.get(address(text)).content
    decide(desk, proposal, action="accept")
    assert not Event.objects.exists()
    decide(desk, proposal, **edited(proposal, edtf="25 January 2026"))
    assert Event.objects.get().edtf == "2026-01-25"


def test_suggested_events_come_first_with_their_reasons_and_any_other_can_be_found(desk, text, first):
    likely, other = make_cited(title="A bridge opens"), make_cited(title="A tunnel opens")
    first.suggestions.create(event=likely, score=0.8, reasons=["same month"])
    page = desk.get(address(text, f"?cite={first.pk}&q=tunnel")).content.decode()
    assert page.index("A bridge opens") < page.index("same month") < page.index("A tunnel opens")
    answer = decide(desk, first, event=other.pk)
    assert answer.status_code == 302
    assert Citation.objects.get(revision=text).event == other


def test_an_event_just_made_is_suggested_for_what_still_waits(desk, text, first):
    vera = make_entity(name="Vera Mayor")
    first.names.update(entity=vera)
    again = make_proposal(text=text, exact="In May 2023 Vera Mayor", names=[("Vera Mayor", "person")])
    again.names.update(entity=vera)
    decide(desk, first, action="accept")
    assert again.suggestions.get().event == Event.objects.get()


def test_a_rejection_needs_its_words_where_the_reason_is_another(desk, text, first):
    answer = decide(desk, first, action="reject", reason="other", note="")
    assert "in words" in answer.content.decode()
    decide(desk, first, action="reject", reason="no event", note="A birthday.")
    page = desk.get(address(text)).content.decode()
    ledger = page[page.index('id="ledger"') :]
    assert "A birthday." in ledger
    assert "editor" in ledger


def test_undo_lets_it_wait_again(desk, text, first, second):
    decide(desk, first, action="accept")
    assert 'data-key="u"' in desk.get(address(text)).content.decode()
    answer = decide(desk, first, action="reopen")
    assert answer.url == address(text, f"?at={first.pk}#p-{first.pk}")
    assert not Event.objects.exists()
    assert Proposal.objects.waiting().count() == 2


def test_what_was_left_out_is_in_the_ledger_with_its_reason_and_can_be_proposed(desk, text):
    left = make_proposal(
        text=text, exact="five years", dated="five years", edtf="", outcome="left out", reason="a duration"
    )
    page = desk.get(address(text)).content.decode()
    assert "a duration" in page[page.index('id="ledger"') :]
    decide(desk, left, action="reopen")
    assert Proposal.objects.waiting().get() == left


def test_the_second_editor_is_told_who_was_quicker(desk, text, first, django_user_model):
    olha = django_user_model.objects.create_user("olha")
    Proposal.objects.get(pk=first.pk).accept(by=olha)
    decide(desk, first, action="accept")
    assert "olha decided this already" in desk.get(address(text)).content.decode()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"action": "publish"}, {"event": "x"}, {"event": "0"}, {"event": "9" * 30}]
)
def test_nonsense_decides_nothing(desk, first, data):
    assert decide(desk, first, **data).status_code in (302, 404)
    first.refresh_from_db()
    assert first.is_waiting


def test_only_who_may_decide_on_proposals_decides(client, django_user_model, text, first):
    user = django_user_model.objects.create_user("intern", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(text)).status_code == 403
    assert client.get("/admin/timeline/proposal/articles/").status_code == 403
    assert decide(client, first, action="accept").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="change_proposal"))
    assert client.get(address(text)).status_code == 200
    assert decide(client, first, action="accept").status_code == 302


def test_accepting_one_costs_the_same_however_many_wait(desk):
    costs = []
    for last in (4, 28):
        said = (
            f"On {day} May 2023 bridge number {day} was opened by Anna Kos." for day in range(1, last + 1)
        )
        revision = take_in(ReadArticle(body=" ".join(said), url=f"https://courier.example/{last}")).revision
        waiting = Proposal.objects.of_revision(revision).waiting()
        assert waiting.count() == last
        with CaptureQueriesContext(connection) as captured:
            assert decide(desk, waiting.first(), action="accept").status_code == 302
        costs.append(len(captured))
    assert costs[1] <= costs[0]


def test_nobody_decides_by_a_link(desk, first):
    assert desk.get(f"/admin/timeline/proposal/{first.pk}/decide/").status_code == 405


def test_the_page_costs_the_same_for_any_number_of_proposals(desk):
    def queries(number):
        body = "\n".join(f"In May 2023 bridge {each} opened." for each in range(number))
        text, event = make_text(body=body), make_cited()
        for each in range(number):
            row = make_proposal(
                text=text, exact=f"In May 2023 bridge {each} opened.", names=[("A B", "person")]
            )
            row.suggestions.create(event=event, score=0.6)
        Proposal.objects.filter(pk=row.pk).update(outcome="left out")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert desk.get(address(text)).status_code == 200
        return len(captured)

    queries(2)
    assert queries(3) == queries(12) <= 10


def test_articles_with_something_to_review_are_listed(desk, text, first, second):
    page = desk.get("/admin/timeline/proposal/articles/").content.decode()
    assert "2 proposals wait" in page
    assert address(text) in page


def test_a_proposal_in_the_list_of_all_leads_to_its_article(desk, text, first):
    assert address(text) in desk.get("/admin/timeline/proposal/").content.decode()
    assert desk.get(f"/admin/timeline/proposal/{first.pk}/change/").url == first.get_absolute_url()


def test_looking_for_an_event_by_what_no_database_stores_finds_it_without_that(desk, text, first):
    event = make_cited(title="The bridge opens")
    asked = {"panel": "cite", "cite": first.pk, "q": "bridge\0opens"}
    assert list(desk.get(address(text), asked).context["found"]) == [event]
