"""What is kept. Each file holds one of the words of docs/architecture.md."""

from timeline.models.addresses import FormerAddress
from timeline.models.annotations import Annotation
from timeline.models.audit import AuditEntry, OnlyAddedTo
from timeline.models.citations import Aspect, Citation, Support
from timeline.models.confirmations import Confirmation, NotConfirmed
from timeline.models.corrections import Correction
from timeline.models.documents import CannotApply
from timeline.models.entities import Entity, EntityName
from timeline.models.events import Event, NotPublishable, StaleVersion
from timeline.models.imports import ImportRecord
from timeline.models.jobs import Job, JobItem
from timeline.models.merges import Merge
from timeline.models.pending import PendingChange, StaleChange, Unresolved
from timeline.models.proposals import (
    AlreadyDecided,
    DecisionRefused,
    NotAName,
    Proposal,
    ProposedName,
    Suggestion,
)
from timeline.models.redactions import Redaction
from timeline.models.saved_filters import SavedFilter
from timeline.models.second_factors import Passkey, RecoveryCode, SessionsEnded
from timeline.models.sources import Source, SourceRevision
from timeline.models.steps import Step
from timeline.models.timelines import Timeline, TimelineEntry

__all__ = [
    "AlreadyDecided",
    "Annotation",
    "Aspect",
    "AuditEntry",
    "CannotApply",
    "Citation",
    "Confirmation",
    "Correction",
    "DecisionRefused",
    "Entity",
    "EntityName",
    "Event",
    "FormerAddress",
    "ImportRecord",
    "Job",
    "JobItem",
    "Merge",
    "NotAName",
    "NotConfirmed",
    "NotPublishable",
    "OnlyAddedTo",
    "Passkey",
    "PendingChange",
    "Proposal",
    "ProposedName",
    "RecoveryCode",
    "Redaction",
    "SavedFilter",
    "SessionsEnded",
    "Source",
    "SourceRevision",
    "StaleChange",
    "StaleVersion",
    "Step",
    "Suggestion",
    "Support",
    "Timeline",
    "TimelineEntry",
    "Unresolved",
]
