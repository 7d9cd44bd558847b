"""Working: the articles of a job, one after the other, each kept before the next; goes on where it was left."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import DatabaseError
from django.utils.translation import gettext, ngettext
from django_tasks import task

from timeline.ingestion.reading import CannotRead, ReadArticle
from timeline.ingestion.saving.proposing import Taken
from timeline.ingestion.saving.taking_in import take_in_all
from timeline.ingestion.saving.ways_in import ItemsOfFeed, read_bytes, read_url
from timeline.languages import newsrooms
from timeline.models import Job, JobItem, Source


@task()
def run_job(pk: int) -> None:
    """Take in what is left of a job; nothing where another worker has it, or it is done."""
    job = Job.objects.get(pk=pk)
    if not job.start():
        return
    while item := job.next_item():
        work_on(item)
    job.finish()


def hand_out(job: Job) -> None:
    """Give a job to the workers; call it when the job is committed."""
    run_job.enqueue(job.pk)


def queue_stale() -> int:
    """Give the jobs of workers that went silent to others; return how many."""
    jobs = Job.objects.queue_stale()
    for job in jobs:
        hand_out(job)
    return len(jobs)


def work_on(item: JobItem) -> None:
    """Take in one article, or all that a feed names; keep what became of it."""
    taken: list[Taken] = []
    refused: list[str] = []
    try:
        articles = _read(item, refused)
        for each in take_in_all(articles, item.published_on):
            taken.append(each)
            item.job.beat()
    except (CannotRead, DatabaseError) as wrong:
        item.ended(JobItem.Result.FAILED, str(wrong))
        return
    new = [each for each in taken if not each.is_nothing_new]
    result = JobItem.Result.DONE if new else JobItem.Result.NOTHING_NEW
    revision = (new or taken)[0].revision if taken else None
    item.ended(result, "\n".join([_said(new), *refused]), revision)


def _read(item: JobItem, refused: list[str]) -> Sequence[ReadArticle]:
    """Return the articles of an item; which items of a feed cannot be read, and why, goes into `refused`."""
    items = ItemsOfFeed(
        known=Source.objects.known_addresses, refused=lambda address, why: refused.append(f"{address}: {why}")
    )
    if item.content is not None:
        return read_bytes(bytes(item.content), item.name, items=items)
    return read_url(item.name, items=items)


def _said(new: Sequence[Taken]) -> str:
    """Return what became of an item, in the newsroom's language: whoever looks later asked for it."""
    with newsrooms():
        if not new:
            return gettext("Everything in it was here already.")
        texts = ngettext("%d new text", "%d new texts", len(new)) % len(new)
        proposed = sum(each.proposed for each in new)
        return f"{texts}, " + ngettext("%d proposal", "%d proposals", proposed) % proposed
