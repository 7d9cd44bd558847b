"""What an import wrote, so that the next one can tell its own words from an editor's."""

from django.db import models


class ImportRecord(models.Model):
    """One thing that an import wrote: its key in the fixtures, and a digest of what was written.

    Where the thing differs from its digest, or is gone, an editor was there, and the import keeps away.
    """

    key = models.CharField(max_length=1200, unique=True)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key
