"""What leaves the warehouse: published versions, and report workbooks for people.

Belongs here: what must hold before a version is published; how a table is laid out on paper, split into files
and named. Does not belong here: what a row is (``sql``), when reports are made (``orchestration``).
"""
