"""Two editors and an importer at one event, in any order: no lost update, no orphan citation, history complete.

Each run draws what happens next from a seed. Beside the database goes a model of what must hold: for every field whose
value stands, worked out field by field and without the code that brings documents together.
"""

from __future__ import annotations

import json
import random

import pytest
from django.db import transaction
from reversion.models import Version

from tests.factories import confirm_all, import_fixtures
from tests.ingestion.articles import BODY, FIXTURE, write
from timeline.models import Citation, Event, NotPublishable, PendingChange, Support, Unresolved
from timeline.models.comparing import MINE, THEIRS, merge
from timeline.models.documents import document_in, document_of, with_keys_of_its_own

pytestmark = pytest.mark.django_db

RUNS = 200
PARTS = 20  # each imports once, and takes back what a run did
ACTS = 8
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
        self.base: dict | None = None
        self.mine: dict = {}


class Desk:
    """The event, and what must hold of it."""

    def __init__(self, slug: str, draw: random.Random) -> None:
        self.slug, self.draw, self.count = slug, draw, 0
        self.given: dict[int, str] = {}  # every number that a citation ever had, and its public id
        self.saved: set[str] = set()  # everything that any editor ever saved

    @property
    def event(self) -> Event:
        return Event.objects.get(slug=self.slug)

    def seen(self) -> dict:
        """What an editor who opens the event sees."""
        change = PendingChange.objects.of(self.event)
        return change.brought_together()[0] if change else document_of(self.event)

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
        editor.base, editor.mine = self.seen(), self.seen()

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
        base, theirs, event = editor.base, self.seen(), self.event
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
        else:
            event.take(merged, by=None)
        now = self.seen()
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

    def import_again(self, folder) -> None:
        before, word = document_of(self.event), self.word()
        line = "    date_note: " + word + "\n    edtf: 2023-0"
        import_fixtures(write(folder, fixture=FIXTURE.replace("    edtf: 2023-0", line)))
        after = document_of(self.event)
        theirs = {**before["event"], "date_note": word}
        assert after["event"] in (before["event"], theirs), "an import brings its own words, or keeps away"

    # What must hold

    def check(self) -> None:
        event = self.event
        last = Version.objects.get_for_object(event)[0]
        assert document_in(last.revision, event) == document_of(event), (
            "the last revision is the event as it is"
        )
        assert event.steps.last().version == event.version
        for citation in Citation.objects.with_texts():
            assert citation.pk > 0
            assert citation.verifies()
            assert citation.supports.exists(), "a citation that supports nothing is an orphan"
        for citation in event.citations.all():
            assert self.given.setdefault(citation.number, citation.public_id) == citation.public_id
        assert (
            not Support.objects.exclude(event__citations=None)
            .exclude(citation__event__in=Event.objects.all())
            .exists()
        )

    def check_history(self) -> None:
        """Every word that was saved can be found again."""
        kept = " ".join(Version.objects.values_list("serialized_data", flat=True))
        assert {each for each in self.saved if json.dumps(each)[1:-1] not in kept} == set()


def run(draw: random.Random, folder) -> None:
    desk = Desk(draw.choice(("opening", "closure")), draw)
    editors = Editor("first"), Editor("second")
    for _act in range(ACTS):
        who, act = (
            draw.choice(editors),
            draw.choice(("open", "write", "write", "save", "save", "publish", "discard", "import")),
        )
        if act in ("publish", "discard"):
            getattr(desk, act)()
        elif act == "import":
            desk.import_again(folder)
        else:
            getattr(desk, act)(who)
        desk.check()
    desk.check_history()


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_in_whatever_order_it_happens(part, tmp_path):
    import_fixtures(write(tmp_path))
    for number in range(RUNS // PARTS):
        with transaction.atomic():
            run(random.Random(part * RUNS + number), tmp_path)
            transaction.set_rollback(True)
