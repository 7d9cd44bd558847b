"""axe-core over a page, and its findings as a list that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SIZES = ((360, 740), (1440, 900))
SCHEMES = (("light", "none"), ("dark", "none"), ("light", "active"))  # colours preferred, colours forced
# WCAG 2.2's rule on the size of targets is off in axe unless asked for.
ALL: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
# Another colour scheme changes colours, and nothing else.
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast", "link-in-text-block"]}
# Without preload: it fetches stylesheets a second time, to look for a lock on the orientation.
COMMON: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
RUN = "([context, options]) => axe.run(context, options).then(result => result.violations)"


def violations(page: Page, options: dict[str, Any] = ALL, outside: Sequence[str] = ()) -> list[str]:
    """What axe finds: rule, what it wants, where; `outside` names selectors that are left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, [{"exclude": [[each] for each in outside]}, COMMON | options])
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n      "
        + "\n      ".join(f"{node['target'][0]}  {node['html'][:110]}" for node in each["nodes"][:4])
        for each in found
    ]


def expect_none(page: Page, state: str = "", outside: Sequence[str] = ()) -> None:
    """No violation at any size in any colour scheme."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for number, (scheme, forced) in enumerate(SCHEMES):
            page.emulate_media(color_scheme=scheme, forced_colors=forced)
            options = COLOURS if number else ALL
            where = f"{width} px, {scheme}, forced colours {forced} {state}"
            found += [f"  {where}: {each}" for each in violations(page, options, outside)]
    assert not found, "axe finds:\n" + "\n".join(found)
