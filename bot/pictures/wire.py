"""What the program and the process that draws say to each other."""

import struct

SIZE = struct.Struct(">I")
"""Before each picture that is wanted: how many bytes of it follow."""
ANSWER = struct.Struct(">BI")
"""Before each answer: whether it is drawn, and how many bytes follow."""
DRAWN, FAILED = 0, 1
"""A file follows, or the text of the error."""
