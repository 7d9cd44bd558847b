"""Saving: article fixtures into the database, all or nothing, and again without doing anything twice.

`checking` finds every problem before anything is written, `keeping` compares what is wanted with what the last
import wrote and with what is there, `writing` puts articles and events down in their order.
"""

from timeline.ingestion.saving.keeping import Report
from timeline.ingestion.saving.writing import save_articles

__all__ = ["Report", "save_articles"]
