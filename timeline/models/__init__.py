"""What is kept. Each file holds one of the words of docs/architecture.md."""

from timeline.models.addresses import FormerAddress
from timeline.models.annotations import Annotation
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.entities import Entity, EntityName
from timeline.models.events import Event, NotPublishable, StaleVersion
from timeline.models.imports import ImportRecord
from timeline.models.sources import Source, SourceRevision
from timeline.models.timelines import Timeline, TimelineEntry

__all__ = [
    "Annotation",
    "Aspect",
    "Citation",
    "Entity",
    "EntityName",
    "Event",
    "FormerAddress",
    "ImportRecord",
    "NotPublishable",
    "Source",
    "SourceRevision",
    "StaleVersion",
    "Support",
    "Timeline",
    "TimelineEntry",
]
