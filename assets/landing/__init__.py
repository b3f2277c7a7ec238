"""Landing: readers of delivered files. Pure: a file in, its rows and an account of every other line out."""

from assets.landing.archive import members
from assets.landing.files import read_file
from assets.landing.lines import count_lines
from assets.landing.reading import Block, Note, Reading, Refused

__all__ = ["Block", "Note", "Reading", "Refused", "count_lines", "members", "read_file"]
