"""The one error that users see: what is wrong, where, and what to do."""

from __future__ import annotations


class LoaderError(Exception):
    """Something a user can mend; its text is one line and goes to the screen as it is."""
