"""What is acceptable: rules as Great Expectations suites, scores, and what departments receive.

Belongs here: verdicts about delivered data, and the pages and workbooks that carry them to their owners.
Does not belong here: how a value is standardised (``sql``), who decides it (``catalog``), or when a check
runs (``orchestration``).
"""
