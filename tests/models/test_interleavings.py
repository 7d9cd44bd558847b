"""Two editors and an importer at two events, in any order: no lost update, no orphan citation, history complete.

They write, publish, hold and confirm, merge the two, take that back, and split; the importer brings its files again.

Each run draws what happens next from a seed. Beside the database goes a model of what must hold: for every field whose
value stands, worked out field by field and without the code that brings documents together.
"""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from reversion.models import Version

from tests.factories import confirm_all, import_fixtures
from tests.ingestion.articles import BODY, FIXTURE, write
from timeline.models import (
    CannotApply,
    Citation,
    Confirmation,
    Event,
    NotPublishable,
    PendingChange,
    Support,
    Unresolved,
    merging,
)
from timeline.models.comparing import MINE, THEIRS, merge
from timeline.models.documents import document_in, document_of, with_keys_of_its_own

pytestmark = pytest.mark.django_db

RUNS = 200
PARTS = 20  # each imports once, and takes back what a run did
ACTS = 10
FIELDS = ("title", "summary", "date_note")
SENTENCES = (
    "“It holds,” she said.",
    "The Mill Bridge holds to this day.",
    "It was closed for a day in June 2023.",
)


class Editor:
    """An editor with a form open: what it showed, and what was typed since."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.event = 0
        self.base: dict | None = None
        self.mine: dict = {}


REFUSED = ValueError, NotPublishable, CannotApply


class Desk:
    """The events, and what must hold of them."""

    def __init__(self, draw: random.Random) -> None:
        self.draw, self.count = draw, 0
        self.main, self.other = draw.sample(sorted(Event.objects.values_list("pk", flat=True)), 2)
        self.given: dict[
            tuple[int, int], str
        ] = {}  # by event and number that a citation ever had, its public id
        self.bearers: dict[str, int] = {}  # by public id the citation that has it
        self.checked: dict[int, int] = {}  # by event the version that was looked at
        self.merged: dict[int, dict] = {}  # by event that is merged what it was
        self.saved: set[str] = set()  # everything that any editor ever saved

    @property
    def event(self) -> Event:
        """The event that editors work at; the other one, where this is part of that."""
        event = Event.objects.get(pk=self.main)
        return event.merged_into or event

    def seen(self, event: Event) -> dict:
        """What an editor who opens the event sees."""
        change = PendingChange.objects.of(event)
        return change.brought_together()[0] if change else document_of(event)

    def word(self) -> str:
        self.count += 1
        return f"word{self.count}."

    # What editors do

    def open(self, editor: Editor) -> None:
        change = PendingChange.objects.of(self.event)
        if change and change.brought_together()[1]:  # the desk asks to choose first
            mine, choices = change.document, {each.key: MINE for each in change.brought_together()[1]}
            merged, _units, open_ones = merge(change.base, document_of(self.event), mine, choices)
            assert not open_ones
            change.rewrite(merged, by=None)
        editor.event, editor.base, editor.mine = self.event.pk, self.seen(self.event), self.seen(self.event)

    def write(self, editor: Editor) -> None:
        if editor.base is None:
            self.open(editor)
        act = self.draw.choice(("field", "field", "cite", "uncite"))
        if act == "field":
            editor.mine["event"][self.draw.choice(FIELDS)] = self.word()
        elif act == "cite":
            self._cite(editor.mine, self.draw.choice(SENTENCES))
        elif len(editor.mine["citations"]) > 1:
            gone = editor.mine["citations"].pop()
            editor.mine["supports"] = [
                each for each in editor.mine["supports"] if each["citation"] != gone["pk"]
            ]

    def _cite(self, document: dict, exact: str) -> None:
        if any(each["exact"] == exact for each in document["citations"]):
            return
        self.count += 1
        key, start = 10**9 + self.count, BODY.index(exact)
        place = {"exact": exact, "start": start, "end": start + len(exact), "prefix": "", "suffix": ""}
        new = {"pk": key, "number": 0, "public_id": f"new{self.count}{self.draw.random()}"[:20]}
        document["citations"].append(document["citations"][0] | place | new)
        document["supports"].append(
            document["supports"][0]
            | {"pk": key, "citation": key, "aspect": "place", "edtf": "", "preferred": False}
        )

    def save(self, editor: Editor) -> None:
        if editor.base is None:
            return
        event = Event.objects.get(pk=editor.event)
        base, theirs = editor.base, self.seen(event)
        mine = with_keys_of_its_own(editor.mine, event, base, theirs)
        _merged, _units, undecided = merge(base, theirs, mine)
        choices = {each.key: self.draw.choice((THEIRS, MINE)) for each in undecided}
        merged, _units, left = merge(base, theirs, mine, choices)
        assert not left
        expected = {name: self._stands(name, base, theirs, mine, choices) for name in FIELDS}
        change = PendingChange.objects.of(event)
        if change:
            change.rewrite(merged, by=None)
        elif event.is_public:
            event.keep_change(merged, by=None)
        elif event.merged_into:
            with pytest.raises(ValueError, match="is part of"):
                event.take(merged, by=None)
            return
        else:
            event.take(merged, by=None)
        now = self.seen(event)
        assert {name: now["event"][name] for name in FIELDS} == expected
        assert self._quoted(now) == self._quotations(base, theirs, mine)
        self.saved |= {each for each in expected.values() if each.startswith("word")}
        editor.base = None

    @staticmethod
    def _stands(name: str, base: dict, theirs: dict, mine: dict, choices: dict[str, str]) -> str:
        was, there, here = (each["event"][name] for each in (base, theirs, mine))
        if here == was:
            return there
        if there in (was, here):
            return here
        return here if choices[f"event:0:{name}"] == MINE else there

    @staticmethod
    def _quoted(document: dict) -> set[str]:
        return {each["exact"] for each in document["citations"]}

    def _quotations(self, base: dict, theirs: dict, mine: dict) -> set[str]:
        was, there, here = (self._quoted(each) for each in (base, theirs, mine))
        return (there | (here - was)) - (was - here - (there - was))

    # What else happens

    def publish(self) -> None:
        event = self.event
        change = PendingChange.objects.of(event)
        before = document_of(event)
        if self.draw.random() < 0.8:
            confirm_all(event)
        try:
            if change:
                event.publish_change(change, by=None, kind="correction", note="It was so.")
            elif not event.is_public:
                event.publish(by=None)
        except (Unresolved, NotPublishable):
            assert document_of(self.event) == before

    def discard(self) -> None:
        change = PendingChange.objects.of(self.event)
        if change and self.draw.random() < 0.3:
            change.discard(by=None)

    def hold(self) -> None:
        event, until = self.event, timezone.now() + timedelta(days=1)
        try:
            event.hold(None if event.hold_until else until, by=None, why="It may be told.")
        except ValueError:
            assert event.is_seen

    def confirm(self) -> None:
        """One passage is confirmed, or is not to be cited for it any more."""
        waiting = list(Confirmation.objects.of(self.event).waiting())
        if waiting:
            each = self.draw.choice(waiting)
            (each.deny if self.draw.random() < 0.3 else each.confirm)(by=None)

    def merge(self) -> None:
        pair = [Event.objects.get(pk=pk) for pk in (self.main, self.other)]
        self.draw.shuffle(pair)
        going, into = pair
        was, there = document_of(going), document_of(into)
        ids = self.public_ids()
        try:
            going.merge_into(into, by=None)
        except REFUSED:
            assert (document_of(going), document_of(into)) == (was, there)
            return
        self.merged[going.pk] = was
        assert self.public_ids() == ids
        assert self._quoted(document_of(into)) == self._quoted(there) | self._quoted(was)
        assert self._quoted(document_of(going)) == self._quoted(there) & self._quoted(was), (
            "only what both cite"
        )

    def unmerge(self) -> None:
        for merged in Event.objects.filter(pk__in=self.merged):
            was, now, ids = self.merged[merged.pk], document_of(merged), self.public_ids()
            into = merged.merged_into
            there = document_of(into)
            try:
                merging.undo(merged, by=None, why="They are two.")
            except REFUSED:
                assert (document_of(merged), document_of(into)) == (now, there)
                continue
            del self.merged[merged.pk]
            back = document_of(merged)
            left = [each for each in was["citations"] if each["public_id"] in ids]
            assert back["event"] == was["event"]
            assert back["citations"] in (left, was["citations"])
            assert back["citations"] == left or merged.is_published, "what was deleted since stays so"
            assert self.public_ids() >= ids

    def split(self) -> None:
        event, ids = self.event, self.public_ids()
        keys = [each["pk"] for each in document_of(event)["citations"]]
        going = self.draw.sample(keys, self.draw.randint(0, len(keys)))
        before = document_of(event)
        try:
            new = merging.split(event, citations=going, title=self.word(), by=None, why="They are two.")
        except REFUSED:
            assert document_of(event) == before
            return
        assert {each.pk for each in new.citations.all()} == set(going)
        assert self.public_ids() == ids

    def import_again(self, folder) -> None:
        before, word = {each: document_of(each) for each in Event.objects.all()}, self.word()
        line = "    date_note: " + word + "\n    edtf: 2023-0"
        import_fixtures(write(folder, fixture=FIXTURE.replace("    edtf: 2023-0", line)))
        for event, was in before.items():
            theirs = {**was["event"], **({} if event.pk in self.merged else {"date_note": word})}
            after = document_of(event)["event"]
            assert after in (was["event"], theirs), "an import brings its own words, or keeps away"

    # What must hold

    @staticmethod
    def public_ids() -> set[str]:
        return set(Citation.objects.values_list("public_id", flat=True))

    def check(self, *, everything: bool = False) -> None:
        for event in Event.objects.prefetch_related("citations__supports"):
            if everything or self.checked.get(event.pk) != event.version:
                self.check_history_of(event)
                self.checked[event.pk] = event.version
            cited = event.citations.all()
            if event.is_published:
                assert {"date", "what happened"} <= {a.aspect for c in cited for a in c.supports.all()}
            assert bool(event.merged_into_id) == (event.pk in self.merged)
            if event.merged_into_id:  # its own, that the other cited as well
                was = {each["public_id"] for each in self.merged[event.pk]["citations"]}
                assert {each.public_id for each in cited} <= was
        for citation in Citation.objects.with_texts().prefetch_related("supports"):
            assert citation.pk > 0
            assert citation.verifies()
            assert citation.supports.all(), "a citation that supports nothing is an orphan"
            assert {each.event_id for each in citation.supports.all()} == {citation.event_id}
            name = citation.public_id
            assert self.given.setdefault((citation.event_id, citation.number), name) == name
            assert self.bearers.setdefault(name, citation.pk) == citation.pk
        assert not Support.objects.exclude(event=F("citation__event")).exists()

    def check_history_of(self, event: Event) -> None:
        last = Version.objects.get_for_object(event)[0]
        assert document_in(last.revision, event) == document_of(event), (
            "the last revision is the event as it is"
        )
        assert event.steps.last().version == event.version

    def check_history(self) -> None:
        """Every word that was saved can be found again."""
        kept = " ".join(Version.objects.values_list("serialized_data", flat=True))
        assert {each for each in self.saved if json.dumps(each)[1:-1] not in kept} == set()


EDITING = ("open", "write", "write", "save", "save")
OTHER = (
    "publish",
    "publish",
    "discard",
    "hold",
    "confirm",
    "merge",
    "merge",
    "unmerge",
    "split",
    "import_again",
)


def run(draw: random.Random, folder) -> None:
    desk = Desk(draw)
    editors = Editor("first"), Editor("second")
    for _act in range(ACTS):
        who, act = draw.choice(editors), draw.choice(EDITING if draw.random() < 0.6 else OTHER)
        if act in EDITING:
            getattr(desk, act)(who)
        else:
            getattr(desk, act)(*([folder] if act == "import_again" else []))
        desk.check()
    desk.check(everything=True)
    desk.check_history()


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_in_whatever_order_it_happens(part, tmp_path):
    import_fixtures(write(tmp_path))
    for number in range(RUNS // PARTS):
        with transaction.atomic():
            run(random.Random(part * RUNS + number), tmp_path)
            transaction.set_rollback(True)
