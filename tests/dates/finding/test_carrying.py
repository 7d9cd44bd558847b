import datetime

import pytest

from timeline.dates import date_sentences

PUBLISHED = datetime.date(2026, 1, 26)  # a Monday


def told(text, published=PUBLISHED):
    return [(text[each.start : each.end], each.edtf) for each in date_sentences(text, published)]


def test_a_sentence_without_a_date_takes_the_day_of_the_story_and_names_its_anchor():
    text = "Bridge opens\nThe bridge opened on Friday. Thousands came."
    assert [edtf for _, edtf in told(text)] == ["2026-01-23"] * 3
    assert date_sentences(text, PUBLISHED)[2].anchor.words == "Friday"


def test_where_the_story_names_no_day_it_is_that_of_publication():
    [sentence] = date_sentences("The bridge opened.", PUBLISHED)
    assert (sentence.edtf, sentence.anchor.kind) == ("2026-01-26", "published")


def test_without_a_publication_date_only_named_dates_count():
    assert told("It opened on 3 May 2025. Many came.", None) == [("It opened on 3 May 2025.", "2025-05-03")]


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("Originally due in May 2025, it will open in June 2026.", "2026-06"),
        ("She asked for an answer before 1 March.", "2026-01-26"),
        ("“Today we celebrate,” she said.", "2026-01-26"),
    ],
)
def test_a_superseded_date_and_a_deadline_do_not_date_a_sentence(sentence, edtf):
    assert told(sentence) == [(sentence, edtf)]
