"""Articles as nobody should send them: cut, shuffled, mixed, filled with what no text has. Seeded, so repeatable."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

_RIGHT_TO_LEFT = "\u200f\u202e\u2067\u061c"


def mutations(originals: Sequence[bytes], chance: random.Random, number: int) -> Iterator[bytes]:
    """Yield `number` articles, each made of one of the originals by one to three mutations."""
    for _each in range(number):
        content = chance.choice(originals)
        for mutate in chance.sample(MUTATIONS, chance.randint(1, 3)):
            content = mutate(content, chance)
        yield content


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _shuffle_lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _shuffle_words(content: bytes, chance: random.Random) -> bytes:
    words = content.split(b" ")
    chance.shuffle(words)
    return b" ".join(words)


def _control_characters(content: bytes, chance: random.Random) -> bytes:
    return _sprinkled(content, chance, [bytes([each]) for each in range(32)])


def _any_bytes(content: bytes, chance: random.Random) -> bytes:
    return _sprinkled(content, chance, [bytes([each]) for each in range(128, 256)])


def _mix_encodings(content: bytes, chance: random.Random) -> bytes:
    middle = chance.randint(0, len(content))
    return content[:middle] + content[middle:].decode(errors="replace").encode("utf-16")


def _right_to_left(content: bytes, chance: random.Random) -> bytes:
    return _sprinkled(content, chance, [each.encode() for each in _RIGHT_TO_LEFT])


def _every_plane(content: bytes, chance: random.Random) -> bytes:
    points = (plane * 0x10000 + chance.randrange(0xE000, 0x10000) for plane in range(17))
    return _sprinkled(content, chance, [chr(each).encode() for each in points])


def _digits(content: bytes, chance: random.Random) -> bytes:
    return _sprinkled(
        content, chance, [b"1", b"31", b"2023", b"/", b"-", b".", b",", b" May ", b" since ", b"\n"]
    )


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + content[start : start + chance.randint(1, 40)] * chance.choice([10, 1000])


def _sprinkled(content: bytes, chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    pieces, position = [], 0
    for place in sorted(chance.randint(0, len(content)) for _each in range(chance.randint(1, 200))):
        pieces += [content[position:place], chance.choice(seeds)]
        position = place
    return b"".join([*pieces, content[position:]])


MUTATIONS: Sequence[Mutation] = (
    _cut, _shuffle_lines, _shuffle_words, _control_characters, _any_bytes, _mix_encodings, _right_to_left,
    _every_plane, _digits, _repeat,
)  # fmt: skip
