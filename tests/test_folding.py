import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.folding import fold, fold_query, slug_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Łódź, 1863-64", ["lodz", "1863", "64", "1864"]),
        ("1863–1864", ["1863", "1864"]),
        ("1,131 prisoners", ["1131", "prisoners"]),
        ("re-elected", ["re", "elected", "reelected"]),
        ("Zelensky's", ["zelensky"]),
        ("O’Brien", ["obrien"]),
        ("Сергій Тихановський", ["сергіи", "тихановськии"]),
        ("Straße ŒUVRE Ærø", ["strasse", "oeuvre", "aero"]),
        ("the U.S. and the E.U.", ["the", "us", "and", "the", "eu"]),
        ("ﬁne ２０２３", ["fine", "2023"]),
        ("𝐁𝐞𝐥𝐚𝐫𝐮𝐬 №5 Acme™", ["belarus", "no5", "acmetm"]),
        ("🌉 “ ” — …", []),
        ("", []),
    ],
)
def test_it_folds_case_marks_apostrophes_hyphens_and_digits(text, tokens):
    assert fold(text) == tokens


def test_a_query_keeps_the_alternatives_of_a_word_together():
    assert fold_query("re-elected 1863-64") == [
        (("re", "elected"), ("reelected",)),
        (("1863",),),
        (("64",), ("1864",)),
    ]


@given(st.text(max_size=80))
def test_a_token_holds_nothing_that_a_database_could_take_for_an_operator(text):
    for token in fold(text):
        assert token
        assert not set(token) & set("\"'*():&|!<>-+\\% \t\n\0_")


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x2FF), max_size=20))
def test_marks_written_apart_fold_as_marks_within_a_letter(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The January Uprising of 1863–64", "the-january-uprising-of-1863-64"),
        ("Łódź & Kraków!", "lodz-krakow"),
        ("Зустріч у Вільнюсі", ""),
        ("平和", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_slug_is_ascii_or_nothing(text, slug):
    assert slug_of(text) == slug


@given(st.text(max_size=120))
def test_a_slug_never_breaks_an_address(text):
    slug = slug_of(text)
    assert len(slug) <= 80
    assert slug == "" or all(part.isalnum() and part.isascii() for part in slug.split("-"))
