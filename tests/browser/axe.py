"""axe-core over a page, and its findings as a list that can be read."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = ((360, 740), (1440, 900))
SCHEMES = ("light", "dark")
# WCAG 2.2's rule on the size of targets is off in axe unless asked for.
RULES = {"target-size": {"enabled": True}}


def violations(page: Page, without: tuple[str, ...] = (), outside: Sequence[str] = ()) -> list[str]:
    """What axe finds: rule, what it wants, where; `without` names rules, `outside` selectors that are left out."""
    rules = RULES | {rule: {"enabled": False} for rule in without}
    context = {"exclude": [[each] for each in outside]} if outside else None
    # Without preload: it fetches stylesheets a second time, to look for a lock on the orientation.
    options = {"resultTypes": ["violations"], "rules": rules, "preload": False}
    found = Axe().run(page, context, options).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n      "
        + "\n      ".join(f"{node['target'][0]}  {node['html'][:110]}" for node in each["nodes"][:4])
        for each in found
    ]


def expect_none(page: Page, state: str = "", without: tuple[str, ...] = ()) -> None:
    """No violation at any size in any colour scheme."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"  {width} px, {scheme} {state}: {each}" for each in violations(page, without)]
    assert not found, "axe finds:\n" + "\n".join(found)
