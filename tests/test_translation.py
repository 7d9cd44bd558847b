"""The interface in another language: the catalog is whole, a page speaks one language and marks what is in another."""

import io
import re
from collections.abc import Iterator
from datetime import date
from gettext import GNUTranslations
from pathlib import Path

import lxml.html
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.template import templatize

from tests.admin.forms import filled, with_citation
from tests.browsing.pages import page_of
from tests.dates.test_edtf import WRONG
from tests.dates.test_reading import REFUSED
from tests.factories import ROOT, make_cited, make_entity, make_published, make_text, make_timeline
from tests.test_settings import python
from timeline.dates import UnreadableDate, read_date
from timeline.models import Event

UKRAINIAN = {"Accept-Language": "uk"}
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
CATALOGS = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def catalog_at(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def texts_of_ours() -> Iterator[tuple[str, str]]:
    """Yield (where, text to translate) for each text of the code and the templates, as makemessages finds them."""
    for folder in ("timeline", "newsroom"):
        for path in (ROOT / folder).rglob("*.py"):
            for _line, message, _comments, _context in extract(
                "python", io.BytesIO(path.read_bytes()), KEYWORDS
            ):
                yield from ((path.name, each) for each in _messages(message))
    for path in (ROOT / "templates").rglob("*.html"):
        # Django's own reading of a template leaves calls of gettext; what surrounds them is no Python.
        calls = [
            line.strip()
            for line in templatize(path.read_text()).splitlines()
            if "gettext" in line or "_(" in line
        ]
        source = "\n".join(calls).encode()
        for _line, message, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
            yield from ((path.name, each) for each in _messages(message))


def _messages(message: str | tuple) -> list[str]:
    return [message] if isinstance(message, str) else [each for each in message if isinstance(each, str)]


# The catalogs


def test_every_language_has_a_catalog():
    assert {path.parent.parent.name for path in CATALOGS} == {code for code, _name in settings.LANGUAGES} - {
        "en-gb"
    }


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_every_text_is_in_the_catalog(path):
    known = {text for each in catalog_at(path) if each.id for text in [each.context, *_messages(each.id)]}
    found = list(texts_of_ours())
    assert len(found) > 300
    assert {
        ("404.html", "There is no such page"),
        ("event_terms.py", "uprising"),
        ("_event.html", "%(n)s passages"),
    } <= set(found)
    assert [each for each in found if each[1] not in known] == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_every_text_is_translated_and_nothing_is_guessed(path):
    catalog = catalog_at(path)
    for message in catalog:
        if message.id:
            forms = message.string if message.pluralizable else (message.string,)
            assert all(forms), message.id
            assert len(forms) == (catalog.num_plurals if message.pluralizable else 1), message.id
            assert not message.fuzzy, message.id
    assert not catalog.obsolete


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_a_translation_holds_what_is_filled_into_it(path):
    for message in catalog_at(path):
        if message.id:
            original = message.id[1] if message.pluralizable else message.id
            for form in message.string if message.pluralizable else (message.string,):
                assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(original)), form


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)
def test_the_compiled_catalog_says_what_the_readable_one_says(path):
    fresh = io.BytesIO()
    write_mo(fresh, catalog_at(path))
    fresh.seek(0)
    with path.with_suffix(".mo").open("rb") as file:
        kept = GNUTranslations(file)._catalog
    compiled = GNUTranslations(fresh)._catalog
    assert {key: text for key, text in kept.items() if key} == {
        key: text for key, text in compiled.items() if key
    }


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 подія"), (2, "2 події"), (5, "5 подій"), (11, "11 подій"), (21, "21 подія"), (104, "104 події")],
)
def test_ukrainian_counts_as_ukrainians_do(count, words):
    with override("uk"):
        assert ngettext("%d event", "%d events", count) % count == words


# What is wrong with a date: said by a package that knows no gettext


UNREADABLE = [text for text, _about in [*REFUSED, *WRONG] if isinstance(text, str)]


def test_every_message_about_a_date_is_in_the_catalog():
    known = {message.id for message in catalog_at(ROOT / "locale/uk/LC_MESSAGES/django.po")}
    asked = []
    for text in [*UNREADABLE, "1" * 1_000]:
        try:
            read_date(text, language="uk")
        except UnreadableDate as refused:
            refused.told(lambda template: asked.append(template) or template)
    assert set(asked) - known == {"%(why)s"}
    assert len(set(asked)) > 40


def test_none_of_them_remains_english(archive, client):
    codes = re.compile(r"«[^»]*»|\S*\d\S*|EDTF|UTC|\b[IVX]+\b|\b[abXYZ]\b|\.\.")  # what was typed, and EDTF
    for text in filter(str.isprintable, UNREADABLE):
        errors = client.get("/", {"from": text}, headers=UKRAINIAN).context["filters"].errors
        told = codes.sub("", errors.get("from", ""))
        assert re.findall(r"[A-Za-z]+", told) == [], errors


def test_what_is_wrong_with_a_date_is_told_at_the_desk_in_its_language(desk):
    said = html_of(desk, "/admin/timeline/event/reading/?edtf=25 січня", UKRAINIAN)
    assert "«25 січня» можна зрозуміти як 25 січня, рік невідомий; додайте рік." in said


@pytest.mark.parametrize(
    "example", ["зима 2010–2011", "25 січня 2026", "травень 2023", "з лютого 2022", "бл. 1863"]
)
def test_the_examples_in_messages_can_be_typed(example):
    assert any(
        example in str(message.string) for message in catalog_at(ROOT / "locale/uk/LC_MESSAGES/django.po")
    )
    assert read_date(example, language="uk")


# The pages


@pytest.fixture
def archive(db):
    text = make_text(title="An article", publisher="The Courier")
    entities = [make_entity(name="Kos"), make_entity(name="Minsk", kind="place")]
    event = make_published(
        title="Bridge",
        edtf="2023-05",
        text=text,
        entities=entities,
        timelines=[make_timeline(title="Story", standfirst="A short one.")],
        date_note="From the paper.",
    )
    event.annotations.create(text="A note.", visibility="public")
    return event


def html_of(client, address: str, headers: dict[str, str]) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("asked", "language"),
    [("uk", "uk"), ("uk-UA,uk;q=0.9,en;q=0.5", "uk"), ("en-GB", "en-gb"), ("en-US,en;q=0.9", "en-gb"), ("de, uk;q=0.3", "uk"), ("de", "en-gb"), ("*", "en-gb"), ("", "en-gb"), ("nonsense;;q=", "en-gb")],
)  # fmt: skip
def test_a_page_speaks_the_language_that_the_browser_asks_for(archive, client, asked, language):
    response = client.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{language}" dir="ltr">' in response.content.decode()
    assert ("Пошук" in response.content.decode()) is (language == "uk")
    assert response["Content-Language"] == language


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/events/bridge/",
        "/sources/an-article/",
        "/entities/kos/",
        "/about/",
        "/background/",
        "/nowhere/",
    ],
)
def test_caches_are_told_what_the_language_depends_on_and_no_cookie_is_set(archive, client, address):
    for headers in (UKRAINIAN, ENGLISH, {**UKRAINIAN, "HX-Request": "true"}):
        response = client.get(address, headers=headers)
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
        assert not response.cookies


def test_a_fragment_depends_on_both_the_language_and_htmx(archive, client):
    vary = {
        each.strip()
        for each in client.get("/", headers={**UKRAINIAN, "HX-Request": "true"})["Vary"].split(",")
    }
    assert {"Accept-Language", "HX-Request", "HX-Boosted", "HX-History-Restore-Request"} <= vary


def test_the_language_that_a_reader_chose_counts_before_the_browsers(archive, client):
    assert '<html lang="en-gb"' in html_of(client, "/about/", ENGLISH)
    answer = client.get("/language/uk/?next=/about/%3Fa%3Db")
    assert (answer.status_code, answer["Location"]) == (302, "/about/?a=b")
    assert '<html lang="uk"' in html_of(client, "/about/", ENGLISH)
    client.get("/language/en-gb/")
    assert '<html lang="en-gb"' in html_of(client, "/about/", UKRAINIAN)


def test_every_page_offers_the_other_languages_in_their_own_words_and_leads_back(archive, client):
    page = lxml.html.fromstring(html_of(client, "/?q=bridge&kind=other", ENGLISH))
    [link] = page.xpath("//*[@class='languages']/a")
    assert (link.text, link.get("lang"), link.get("hreflang")) == ("Українська", "uk", "uk")
    assert client.get(link.get("href"))["Location"] == "/?q=bridge&kind=other"
    other = lxml.html.fromstring(html_of(client, "/", {}))
    assert [each.text for each in other.xpath("//*[@class='languages']/a")] == ["English"]


@pytest.mark.parametrize(
    "asked",
    [
        "https://example.org/",
        "//example.org/",
        "//",
        "/\\example.org/",
        "///example.org",
        "example.org",
        "javascript:1",
        "",
    ],
)
def test_the_choice_of_a_language_leads_to_no_other_site(db, client, asked):
    assert client.get("/language/uk/", {"next": asked})["Location"] == "/"


def test_a_language_that_the_interface_does_not_speak_is_not_there(db, client):
    assert client.get("/language/xx/").status_code == 404
    assert not client.cookies


def test_the_cookie_of_the_choice_is_kept_from_scripts_and_other_sites(db, client, settings):
    settings.LANGUAGE_COOKIE_SECURE = True
    answer = client.get("/language/uk/")
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], cookie["secure"], cookie["httponly"]) == (
        "uk",
        "Lax",
        True,
        True,
    )
    assert "no-store" in answer["Cache-Control"]


def test_each_language_has_its_own_etag(archive, client):
    etags = {client.get("/", headers=headers)["ETag"] for headers in (UKRAINIAN, ENGLISH)}
    assert len(etags) == 2
    stale = client.get("/", headers=ENGLISH)["ETag"]
    assert client.get("/", headers={**UKRAINIAN, "If-None-Match": stale}).status_code == 200


def test_dates_are_worded_in_the_language_of_the_page(archive, client):
    html = html_of(client, "/events/bridge/", UKRAINIAN)
    assert "травень 2023 р." in html
    assert "25 січня 2026 р." in html
    assert "January" not in re.sub(
        r"<section class=\"cite\".*?</section>|<script.*?</script>", "", html, flags=re.S
    )


@pytest.mark.parametrize(("language", "words"), [("en-gb", "5 January 2026"), ("uk", "5 січня 2026 р.")])
def test_a_day_is_worded_without_a_leading_nought(language, words):
    with override(language):
        assert Template("{% load layout %}{{ it|day }}").render(Context({"it": date(2026, 1, 5)})) == words


@pytest.mark.parametrize("placeholder", ["e.g. May 2023", "e.g. 25 January 2026"])
def test_the_dates_given_as_examples_can_be_typed(archive, client, placeholder):
    with override("uk"):
        example = gettext(placeholder).removeprefix("напр., ")
    assert example[0] not in "en"
    response = client.get("/", {"from": example}, headers=UKRAINIAN)
    assert not response.context["filters"].errors
    assert response.context["active"][0].words.startswith("від: ")


@pytest.mark.parametrize("count", [1, 2, 5])
def test_counts_agree_with_their_nouns(db, client, count):
    for _each in range(count):
        make_published(edtf="2023-05")
    noun = {1: "подія", 2: "події", 5: "подій"}[count]
    assert f"<b>{count}</b> {noun}" in html_of(client, "/", UKRAINIAN)


def test_period_headings_keep_their_anchor_in_every_language(db, client):
    for edtf in ("186X", "1860", "/2020", "XXXX-01-25"):
        make_published(edtf=edtf)
    anchors = [
        re.findall(r'id="(period-[^"]*)"', html_of(client, "/", headers)) for headers in (UKRAINIAN, ENGLISH)
    ]
    assert anchors[0] == anchors[1]
    assert len(set(anchors[0])) == len(anchors[0]) == 4


# Language of parts (WCAG 3.1.2)


def marked(page, tag: str, language: str = "en") -> list[dict[str, str]]:
    return [each for each in page.named(tag) if each.get("lang") == language]


def test_what_the_newsroom_wrote_is_marked_with_its_language(archive, client):
    front, event = (page_of(client, address, headers=UKRAINIAN) for address in ("/", "/events/bridge/"))
    for page in (front, event):
        assert marked(page, "h1")
        assert marked(page, "blockquote")
        assert [each for each in marked(page, "a") if each["href"] == "/entities/kos/"]
    assert marked(front, "h3")
    html = html_of(client, "/events/bridge/", UKRAINIAN)
    for words in ("A note.", "From the paper."):
        assert f'<span lang="en">{words}</span>' in html
    assert '<html lang="uk"' in html


@pytest.mark.parametrize("address", ["/", "/events/bridge/", "/sources/an-article/", "/entities/kos/"])
def test_nothing_is_marked_where_all_is_in_one_language(archive, client, address):
    page = page_of(client, address, headers=ENGLISH)
    marked = {
        each.get("lang") for _tag, each in page.tags if "hreflang" not in each
    }  # the choice of a language
    assert marked <= {None, "en-gb", ""}


def test_a_newsroom_may_write_in_another_language(archive, client, settings):
    settings.CONTENT_LANGUAGE = "uk"
    assert '<h1 lang="uk">Story' in html_of(client, "/", ENGLISH)
    assert "<h1>Story" in html_of(client, "/", UKRAINIAN)


def test_an_article_keeps_its_own_language_and_direction(db, client):
    text = make_text(title="مقال", language="ar", publisher="The Courier")
    make_published(title="Bridge", text=text)
    assert '<blockquote cite="' in html_of(client, "/events/bridge/", ENGLISH)
    page = page_of(client, "/events/bridge/", headers=ENGLISH)
    assert [each["dir"] for each in page.named("blockquote")] == ["rtl"]
    assert marked(page, "blockquote", "ar")


def test_a_paragraph_of_background_is_in_the_newsrooms_language(archive, client):
    html = html_of(client, "/background/", UKRAINIAN)
    assert "May 2023</a>: " in html
    assert "Reported by " in html
    assert '<div class="background" lang="en">' in html


@pytest.mark.parametrize(
    "address",
    ["/", "/?from=zzz&person=kos&evidence=conflict", "/?known=2026-02", "/events/bridge/", "/sources/an-article/",
     "/entities/kos/", "/timelines/story/", "/about/", "/corrections/", "/background/", "/choices/?facet=person"],
)  # fmt: skip
def test_a_page_for_ukrainian_readers_leaves_no_word_in_english(archive, client, address):
    tree = lxml.html.fromstring(html_of(client, address, UKRAINIAN))
    for part in tree.xpath("//script | //style | //code | //textarea | //*[@lang and @lang != 'uk']"):
        if part is not tree:
            part.drop_tree()
    seen = [*tree.itertext(), *tree.xpath("//@placeholder | //@aria-label | //@title | //@alt")]
    names = "An article|The Courier|Bridge|Story|Kos|Minsk|conflict|zzz|EDTF|HTML|BibTeX|CSL|JSON|CSV|Atom|cookie|[a-zA-Z]"
    words = re.sub(rf"\b(?:{names})\b|https?://\S+", "", "\n".join(seen))
    assert re.findall(r"[A-Za-z]+.*", words) == []


def test_the_desk_speaks_ukrainian(desk):
    event = make_cited(title="Draft")
    page = html_of(desk, f"/admin/timeline/event/{event.pk}/change/", UKRAINIAN).lower()
    assert '<html lang="uk"' in page
    for words in ("стислий опис", "підкріплює", "чернетка"):
        assert words in page


def test_a_note_that_the_desk_writes_is_in_the_newsrooms_language(desk):
    add = "/admin/timeline/event/add/"
    form = filled(desk.get(add), title="Bridge", summary="It opened.", edtf="25 січня")
    text = make_text(body="The bridge opened on 25 January.")
    desk.post(add, with_citation(form, revision=text.pk, exact="The bridge opened"), headers=UKRAINIAN)
    assert Event.objects.get().date_note.endswith("the article’s publication on 25 January 2026.")


# Right to left


def test_a_page_from_right_to_left_keeps_the_direction_of_what_is_not(archive, client, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    page = page_of(client, "/", headers={"Accept-Language": "ar"})
    assert page.named("html") == [{"lang": "ar", "dir": "rtl"}]
    for tag in ("h1", "h3", "blockquote"):
        assert {each.get("dir") for each in page.named(tag)} == {"ltr"}


@pytest.mark.parametrize("sheet", ["timeline.css", "sheet-page.css", "desk.css"])
def test_style_names_no_left_and_no_right(sheet):
    css = (ROOT / "timeline" / "static" / "timeline" / sheet).read_text()
    assert (
        re.findall(
            r"(?:margin|padding|border|inset)-(?:left|right)|(?:^|[;{ ])(?:left|right):|(?:text-align|float): ?(?:left|right)",
            css,
        )
        == []
    )


@pytest.mark.parametrize("value", ["english please", "e", "en_GB", "<b>"])
def test_a_content_language_that_is_none_stops_the_start(value):
    run = python(
        "-c",
        "import django; django.setup()",
        DJANGO_SETTINGS_MODULE="newsroom.settings",
        CONTENT_LANGUAGE=value,
    )
    assert run.returncode != 0
    assert "CONTENT_LANGUAGE must look like" in run.stderr.strip().splitlines()[-1]
