"""`verify_citations`: a quotation that its text does not hold is named, and nothing else is."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_cited, make_text
from timeline.models import Citation

pytestmark = pytest.mark.django_db


def test_the_seeds_hold(seeds, capsys):
    call_command("verify_citations")
    assert f"{Citation.objects.count()} quotations stand in their texts." in capsys.readouterr().out


def test_words_that_are_not_there_are_named_with_their_place(capsys):
    good, bad = make_cited(), make_cited(text=make_text(body="In May 2023 the tunnel opened."))
    citation = bad.citations.get()
    Citation.objects.filter(pk=citation.pk).update(exact="In May 2024 the tunnel opened.")
    with pytest.raises(CommandError, match="1 of 2 quotations"):
        call_command("verify_citations")
    said = capsys.readouterr().err
    assert citation.public_id in said
    assert "In May 2024" in said
    assert good.citations.get().public_id not in said
