"""What a page is made of, read with Python's own parser: tags and their attributes, whatever the markup."""

from html.parser import HTMLParser

ASSETS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "object": "data",
}


class Page(HTMLParser):
    """`tags` are (name, attributes) in their order, `shown` those that do not lie ready in a template; `scripts` is the
    code inside elements, and data is no code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.shown: list[tuple[str, dict[str, str]]] = []
        self.scripts = ""
        self._inside = ""
        self._in_template = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._in_template |= tag == "template"
        if not self._in_template:
            self.shown.append(self.tags[-1])
        self._inside = "" if dict(attrs).get("type") == "application/ld+json" else tag

    def handle_data(self, data):
        if self._inside in ("script", "style"):
            self.scripts += data.strip()

    def handle_endtag(self, tag):
        self._inside = ""
        self._in_template &= tag != "template"

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.shown if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.tags if "id" in attributes]

    @property
    def assets(self) -> list[str]:
        """The addresses that a browser fetches along with the page."""
        return [
            attributes[ASSETS[name]]
            for name, attributes in self.tags
            if ASSETS.get(name) in attributes and attributes.get("rel") not in ("canonical", "alternate")
        ]


def page_of(client, address: str, **kwargs) -> Page:
    response = client.get(address, **kwargs)
    assert response.status_code == 200, address
    return Page(response.content.decode())
