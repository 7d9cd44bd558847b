"""Jobs: many articles taken in while the editor does something else, an item each, with what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from timeline.models.constraints import one_of
from timeline.models.redactions import Redaction, without
from timeline.models.sources import SourceRevision

# A worker that has said nothing for so long is taken for dead. Longer than any one article may take.
SILENT_FOR = timedelta(minutes=3)
MOST_TRIES = 3


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")


class Result(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being read")
    DONE = "done", _("taken in")
    NOTHING_NEW = "nothing new", _("nothing new")
    FAILED = "failed", _("failed")


class JobQuerySet(models.QuerySet["Job"]):
    def with_progress(self) -> Self:
        """Count each job's items: `total`, `done`, `failed`."""
        over = Q(items__result__in=(Result.DONE, Result.NOTHING_NEW, Result.FAILED))
        return self.annotate(
            total=Count("items"),
            done=Count("items", filter=over),
            failed=Count("items", filter=Q(items__result=Result.FAILED)),
        ).select_related("made_by")

    def stale(self) -> Self:
        """Return the running jobs whose worker has gone silent."""
        return self.filter(state=State.RUNNING, heard_of_at__lt=timezone.now() - SILENT_FOR)

    def queue_stale(self) -> list[Job]:
        """Let the jobs of killed workers wait again, from where they were; return them, to be handed out anew."""
        with transaction.atomic():
            stale: list[Job] = list(self.stale().select_for_update())
            for job in stale:
                job.items.left_behind()
                job.state = State.WAITING
                job.save()
        return stale


class Job(models.Model):
    """Articles that were asked for at once, by whom, and how far the work is."""

    State = State

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("asked for"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    heard_of_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        constraints = [one_of("state", State)]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def of(cls, items: Iterable[JobItem], *, by: Any) -> Job:
        """Keep a job with these items, which are not saved yet."""
        with transaction.atomic():
            job = cls.objects.create(made_by=by)
            job.add(items)
        return job

    def add(self, items: Iterable[JobItem]) -> None:
        """Add items, such as the articles that a feed names."""
        rows, digests = list(items), Redaction.objects.digests()
        for row in rows:
            row.job = self
            row.name = without(row.name, digests)  # rows written together do not see to it themselves
        JobItem.objects.bulk_create(rows)

    def start(self) -> bool:
        """Take the job; False where another worker has it, or it is done."""
        now = timezone.now()
        free = Job.objects.filter(pk=self.pk, state=State.WAITING)
        taken = free.update(state=State.RUNNING, started_at=self.started_at or now, heard_of_at=now)
        self.refresh_from_db()
        return bool(taken)

    def beat(self) -> None:
        """Say that the worker lives."""
        Job.objects.filter(pk=self.pk).update(heard_of_at=timezone.now())

    def next_item(self) -> JobItem | None:
        """Take the next item that nobody has taken."""
        self.beat()
        while item := self.items.waiting().first():
            free = JobItem.objects.waiting().filter(pk=item.pk)
            if free.update(result=Result.RUNNING, tries=F("tries") + 1):
                item.refresh_from_db(fields=["result", "tries"])
                return item
        return None

    def finish(self) -> None:
        self.state, self.finished_at = State.DONE, timezone.now()
        self.save()


class JobItemQuerySet(models.QuerySet["JobItem"]):
    def waiting(self) -> Self:
        return self.filter(result=Result.WAITING).order_by("id")

    def left_behind(self) -> None:
        """Let what a killed worker was at wait again; what killed workers again and again is given up."""
        taken = self.filter(result=Result.RUNNING)
        given_up = gettext("The worker was killed over it %d times: take it in by itself.") % MOST_TRIES
        taken.filter(tries__gte=MOST_TRIES).update(result=Result.FAILED, message=given_up, content=None)
        taken.update(result=Result.WAITING)

    def to_show(self) -> Self:
        """Return the items without what was uploaded."""
        return self.defer("content").order_by("id")


class JobItem(models.Model):
    """One article of a job: an address, or what was uploaded under a name."""

    Result = Result

    job = models.ForeignKey(Job, models.CASCADE, related_name="items")
    name = models.CharField(_("address or file"), max_length=1000)
    content = models.BinaryField(null=True, editable=False)
    published_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    result = models.CharField(_("result"), max_length=20, choices=Result, default=Result.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    revision = models.ForeignKey(SourceRevision, models.SET_NULL, null=True, related_name="+")

    objects = JobItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [one_of("result", Result)]

    def __str__(self) -> str:
        return self.name

    def ended(self, result: str, message: str, revision: SourceRevision | None = None) -> None:
        """Keep what became of it; what was uploaded is in the article by now, or could not be read."""
        self.result, self.message, self.revision = result, message, revision
        self.content = None
        self.save()
