"""`./manage.py propose`: what it prints, what it keeps, and what it says of what it cannot read."""

import json
import os
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_cited
from timeline.models import Event, Proposal, Source, SourceRevision

pytestmark = pytest.mark.django_db

TEXT = "A bridge opens\n\nIn May 2023 the bridge was opened in Vilnius by Vera Mayor.\n\nIt took more than three decades.\n"


@pytest.fixture
def bridge(tmp_path):
    path = tmp_path / "articles" / "bridge.txt"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def propose(*args, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command("propose", *map(str, args), stdout=out, stderr=err, **options)
    finally:
        propose.said = err.getvalue()
    return out.getvalue()


def test_a_dry_run_prints_an_object_a_line_and_writes_nothing(bridge):
    with CaptureQueriesContext(connection) as captured:
        rows = [json.loads(line) for line in propose(bridge, dry_run=True, format="jsonl").splitlines()]
    written = ("INSERT", "UPDATE", "DELETE")
    assert not [each for each in captured if each["sql"].startswith(written)]
    assert not Source.objects.exists()
    row = next(each for each in rows if each.get("edtf") == "2023-05")
    assert {"source", "title", "edtf", "rule", "passage", "entities", "kind", "matches"} <= row.keys()
    passage = row["passage"]
    assert TEXT[passage["start"] : passage["end"]] == passage["exact"]
    left = rows[-1]
    assert "three decades" in left["left_out"]["exact"]
    assert left["reason"]


def test_a_dry_run_matches_with_what_is_there(bridge):
    event = make_cited(edtf="2023-05", title="The bridge in Vilnius was opened")
    rows = [json.loads(line) for line in propose(bridge, dry_run=True, format="jsonl").splitlines()]
    row = next(each for each in rows if each.get("edtf") == "2023-05")
    assert event.pk in [each["event"] for each in row["matches"]]


def test_it_keeps_proposals_and_no_event(bridge):
    assert "proposed" in propose(bridge)
    assert Proposal.objects.waiting().filter(edtf="2023-05").exists()
    assert not Event.objects.exists()


def test_again_it_changes_nothing(bridge):
    propose(bridge)
    before = list(Proposal.objects.values())
    assert " 0 proposed" in propose(bridge)
    assert list(Proposal.objects.values()) == before
    assert SourceRevision.objects.count() == 1


def test_the_publication_day_is_kept(bridge):
    propose(bridge, published=date(2026, 1, 25))
    assert SourceRevision.objects.get().published_on.isoformat() == "2026-01-25"


def test_a_folder_means_the_files_in_it(bridge):
    (bridge.parent / "deeper").mkdir()
    (bridge.parent / "deeper" / "tunnel.txt").write_text("In June 2022 the tunnel was closed for good.\n")
    (bridge.parent / ".hidden").write_text("In June 2021 nothing was seen.\n")
    propose(bridge.parent)
    assert Source.objects.count() == 2


def test_one_that_cannot_be_read_is_named_and_the_others_are_done(bridge):
    bad = bridge.parent / "bad.bin"
    bad.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(CommandError, match="2 of 3"):
        propose(bad, bridge.parent / "missing.txt", bridge)
    assert "bad.bin" in propose.said
    assert "missing.txt: there is no such file" in propose.said
    assert Source.objects.count() == 1


def test_a_day_that_is_none_is_refused_in_words(bridge):
    with pytest.raises(CommandError, match="2026-01-25"):
        propose(bridge, "--published", "soon")


def test_an_interrupted_run_keeps_what_was_read_and_goes_on(bridge, monkeypatch):
    from timeline.management.commands import propose as command

    (bridge.parent / "tunnel.txt").write_text("In June 2022 the tunnel was closed for good.\n")
    real, calls = command.take_in, []

    def interrupted(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(command, "take_in", interrupted)
    with pytest.raises(KeyboardInterrupt):
        propose(bridge.parent)
    assert Source.objects.count() == 1
    monkeypatch.undo()
    propose(bridge.parent)
    assert Source.objects.count() == 2


def test_a_file_whose_name_is_no_text_is_read_and_named(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(TEXT)
    for form in ("text", "jsonl"):
        said = propose(tmp_path, dry_run=True, format=form)
        assert "Vilnius" in said.encode().decode()  # no lone surrogate
