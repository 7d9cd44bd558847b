"""What readers see: an address, a function, a sentence of a QuerySet, a template."""
