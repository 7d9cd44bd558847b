"""Static files as they are served."""

import pytest
from django.core.files.base import ContentFile

from newsroom.static import LeanStaticFilesStorage


@pytest.mark.parametrize(
    ("name", "written", "served"),
    [
        ("timeline/a.js", "// Why.\nlet at = 'https://x'; // aside\n  // Why.\n  go();\n", "let at = 'https://x'; // aside\ngo();\n"),
        ("timeline/a.css", "/* Why. */\na { top: 0; }\n", "a{top:0}"),
        ("timeline/a.svg", "<svg>\n  // no comment\n</svg>", "<svg>\n  // no comment\n</svg>"),
        ("admin/js/a.js", "// Theirs.\n", "// Theirs.\n"),
    ],
)  # fmt: skip
def test_our_scripts_and_stylesheets_are_served_without_comments_and_others_as_they_came(
    name, written, served, tmp_path
):
    storage = LeanStaticFilesStorage(location=tmp_path, base_url="/static/")
    kept = storage.save(name, ContentFile(written.encode()))
    assert storage.open(kept).read().decode() == served
