"""The errors that users see: what is wrong, where, and what to do."""

from __future__ import annotations


class LoaderError(Exception):
    """Something a user can mend; its text is one line and goes to the screen as it is."""


class UsageError(LoaderError):
    """A query that is not there, or a value for it that is missing, one too many or of another type."""
