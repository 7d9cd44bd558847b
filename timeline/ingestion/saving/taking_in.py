"""Taking in: from an article that was read to what is proposed of it, for whoever asks: command, desk or worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext

from timeline.ingestion.passages import normalise_newlines
from timeline.ingestion.proposals import KnownEntity, Ledger, propose
from timeline.ingestion.reading import CannotRead, ReadArticle
from timeline.ingestion.saving.proposing import Taken, save_ledger
from timeline.models import Entity, Redaction, Source
from timeline.models.redactions import without


def ledger_of(article: ReadArticle, published_on: date | None = None) -> Ledger:
    """Return what an article (`ReadArticle`) says happened; reads which names are known, writes nothing."""
    digests = Redaction.objects.digests()
    body = without(normalise_newlines(article.body), digests)
    refuse_what_is_no_text(body)
    found = Entity.objects.named_in(body).items()
    names = [KnownEntity(str(key), kind, tuple(spellings)) for key, (kind, spellings) in found]
    return propose(body, published_on or article.published_on, without(article.title, digests), names)


def refuse_what_is_no_text(body: str) -> None:
    """Raise CannotRead for a text that no database keeps: empty, or with characters that stand in no text."""
    if not body.strip():
        raise CannotRead(gettext("There is no text in it."))
    if "\0" in body or any("\ud800" <= each <= "\udfff" for each in body):
        raise CannotRead(gettext("It holds characters that stand in no text: is it really an article?"))


def take_in_all(articles: Sequence[ReadArticle], published_on: date | None = None) -> Iterator[Taken]:
    """Take in what one way in gave: an article; or the items of a feed, of which those are left that are here."""
    known: set[str] = set()
    if len(articles) > 1:
        known = Source.objects.known_addresses(each.url for each in articles if each.url)
    for each in articles:
        if each.url not in known:
            yield take_in(each, published_on)


def take_in(article: ReadArticle, published_on: date | None = None) -> Taken:
    """Read an article's events and keep what is proposed, in one transaction; again, it changes nothing."""
    return save_ledger(article, ledger_of(article, published_on), published_on=published_on)
