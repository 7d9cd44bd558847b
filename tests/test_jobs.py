"""Background work: every item once, what became of it, and what a killed worker leaves behind."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ROOT
from timeline.ingestion.reading import ReadArticle
from timeline.ingestion.saving import working
from timeline.models import Job, JobItem, Source
from timeline.models.jobs import SILENT_FOR

TEXT = b"In May 2023 the bridge was opened in Vilnius."


def job_of(*contents, by=None):
    items = [JobItem(name=f"{number}.txt", content=content) for number, content in enumerate(contents)]
    return Job.of(items, by=by)


def results(job):
    return [each.result for each in job.items.order_by("id")]


@pytest.mark.django_db
def test_every_item_has_its_outcome_and_its_message(editor):
    job = job_of(TEXT, TEXT, bytes(range(256)) * 9, by=editor)
    working.hand_out(job)
    assert results(job) == ["done", "nothing new", "failed"]
    assert all(each.message for each in job.items.all())
    counted = Job.objects.with_progress().get()
    assert (counted.total, counted.done, counted.failed, counted.made_by) == (3, 3, 1, editor)
    assert counted.started_at <= counted.finished_at
    assert not any(each.content for each in job.items.all())


@pytest.mark.django_db
def test_a_job_that_is_done_or_elsewhere_is_not_done_again():
    job = job_of(TEXT)
    assert job.start()
    working.hand_out(job)
    assert results(job) == ["waiting"]


@pytest.mark.django_db
def test_the_job_of_a_silent_worker_goes_on_where_it_was():
    job = job_of(TEXT, b"In June 2022 the tunnel was closed for good.")
    job.start()
    working.work_on(job.next_item())
    job.next_item()  # and in the midst of the second the worker is killed
    assert results(job) == ["done", "running"]
    assert working.queue_stale() == 0
    Job.objects.filter(pk=job.pk).update(heard_of_at=timezone.now() - SILENT_FOR - timedelta(seconds=1))
    assert working.queue_stale() == 1
    assert results(job) == ["done", "done"]
    assert Source.objects.count() == 2
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.django_db
def test_what_kills_every_worker_is_given_up():
    job = job_of(TEXT)
    for _death in range(3):
        assert job.start()
        assert job.next_item()
        Job.objects.update(heard_of_at=timezone.now() - 2 * SILENT_FOR)
        Job.objects.queue_stale()
        job.refresh_from_db()
    item = job.items.get()
    assert item.result == "failed"
    assert "3 times" in item.message


@pytest.mark.django_db
def test_a_feed_gives_its_new_items_once(monkeypatch):
    def item(name):
        return ReadArticle(body=f"In May 2023 bridge {name} opened.", url=f"https://courier.example/{name}")

    feed = [item("a"), item("b")]
    monkeypatch.setattr(working, "read_url", lambda url, items: feed)

    def ask():
        job = Job.of([JobItem(name="https://courier.example/feed")], by=None)
        working.hand_out(job)
        return job.items.get()

    assert "2 new texts" in ask().message
    assert ask().result == "nothing new"
    feed.append(item("c"))
    assert "1 new text," in ask().message
    assert Source.objects.count() == 3


@pytest.mark.django_db
def test_two_workers_never_take_one_item():
    job = job_of(TEXT, TEXT)
    first, second = job.next_item(), Job.objects.get(pk=job.pk).next_item()
    assert first.pk != second.pk
    assert job.next_item() is None


WORKER = """
import os, sys, django
django.setup()
from timeline.ingestion.saving import working
real = working.take_in_all
def slow(articles, day):
    for taken in real(articles, day):
        print("kept one", flush=True)
        sys.stdin.readline()  # the worker stays in this article until it is told to go on, or killed
        yield taken
working.take_in_all = slow
from timeline.models import Job
working.run_job.call(Job.objects.get().pk)
"""


def test_a_worker_that_is_killed_loses_nothing_and_another_goes_on(tmp_path):
    database = f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}

    def python(code):
        run = [sys.executable, "-c", code]
        return subprocess.run(
            run, env=environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    def manage(*args):
        run = [sys.executable, "manage.py", *args]
        subprocess.run(run, env=environment, cwd=ROOT, check=True, capture_output=True)

    setup = "import django; django.setup(); from timeline.models import *; from timeline.ingestion.saving import working\n"
    manage("migrate", "--verbosity", "0")
    python(
        setup + "job = Job.of([JobItem(name=n, content=b'In May 2023 bridge %s was opened.' % n.encode())"
        " for n in 'abc'], by=None)"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "kept one\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    python(
        setup + "from datetime import timedelta; from django.utils import timezone\n"
        "Job.objects.update(heard_of_at=timezone.now() - timedelta(hours=1)); assert working.queue_stale() == 1"
    )
    manage("worker", "--batch", "--no-startup-delay", "--verbosity", "0")
    assert python(
        setup
        + "print(*JobItem.objects.order_by('id').values_list('result', flat=True), Job.objects.get().state,"
        " Source.objects.count(), sep=',')"
    ).strip() in {"nothing new,done,done,done,3"}


def test_a_worker_whose_server_was_killed_does_not_stay(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'jobs.sqlite3'}"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, cwd=ROOT, check=True)
    shell = '"$0" manage.py worker --with-parent $$ --verbosity 0 & echo $!; wait'
    server = subprocess.Popen(
        ["/bin/sh", "-c", shell, sys.executable], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert int(server.stdout.readline())
    server.kill()
    # The pipe is closed when the last process that holds it, the worker, is gone.
    started = time.monotonic()
    server.stdout.read()
    assert time.monotonic() - started < 60
