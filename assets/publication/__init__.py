"""What leaves the warehouse for people: report workbooks.

Belongs here: how a table is laid out on paper, split into files and named. Does not belong here: what a row is
(``sql/reports``), which version is read and when (``orchestration``).
"""
