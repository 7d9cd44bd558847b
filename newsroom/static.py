"""Static files as they are served: our scripts and stylesheets without what they say to whoever maintains them."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from timeline.stylesheet import without_comments


class LeanStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Keeps our files, those under `timeline/`, without their comments; all others as they came."""

    def _save(self, name: str, content: Any) -> str:
        if re.fullmatch(r"timeline/[^/]+\.(css|js)", name):
            content.seek(0)  # it was read for the name that it is served under
            text = content.read().decode()
            content = ContentFile(
                (_script(text) if name.endswith(".js") else without_comments(text)).encode()
            )
        saved: str = super()._save(name, content)
        return saved


def _script(text: str) -> str:
    """Return a script without its indents and the lines that are comments; what stands beside code stays."""
    return re.sub(r"^[ \t]*//.*\n|^[ \t]+", "", text, flags=re.M)
