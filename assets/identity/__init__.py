"""Identity resolution: pure functions over Arrow frames; the SQL around them is in ``sql/identity``.

Belongs here: keys and comparisons of names, scores of candidate pairs, clusters, the registry of ids. Does not belong
here: reading or writing tables, Dagster.
"""
