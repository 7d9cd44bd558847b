"""A small article fixture, whole and right, for tests to break at one place."""

from pathlib import Path

BODY = """The bridge is open

In May 2023 Anna Kos opened the Mill Bridge. “It holds,” she said.
The Mill Bridge holds to this day. It was closed for a day in June 2023.
"""

FIXTURE = """\
source:
  url: https://courier.example/bridge
  title: The bridge is open
  publisher: The Courier
  published: "2026-01-25"
  body: bridge.txt
timelines:
  - id: bridges
    title: Bridges
entities:
  - id: anna-kos
    kind: person
    name: Anna Kos
  - id: mill-bridge
    kind: place
    name: Mill Bridge
events:
  - id: opening
    title: Anna Kos opens the Mill Bridge
    edtf: 2023-05
    status: published
    timelines: [bridges]
    entities: [anna-kos, mill-bridge]
    citations:
      - exact: In May 2023 Anna Kos opened the Mill Bridge
        supports:
          date: {stated: May 2023, edtf: 2023-05, preferred: true}
          what happened: {stated: opened the Mill Bridge}
  - id: closure
    title: The bridge is closed
    edtf: 2023-06
    citations:
      - exact: It was closed for a day in June 2023
        supports:
          date: {stated: June 2023, edtf: 2023-06}
          what happened: {}
left_out:
  - exact: The Mill Bridge holds to this day
    reason: state
"""

SECOND_BODY = (
    "Crowds at the Mill Bridge\n\nAnna Kos cut a ribbon at the Mill Bridge on 4 May 2023. Crowds came.\n"
)

SECOND = """\
source:
  url: https://herald.example/ribbon
  title: Crowds at the Mill Bridge
  publisher: The Herald
  published: "2026-01-26"
  body: ribbon.txt
entities:
  - id: anna-kos
    aliases: [{name: Ганна Кос, language: uk}]
events:
  - id: opening
    citations:
      - exact: Anna Kos cut a ribbon at the Mill Bridge on 4 May 2023
        supports:
          date: {stated: 4 May 2023, edtf: 2023-05-04}
          what happened: {stated: cut a ribbon}
"""


def write(folder: Path, *, fixture: str = FIXTURE, body: str = BODY) -> Path:
    """Write the fixture and its article into `folder`; returns the fixture's path."""
    (folder / "bridge.txt").write_text(body, encoding="utf-8")
    path = folder / "bridge.yaml"
    path.write_text(fixture, encoding="utf-8")
    return path


def write_second(folder: Path, *, fixture: str = SECOND, body: str = SECOND_BODY) -> Path:
    """Write a second article, which cites an event of the first."""
    (folder / "ribbon.txt").write_text(body, encoding="utf-8")
    path = folder / "ribbon.yaml"
    path.write_text(fixture, encoding="utf-8")
    return path


def changed(old: str, new: str, fixture: str = FIXTURE) -> str:
    assert fixture.count(old) == 1, f"“{old}” stands in the fixture {fixture.count(old)} times"
    return fixture.replace(old, new)
