"""Language of parts (WCAG 3.1.2): what is not in the page's language says so, and nothing else does.

`<h1{% lang %}>` is in the newsroom's language, `<h1{% lang "uk" %}>` in Ukrainian; `{{ text|ours }}` and
`{{ text|in_language:"uk" }}` wrap a text within a sentence. Where the page speaks that language they add nothing.
"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from timeline import languages
from timeline.languages import attributes

register = template.Library()


@register.simple_tag
def lang(language: str | None = None) -> SafeString:
    """Return the attributes of an element with a text in `language`, or in the newsroom's."""
    return attributes(settings.CONTENT_LANGUAGE if language is None else language)


@register.simple_tag
def site_name() -> str:
    """Return what the site is called."""
    return languages.site_name()


@register.simple_tag
def interface_languages() -> list[tuple[str, str]]:
    """Return the languages that the interface speaks, each with its own name for itself."""
    return list(settings.LANGUAGES)


@register.filter
def in_language(text: str, language: str) -> str:
    """Return the text, in an element that names its language where that is not the page's."""
    needed = attributes(language) if text else ""
    return format_html("<span{}>{}</span>", needed, text) if needed else text


@register.filter
def ours(text: str) -> str:
    """Return a text of the newsroom's, as `in_language` does."""
    return in_language(text, settings.CONTENT_LANGUAGE)
