"""What parts the members of a list."""

JOINS = frozenset("和与及")
"""What joins the last member to those before."""
JOIN = f"[{''.join(sorted(JOINS))}]"
"""The same as a pattern, to be put into longer ones."""
LIST_MARKS = JOINS | {"、"}
"""What may stand between two members."""
