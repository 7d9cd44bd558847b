"""The list of timelines on the front page: of each how many events it has, and from which year to which."""

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.browsing.periods import years_between
from timeline.dates import Edtf
from timeline.facets import MOST_FOUND
from timeline.models import Event, Timeline
from timeline.models.event_queries import outlines


@dataclass(frozen=True, slots=True)
class Story:
    """A timeline in the list; where it has more than MOST_FOUND events, so many were counted: there are more."""

    timeline: Timeline
    events: int
    has_more: bool
    years: str


def stories(timelines: Sequence[Timeline]) -> list[Story]:
    """Return the timelines as the list shows them: one query of bounded work, however many events they have."""
    found = outlines([each.among(Event.objects.published()) for each in timelines], most=MOST_FOUND + 1)
    return [
        Story(
            timeline,
            events=min(n, MOST_FOUND),
            has_more=n > MOST_FOUND,
            years=years_between(Edtf.parse(first), Edtf.parse(last)) if n else "",
        )
        for timeline, (n, first, last) in zip(timelines, found, strict=True)
    ]
