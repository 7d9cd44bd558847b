import copy
import pickle
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import DateError, Edtf, End, NotEdtf, Precision

from .values import values


# 10,000 values, twenty at a time: an example has a cost of its own, many times that of a value.
@settings(max_examples=500, deadline=None)
@given(
    st.lists(values, min_size=20, max_size=20), st.sampled_from(["en-GB", "en-US", "uk", "de", "pl", "fr"])
)
def test_a_value_survives_its_string_its_bounds_and_its_words(many, locale):
    for value in many:
        again = Edtf.parse(str(value))
        assert (again, hash(again), again.bounds()) == (value, hash(value), value.bounds())
        words = value.in_words(locale)
        assert words.strip()
        assert "{" not in words


@settings(max_examples=1_000, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="0123456789-/.,[]?~%XYTZ:+ ", max_size=40)))
def test_no_text_raises_anything_but_our_error(text):
    try:
        assert str(Edtf.parse(text)) == text
    except DateError as error:
        assert str(error)


WRONG = [
    ("2023-02-30", "no day 30"),
    ("2023-02-29", "no day 29"),
    ("-0001-02-29", "no day 29"),
    ("XXXX-02-30", "no day 30"),
    ("2023-13", "no month 13"),
    ("1863-64", "1863/1864"),
    ("2023-25", "seasons are 21"),
    ("2023-00", "no month 00"),
    ("1864/1863", "before it can start"),
    ("2023-06/2023-05-31", "before it can start"),
    ("2026-01-25T15:00:00/2026-01-25T14:00:00", "before it can start"),
    ("[1864..1863]", "before it can start"),
    ("/", "one end at least"),
    ("../..", "one end at least"),
    ("1863/1864/1865", "one slash"),
    ("[1863]", "two members"),
    ("[1863,1863]", "twice"),
    ("[1863", "ends with a bracket"),
    ("[]", "two members"),
    ("[..]", "a..b"),
    ("[1863,..1865]", "half-open"),
    ("[1863..,1865]", "half-open"),
    ("[[1863,1864]]", "brackets"),
    ("{1863,1864}", "brackets"),
    ("-0000", "written 0000"),
    ("201X-05", "stands alone"),
    ("2004-XX-15", "2004-XX-XX"),
    ("XXXX-XX", "write XXXX"),
    ("2023-21-05", "has no days"),
    ("?2004", "at the end"),
    ("2004?-06", "at the end"),
    ("2004??", "at the end"),
    ("12000", "Y12000"),
    ("Y2023", "five to ten digits"),
    ("Y1000000001", "too far away"),
    ("Y-9999999999", "too far away"),
    ("863", "four digits"),
    ("+2023", "no plus"),
    ("2023-05 ", "no spaces"),
    ("2023-05\n", "no spaces"),
    ("1863 / 1864", "no spaces"),
    ("٢٠٢٣", "digits 0 to 9"),
    ("1863–1864", "plain hyphens"),
    ("201x", "capital letters"),
    ("", "No date was given"),
    ("2026-01-25T14:30", "hh:mm:ss"),
    ("2026-01-25T24:00:00", "no such time"),
    ("2026-01-25T14:30:60", "no such time"),
    ("2026-01-25T14:30:00+24:00", "no such offset"),
    ("2026-01-25T14:30:00-00:00", "write Z"),
    ("2026-01-25T14:30:00~", "behind a clock time"),
    ("XXXX-01-25T14:30:00", "whole date"),
    ("May 2023", "no spaces"),
    (None, "a text"),
    (2023, "a text"),
]


@pytest.mark.parametrize(("text", "hint"), WRONG)
def test_it_refuses_what_is_not_a_date_and_says_why(text, hint):
    with pytest.raises(NotEdtf, match=hint.replace(".", r"\.")):
        Edtf.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000,
        "[" * 10_000,
        "[" + ",".join(map(str, range(1000, 11_000))) + "]",
        "/" * 10_000,
        "Y" * 10_000,
    ],
    ids=["digits", "brackets", "members", "slashes", "letters"],
)
def test_it_refuses_huge_input_at_once(text):
    started = time.perf_counter()
    with pytest.raises(NotEdtf, match="characters long"):
        Edtf.parse(text)
    assert time.perf_counter() - started < 0.05


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2026-01-25T14:30:00+02:00", Precision.TIME),
        ("2026-01-25", Precision.DAY),
        ("1985-04-XX", Precision.MONTH),
        ("2023-05?", Precision.MONTH),
        ("2020-22", Precision.SEASON),
        ("2004-XX", Precision.YEAR),
        ("Y-12000", Precision.YEAR),
        ("201X", Precision.DECADE),
        ("18XX", Precision.CENTURY),
        ("1XXX", Precision.MILLENNIUM),
        ("XXXX-01-25", Precision.UNKNOWN),
        ("1863/1864-05-03", Precision.YEAR),
        ("2022-02-24/..", Precision.DAY),
        ("[2023-05-09,2023-06]", Precision.MONTH),
    ],
)
def test_precision_is_that_of_the_coarsest_date(text, precision):
    assert Edtf.parse(text).precision is precision


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("2026-01-25", "2026-01-25"),
        ("2023-05", "2023-05"),
        ("1863", "1863"),
        ("0044", "0044"),
        ("2026-01-25T14:30:00", "2026-01-25T14:30:00"),
        ("2026-01-25T14:30:00Z", "2026-01-25T14:30:00Z"),
        ("2026-01-25T14:30:00+02", "2026-01-25T14:30:00+02:00"),
        ("1985-04-XX", "1985-04"),
        ("1985-XX-XX", "1985"),
        ("XXXX-01-25", "01-25"),
        *((text, "") for text in ("XXXX", "XXXX-01", "0000", "-0043", "Y12000", "201X", "18XX", "2020-22")),
        *((text, "") for text in ("1863?", "1863~", "1863%", "1863/1864", "2022-02/..", "[1863,1864]")),
    ],
)
def test_html_gets_a_date_only_at_the_precision_known(text, html):
    assert Edtf.parse(text).html_datetime == html


def test_it_tells_what_it_is():
    since, doubt = Edtf.parse("2022-02/.."), Edtf.parse("1863%")
    assert (since.is_interval, since.is_open, since.is_ongoing, since.is_exact_day) == (
        True,
        True,
        True,
        False,
    )
    assert (since.start, since.end) == (Edtf.parse("2022-02"), End.OPEN)
    assert Edtf.parse("/2022-02").start is End.UNKNOWN
    assert (doubt.is_uncertain, doubt.is_approximate, doubt.is_interval, doubt.start) == (
        True,
        True,
        False,
        doubt,
    )
    assert Edtf.parse("2026-01-25").is_exact_day
    assert not Edtf.parse("2026-01-25?").is_exact_day
    assert Edtf.parse("XXXX-01-25").year_unknown
    assert Edtf.parse("[1863,1864]").is_set


@pytest.mark.parametrize("text", ["2026-01-25", "2022-02/..", "[1863,1870..1872]", "XXXX-01-25"])
def test_it_can_be_pickled_copied_and_used_as_a_key_and_not_be_changed(text):
    value = Edtf.parse(text)
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
    assert {value: 1}[Edtf.parse(text)] == 1
    with pytest.raises(AttributeError):
        value.text = "2020"


def test_what_is_wider_comes_first_and_the_order_agrees_with_equality():
    texts = ["[..1862]", "-0043", "0001", "18XX", "1863/1864", "1863", "1863-01-22", "1863-01-23/..", "XXXX"]
    in_order = [Edtf.parse(text) for text in ["XXXX", *texts[:-1]]]
    assert sorted(Edtf.parse(text) for text in reversed(texts)) == in_order
    assert Edtf.parse("2004-XX") != Edtf.parse("2004")
    assert Edtf.parse("2004") < Edtf.parse("2004-XX")
    assert Edtf.parse("2004") != "2004"


@given(values, values)
def test_any_two_values_have_one_order(a, b):
    assert (a < b) + (a == b) + (a > b) == 1
    assert (a <= b) == (a < b or a == b)


def test_importing_the_package_leaves_django_alone():
    code = "import sys, timeline.dates; sys.exit('django' in sys.modules or 'edtf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
