"""Works on disk, as they were read: each can be taken again, and none has to stay in memory."""

from __future__ import annotations

import pickle
from array import array
from contextlib import suppress
from tempfile import TemporaryFile, gettempdir
from typing import TYPE_CHECKING

from loader.errors import LoaderError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from loader.document import Work


class Spool:
    """A temporary file of works, by the order in which they came."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed when the spool is
        self._places = array("Q")

    def add(self, work: Work) -> int:
        """Keep a work; its index. LoaderError says where there is no room for it."""
        self._file.seek(0, 2)
        self._places.append(self._file.tell())
        try:
            pickle.dump(work, self._file, pickle.HIGHEST_PROTOCOL)
            self._file.flush()
        except OSError as error:
            raise LoaderError(
                f"cannot keep what is read in {gettempdir()}: {error.strerror}; make room there, or let TMPDIR name "
                "another folder"
            ) from error
        return len(self._places) - 1

    def take(self, index: int) -> Work:
        """A work that was kept; it stays."""
        self._file.seek(self._places[index])
        work: Work = pickle.load(self._file)  # noqa: S301 - written above, and nobody else sees the file
        return work

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what found no room is wanted no more
            self._file.close()
