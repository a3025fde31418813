"""What ends a part of the program, or all of it, in a simulated run."""


class Dead(Exception):
    """That incarnation of the program is gone: nothing it still does has any effect."""


class Fell(Exception):
    """A part of the program falls, for no reason that anybody foresaw; the others live on."""
