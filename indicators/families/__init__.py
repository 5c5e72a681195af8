"""One file per family of indicators; each declares ``INDICATEURS``, whose codes begin with the file's name."""
