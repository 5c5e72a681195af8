"""The one exception whose text a person may read."""


class OiseError(Exception):
    """A refusal to go on, said in one French sentence that tells what to do.

    The command line prints the sentence and exits with code 2; every other exception is a defect.
    """
