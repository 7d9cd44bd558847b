"""Changing an event as its editors see it: what readers see of it waits, everything else is written at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.models import documents
from timeline.models.comparing import differences
from timeline.models.documents import Document

if TYPE_CHECKING:
    from timeline.models.events import Event
    from timeline.models.pending import PendingChange


def as_edited(event: Event) -> tuple[Document, PendingChange | None]:
    """Return the event as an editor sees it, and the pending change that it is seen with, if any.

    Raises Unresolved where somebody has to choose first what that changes.
    """
    change: PendingChange | None = event.pending_changes.open().first()
    if change is None:
        return documents.document_of(event), None
    change.event = event
    return change.decided(), change


def make_it(
    event: Event,
    document: Document,
    change: PendingChange | None,
    *,
    by: Any,
    why: str = "",
    reworded: bool = False,
) -> PendingChange | None:
    """Make the event what the document says, which was made from this event and its pending change as they were loaded.

    What readers would see is kept as the pending change, which is returned. All else is written at once: a draft, and
    internal notes alone; then nothing waits any more. Raises StaleVersion or StaleChange where somebody was faster,
    and what saving the event raises.
    """
    if event.would_show(document):
        if change is None:
            return event.keep_change(document, by=by, why=why)
        change.rewrite(document, by=by)
        return change
    with event.unchanged():
        if change:
            change.discard(by=by, why=why or "changed back to what is public")
        if differences(documents.document_of(event), document):
            event.take(document, by=by, why=why, reworded=reworded)
    return None
