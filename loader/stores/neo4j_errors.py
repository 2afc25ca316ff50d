"""What a Neo4j server or its driver says, in one line that says what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    GqlError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from loader.errors import LoaderError
from loader.stores import settings

if TYPE_CHECKING:
    from loader.stores.settings import Server

FAILURES = (Neo4jError, DriverError, GqlError, OSError, ValueError, TypeError, OverflowError)
"""What the driver raises; some faults of a statement's parameters come as Python's own errors."""

_PLACE = re.compile(r" \(line (\d+), column (\d+) \(offset: \d+\)\)")
_SETTING = re.compile(r"\b(?:db|dbms|server)\.[a-z_.]*[a-z_]")
_TOO_LARGE = re.compile(r"too large to index.*?name='(?P<index>[^']+)'", re.DOTALL)
_NO_ROOM = re.compile(r"No space left|File too large|not enough space|disk is full", re.IGNORECASE)

_KNOWN = {
    "Security.AuthenticationRateLimit": (
        "{uri} has seen too many wrong passwords; wait a few seconds, then try again with the right one"
    ),
    "Security.CredentialsExpired": (
        "the password of {username} at {uri} has to be changed first: in Neo4j Browser, ALTER CURRENT USER "
        "SET PASSWORD FROM … TO …"
    ),
    "Security.Forbidden": "{username} may not do this at {uri}: {message}; set NEO4J_USERNAME to somebody who may",
    "Database.DatabaseNotFound": "{uri} has no database {database}; set NEO4J_DATABASE ({database} is set {origin})",
    "General.WriteOnReadOnlyAccessDatabase": (
        "the database {database} at {uri} is read-only; nothing was written. Make it writable in the server's "
        "settings (server.databases.default_to_read_only, server.databases.read_only)"
    ),
    "Statement.AccessMode": "the statement would write; statements may only read the graph",
    "Transaction.TransactionTimedOut": (
        "it ran longer than the server allows; ask for less, or raise db.transaction.timeout in its settings"
    ),
    "Transaction.LockClientStopped": "the server stopped it while it waited; try again",
    "Schema.ConstraintCreationFailed": (
        "the database {database} at {uri} holds nodes that stop our constraints: {message}; remove them or give "
        "them other ids, or load into another server"
    ),
    "Schema.IndexAlreadyExists": (
        "the database {database} at {uri} has an index that stops our constraints: {message}; drop it (SHOW INDEXES "
        "names it), then load again"
    ),
    "Transaction.TransactionLogError": (
        "the server at {uri} cannot write to its disk, which may be full; make room, restart it, and load again"
    ),
    "Transaction.TransactionStartFailed": (
        "the database {database} at {uri} had a failure, as on a full disk; see the server's log, mend it, restart the "
        "server, and load again"
    ),
    "Database.DatabaseUnavailable": "the database {database} at {uri} is not available; see the server's log",
}
"""By code without its class: messages for what people meet."""
_SAME = {
    "Transaction.TransactionTimedOutClientConfiguration": "Transaction.TransactionTimedOut",
    "General.DatabaseUnavailable": "Database.DatabaseUnavailable",
    "Database.UnableToStartDatabase": "Database.DatabaseUnavailable",
    "Security.TokenExpired": "Security.CredentialsExpired",
}


def explain(error: BaseException, server: Server) -> LoaderError:
    """Translate what a server or the driver said; nothing of it holds a password."""
    return LoaderError(_explain(error, server))


def is_too_large(error: BaseException) -> bool:
    """Whether a transaction was larger than the server's memory: it has to be made smaller, not repeated."""
    return isinstance(error, Neo4jError) and (error.code or "").endswith(
        (".MemoryPoolOutOfMemoryError", ".TransactionMemoryLimit", ".TransactionOutOfMemoryError")
    )


def is_passing(error: BaseException) -> bool:
    """Whether the same may work a moment later: deadlocks, a server that restarts, a connection that broke."""
    if isinstance(error, AuthError) or is_too_large(error):
        return False
    if isinstance(error, Neo4jError):
        return error.is_retryable()
    return isinstance(error, (ServiceUnavailable, SessionExpired)) and not _is_about_tls(error)


def is_overtaken(error: BaseException) -> bool:
    """Whether the store was not as it had been read: somebody else's change came in between."""
    return isinstance(error, ClientError) and (error.code or "").endswith(
        (".EntityNotFound", ".ConstraintValidationFailed")
    )


def is_there_already(error: BaseException) -> bool:
    """Whether another loader made the same constraint or index a moment before; the server finds it too late."""
    return isinstance(error, ClientError) and (error.code or "").endswith(".EquivalentSchemaRuleAlreadyExists")


def find_narrow_index(error: BaseException) -> str | None:
    """Give the name of the index that a value is too long for, when that was the fault."""
    found = _TOO_LARGE.search(getattr(error, "message", None) or "")
    return found["index"] if found else None


def find_setting(error: Neo4jError) -> str:
    """Give the server's setting that an error names."""
    found = _SETTING.search(error.message or "")
    return found[0] if found else "dbms.memory.transaction.total.max"


def _explain(error: BaseException, server: Server) -> str:
    if isinstance(error, Neo4jError):
        return _explain_code(error, server)
    if isinstance(error, ConfigurationError):
        return f"{server.uri} cannot be used: {_one_line(error)}"
    if isinstance(error, (ServiceUnavailable, SessionExpired, OSError)):
        return _explain_connection(error, server)
    return _one_line(error)


def _explain_code(error: Neo4jError, server: Server) -> str:
    code = (error.code or "").split(".", 2)[-1]
    message = " ".join((error.message or str(error)).split())
    if isinstance(error, AuthError) and code == "Security.Unauthorized":
        return _explain_password(server)
    if _NO_ROOM.search(message):
        return f"the server at {server.uri} has no room left on its disk; make room, restart it, and load again"
    if is_too_large(error):
        return f"the server at {server.uri} has too little memory for this; raise {find_setting(error)} in its settings"
    known = _KNOWN.get(_SAME.get(code, code))
    if known is not None:
        return known.format(
            uri=server.uri,
            username=server.username,
            database=server.database,
            origin=server.origins["database"],
            message=message.rstrip("."),
        )
    return _one_line(error)


def _explain_password(server: Server) -> str:
    if server.password is None:
        return f"{server.uri} asks for a password; set NEO4J_PASSWORD, in the environment or in ./.env"
    return (
        f"{server.uri} refuses the password of {server.username}; check NEO4J_USERNAME ({server.origins['username']}) "
        f"and NEO4J_PASSWORD ({server.origins['password']})"
    )


def _explain_connection(error: BaseException, server: Server) -> str:
    text = _whole_text(error)
    if "certificate has expired" in text:
        return f"the certificate of {server.uri} has expired; the server needs a new one"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        scheme = server.uri.partition("+")[0]
        return (
            f"the certificate of {server.uri} is signed by nobody known here; {scheme}+ssc:// takes such a one, if it "
            "is your own server"
        )
    if _is_about_tls(error):
        scheme, _, rest = server.uri.partition("://")
        return f"{server.uri} speaks no TLS; use {scheme.partition('+')[0]}://{rest}"
    reason = _reason(text)
    return (
        f"cannot reach Neo4j at {server.uri} ({reason}); start it with `docker compose up -d`, or "
        f"{settings.EMBEDDED_INSTEAD.get(server.origins['uri'], 'leave NEO4J_URI unset')} to use the embedded store"
    )


def _is_about_tls(error: BaseException) -> bool:
    text = _whole_text(error)
    return any(word in text for word in ("[SSL", "SSL:", "CERTIFICATE_VERIFY", "BoltSecurityError", "TLS"))


def _reason(text: str) -> str:
    lowered = text.lower()
    for words, reason in (
        ("refused", "connection refused"),
        ("name or service not known", "no such host"),
        ("failed to dns resolve", "no such host"),
        ("timed out", "no answer"),
        ("handshake", "what answers there is no Neo4j"),
        ("http", "what answers there is no Neo4j; its driver port is 7687"),
    ):
        if words in lowered:
            return reason
    return "no answer"


def _whole_text(error: BaseException | None) -> str:
    """What an error and all that led to it say."""
    texts = []
    while error is not None:
        texts.append(f"{type(error).__name__} {error}")
        error = error.__cause__ or error.__context__
    return " ".join(texts)


def _one_line(error: BaseException) -> str:
    """Give the message's first line, led by the place in the statement that it speaks of."""
    text = (getattr(error, "message", None) or str(error) or type(error).__name__).strip().splitlines()[0]
    place = _PLACE.search(text)
    return (
        text if place is None else f"line {place[1]}, column {place[2]}: {text[: place.start()]}{text[place.end() :]}"
    )
