"""How tables are computed: one file, one SELECT, one table; and the only module that opens an engine.

Belongs here: SELECTs, scalar functions, the parser of both, the warehouse. Does not belong here: what a column
means (``catalog``), when things run (``orchestration``), or any text of SQL put together from pieces.
"""
