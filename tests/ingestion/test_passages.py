import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import ROOT
from timeline.ingestion.passages import (
    CONTEXT_LIMIT,
    QuotationMissing,
    QuotationRepeated,
    find_passage,
    passage_at,
    sentence_around,
    text_fragment,
)

SEEDS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


@pytest.mark.parametrize(
    ("body", "quotation", "prefix", "found"),
    [
        ("He said “yes” twice.", 'said "yes"', "", "said “yes”"),
        ("It's Kyiv’s bridge.", "It’s Kyiv's", "", "It's Kyiv’s"),
        ("«Так», сказала вона.", '"Так"', "", "«Так»"),
        ("one\u00a0 two\nthree", "one two three", "", "one\u00a0 two\nthree"),
        ("In 1863–64 they rose.", "1863–64", "", "1863–64"),
        ("a (b) [c] .* d", "(b) [c] .*", "", "(b) [c] .*"),
        ("old town, new town", "town", "new", "town"),
        ("old “town”, new “town”", '"town"', "new", "“town”"),
        ("🇺🇦 in May 🌉 it opened", "May 🌉", "", "May 🌉"),
        ("وصل في أيار 2023 إلى", "أيار 2023", "", "أيار 2023"),
    ],
)
def test_it_finds_the_words_letter_for_letter_or_with_spaces_and_marks_folded(body, quotation, prefix, found):
    passage = find_passage(body, quotation, prefix)
    assert body[passage.start : passage.end] == passage.exact == found


@pytest.mark.parametrize(
    ("body", "quotation"),
    [
        ("They met in May 2023.", "They met in may 2023"),
        ("They met in May 2023.", "They met in May 2023!"),
        ("They met in May 2023.", "They  met in June 2023"),
        ("He met Zelensky.", "He met Zelenskyy"),
        ("In 1863–64 they rose.", "1863-64"),
        ("Łódź", "Lodz"),
        ("café", "cafe"),
        ("anything", "  \n "),
        ("x", "xx"),
    ],
)
def test_it_never_takes_a_near_match(body, quotation):
    with pytest.raises(QuotationMissing):
        find_passage(body, quotation)


def test_a_quotation_found_twice_is_refused_with_its_places():
    with pytest.raises(QuotationRepeated, match="2 times.*prefix") as refused:
        find_passage("old town, new town", "town")
    assert refused.value.starts == (4, 14)


def test_overlapping_places_count_as_two():
    with pytest.raises(QuotationRepeated):
        find_passage("na na na", "na na")


def test_a_prefix_that_stands_elsewhere_is_named_in_the_refusal():
    with pytest.raises(QuotationMissing, match="not just after “old”"):
        find_passage("old hat, new town", "town", "old")


def test_an_exact_place_wins_over_a_folded_one():
    assert find_passage('say “it” or say "it"', 'say "it"').start == 12


@pytest.mark.parametrize("body", SEEDS, ids=["kyiv-independent", "euromaidan-press"])
def test_every_sentence_of_the_seeds_is_found_where_it_stands(body):
    for start in [index for index, each in enumerate(body) if not each.isspace()][::97]:
        first, last = sentence_around(body, start, start + 1)
        assert find_passage(body, body[first:last]).start == first


@pytest.mark.parametrize(
    ("body", "words", "sentence"),
    [
        (
            "It began. They met on Jan. 25 in Vilnius, they said. It ended.",
            "Vilnius",
            "They met on Jan. 25 in Vilnius, they said.",
        ),
        (
            "First. Mr. Smith and J. K. Rowling met in the U.S. in May. Last.",
            "met",
            "Mr. Smith and J. K. Rowling met in the U.S. in May.",
        ),
        ('He left. "We met once." She laughed.', "met", '"We met once."'),
        ("He left. “Did we meet?” she asked. No.", "meet", "“Did we meet?” she asked."),
        ("War enabler vs. Ukraine's ally. End.", "ally", "War enabler vs. Ukraine's ally."),
        ("One line\nTwo. Three", "Two", "Two."),
        ("It cost 3.5 million. Then more.", "million", "It cost 3.5 million."),
        ("Wait… They came. So.", "came", "They came."),
        ("One. Two. Three.", "One. Two", "One. Two."),
        ("no full stop at all", "stop", "no full stop at all"),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(body, words, sentence):
    passage = find_passage(body, words)
    assert passage.prefix + passage.exact + passage.suffix == sentence


@settings(max_examples=300)
@given(st.text(min_size=1, max_size=200), st.data())
def test_offsets_always_reproduce_the_words_in_any_unicode(body, data):
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    passage = passage_at(body, start, end)
    assert passage.exact == body[start:end]
    around = body[start - len(passage.prefix) : end + len(passage.suffix)]
    assert around == passage.prefix + passage.exact + passage.suffix
    try:
        found = find_passage(body, passage.exact)
    except QuotationRepeated as refused:
        assert len(refused.starts) > 1
    except QuotationMissing:
        assert not passage.exact.strip()
    else:
        assert body[found.start : found.end] == found.exact


@settings(max_examples=100)
@given(
    st.text(alphabet="ab\"“”’' \n.", max_size=60), st.text(alphabet="ab\"“”’' \n.", min_size=1, max_size=6)
)
def test_what_is_found_is_the_quotation_but_for_spaces_and_marks(body, quotation):
    marks = str.maketrans(dict.fromkeys("“”", '"') | {"’": "'"})
    try:
        found = find_passage(body, quotation)
    except (QuotationMissing, QuotationRepeated):
        return
    assert " ".join(found.exact.translate(marks).split()) == " ".join(quotation.translate(marks).split())


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 7)])
def test_offsets_outside_the_text_are_refused(start, end):
    with pytest.raises(ValueError, match="not inside"):
        passage_at("sixsix", start, end)


def test_no_more_than_the_limit_is_shown_beside_the_words():
    passage = find_passage("a " * 3000 + "WORDS" + " b" * 3000, "WORDS")
    assert len(passage.prefix) == len(passage.suffix) == CONTEXT_LIMIT


@pytest.mark.parametrize(
    "body",
    ["." * 5_000_000, "a" * 5_000_000, "!?" * 2_500_000, "a. " * 1_600_000, '."' * 2_500_000],
    ids=["dots", "one-word", "marks", "sentences", "closing-marks"],
)
def test_five_megabytes_of_anything_come_to_an_end(body):
    passage = passage_at(body, len(body) // 2, len(body) // 2 + 1)
    assert passage.exact == body[len(body) // 2]


@pytest.mark.parametrize(
    "body", ["." * 5_000_000, "a" * 5_000_000, " " * 5_000_000], ids=["dots", "one-word", "spaces"]
)
def test_a_quotation_that_is_not_in_five_megabytes_is_refused_in_the_end(body):
    with pytest.raises(QuotationMissing):
        find_passage(body, "“b c”")


@pytest.mark.parametrize(
    ("exact", "fragment"),
    [
        ("in May 2023", "#:~:text=in%20May%202023"),
        ("1863-64, when", "#:~:text=1863%2D64%2C%20when"),
        ("Tom & Jerry", "#:~:text=Tom%20%26%20Jerry"),
        ("Łódź “100%”", "#:~:text=%C5%81%C3%B3d%C5%BA%20%E2%80%9C100"),
        ("a b c d e f g h i j k l", "#:~:text=a%20b%20c%20d%20e,h%20i%20j%20k%20l"),
        ("two\n lines", "#:~:text=two%20lines"),
        ('"On behalf," he said.', "#:~:text=On%20behalf%2C%22%20he%20said"),
        ("“a b c d, e” f g h (i j k l).", "#:~:text=a%20b%20c%20d%2C%20e,h%20%28i%20j%20k%20l"),
    ],
)
def test_the_fragment_is_encoded_as_browsers_read_it(exact, fragment):
    assert text_fragment("https://a.example/", exact) == fragment


def test_the_fragment_joins_one_that_is_there():
    assert text_fragment("https://a.example/#top", "May") == ":~:text=May"


@pytest.mark.parametrize(("prefix", "suffix"), [("1", ""), ("", "5"), ("re", " x")])
def test_there_is_no_fragment_for_half_a_word(prefix, suffix):
    assert text_fragment("https://a.example/", "elected", prefix, suffix) == ""


def test_there_is_no_fragment_without_a_word():
    assert text_fragment("https://a.example/", "…") == ""


@pytest.mark.parametrize(
    ("prefix", "exact", "fragment"),
    [
        ("It was seen that, ", "in May,", "#:~:text=was%20seen%20that%2C-,in%20May"),
        ("“Never” (they said, ", "“in May", "#:~:text=in%20May"),
        ("They said (at last: ", "(in May", "#:~:text=at%20last%3A%20%28-,in%20May"),
    ],
)
def test_the_words_before_reach_up_to_the_quotation_or_are_left_out(prefix, exact, fragment):
    assert text_fragment("https://a.example/", exact, prefix) == fragment
