"""Inspection: any file, declared or not, to tables, an account of every other line, and what its columns look like.

Pure, like landing, whose readers it uses: where a file has headers that the catalog knows it is read as the pipeline
would read it; any other file is read by what its lines have in common, and irregular lines are mended where they can be.
"""
