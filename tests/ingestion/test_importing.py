"""Importing again and again: nothing twice, nothing of an editor's lost, all or nothing."""

from datetime import date, timedelta

import pytest
import reversion.models
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import FIXTURES, import_fixtures, make_cited, make_entity, make_event
from tests.ingestion import articles
from timeline.ingestion.fixtures import FixtureProblems
from timeline.models import (
    Annotation,
    Citation,
    Correction,
    Entity,
    EntityName,
    Event,
    ImportRecord,
    Source,
    SourceRevision,
    Support,
    Timeline,
    merging,
    merging_names,
    merging_sources,
)
from timeline.models.documents import document_of
from timeline.models.sought import Sought

pytestmark = pytest.mark.django_db

READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


@pytest.fixture
def first(tmp_path):
    path = articles.write(tmp_path)
    import_fixtures(path)
    return path


@pytest.fixture
def opening(first):
    return Event.objects.get(slug="opening")


def outcomes(report) -> dict[str, int]:
    return {each: report.total(each) for each in ("created", "updated", "kept") if report.total(each)}


def writes(captured) -> list[str]:
    return [each["sql"] for each in captured if not each["sql"].lstrip().upper().startswith(READING)]


def everything() -> dict[str, list]:
    """All that an import makes, without what depends on when and in which order it came."""
    citations = Citation.objects.order_by("event__slug", "exact")
    return {
        "events": list(
            Event.objects.order_by("slug").values_list("slug", "title", "edtf", "status", "end_earliest")
        ),
        "entities": list(Entity.objects.order_by("slug").values_list("slug", "kind", "name", "visibility")),
        "names": sorted(EntityName.objects.values_list("entity__slug", "name", "language", "folded")),
        "sources": list(Source.objects.order_by("slug").values_list("slug", "url", "publisher")),
        "citations": list(citations.values_list("event__slug", "start", "end", "exact", "prefix", "suffix")),
        "supports": sorted(
            Support.objects.values_list("citation__exact", "aspect", "stated", "edtf", "preferred")
        ),
        "notes": sorted(Annotation.objects.values_list("text", "kind", "visibility")),
        "timelines": sorted(Timeline.objects.values_list("slug", "events__slug")),
    }


def in_a_fresh_database(import_all) -> dict[str, list]:
    with transaction.atomic():
        import_all()
        found = everything()
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    return found


# The second run


def test_an_event_that_was_merged_is_left_alone_and_what_articles_say_of_it_goes_along(tmp_path):
    import_fixtures(articles.write(tmp_path))
    opening, closure = Event.objects.get(slug="opening"), Event.objects.get(slug="closure")
    draft = make_cited(title="A draft that an editor wrote")
    closure.merge_into(draft, by=None)
    was = document_of(closure)
    fixture = articles.FIXTURE.replace(
        "title: The bridge is closed", "title: The bridge was closed\n    status: published"
    )
    said = "      - exact: The Mill Bridge holds to this day\n        supports: {what happened: {}}\nleft_out: []\n"
    report = import_fixtures(articles.write(tmp_path, fixture=fixture.partition("left_out:")[0] + said))
    assert document_of(closure) == was
    assert report.counts["events"]["kept"] == 1
    draft = Event.objects.get(pk=draft.pk)
    assert draft.status == "draft"
    assert draft.citations.filter(exact="The Mill Bridge holds to this day").exists()
    merging.undo(Event.objects.get(pk=closure.pk), by=None, why="They are two.")
    assert Event.objects.get(pk=closure.pk).citations.count() == 1
    assert opening.status == "published"


def test_a_second_run_of_the_real_fixtures_writes_nothing(seeds):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        report = import_fixtures(FIXTURES)
    assert writes(captured) == []
    assert outcomes(report) == {}
    assert report.total("skipped") == seeds.total("created")


def test_the_command_reports_what_it_did(tmp_path, capsys):
    path = articles.write(tmp_path)
    call_command("import_articles", path)
    assert "events: 2 created, 0 updated, 0 skipped, 0 kept" in capsys.readouterr().out
    call_command("import_articles", path)
    assert "events: 0 created, 0 updated, 2 skipped, 0 kept" in capsys.readouterr().out


def test_if_empty_leaves_a_database_alone_that_holds_anything(tmp_path, capsys):
    make_event(title="An editor's own")
    call_command("import_articles", articles.write(tmp_path), if_empty=True)
    assert Event.objects.count() == 1


def test_nobody_is_said_to_have_published_what_the_import_published(opening):
    version = reversion.models.Version.objects.get_for_object(opening)[0]
    assert version.revision.user is None
    assert "import" in version.revision.comment
    assert opening.is_published
    assert Event.objects.get(slug="closure").status == "draft"


# The order of files


def test_the_order_of_files_does_not_matter(tmp_path):
    first, second = articles.write(tmp_path), articles.write_second(tmp_path)
    forwards = in_a_fresh_database(lambda: import_fixtures(first, second))
    assert in_a_fresh_database(lambda: import_fixtures(second, first)) == forwards
    assert len(forwards["citations"]) == 3


def test_one_file_after_the_other_is_as_good_as_both_at_once(tmp_path):
    first, second = articles.write(tmp_path), articles.write_second(tmp_path)
    together = in_a_fresh_database(lambda: import_fixtures(first, second))
    apart = in_a_fresh_database(lambda: (import_fixtures(first), import_fixtures(second)))
    assert apart == together


def test_the_first_file_alone_again_takes_nothing_of_the_second_away(first, tmp_path):
    import_fixtures(articles.write_second(tmp_path))
    before = everything()
    assert outcomes(import_fixtures(first)) == {}
    assert everything() == before


def test_since_reaches_as_far_as_the_latest_article_that_dates_it(tmp_path):
    open_ended = articles.changed("edtf: 2023-05\n    status", "edtf: 2023-05/..\n    status")
    first, second = articles.write(tmp_path, fixture=open_ended), articles.write_second(tmp_path)
    import_fixtures(first)
    assert Event.objects.get(slug="opening").end_earliest == date(2026, 1, 25).toordinal()
    import_fixtures(second)
    assert Event.objects.get(slug="opening").end_earliest == date(2026, 1, 26).toordinal()


# What an editor did is kept


def change_event():
    event = Event.objects.get(slug="opening")
    event.title = "The Mill Bridge opens at last"
    event.save()
    return lambda: Event.objects.get(slug="opening").title == "The Mill Bridge opens at last"


def change_entities_of_event():
    Event.objects.get(slug="opening").entities.set([])
    return lambda: not Event.objects.get(slug="opening").entities.exists()


def retract_event():
    Event.objects.get(slug="opening").retract(by=None, why="It was another bridge.")
    return lambda: Event.objects.get(slug="opening").is_retracted


def publish_event():
    Event.objects.get(slug="closure").publish(by=None)
    return lambda: Event.objects.get(slug="closure").is_published


def delete_event():
    Event.objects.get(slug="closure").delete()
    return lambda: not Event.objects.filter(title="The bridge is closed").exists()


def change_citation():
    Citation.objects.filter(event__slug="opening").update(attributed_to="the mayor")
    return lambda: Citation.objects.get(event__slug="opening").attributed_to == "the mayor"


def change_support():
    Support.objects.filter(event__slug="opening", aspect="date").update(reason="Both agree.")
    return lambda: Support.objects.filter(event__slug="opening", reason="Both agree.").exists()


def delete_citation():
    Citation.objects.filter(event__slug="closure").delete()
    return lambda: not Citation.objects.filter(event__slug="closure").exists()


def change_entity():
    Entity.objects.filter(slug="anna-kos").update(visibility="protected")
    return lambda: Entity.objects.get(slug="anna-kos").visibility == "protected"


def delete_entity():
    Entity.objects.filter(slug="anna-kos").delete()
    return lambda: not Entity.objects.filter(name="Anna Kos").exists()


def change_source():
    Source.objects.update(publisher="The Evening Courier")
    return lambda: Source.objects.get().publisher == "The Evening Courier"


def change_timeline():
    Timeline.objects.update(status="draft")
    return lambda: Timeline.objects.get().status == "draft"


def take_off_timeline():
    Timeline.objects.get().entries.all().delete()
    return lambda: not Timeline.objects.get().entries.exists()


EDITS = [
    change_event, change_entities_of_event, retract_event, publish_event, delete_event, change_citation,
    change_support, delete_citation, change_entity, delete_entity, change_source, change_timeline, take_off_timeline,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_what_an_editor_changed_is_kept(first, edit):
    holds = edit()
    before = everything()
    import_fixtures(first)
    assert holds()
    assert everything() == before


def test_what_an_editor_changed_is_kept_from_a_changed_fixture_too_and_said(first, tmp_path):
    holds = change_event()
    fixture = articles.changed("title: Anna Kos opens the Mill Bridge", "title: Anna Kos opens a bridge")
    report = import_fixtures(articles.write(tmp_path, fixture=fixture))
    assert holds()
    assert report.counts["events"]["kept"] == 1


def test_an_event_that_an_editor_wrote_under_the_same_address_is_not_overwritten(tmp_path):
    make_event(title="An editor's own", slug="opening")
    import_fixtures(articles.write(tmp_path))
    assert Event.objects.get(slug="opening").title == "An editor's own"


# What changed in the fixture is updated, and only that


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("    edtf: 2023-06\n", "    edtf: 2023-06\n    summary: Closed.\n", "events"),
        ("    edtf: 2023-06\n", "    edtf: 2023-06-01\n", "events"),
        ("entities: [anna-kos, mill-bridge]", "entities: [anna-kos]", "events"),
        ("what happened: {}", "what happened: {stated: was closed}", "citations"),
        ("name: Mill Bridge", "name: The Mill Bridge", "entities"),
        ("publisher: The Courier", "publisher: The Evening Courier", "articles"),
        ('published: "2026-01-25"', 'published: "2026-01-24"', "texts"),
        ("title: Bridges", "title: Our bridges", "timelines"),
    ],
)
def test_a_changed_fixture_updates_that_and_nothing_else(first, tmp_path, old, new, kind):
    report = import_fixtures(articles.write(tmp_path, fixture=articles.changed(old, new)))
    assert outcomes(report) == {"updated": 1}
    assert report.counts[kind]["updated"] == 1


def test_an_update_leaves_one_revision_of_that_event_and_none_of_others(first, tmp_path):
    count = reversion.models.Revision.objects.count()
    fixture = articles.changed("    edtf: 2023-06\n", "    edtf: 2023-06\n    summary: Closed.\n")
    import_fixtures(articles.write(tmp_path, fixture=fixture))
    assert reversion.models.Revision.objects.count() == count + 1


def test_an_updated_event_is_found_by_its_new_words(first, tmp_path):
    fixture = articles.changed(
        "title: Anna Kos opens the Mill Bridge", "title: Anna Kos opens the Millennium Bridge"
    )
    import_fixtures(articles.write(tmp_path, fixture=fixture))
    assert [each.slug for each in Event.objects.published().saying(Sought("millennium"))] == ["opening"]


def test_a_preferred_value_moves_to_another_citation_of_the_fixture(first, tmp_path):
    plain = articles.changed(", preferred: true", "")
    second = articles.SECOND.replace("edtf: 2023-05-04}", "edtf: 2023-05-04, preferred: true}")
    import_fixtures(articles.write(tmp_path, fixture=plain), articles.write_second(tmp_path, fixture=second))
    assert Support.objects.get(aspect="date", preferred=True).stated == "4 May 2023"


# A new text of the same article


def test_a_new_text_moves_the_citations_with_their_numbers_and_ids(first, tmp_path):
    before = list(Citation.objects.order_by("id").values_list("id", "number", "public_id", "exact"))
    report = import_fixtures(articles.write(tmp_path, body=f"Corrected.\n{articles.BODY}"))
    after = Citation.objects.order_by("id")
    assert list(after.values_list("id", "number", "public_id", "exact")) == before
    assert SourceRevision.objects.count() == 2
    for citation in after.select_related("revision"):
        assert citation.revision.body.startswith("Corrected.")
        assert citation.revision.body[citation.start : citation.end] == citation.exact
    assert report.counts["texts"]["created"] == 1


def test_a_new_text_is_taken_in_once(first, tmp_path):
    path = articles.write(tmp_path, body=f"Corrected.\n{articles.BODY}")
    import_fixtures(path)
    with CaptureQueriesContext(connection) as captured:
        import_fixtures(path)
    assert writes(captured) == []


def test_windows_newlines_are_the_same_text(first, tmp_path):
    (tmp_path / "bridge.txt").write_bytes(articles.BODY.replace("\n", "\r\n").encode())
    assert outcomes(import_fixtures(first)) == {}
    assert SourceRevision.objects.count() == 1


def test_a_deleted_citation_stays_deleted_when_a_new_text_comes(first, tmp_path):
    Citation.objects.filter(event__slug="closure").delete()
    import_fixtures(articles.write(tmp_path, body=f"Corrected.\n{articles.BODY}"))
    assert not Citation.objects.filter(event__slug="closure").exists()


def test_the_bytes_are_kept_as_they_came(tmp_path):
    articles.write(tmp_path)
    (tmp_path / "bridge.txt").write_bytes(articles.BODY.replace("\n", "\r\n").encode())
    import_fixtures(tmp_path / "bridge.yaml")
    assert bytes(SourceRevision.objects.get().original) == articles.BODY.replace("\n", "\r\n").encode()
    assert SourceRevision.objects.get().body == articles.BODY


def test_every_record_leads_to_something(first):
    kinds = {key.partition(":")[0] for key in ImportRecord.objects.values_list("key", flat=True)}
    assert kinds == {"source", "text", "timeline", "entity", "event", "place", "citation"}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2020", "2020"),
        ("no", "no"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1863:64", "1863:64"),
        ("~", "~"),
        ("1e3", "1e3"),
    ],
)
def test_what_yaml_takes_for_something_else_stays_text(tmp_path, written, text):
    fixture = articles.changed("title: The bridge is closed", f"title: {written}")
    import_fixtures(articles.write(tmp_path, fixture=fixture))
    assert Event.objects.get(edtf="2023-06").title == text


# What was merged at the desk


@pytest.fixture
def kos(first, tmp_path):
    """Whom the fixture's Anna Kos was merged into."""
    import_fixtures(articles.write_second(tmp_path))
    into = make_entity(name="Hanna Kos")
    merging_names.merge(Entity.objects.get(slug="anna-kos"), into, by=None, why="One person.")
    return into


def test_an_id_of_someone_who_was_merged_means_the_other_and_makes_nobody_anew(kos, tmp_path):
    before = everything()
    report = import_fixtures(tmp_path)
    assert (report.total("created"), report.total("updated")) == (0, 0)
    assert report.counts["entities"] == {"kept": 1, "skipped": 1}
    assert everything() == before


def test_a_fixture_goes_on_changing_an_event_whose_names_were_merged(kos, tmp_path):
    fixture = articles.changed("title: Anna Kos opens the Mill Bridge", "title: Anna Kos opens a bridge")
    report = import_fixtures(articles.write(tmp_path, fixture=fixture))
    opening = Event.objects.get(slug="opening")
    assert report.counts["events"]["updated"] == 1
    assert opening.title == "Anna Kos opens a bridge"
    assert set(opening.entities.values_list("name", flat=True)) == {"Hanna Kos", "Mill Bridge"}


def test_a_spelling_that_a_fixture_adds_goes_to_the_other(kos, tmp_path):
    second = articles.SECOND.replace("Ганна Кос", "Ганна Кось")
    import_fixtures(articles.write_second(tmp_path, fixture=second))
    assert kos.names.filter(name="Ганна Кось", language="uk").exists()
    assert not EntityName.objects.filter(entity__slug="anna-kos").exists()


def test_articles_that_were_merged_are_imported_as_one_text_by_text(first, tmp_path):
    double = articles.changed("https://courier.example/bridge", "https://courier.example/bridge?amp")
    event = """events:
  - id: opening
    citations:
      - {exact: It was closed for a day in June 2023, supports: {background: {}}}
"""
    double = double.partition("timelines:")[0] + event
    (tmp_path / "double.yaml").write_text(double)
    import_fixtures(tmp_path)
    one, other = Source.objects.get(url__endswith="amp"), Source.objects.get(url__endswith="bridge")
    merging_sources.merge(one, other, by=None, why="One article.")
    cited = set(Citation.objects.values_list("pk", "revision"))
    for _time in range(2):
        report = import_fixtures(tmp_path)
        assert (report.total("created"), report.total("updated")) == (0, 0)
    assert set(Citation.objects.values_list("pk", "revision")) == cited
    assert not Citation.objects.filter(revision__source=one).exists()
    (tmp_path / "bridge.txt").write_text(articles.BODY + "More was said.\n")
    import_fixtures(tmp_path)
    assert set(SourceRevision.objects.filter(body__endswith="said.\n").values_list("source", flat=True)) == {
        other.pk
    }
    assert Citation.objects.count() == len(cited)


def test_an_import_lets_no_event_vanish_that_readers_see(tmp_path):
    import_fixtures(articles.write(tmp_path))
    held = timezone.now() + timedelta(days=3)
    Source.objects.create(url="https://herald.example/ribbon", title="x", hold_until=held)
    with pytest.raises(FixtureProblems, match="held until"):
        import_fixtures(articles.write_second(tmp_path))
    assert Event.objects.public().count() == 1
    assert not Citation.objects.filter(revision__source__publisher="The Herald").exists()


def test_what_an_import_changes_under_an_embargo_is_told_to_nobody(tmp_path):
    path = articles.write(tmp_path)
    import_fixtures(path)
    Event.objects.public().update(
        opens_at=timezone.now() + timedelta(days=3), hold_until=timezone.now() + timedelta(days=3)
    )
    articles.write(
        tmp_path, fixture=articles.changed("Anna Kos opens the Mill Bridge", "The bridge is opened")
    )
    import_fixtures(path)
    assert Event.objects.filter(title="The bridge is opened").exists()
    assert not Correction.objects.exists()
