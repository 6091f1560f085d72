"""The casework: people, papers, permissions, and a record nobody can quietly change.

Only `procedures` write. Models hold constraints, `guards` hold the lines in the database itself.
"""
