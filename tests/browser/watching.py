"""What a browser says while a test runs: errors, refusals of the content security policy, requests elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request

EXPECTED = (
    # Chromium's own words for an answer that is not 200: the answer itself is what a test looks at.
    "Failed to load resource: the server responded with a status of 404",
    # htmx's, where a newer request takes the place of one that is under way (hx-sync="this:replace").
    "htmx:sendAbort",
    "htmx:afterRequest",
)


@dataclass
class Watch:
    """Collects, over all pages of a test, what no page may do."""

    site: str
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda error: self._failed(error.error))
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        # A refusal by the policy arrives as a console error too.
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.problems.append(
                f"{message.page.url if message.page else ''}: {message.type}: {message.text}"
            )

    def _failed(self, error: Error) -> None:
        self.problems.append(f"an exception: {error}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "about:")):
            self.problems.append(f"a request elsewhere: {request.url}")
