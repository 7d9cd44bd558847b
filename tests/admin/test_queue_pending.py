"""The review queue and what readers see: it waits in the event's pending change, and no page shows it before."""

import random

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.forms import filled
from tests.factories import (
    make_cited,
    make_entity,
    make_proposal,
    make_published,
    make_retracted,
    make_text,
    make_timeline,
)
from timeline.models import PendingChange, Proposal

pytestmark = pytest.mark.django_db

MONTHS = {"May": "2023-05", "June": "2023-06", "July": "2023-07"}


@pytest.fixture
def text():
    body = " ".join(f"In {each} 2023 Vera Mayor opened the bridge." for each in MONTHS)
    return make_text(body=body, title="Another article", publisher="The Observer")


@pytest.fixture
def rows(text):
    """A proposal for each sentence of the text."""
    return [
        make_proposal(
            text=text, exact=f"In {month} 2023 Vera Mayor opened the bridge.", dated=f"{month} 2023", edtf=edtf,
            names=[("Vera Mayor", "person")],
        )
        for month, edtf in MONTHS.items()
    ]  # fmt: skip


@pytest.fixture
def public():
    vera = make_entity(name="Vera Mayor")
    return make_published(title="The bridge opens", entities=[vera], timelines=[make_timeline()])


def queue_of(text, rest=""):
    return f"/admin/timeline/proposal/article/{text.pk}/{rest}"


def decide(desk, proposal, **data):
    return desk.post(f"/admin/timeline/proposal/{proposal.pk}/decide/", data, follow=True)


def publish(desk, event):
    address = f"/admin/timeline/event/{event.pk}/pending/"
    seen = desk.get(address).context["form"].initial["seen"]
    desk.post(address, {"publish": "1", "kind": "evidence", "note": "", "seen": seen})


# What readers get

ADDRESSES = [
    "/", "/?q=bridge", "/?publisher=The+Observer", "/?publisher=The+Courier", "/?source=another-article",
    "/?evidence=several-publishers", "/?person=vera-mayor", "/events/the-bridge-opens/", "/timelines/a-story/",
    "/entities/vera-mayor/", "/sources/another-article/", "/choices/?facet=publisher", "/choices/?facet=source",
    "/background/?event=the-bridge-opens", "/corrections/",
]  # fmt: skip


def read(*more):
    """What a reader gets at each address; what is not there is not."""
    answers = {each: Client().get(each) for each in (*ADDRESSES, *more)}
    return {each: (answer.status_code, answer.content) for each, answer in answers.items()}


def act(desk, chance, rows, event):
    """Do in the queue what an editor may do there, by chance."""
    row = Proposal.objects.get(pk=chance.choice(rows).pk)
    if not row.is_waiting:
        return decide(desk, row, action="reopen")
    return decide(
        desk,
        row,
        **chance.choice([
            {"event": event.pk},
            {"event": event.pk},
            {"action": "accept"},
            {"action": "reject", "reason": "no event"},
        ]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_done_in_the_queue_no_readers_page_changes_until_it_is_published(
    seed, desk, public, text, rows
):
    chance = random.Random(seed)
    before = read()
    for _number in range(8):
        act(desk, chance, rows, public)
        assert read() == before
    first = Proposal.objects.get(pk=rows[0].pk)
    if not first.is_waiting:
        decide(desk, first, action="reopen")
    decide(desk, first, event=public.pk)
    change = PendingChange.objects.of(public)
    passages = [f"/passages/{row['public_id']}/" for row in change.document["citations"] if row["pk"] < 0]
    assert passages
    before = read(*passages)
    assert {before[each][0] for each in passages} == {404}
    publish(desk, public)
    after = read(*passages)
    assert {after[each][0] for each in passages} == {200}
    unchanged = {each for each in after if after[each] == before[each]}
    assert unchanged == {"/corrections/"}


# The queue


def test_the_ledger_says_that_it_waits_and_where(desk, public, text, rows):
    answer = decide(desk, rows[0], event=public.pk).content.decode()
    assert "part of its pending change" in answer
    waits = f'<a href="/admin/timeline/event/{public.pk}/pending/">waits in its pending change</a>'
    assert waits in answer
    assert rows[0].exact in desk.get(f"/admin/timeline/event/{public.pk}/pending/").content.decode()
    publish(desk, public)
    assert waits not in desk.get(queue_of(text)).content.decode()


def test_undo_takes_it_out_of_the_pending_change(desk, public, text, rows):
    decide(desk, rows[0], event=public.pk)
    decide(desk, rows[0], action="reopen")
    assert not PendingChange.objects.open().exists()
    assert Proposal.objects.waiting().count() == 3


def test_taken_out_in_the_events_form_it_waits_in_the_queue_again(desk, public, text, rows):
    for each in rows[:2]:
        decide(desk, each, event=public.pk)
    form = f"/admin/timeline/event/{public.pk}/change/"
    data = filled(desk.get(form))
    (number,) = (each for each in range(3) if data[f"citations-{each}-exact"] == rows[1].exact)
    desk.post(form, data | {f"citations-{number}-DELETE": "on"})
    assert set(Proposal.objects.waiting()) == set(rows[1:])
    assert Proposal.objects.get(pk=rows[0].pk).change == PendingChange.objects.of(public)


def test_who_may_not_publish_prepares_it(client, django_user_model, public, rows):
    user = django_user_model.objects.create_user("intern", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    decide(client, rows[0], event=public.pk)
    change = PendingChange.objects.of(public)
    assert (change.owner, Proposal.objects.get(pk=rows[0].pk).change) == (user, change)
    address = f"/admin/timeline/event/{public.pk}/pending/"
    assert client.post(address, {"publish": "1", "kind": "evidence", "note": ""}).status_code == 403
    assert public.citations.count() == 1


def test_a_change_on_which_somebody_has_to_choose_first_is_said_so(desk, public, rows, editor):
    decide(desk, rows[0], event=public.pk)
    change = PendingChange.objects.of(public)
    change.document["event"]["title"] = "The tunnel opens"
    change.rewrite(change.document, by=editor)
    public.refresh_from_db()
    with public.step(None):
        public.title = "The cave opens"
    assert "open the change and choose" in decide(desk, rows[1], event=public.pk).content.decode()
    assert Proposal.objects.get(pk=rows[1].pk).is_waiting


def test_a_merged_event_is_offered_and_cited_as_what_it_is_part_of(desk, text, rows):
    gone, there = make_cited(title="A bridge opens"), make_cited(title="The great bridge opens")
    rows[0].suggestions.create(event=gone, score=0.8, reasons=["same month"])
    gone.merge_into(there, by=None)
    for rest in ("", f"?cite={rows[0].pk}"):
        page = desk.get(queue_of(text, rest)).content.decode()
        assert "The great bridge opens" in page
        assert "A bridge opens" not in page
    said = decide(desk, rows[0], event=gone.pk).content.decode()  # as a page that is older offers it
    assert "“A bridge opens” is part of “The great bridge opens” now." in said
    assert there.citations.filter(revision=text).exists()


def test_a_retracted_event_is_said_to_be_and_not_offered(desk, text, rows):
    event = make_retracted(title="A bridge opens")
    rows[0].suggestions.create(event=event, score=0.8, reasons=["same month"])
    assert "· <b>retracted</b>" in desk.get(queue_of(text)).content.decode()
    page = desk.get(queue_of(text, f"?cite={rows[0].pk}")).content.decode()
    assert "A bridge opens" in page
    assert f'name="event" value="{event.pk}"' not in page


def test_what_waits_and_what_was_merged_costs_the_same_for_any_number(desk):
    def queries(number):
        text = make_text(body="\n".join(f"In May 2023 bridge {each} opened." for each in range(2 * number)))
        public = make_published()
        for each in range(2 * number):
            row = make_proposal(text=text, exact=f"In May 2023 bridge {each} opened.")
            if each % 2:
                row.cite(public, by=None)
                continue
            gone = make_cited()
            row.suggestions.create(event=gone, score=0.6)
            gone.merge_into(make_cited(), by=None)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(queue_of(text)).status_code == 200
        return len(captured)

    queries(1)
    assert queries(2) == queries(6) <= 11
