"""From a text to records: each stage is a file, and only `saving` knows the database."""
