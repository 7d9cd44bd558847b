"""Taking in an article at the desk: pasted, uploaded or pointed at; refused in words, never lost."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from timeline.models import Job, Proposal, Source, SourceRevision

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/timeline/proposal/take-in/"
TEXT = "A bridge opens\n\nIn May 2023 the bridge opened in Vilnius, after five years.\n"


def test_it_is_two_clicks_from_the_index(desk):
    assert ADDRESS in desk.get("/admin/").content.decode()
    assert desk.get(ADDRESS).status_code == 200


def test_a_pasted_text_is_read_and_leads_to_its_queue(desk):
    answer = desk.post(
        ADDRESS,
        {"text": TEXT, "edtf": "25 January 2026", "publisher": "The Courier", "title": "A bridge opens"},
    )
    revision = SourceRevision.objects.get()
    assert answer.url == f"/admin/timeline/proposal/article/{revision.pk}/"
    assert revision.published_on == date(2026, 1, 25)
    assert (revision.source.publisher, revision.source.title) == ("The Courier", "A bridge opens")
    assert Proposal.objects.waiting().filter(edtf="2023-05").exists()


def test_what_is_not_known_stays_empty_and_the_page_says_so(desk):
    answer = desk.post(ADDRESS, {"text": "In May 2023 the bridge opened."}, follow=True)
    page = answer.content.decode()
    assert Source.objects.get().publisher == ""
    assert "publisher not known" in page
    assert "publication date not known" in page
    assert ": [untitled]" not in page


def test_the_same_text_again_changes_nothing_and_says_so(desk):
    desk.post(ADDRESS, {"text": TEXT})
    before = list(Proposal.objects.values())
    answer = desk.post(ADDRESS, {"text": TEXT}, follow=True)
    assert "taken in already" in answer.content.decode()
    assert list(Proposal.objects.values()) == before
    assert SourceRevision.objects.count() == 1


def test_a_pasted_text_with_its_address_is_that_article(desk):
    url = "https://courier.example/bridge"
    desk.post(ADDRESS, {"text": TEXT, "urls": url})
    desk.post(ADDRESS, {"text": TEXT + "Corrected.\n", "urls": url})
    source = Source.objects.get()
    assert source.url == url
    assert source.revisions.count() == 2


def test_one_file_is_read_at_once(desk):
    answer = desk.post(ADDRESS, {"uploads": SimpleUploadedFile("bridge.txt", TEXT.encode())})
    assert "/article/" in answer.url
    assert Proposal.objects.waiting().exists()


def test_several_files_are_a_job_with_what_became_of_each(desk, django_capture_on_commit_callbacks):
    files = [
        SimpleUploadedFile("good.txt", TEXT.encode()),
        SimpleUploadedFile("bad.bin", bytes(range(256)) * 9),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(ADDRESS, {"uploads": files}, follow=True)
    page = desk.get(answer.redirect_chain[0][0]).content.decode()
    results = {each.name: each.result for each in Job.objects.get().items.all()}
    assert results == {"good.txt": "done", "bad.bin": "failed"}
    assert "2 of 2 done" in page
    assert "1 failed" in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": "   "},
        {"text": TEXT, "edtf": "May 2023"},
        {"text": TEXT, "edtf": "soon"},
        {"text": TEXT, "edtf": "Y-12000"},
        {"urls": "ftp://courier.example/x"},
        {"urls": "javascript:alert(1)"},
        {"urls": "file:///etc/passwd"},
        {"text": TEXT, "urls": "https://a.example/1 https://a.example/2"},
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words_and_nothing_typed_is_lost(desk, data):
    answer = desk.post(ADDRESS, {"publisher": "The Courier", **data})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "errorlist" in page
    assert 'value="The Courier"' in page
    assert not Source.objects.exists()
    assert not Job.objects.exists()


def test_a_file_that_is_no_article_is_refused_in_words(desk):
    answer = desk.post(ADDRESS, {"uploads": SimpleUploadedFile("bad.bin", bytes(range(256)) * 9)})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Source.objects.exists()


@pytest.mark.parametrize("content", [b" \n ", b"In May 2023 the bridge \x00 opened."])
def test_a_file_that_holds_no_text_is_refused_in_words(desk, content):
    answer = desk.post(ADDRESS, {"uploads": SimpleUploadedFile("bad.txt", content)})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Source.objects.exists()


def test_only_who_may_add_articles_takes_them_in(client, django_user_model):
    user = django_user_model.objects.create_user("intern", is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"text": TEXT}).status_code == 403
    assert client.get("/admin/timeline/job/").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="add_source"))
    answer = client.post(ADDRESS, {"text": TEXT}, follow=True)
    assert answer.status_code == 200
    assert "is taken in" in answer.content.decode()
