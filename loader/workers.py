"""The processes that work on documents: as many as there are cores, but one alone as long as there is little to do."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from os import cpu_count
from time import process_time
from typing import TYPE_CHECKING, Any, TypeVar

from loader.errors import LoaderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

T = TypeVar("T")

_METHOD = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
"""How processes start: as copies of one that has read all it needs, where the system can; else each reads it again."""
_READY = "loader.warm"
"""What that one imports."""
_PATIENCE = 3.0
"""Seconds of work that this process does alone before it starts others: these take a second or two to be ready."""
_AHEAD = 4
"""Documents under way for each process: enough to keep it busy, few enough to bound memory."""


class Workers:
    """Processes that are started when there is enough to do for them, or when their number is given."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes or cpu_count() or 1
        self._patience = 0 if processes else _PATIENCE
        self._pool: ProcessPoolExecutor | None = None
        self._lifeline: Connection | None = None
        """Open as long as the processes are to live."""

    def map(self, work: Callable[..., T], arguments: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Do the work for each tuple of arguments, in order, with a bounded number under way.

        LoaderError says that a process ended before its work did.
        """
        try:
            yield from self._map(work, arguments)
        except BrokenProcessPool as error:
            raise LoaderError(
                "a process that works on documents was ended, mostly for want of memory: load with fewer of them, "
                "--processes 1 (a script of one's own needs `if __name__ == '__main__':` around what it does)"
            ) from error

    def _map(self, work: Callable[..., T], arguments: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        arguments = iter(arguments)
        while self._pool is None and (self._processes == 1 or self._patience > 0):
            if (some := next(arguments, None)) is None:
                return
            began = process_time()
            done = work(*some)
            self._patience -= process_time() - began
            yield done
        if self._pool is None:
            context = get_context(_METHOD)
            context.set_forkserver_preload([_READY])
            ours, self._lifeline = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(self._processes, context, initializer=_start, initargs=(ours,))
        under_way: deque[Future[T]] = deque()
        for some in arguments:
            try:
                with _interrupts_held():
                    under_way.append(self._pool.submit(work, *some))
            except (EOFError, ConnectionError) as error:
                raise BrokenProcessPool("the process that others are copies of was ended") from error
            if len(under_way) >= self._processes * _AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None and self._lifeline is not None:
            # The documents under way are worked off, whatever a second Ctrl-C says: what a process leaves half said is
            # waited for without end.
            try:
                with _interrupts_held():
                    self._pool.shutdown(cancel_futures=True)
            finally:
                self._lifeline.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, and for ever in the processes that are started meanwhile, which would complain of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(lifeline: Connection) -> None:
    """Leave Ctrl-C to the process that the user started, and end when that is gone, whatever ended it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(lifeline,), daemon=True).start()


def _follow(lifeline: Connection) -> None:
    lifeline.poll(None)  # nothing is ever sent: this ends when the other end is closed
    os._exit(1)
