"""Bad input names the file, the line and the mend, and imports nothing."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.ingestion import articles

HERE = "◀"  # marks the line that the message must name

CITATION = "      - exact: It was closed for a day in June 2023\n"
PERSON = "    name: Anna Kos\n"
BRIDGE = "  - id: mill-bridge\n    kind: place\n    name: Mill Bridge\n"

# What is wrong; the words of the fixture that are replaced, by what; a word of the message.
WRITTEN_WRONGLY = [
    ("a body that is not there", "body: bridge.txt", "body: brigde.txt ◀", "There is no file"),
    ("a body that is a folder", "body: bridge.txt", "body: . ◀", "There is no file"),
    ("an unknown key", "  publisher:", "  colour: red ◀\n  publisher:", "no key “colour”"),
    ("an unknown key within a support", "what happened: {}", "what happened: {colour: red} ◀", "no key “colour”"),
    ("an unknown key at the top", "left_out:", "leftout: [] ◀\nleft_out:", "no key “leftout”"),
    ("a key that is there twice", "  publisher:", "  title: Again ◀\n  publisher:", "“title” is there twice"),
    ("a missing key", "  publisher: The Courier\n", "", "“publisher” is missing"),
    ("an empty publisher", "publisher: The Courier", 'publisher: "" ◀', "publisher"),
    ("words that are not in the text", "exact: It was closed for a day", "exact: It was closed for a week ◀", "copy it"),
    ("words left out that are not in the text", "exact: The Mill Bridge holds to", "exact: The Mill Bridge fell ◀", "copy it"),
    ("words that stand there twice", "exact: It was closed for a day in June 2023", "exact: Mill Bridge ◀", "prefix"),
    ("a prefix that does not match", CITATION, CITATION.rstrip() + " ◀\n        prefix: Never\n", "not just after “Never”"),
    ("empty words", "exact: It was closed for a day in June 2023", 'exact: "" ◀', "exact"),
    ("an impossible date", "    edtf: 2023-06\n", "    edtf: 2023-06-31 ◀\n", "no day 31"),
    ("an impossible date in a support", "{stated: June 2023, edtf: 2023-06}", "{stated: June 2023, edtf: 2023-13} ◀", "2023-13"),
    ("a date in words", "    edtf: 2023-06\n", "    edtf: June 2023 ◀\n", "edtf"),
    ("a publication day in words", 'published: "2026-01-25"', "published: 25 January 2026 ◀", "as in 2026-01-25"),
    ("a publication day without dashes", 'published: "2026-01-25"', 'published: "20260125" ◀', "as in 2026-01-25"),
    ("a publication day that is none", 'published: "2026-01-25"', 'published: "2026-02-30" ◀', "published"),
    ("a date on another aspect", "what happened: {}", "what happened: {edtf: 2023-06} ◀", "Only “date”"),
    ("an unknown entity", "[anna-kos, mill-bridge]", "[anna-koss, mill-bridge] ◀", "no entity “anna-koss”"),
    ("an event that nobody defines", "  - id: closure\n    title: The bridge is closed\n    edtf: 2023-06\n", "  - id: closure ◀\n", "its title and edtf"),
    ("names for an entity that nobody defines", PERSON, PERSON + "  - id: nobody ◀\n    aliases: [{name: N}]\n", "kind and name"),
    ("an unknown timeline", "timelines: [bridges]", "timelines: [brigdes] ◀", "no timeline “brigdes”"),
    ("an event defined twice", "  - id: closure\n", "  - id: opening ◀\n", "defined already at"),
    ("an entity defined twice", "  - id: mill-bridge\n", "  - id: anna-kos ◀\n", "defined already at"),
    ("an event without a date", "    edtf: 2023-06\n", "", "both a title and an edtf"),
    ("an entity without a name", "    name: Mill Bridge\n", "", "both a kind and a name"),
    ("a value preferred twice", "{stated: May 2023, edtf: 2023-05, preferred: true}", "{preferred: true}", "prefer one"),
    ("a kind of event that is not listed", "    edtf: 2023-06\n", "    edtf: 2023-06\n    kind: party ◀\n", "none of: meeting"),
    ("a kind of entity that is not listed", "kind: place", "kind: bridge ◀", "none of: person"),
    ("a status that is not listed", "status: published", "status: retracted ◀", "none of: draft, published"),
    ("a visibility that is not listed", PERSON, PERSON + "    visibility: secret ◀\n", "none of: public"),
    ("a place named in passing", "    name: Mill Bridge\n", "    name: Mill Bridge\n    visibility: protected ◀\n", "Only persons"),
    ("an aspect that is not listed", "what happened: {}", "what: {} ◀", "none of: date"),
    ("a difference that is not listed", "what happened: {}", "what happened: {differs: much} ◀", "none of: conflict"),
    ("a kind of note that is not listed", "    edtf: 2023-06\n", "    edtf: 2023-06\n    annotations: [{kind: rant, text: No.}] ◀\n", "none of: context"),
    ("stated words that are not in the sentence", "{stated: June 2023, edtf: 2023-06}", "{stated: May 2023} ◀", "not in the sentence"),
    ("a citation that supports nothing", "        supports:\n          date: {stated: June 2023, edtf: 2023-06}\n          what happened: {}\n", "        supports: {} ◀\n", "what the quotation supports"),
    ("an id that cannot be an address", "  - id: closure\n", "  - id: The Closure ◀\n", "lower-case letters"),
    ("an address that is none", "url: https://courier.example/bridge", "url: courier ◀", "url"),
    ("an address that is a script", "url: https://courier.example/bridge", "url: javascript:alert(1) ◀", "url"),
    ("a list instead of a mapping", "  - id: bridges\n    title: Bridges\n", "  - [bridges, Bridges] ◀\n", "written wrongly"),
    ("a word instead of a list", "timelines: [bridges]", "timelines: bridges ◀", "written wrongly"),
    ("a mapping instead of a word", "    title: The bridge is closed\n", "    title: {a: b} ◀\n", "title"),
    ("a position that is no number", "    edtf: 2023-06\n", "    edtf: 2023-06\n    position: first ◀\n", "position"),
    ("a position beyond the day", "    edtf: 2023-06\n", '    edtf: 2023-06\n    position: "8" ◀\n', "position"),
    ("a truth that is none", "    edtf: 2023-06\n", "    edtf: 2023-06\n    key: perhaps ◀\n", "key"),
    ("a title that is too long", "title: The bridge is closed", f"title: {'x' * 201} ◀", "200"),
    ("a Wikidata item that is none", "    name: Mill Bridge\n", "    name: Mill Bridge\n    qid: Bridge ◀\n", "qid"),
    ("a Wikidata item of two", PERSON + BRIDGE, PERSON + "    qid: Q1\n" + BRIDGE + "    qid: Q1 ◀\n", "so has “Anna Kos”"),
    ("a tab for a space", "    edtf: 2023-06\n", "\tedtf: 2023-06 ◀\n", "not YAML"),
    ("an anchor", "    name: Mill Bridge\n", "    name: &name Mill Bridge ◀\n", "anchors"),
    ("the same words cited twice", CITATION, CITATION + "        supports: {date: {}}\n" + CITATION.rstrip() + " ◀\n", "cites these very words"),
]  # fmt: skip


def refusal(*paths) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_articles", *paths)
    assert "Nothing was imported." in str(refused.value)
    assert_nothing_is_there()
    return str(refused.value)


def assert_nothing_is_there():
    written = {each.__name__: each.objects.count() for each in apps.get_app_config("timeline").get_models()}
    assert not any(written.values()), written


@pytest.mark.parametrize(
    ("old", "new", "word"), [each[1:] for each in WRITTEN_WRONGLY], ids=[each[0] for each in WRITTEN_WRONGLY]
)
def test_it_names_the_file_the_line_and_the_mend(db, tmp_path, old, new, word):
    fixture = articles.changed(old, new)
    if word == "prefer one":  # both marks lie in one event: the second is the one that is named
        fixture = fixture.replace("what happened: {stated: opened the Mill Bridge}\n", "what happened: {}\n" + CITATION.replace("It was", "“It holds,”").replace("for a day in June 2023", "").replace(" closed", "") + "        supports:\n          date: {preferred: true} ◀\n")  # fmt: skip
    lines = [number for number, line in enumerate(fixture.splitlines(), 1) if HERE in line]
    path = articles.write(tmp_path, fixture=fixture.replace(f" {HERE}", ""))
    message = refusal(path)
    assert word in message
    if lines:
        assert f"{path}:{lines[0]}: " in message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (b"", 1, "mapping"),
        (b"\n\n", 1, "mapping"),
        (b"- a\n- b\n", 1, "mapping"),
        (b"just words\n", 1, "mapping"),
        (b"source: [unclosed\n", 2, "not YAML"),
        (b'source: "unclosed\n\n', 3, "not YAML"),
        (b"source:\n  title: \x00\n", 2, "control character"),
        (b"source:\n  title: caf\xe9\n", 2, "UTF-8"),
        (b"\xff\xfes\x00o\x00", 1, "UTF-8"),
        (b"source:\n  title: \x01\n", 2, "control character"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "anchors"),
        (b"a: 1\n--- \nb: 2\n", 2, "not YAML"),
        (b"? [complex, key]\n: value\n", 1, "key is a word"),
        (b"source: {}\n", 1, "missing"),
        (b"[" * 4_000, None, "nested"),
        (b"a: " + b"{b: " * 5_000 + b"}" * 5_000, None, "nested"),
        (b"x" * (5 * 1024 * 1024 + 1), None, "larger than 5 MB"),
        (b"source: !!python/object/apply:os.system [id]\n", 1, ""),
    ],
    ids=[
        "empty", "blank", "list", "words", "unclosed-list", "unclosed-text", "nul", "latin-1", "utf-16", "control",
        "anchors", "two-documents", "complex-key", "no-keys", "deep-list", "deep-mapping", "huge", "python-tag",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_line(db, tmp_path, text, line, word):
    path = articles.write(tmp_path)
    path.write_bytes(text)
    message = refusal(path)
    assert word in message
    assert f"{path}:{line or ''}" in message


@pytest.mark.parametrize(
    ("body", "where", "word"),
    [
        (b"", "bridge.txt: ", "empty"),
        (b" \r\n ", "bridge.txt: ", "empty"),
        (b"one\ncaf\xe9", "bridge.txt:2: ", "UTF-8"),
        (b"one\n\x00", "bridge.txt:2: ", "control character"),
        (b"x" * (5 * 1024 * 1024 + 1), "bridge.txt: ", "larger than 5 MB"),
    ],
    ids=["empty", "blank", "latin-1", "nul", "huge"],
)
def test_an_article_that_cannot_be_read_is_refused(db, tmp_path, body, where, word):
    path = articles.write(tmp_path)
    (tmp_path / "bridge.txt").write_bytes(body)
    message = refusal(path)
    assert where in message
    assert word in message


def test_a_path_that_is_not_there_is_refused(db, tmp_path):
    assert "no such file" in refusal(tmp_path / "missing.yaml")


def test_a_folder_without_fixtures_is_refused(db, tmp_path):
    assert "no .yaml file" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (
            "          date: {stated: May 2023, edtf: 2023-05, preferred: true}\n",
            "",
            "No citation supports its date",
        ),
        (
            "          what happened: {stated: opened the Mill Bridge}\n",
            "",
            "No citation supports its what happened",
        ),
        (
            "exact: In May 2023 Anna Kos opened the Mill Bridge\n",
            "exact: The bridge is open\n",
            "Only a headline",
        ),
    ],
)
def test_a_published_event_without_evidence_is_refused_after_all_was_written(db, tmp_path, old, new, word):
    fixture = articles.changed(old, new)
    if word == "Only a headline":
        fixture = fixture.replace("{stated: May 2023, edtf: 2023-05, preferred: true}", "{}").replace(
            "{stated: opened the Mill Bridge}", "{}"
        )
    path = articles.write(tmp_path, fixture=fixture)
    message = refusal(path)
    assert word in message
    assert f"{path}:{1 + fixture[: fixture.index('- id: opening')].count(chr(10))}: " in message


def test_a_bad_second_file_imports_nothing_of_the_first(db, tmp_path):
    first = articles.write(tmp_path)
    second = articles.write_second(
        tmp_path, fixture=articles.SECOND.replace("cut a ribbon at", "cut a cake at")
    )
    assert f"{second}:13: " in refusal(first, second)


def test_an_event_defined_in_two_files_is_refused_in_the_second(db, tmp_path):
    first = articles.write(tmp_path)
    second = articles.write_second(
        tmp_path,
        fixture=articles.SECOND.replace(
            "  - id: opening\n", "  - id: opening\n    title: T\n    edtf: 2023\n"
        ),
    )
    message = refusal(first, second)
    assert f"{second}:11: " in message
    assert f"{first}:18" in message


def test_a_value_preferred_in_two_files_is_refused_in_the_second(db, tmp_path):
    first = articles.write(tmp_path)
    second = articles.write_second(
        tmp_path, fixture=articles.SECOND.replace("edtf: 2023-05-04}", "edtf: 2023-05-04, preferred: true}")
    )
    assert f"{second}:15: " in refusal(first, second)


def test_all_problems_are_told_at_once(db, tmp_path):
    fixture = articles.changed("kind: place", "kind: bridge").replace("June 2023\n", "July 2023\n")
    message = refusal(articles.write(tmp_path, fixture=fixture))
    assert "“bridge” is none of" in message
    assert "copy it" in message
