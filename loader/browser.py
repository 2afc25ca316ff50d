"""Links that open a canned query in the Neo4j Browser of a store's server.

Browser takes the text for its editor from the link. It decodes the link as a whole before it looks for the text's end
(Browser 5): a `&` or `#` in the text would end it however it is encoded, so values have escapes for them. Of several
statements it shows no rows, only that they ran, so values stand in the statement itself and not in `:param` lines.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from loader.errors import LoaderError
from loader.queries import need_server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.queries import Query
    from loader.stores import Store
    from loader.stores.settings import Server

LONGEST = 12_000
"""So long a link is, at most; a server refuses addresses of about 16,000 characters."""

_SETTINGS = "SHOW SETTINGS YIELD name, value WHERE name STARTS WITH 'server.http' RETURN name, value"
_PORTS = {"http": "7474", "https": "7473"}
_USE = re.compile(r"""//[^\n]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\$(?P<name>\w+)""")
_ESCAPED = re.compile(r"['\\]|[&#?\x00-\x1f\x7f-\x9f\u2028\u2029]")


def make_link(store: Store, query: Query, values: Mapping[str, Any]) -> str:
    """Make the link that puts a query with these values into the editor, ready to be run.

    The values are those that `bind_values` gives. Browser asks for the password itself.
    """
    server = need_server(store, "Neo4j Browser")
    code = [line for line in query.statement.splitlines() if line and not line.startswith("//")]
    statement = _USE.sub(lambda use: write_literal(values[use["name"]]) if use["name"] else use[0], "\n".join(code))
    text = f"// {query.title}\n{statement}"
    arguments = {"dbms": _address_for_driver(server), "db": server.database, "cmd": "edit", "arg": text}
    link = f"{find_browser(store, server)}?{urlencode(arguments, errors='replace')}"
    if len(link) > LONGEST:
        raise LoaderError(f"{query.name} makes too long a link with these values; paste what its --cypher prints")
    return link


def write_literal(value: Any) -> str:
    """Write a value as a Cypher expression that evaluates to it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case date():
            return f"date('{value.isoformat()}')"
        case list():
            return f"[{', '.join(map(write_literal, value))}]"
        case _:
            return f"'{_ESCAPED.sub(_escape, value)}'"


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found[0] in "'\\" else f"\\u{ord(found[0]):04x}"


def _address_for_driver(server: Server) -> str:
    scheme, _, rest = server.uri.partition("://")
    return f"{scheme.removesuffix('sc')}://{quote(server.username, safe='')}@{rest}"


def find_browser(store: Store, server: Server) -> str:
    """Say where the server has its Browser: on the host at which it was reached, at the port that it tells."""
    try:
        settings = dict(store.run(_SETTINGS).rows)
    except LoaderError:  # not everybody may see them
        settings = {}
    scheme = "https" if settings.get("server.http.enabled") == "false" else "http"
    port = settings.get(f"server.{scheme}.advertised_address", "").rpartition(":")[2] or _PORTS[scheme]
    host = urlsplit(server.uri).hostname or ""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/browser/"
