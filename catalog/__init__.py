"""What the data means: declarations in YAML and CSV, and the models that read them.

Belongs here: the meaning of a column, who decides a value, code lists, parameters, and the one compiler from
declarations to SQL trees. Does not belong here: anything that opens an engine, reads an extract or knows Dagster.
"""
