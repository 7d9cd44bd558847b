"""One folding for documents and queries, so that a search finds a name however it is spelled or typed.

Folding makes *tokens*: lower case, without marks, apostrophes or hyphens; ł is l and ø is o; the digits of a
number stand together (1,131 is 1131). Unicode's compatibility decomposition (NFKD, UAX #15) does most of it; the
table below holds the letters that have no decomposition. The result is the same for every database.
"""

import re
import unicodedata

# Letters that carry their mark inside, and so survive a decomposition.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼʹ′`´](?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s(?!\w)")
_GROUPED_DIGITS = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}(?!\d))")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_RANGE = re.compile(r"(?<!\d)(\d{4})\s?[-‐‑‒–—/]\s?(\d{2}|\d{4})(?!\d)")
_LONGEST = 100  # characters of a token: databases limit them, words do not come longer
_HYPHENS = "-‐‑"
_WORD = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)*")

Alternatives = tuple[tuple[str, ...], ...]


def fold(text: str) -> list[str]:
    """Return the tokens of a document, in order: `Łódź, 1863-64` is `lodz 1863 64 1864`.

    A hyphenated word gives its parts and the whole; a range of years gives both years, as printed and in full.
    """
    return [token for group in _groups(text) for alternative in group for token in alternative]


def fold_query(text: str) -> list[Alternatives]:
    """Return what a document must hold: for each word typed, alternatives of which one must be there whole.

    `re-elected 1863-64` is `[(("re", "elected"), ("reelected",)), (("1863",),), (("64",), ("1864",))]`.
    """
    return _groups(text)


def slug_of(text: str, *, longest: int = 80) -> str:
    """Return `text` as a piece of an address, in ASCII; empty where nothing of it can be written so."""
    words = [each for each in re.split(r"[^a-z0-9]+", " ".join(_plain(text).split())) if each]
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > longest:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or (words[0][:longest] if words else "")


def _groups(text: str) -> list[Alternatives]:
    plain = _GROUPED_DIGITS.sub("", _plain(text))
    groups: list[Alternatives] = []
    position = 0
    for years in _RANGE.finditer(plain):
        groups += _words(plain[position : years.start()])
        groups += _years(years[1], years[2])
        position = years.end()
    return groups + _words(plain[position:])


def _plain(text: str) -> str:
    # Compatibility caseless matching (The Unicode Standard, D146): № is a No, and 𝐁 a B, only once decomposed.
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    decomposed = unicodedata.normalize("NFKD", decomposed.casefold())
    bare = "".join(each for each in decomposed if not unicodedata.combining(each)).translate(_LETTERS)
    joined = _APOSTROPHES.sub("", _POSSESSIVE.sub("", unicodedata.normalize("NFC", bare)))
    return _INITIALS.sub(lambda initials: initials[0].replace(".", ""), joined)


def _years(first: str, last: str) -> list[Alternatives]:
    if len(last) == 4:
        return [((first,),), ((last,),)]
    return [((first,),), ((last,), (first[:2] + last,))]


def _words(text: str) -> list[Alternatives]:
    groups: list[Alternatives] = []
    for match in _WORD.finditer(text):
        parts = tuple(each[:_LONGEST] for each in re.split(f"[{_HYPHENS}]", match[0]))
        groups.append((parts,) if len(parts) == 1 else (parts, ("".join(parts)[:_LONGEST],)))
    return groups
