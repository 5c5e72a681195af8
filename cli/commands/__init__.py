"""One file per command; each declares ``run``, whose docstring is the command's French help with an example."""
