"""What may be fetched from: public addresses alone, in whatever form a private one is written."""

import pytest

from timeline.ingestion.reading import CannotRead
from timeline.ingestion.reading.addresses import checked, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "fec0::1", "feff::1", "4000::1", "3fff::1", "64:ff9b:1::7f00:1", "192.88.99.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:80ff:fffe", "", "localhost", "1",
    ],
)  # fmt: skip
def test_it_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_it_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "data:,x",
        "gopher://example.org/", "http://", "http:///x", "http://a b.example/", "http://example.org/\x00",
        "http://user:word@example.org/", "http://user@example.org/", "http://@example.org/", "http://example.org:22/",
        "http://example.org:6379/", "http://example.org:99999/", "http://example.org:x/", "http://[::1", "http://[x]/",
        "https://example.org/" + "x" * 3000,
    ],
)  # fmt: skip
def test_it_is_no_address_that_is_fetched(url):
    with pytest.raises(CannotRead):
        checked(url)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        (
            "https://example.org/новини/%D0%BC?q=ї",
            "example.org",
            "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/%D0%BC",
        ),
        ("https://міст.example:443/x", "xn--l1akd2f.example:443", "/x"),
    ],
)
def test_an_address_is_sent_as_browsers_send_it(url, host, path):
    assert (checked(url).netloc, checked(url).path) == (host, path)
    assert checked(url).query.isascii()


def test_an_article_s_address_is():
    assert checked("https://kyivindependent.com/zelensky/?a=b#c").hostname == "kyivindependent.com"
