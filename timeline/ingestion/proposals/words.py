"""The words by which a desk tells an event: kinds, verbs, hedges, names. Data, in no order unless one is said."""

from __future__ import annotations

import re

# Of an event's kinds, those that a word of its clause tells; the first that stands there counts.
KIND_CUES: tuple[tuple[str, str], ...] = (
    ("count", r"there (?:were|are|was) [\d,.]+|(?:stood|stands) at [\d,.]+|number of"),
    ("interview", r"interview(?:ed)?"),
    ("speech", r"speaking|speech|told (?:the|a) (?:parliament|crowd|conference)"),
    ("commemoration", r"commemorat\w+|anniversary|memorial|participated in events"),
    ("uprising", r"uprising|rebellion|rose up|revolt(?:ed)?"),
    ("election", r"elections?|referendum|elected|re-elected|vote"),
    ("release", r"freed|released?|pardon(?:ed)?"),
    ("arrest", r"arrest(?:ed|s)?|detain(?:ed)?|detention|jailed|sentenced|imprisoned|convicted"),
    ("conflict", r"war|invasion|invaded|attack(?:ed|s)?|offensive|shell(?:ed|ing)|bombed|troops|ceasefire"),
    ("protest", r"protest(?:s|ed|ers)?|demonstrat\w+|rall(?:y|ied)|strike"),
    ("encounter", r"encounter(?:s|ed)?|crossed paths|ran into"),
    ("meeting", r"met|meetings?|talks|summit|negotiat\w+"),
    ("visit", r"visit(?:ed|s)?|travell?ed to|arrived in"),
    ("decision", r"decided|decision|signed|approved|adopted|banned|imposed|ruled|law|agreed|order(?:ed|s)?"),
    ("statement", r"announced|said|stated|statement|declared|wrote|posted"),
)

# Verbs whose past tense has no -ed, as newspapers use them.
_IRREGULAR = (
    "is are was were has have had did does began became bought broke brought built came chose cut drew drove fell felt "
    "fled flew fought found freed gave got grew held hit kept knew laid led left lent lost made meant met overcame "
    "overthrew paid put quit ran read rose said sank saw sent set shot shut sold sought spent split spoke stood stole "
    "stuck struck swept swore taught told took thought threw went win won wore wrote began sunk will would can could may "
    "marks continues remains means"
)
FINITE = re.compile(rf"\b(?:{'|'.join(_IRREGULAR.split())}|[a-z]{{2,}}ed)\b", re.IGNORECASE)

HEDGES = re.compile(
    r"\b(?:widely regarded as|regarded as|reportedly|allegedly|alleged|apparently|according to|believed to|thought to|"
    r"considered|suspected|accused of|is said to|claimed?|likely|what (?:she|he|they) described as)\b",
    re.IGNORECASE,
)

SPEECH_VERBS = "said says announced stated wrote told reported confirmed claimed added declared tweeted posted described noted"
PLATFORMS = (
    "X|Twitter|Facebook|Telegram|Instagram|YouTube|TikTok|Truth Social|Threads|Bluesky|VKontakte|social media"
)

ROLES = frozenset(
    (
        "president prime minister chancellor king queen prince princess pope general colonel major captain sir lord lady "
        "senator governor mayor ambassador ceo cfo coo mp secretary chairman chairwoman director professor dr mr mrs ms judge foreign "
        "defence defense deputy vice former chief"
    ).split()
)
ORGANISATION_WORDS = frozenset(
    (
        "agency alliance army association authority bank board bureau center centre church coalition college commission "
        "committee community company congress corp corporation council court department federation foundation fund "
        "computer airways airplanes aircraft force industries systems technologies motors government group guard house inc institute league ltd ministry movement news nations office organisation "
        "organization parliament party police press senate service society times trust union university airlines"
    ).split()
)
EVENT_WORDS = frozenset(
    "uprising war revolution rebellion summit ceremony prize election games cup conference festival treaty day award".split()
)
MONTHS_AND_DAYS = frozenset(
    (
        "january february march april may june july august september october november december jan feb mar apr jun jul aug "
        "sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)
# What begins sentences, and is no name for its capital.
OPENERS = frozenset(
    (
        "a an the this that these those he she it they we you i his her its their our my who what when where why how while "
        "in on at by for from to of with as and but or nor so if after before during since until despite although though "
        "because under over speaking there here one two three several many most some all both each every no not earlier "
        "later also still however meanwhile yet then now asked following according photo read more"
    ).split()
)
_DEMONYM = re.compile(
    r"\w{2,}(?:ians?|eans?|ish|ese|ch|lans?|ers)|Greeks?|Czechs?|Poles?|Swiss|Serbs?|Turks?|Iraqis?|Israelis?"
)


def is_demonym(word: str) -> bool:
    """Return whether a capitalised word is of a people or a language, such as Ukrainian."""
    return bool(_DEMONYM.fullmatch(word))


BOILERPLATE = re.compile(
    r"©|\ball rights reserved\b|\bcopyright\b|^(?:last )?(?:updated|published|modified|posted)\b|\bsubscribe\b|\bnewsletter\b|"
    r"^(?:by|photo|image|credit|source|share|tags?|read (?:more|also))\b[: ]|\bcookies?\b|\bterms of use\b",
    re.IGNORECASE,
)
