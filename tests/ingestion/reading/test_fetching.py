"""Fetching from a hostile web: each test has a server of its own on this machine, reached as if it were public."""

import gzip
import ssl
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from timeline.ingestion import reading
from timeline.ingestion.reading import CannotRead, ItemsOfFeed, read_url
from timeline.ingestion.reading.fetching import Limits, Web, fetch

PAGE = b"<!doctype html><html lang=en><title>T</title><article><p>" + b"In May 2023 the bridge opened. " * 20
PUBLIC, PRIVATE = "127.0.0.1", "10.0.0.1"


@contextmanager
def site(answer, tls=None):
    """Serve `answer(handler)` for every GET, over TLS where its context is given, and yield its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def sending(content=PAGE, *, status=200, **headers):
    def answer(handler):
        handler.send_response(status)
        usual = {"Content_Type": "text/html", "Content_Length": str(len(content))}
        for name, value in {**usual, **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def web(port, *, resolve=None, **limits):
    return Web(
        resolve=resolve or (lambda host, port: [PUBLIC if host == "news.example" else PRIVATE]),
        may_connect=lambda address: address == PUBLIC,
        ports=frozenset([port]),
        limits=Limits(**limits),
    )


def fetched(answer, path="/", **options):
    with site(answer) as port:
        return fetch(f"http://news.example:{port}{path}", web(port, **options))


def refusal(answer, **options):
    with pytest.raises(CannotRead) as refused:
        fetched(answer, **options)
    return str(refused.value)


def test_a_page_is_fetched_and_read():
    with site(sending()) as port:
        (article,) = read_url(f"http://news.example:{port}/a", web=web(port))
    assert article.body.startswith("In May 2023 the bridge opened.")
    assert (article.url, article.original) == (f"http://news.example:{port}/a", PAGE)


def test_it_asks_by_the_name_and_tells_nothing_of_the_newsroom():
    seen = {}
    fetched(lambda handler: (seen.update(handler.headers), sending()(handler)))
    assert seen["Host"].startswith("news.example:")
    assert not {"Cookie", "Referer", "Authorization"} & set(seen)


def test_a_private_address_is_not_asked():
    with site(sending()) as port, pytest.raises(CannotRead, match="not public"):
        fetch(f"http://inside.example:{port}/", web(port))


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    assert "not public" in refusal(sending(), resolve=lambda host, port: [PUBLIC, PRIVATE])


def test_a_redirect_to_a_private_address_is_not_followed():
    assert "not public" in refusal(
        lambda handler: sending(
            b"", status=302, Location=f"http://inside.example:{handler.server.server_port}/"
        )(handler)
    )


def test_a_redirect_to_a_file_is_not_followed():
    assert "http://" in refusal(sending(b"", status=302, Location="file:///etc/passwd"))


def test_a_name_that_changes_its_address_gains_nothing():
    looked_up = []

    def resolve(host, port):
        looked_up.append(host)
        return [PUBLIC] if len(looked_up) == 1 else [PRIVATE]

    assert fetched(sending(), resolve=resolve).content == PAGE
    assert looked_up == ["news.example"]  # once: the address that was checked is the one that was asked


def test_a_redirect_in_another_script_is_followed():
    asked = []

    def answer(handler):
        asked.append(handler.path)
        if len(asked) > 1:
            return sending()(handler)
        return handler.wfile.write("HTTP/1.0 302 Found\r\nLocation: /новини\r\n\r\n".encode())

    assert fetched(answer).url.endswith("/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8")


def test_a_redirect_to_no_address_is_said():
    assert "no web address" in refusal(sending(b"", status=302, Location="http://[x"))


def test_a_text_is_read_in_the_encoding_that_the_site_states():
    content = "Міст відкрили у травні 2023 року.".encode("cp1251")
    with site(sending(content, Content_Type="text/plain; charset=windows-1251")) as port:
        (article,) = read_url(f"http://news.example:{port}/", web=web(port))
    assert article.body == "Міст відкрили у травні 2023 року."


@pytest.mark.parametrize("media_type", ["application/pdf", "text/xml"])
def test_what_is_not_what_the_site_says_is_refused(media_type):
    content = b"<?xml version='1.0'?><urlset/>"
    with site(sending(content, Content_Type=media_type)) as port, pytest.raises(CannotRead):
        read_url(f"http://news.example:{port}/", web=web(port))


def test_redirects_end():
    assert "more than 5 times" in refusal(sending(b"", status=301, Location="/again"))


def test_a_redirect_to_nowhere_is_said():
    assert "nowhere" in refusal(sending(b"", status=301))


def test_what_is_too_large_is_not_taken():
    assert "larger than" in refusal(sending(b"x" * 100_000), size=50_000)


def test_what_unpacks_to_too_much_is_not_taken():
    bomb = gzip.compress(b"\0" * 30_000_000)
    started = time.monotonic()
    assert "larger than" in refusal(sending(bomb, Content_Encoding="gzip"), size=1_000_000)
    assert time.monotonic() - started < 5


def test_what_is_packed_is_unpacked():
    assert fetched(sending(gzip.compress(PAGE), Content_Encoding="gzip")).content == PAGE


def test_what_is_packed_wrongly_is_refused():
    assert "properly" in refusal(sending(gzip.compress(PAGE)[:-20] + b"x" * 20, Content_Encoding="gzip"))


@pytest.mark.parametrize("part", ["header", "body"])
def test_a_drip_is_cut_off(part):
    over = threading.Event()

    def dripping(handler):
        start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        handler.wfile.write(start + (b"X-Drip: " if part == "header" else b"\r\n"))
        while not over.wait(0.05):
            try:
                handler.wfile.write(b"a")
            except OSError:
                return

    started = time.monotonic()
    said = refusal(dripping, whole=0.5)
    over.set()
    assert "too long" in said
    assert time.monotonic() - started < 3


def test_a_site_that_says_nothing_is_given_up():
    over = threading.Event()
    said = refusal(lambda _handler: over.wait(5), silence=0.2)
    over.set()
    assert "cannot be reached" in said


@pytest.mark.parametrize("media_type", ["image/png", "video/mp4", "application/zip", "application/json", ""])
def test_what_is_no_article_is_refused(media_type):
    assert "That is no article" in refusal(sending(Content_Type=media_type))


@pytest.mark.parametrize("status", [204, 401, 404, 500])
def test_an_error_of_the_site_is_said(status):
    assert str(status) in refusal(sending(b"", status=status))


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    assert fetched(sending()).content == PAGE


def test_a_feed_gives_its_items_each_with_its_address():
    def answer(handler):
        feed = (
            b"<rss version='2.0'><channel><title>The Courier</title><item><title>One</title><link>/1</link></item>"
            b"<item><title>Two</title><link>http://inside.example/2</link></item></channel></rss>"
        )
        is_feed = handler.path == "/feed"
        sending(feed if is_feed else PAGE, Content_Type="application/rss+xml" if is_feed else "text/html")(
            handler
        )

    with site(answer) as port:
        refused = []
        items = ItemsOfFeed(refused=lambda address, why: refused.append((address, str(why))))
        articles = read_url(f"http://news.example:{port}/feed", web=web(port), items=items)
        assert [each.url for each in articles] == [f"http://news.example:{port}/1"]
    [(address, why)] = refused
    assert address == "http://inside.example/2"
    assert why


def test_what_is_here_already_of_a_feed_is_not_fetched_again():
    asked = []

    def answer(handler):
        asked.append(handler.path)
        feed = b"<rss version='2.0'><channel><item><link>/1</link></item><item><link>/2</link></item></channel></rss>"
        sending(feed if handler.path == "/feed" else PAGE)(handler)

    with site(answer) as port:
        known = f"http://news.example:{port}/1"
        articles = read_url(
            f"http://news.example:{port}/feed", web=web(port), items=ItemsOfFeed(known=lambda urls: {known})
        )
    assert [each.url for each in articles] == [f"http://news.example:{port}/2"]
    assert asked == ["/feed", "/2"]


def test_a_feed_that_takes_too_long_is_left_half_way(monkeypatch):
    monkeypatch.setattr(reading, "FEED_TAKES", -1.0)
    feed = b"<rss version='2.0'><channel><item><link>/1</link></item></channel></rss>"
    with site(sending(feed)) as port, pytest.raises(CannotRead, match="again for the rest"):
        read_url(f"http://news.example:{port}/feed", web=web(port))


def test_a_certificate_that_nobody_vouches_for_is_refused():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    with site(sending(), context) as port, pytest.raises(CannotRead, match="certificate"):
        fetch(f"https://news.example:{port}/", web(port))
