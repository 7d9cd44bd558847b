"""What is read of an article, and what is left for the editor because the article does not say it."""

import contextlib
import random
import time
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfWriter

from tests.factories import ROOT
from tests.ingestion.mutations import mutations
from tests.ingestion.reading.files import pdf
from timeline.ingestion.reading import CannotRead, pdfs, read

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
CONTENT = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
TEXT = "In May 2023 the bridge opened. " * 20


def page(*, head="", body=f"<h1>A bridge opens</h1><p>{TEXT}</p><p>{TEXT}</p>", lang="en"):
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body><article>{body}</article></body></html>".encode()


def one(content, name=""):
    (article,) = read(content, name)
    return article


# Text


def test_the_seeds_are_read_as_they_are():
    first, second = (one(each.read_bytes(), each.name) for each in SEEDS)
    assert (
        first.title == "Zelensky, Belarusian opposition leader Tsikhanouskaya meet for first time in Vilnius"
    )
    assert second.title == ""  # its first line is a sentence
    assert [each.body for each in (first, second)] == [each.read_text() for each in SEEDS]
    assert first.original == SEEDS[0].read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_read_in_its_encoding(encoding):
    text = "Le pont a été inauguré à Liège en mai 2023. Міст відкрили у травні."
    assert one(text.encode(encoding)).body == text


def test_quotation_marks_of_an_old_encoding_are_read_where_all_of_them_agree():
    text = "The “bridge” — opened in May 2023 – wasn’t safe…"
    assert one(text.encode("cp1252")).body == text


@pytest.mark.parametrize(
    ("text", "encoding"), [("inauguré à Liège", "cp1252"), ("Łódź", "cp1250"), ("Міст", "cp1251")]
)
def test_an_encoding_that_could_be_another_is_not_guessed(text, encoding):
    with pytest.raises(CannotRead, match="UTF-8"):
        read(text.encode(encoding))


def test_newlines_become_one_kind_and_control_characters_go():
    assert one(b"One.\r\nTwo.\rThree.\x07\x1b").body == "One.\nTwo.\nThree."


def test_a_new_page_parts_words_as_a_new_line_does():
    assert one(b"One page.\x0cThe next.").body == "One page.\nThe next."


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf", b"\x00\x01\x02\x03binary", b"\x07"])
def test_what_has_no_text_is_refused(content):
    with pytest.raises(CannotRead):
        read(content)


# Pages


def test_a_page_says_what_it_is():
    head = (
        "<title>A bridge opens | The Courier</title><meta property='og:site_name' content='The Courier'>"
        "<meta name='author' content='Ann Lee'><meta property='article:published_time' content='2023-05-17T08:00:00Z'>"
    )
    article = one(page(head=head))
    assert (article.title, article.publisher, article.byline) == ("A bridge opens", "The Courier", "Ann Lee")
    assert (article.language, article.published_on) == ("en", date(2023, 5, 17))
    assert "the bridge opened" in article.body
    assert "<" not in article.body


@pytest.mark.parametrize(
    "head",
    [
        '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "datePublished": "2023-05-17"}</script>',
        '<script type=\'application/ld+json\'>{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2023-05-17T23:00+02:00"}]}</script>',
        "<meta itemprop='datePublished' content='2023-05-17'>",
    ],
)
def test_a_day_of_publication_is_taken_where_the_page_states_it(head):
    assert one(page(head=head)).published_on == date(2023, 5, 17)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<meta name='date' content='2023'>",
        "<meta name='date' content='2023-05'>",
        "<meta name='date' content='2023-02-31'>",
        "<meta name='copyright' content='2023'>",
        "<link rel='canonical' href='https://courier.example/2023/05/17/bridge'>",
        '<script type=\'application/ld+json\'>{"@type": "WebSite", "datePublished": "2019-01-01"}</script>',
        "<script type='application/ld+json'>{broken</script>",
        "<script type='application/ld+json'>[[1], null, 3]</script>",
    ],
)
def test_no_day_of_publication_is_made_up(head):
    assert (
        one(
            page(head=head, body=f"<p>{TEXT}</p><p>{TEXT}</p><footer>© 2023 The Courier</footer>")
        ).published_on
        is None
    )


def test_the_days_of_other_articles_are_not_this_one_s():
    others = "".join(
        f'<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "datePublished": "{day}"}}</script>'
        for day in ("2019-01-01", "2020-02-02")
    )
    own = "<meta property='article:published_time' content='2023-05-17T08:00:00Z'>"
    assert one(page(head=others)).published_on is None
    assert one(page(head=others + own)).published_on == date(2023, 5, 17)


@pytest.mark.parametrize(
    "said",
    [
        '{"@type": [{}]}',
        '{"@type": {"a": 1}}',
        '{"@type": "NewsArticle", "datePublished": ["2023-05-17"], "publisher": {"name": ["x"]}}',
        '{"@graph": {"@type": []}}',
    ],
)
def test_what_a_page_says_in_the_wrong_shape_is_passed_over(said):
    article = one(page(head=f"<script type='application/ld+json'>{said}</script>"))
    assert (article.published_on, article.publisher) == (None, "")


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "hex", "unicode_escape", "utf-16", "x"])
def test_a_page_whose_encoding_is_none_is_read_as_utf_8(charset):
    article = one(page(head=f"<meta charset={charset}>", body=f"<p>Łódź. {TEXT}</p>"))
    assert article.body.startswith("Łódź. In May 2023")


def test_a_page_is_read_in_the_encoding_that_it_declares():
    content = page(head="<meta charset=windows-1251>", body=f"<p>Міст. {TEXT}</p>").decode().encode("cp1251")
    assert one(content).body.startswith("Міст.")


def test_a_page_in_utf_8_is_read_so_whatever_it_declares():
    assert one(page(head="<meta charset=latin-1>", body=f"<p>Łódź. {TEXT}</p>")).body.startswith("Łódź.")


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>" + b"<div>" * 100_000 + b"x",
        b"<html><body><p>" + b"<a href=/x>x</a>" * 2001,
        b"<html><body>" + b"<p><a href=/x>x</a></p>" * 6001,
        b"<!doctype html><html>",
        b"<html><body><script>alert(1)</script></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused_in_words(content):
    with pytest.raises(CannotRead, match="page"):
        read(content)


# PDFs


def test_a_pdf_is_read_in_paragraphs():
    article = one(
        pdf(["In May 2023 the new bridge was ope-", "ned by the mayor of the", "town.", "Nobody was hurt."])
    )
    assert article.body == "In May 2023 the new bridge was opened by the mayor of the town.\nNobody was hurt."
    assert article.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (
            ["The Russian-", "backed side and the Russian-backed men"],
            "The Russian-backed side and the Russian-backed men",
        ),
        (
            ["He flew from Vilnius with Anne-", "Marie of Lyon"],
            "He flew from Vilnius with Anne-Marie of Lyon",
        ),
        (
            ["It was the Uprising of 1863-", "64 in the country"],
            "It was the Uprising of 1863-64 in the country",
        ),
        (
            ["They met in Vilnius on Jan.", "25, the mayor said"],
            "They met in Vilnius on Jan. 25, the mayor said",
        ),
        (
            ["A bridge opens", "In May 2023 the new bridge was opened."],
            "A bridge opens\nIn May 2023 the new bridge was opened.",
        ),
    ],
)
def test_a_line_that_ends_changes_no_word(lines, body):
    assert one(pdf(lines)).body == body


def test_a_sentence_that_goes_on_overleaf_is_one():
    assert (
        one(pdf(["The bridge was opened"], ["by the mayor."])).body == "The bridge was opened by the mayor."
    )


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdfs, "PATIENCE", -1)
    with pytest.raises(CannotRead, match="too long"):
        read(pdf(["Text."]))


def test_a_pdf_of_one_page_that_would_take_very_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdfs, "PATIENCE", 3)
    began = time.monotonic()
    with pytest.raises(CannotRead, match="copy the article's text from it"):
        read(pdf(["a"] * 200_000))
    assert time.monotonic() - began < 10


def test_a_file_that_is_named_a_pdf_and_is_none_is_refused():
    with pytest.raises(CannotRead, match="damaged"):
        read(b"In May 2023 the bridge opened.", "bridge.pdf")


def test_what_runs_over_the_pages_is_left_out():
    article = one(
        pdf(*[["The Courier", f"Story {name}.", f"Page {number}"] for number, name in enumerate("ABC")])
    )
    assert article.body == "Story A.\n\nStory B.\n\nStory C."


def test_a_pdf_of_pictures_a_locked_and_a_damaged_one_are_refused():
    empty, locked = PdfWriter(), PdfWriter()
    empty.add_blank_page(100, 100)
    locked.add_blank_page(100, 100)
    locked.encrypt("secret")
    refused = {}
    for name, writer in (("no text", empty), ("password", locked)):
        file = BytesIO()
        writer.write(file)
        refused[name] = file.getvalue()
    refused["damaged"] = pdf(["Text."])[:60]
    for said, content in refused.items():
        with pytest.raises(CannotRead, match=said):
            read(content)


# Feeds


def test_a_feed_that_holds_its_articles_is_read_without_the_web():
    item = (
        "<item><title>A bridge</title><link>https://courier.example/1</link><pubDate>Wed, 17 May 2023 08:00:00 GMT</pubDate>"
        f"<content:encoded><![CDATA[<p>{TEXT}</p><script>x</script><p>End.</p>]]></content:encoded></item>"
    )
    feed = f"<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>The Courier</title>{item}</channel></rss>"
    article = one(feed.encode())
    assert (article.title, article.publisher) == ("A bridge", "The Courier")
    assert (article.url, article.published_on) == ("https://courier.example/1", date(2023, 5, 17))
    assert article.body.endswith("End.")


def feed_of(*items, start="", inside=""):
    whole = "".join(
        f"<item {CONTENT}>{each}<content:encoded><![CDATA[<p>{TEXT}</p>]]></content:encoded></item>"
        for each in items
    )
    return f"{start}<rss version='2.0'><channel><title>The Courier</title>{whole}{inside}</channel></rss>".encode()


@pytest.mark.parametrize(
    "start",
    [
        "\ufeff",
        "<?xml version='1.0'?><?xml-stylesheet href='feed.xsl'?>\n",
        "<!-- x --><!DOCTYPE rss>",
        "\n<?xml version='1.0'?>",
    ],
)
def test_a_feed_is_known_whatever_stands_before_it(start):
    assert one(feed_of("<title>A bridge</title>", start=start)).title == "A bridge"


def test_xml_that_is_neither_feed_nor_page_is_refused():
    with pytest.raises(CannotRead, match="neither a feed"):
        read(b"<?xml version='1.0'?><urlset><url>https://courier.example/</url></urlset>")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2023", None),
        ("2023-05", None),
        ("May 2023", None),
        ("2023-02-31", None),
        ("17 May 2023", date(2023, 5, 17)),
        ("2023-05-17T23:30:00+03:00", date(2023, 5, 17)),
        ("Wed, 17 May 2023 00:30:00 +0300", date(2023, 5, 17)),
    ],
)
def test_an_item_is_of_the_day_that_it_states_and_of_no_other(said, day):
    assert one(feed_of(f"<pubDate>{said}</pubDate>")).published_on == day


def test_an_item_that_is_there_twice_is_read_once():
    twice, other = "<title>A</title><link>https://courier.example/1</link>", "<title>B</title>"
    assert [each.title for each in read(feed_of(twice, other, twice))] == ["A", "B"]


def test_an_external_entity_of_a_feed_is_not_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret " * 100)
    start = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{secret}'>]>"
    article = one(feed_of("<title>A &x; bridge</title>", start=start))
    assert article.title.startswith("A ")
    assert "secret" not in repr(article)


@pytest.mark.parametrize("link", ["javascript:alert(1)//x", "data:text/html,x", "file:///etc/passwd", "//[x"])
def test_an_item_has_an_address_on_the_web_or_none(link):
    assert one(feed_of(f"<title>A</title><link>{link}</link>")).url == ""


# Hostile input


@pytest.mark.parametrize(
    "inside", ["<author>%s</author>", "<description><![CDATA[<p style='%s'>]]></description>"]
)
def test_a_feed_that_would_take_very_long_is_given_up_and_nothing_waits_for_it(inside):
    feed = feed_of(f"<title>A</title>{inside % ('a' * 400_000)}")
    began = time.process_time()
    with contextlib.suppress(CannotRead):
        read(feed)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("said", ['"@type":"Person" ', '"author" ', '"publisher":x '])
def test_what_is_no_json_in_a_page_is_not_looked_through(said):
    script = f'<script type="application/ld+json">{{{said * 20_000}</script>'
    began = time.process_time()
    assert TEXT[:40] in one(page(head=script)).body
    assert time.process_time() - began < 5


def test_mutated_articles_are_read_or_refused_in_words():
    originals = [each.read_bytes() for each in SEEDS] + [page(), pdf(["In May 2023 the bridge opened."] * 5)]
    originals.append(
        feed_of("<title>A</title><pubDate>Wed, 17 May 2023 08:00:00 GMT</pubDate>", "<title>B</title>")
    )
    for content in mutations(originals, random.Random(1863), 200):
        try:
            articles = read(content)
        except CannotRead:
            continue
        for article in articles:
            article.body.encode()  # no lone surrogate
            assert "\x00" not in article.body
