"""A real Neo4j Community server for the tests, from its published Java artifacts, in a temporary home.

As a script it runs one until Ctrl-C, or until it is told to end, and prints the settings that reach it:

    python tests/neo4j/server.py [VERSION]
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

HERE = Path(__file__).parent
VERSIONS = {"long-term": "5.26.30", "newest": "2026.08.1"}
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "policy-graph-loader"
_OPEN = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


class MissingError(Exception):
    """Java or Maven is not there."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What differs between the two lines of servers."""

    java: tuple[int, ...]
    main: str
    options: tuple[str, ...]


_KINDS = {
    "5": _Kind((17, 21), "org.neo4j.server.CommunityEntryPoint", ()),
    "2026": _Kind(
        (25, 21),
        "org.neo4j.server.Neo4jCommunity",
        ("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"),
    ),
}


class Server:
    """One server: started on entering, gone with its home on leaving."""

    def __init__(
        self,
        version: str = "long-term",
        settings: Mapping[str, str] | None = None,
        heap: str = "1g",
        *,
        lasting: bool = False,
    ) -> None:
        """Lay nothing out yet; one that is not lasting starts with half the work, and stays slower."""
        self.version = VERSIONS.get(version, version)
        self.kind = _KINDS[self.version.partition(".")[0]]
        self.password = secrets.token_hex(12)  # one that began with - would be taken for an option
        self.home = Path(tempfile.mkdtemp(prefix="neo4j-"))
        self.bolt, self.http = _free_port(), _free_port()
        self._settings = dict(settings or {})
        self._heap = heap
        self._speed = () if lasting else ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where its driver port is."""
        return f"bolt://127.0.0.1:{self.bolt}"

    @property
    def browser(self) -> str:
        """Where its Browser is."""
        return f"http://127.0.0.1:{self.http}/browser/"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Self:
        try:
            self._prepare()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        """Start it on its home and wait until it answers."""
        log = (self.home / "console.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [*self._java(), self.kind.main, *self._places(), "--console-mode"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 120
        while not _answers(self.http) or not _answers(self.bolt):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Neo4j {self.version} did not start:\n{self.log()}")
            time.sleep(0.1)

    def restart(self, settings: Mapping[str, str]) -> None:
        """Stop it, and start it with further settings."""
        self.stop()
        self._write_settings(settings)
        self.start()

    def stop(self) -> None:
        """Stop it in order; kill it if it does not go."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def admin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the administration tool (`database import full …`) on its home; the server must be stopped."""
        return subprocess.run(
            [*self._java(), "org.neo4j.cli.AdminTool", *arguments],
            env=os.environ | {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )

    def log(self) -> str:
        """The end of what it printed."""
        return (self.home / "console.log").read_text(errors="replace")[-4000:]

    def _prepare(self) -> None:
        """Lay out artifacts, settings and the first password."""
        self._libraries = _fetch(self.version)
        self._binary = _find_java(self.kind.java)
        (self.home / "conf").mkdir()
        settings = {
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.bolt}",
            "server.http.listen_address": f"127.0.0.1:{self.http}",
            "server.http.advertised_address": f"127.0.0.1:{self.http}",
            "server.https.enabled": "false",
            "dbms.usage_report.enabled": "false",
            "server.memory.pagecache.size": "256m",
            "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",  # else it sits idle for 10 s before it ends
        } | self._settings
        self._write_settings(settings)
        self.admin("dbms", "set-initial-password", self.password)

    def _write_settings(self, settings: Mapping[str, str]) -> None:
        lines = "".join(f"{key}={value}\n" for key, value in settings.items())
        with (self.home / "conf" / "neo4j.conf").open("a") as file:
            file.write(lines)

    def _java(self) -> list[str]:
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPEN]
        memory = [
            f"-Djava.io.tmpdir={self.home}",
            "-XX:-UsePerfData",
            "-Dfile.encoding=UTF-8",
            "-Xms256m",
            f"-Xmx{self._heap}",
        ]
        return [str(self._binary), *opens, *memory, *self._speed, *self.kind.options, "-cp", f"{self._libraries}/*"]

    def _places(self) -> list[str]:
        return [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _fetch(version: str) -> Path:
    """The folder with the server's artifacts; fetched once by Maven, then kept."""
    place = _CACHE / f"neo4j-{version}"
    if place.is_dir():
        return place
    if (maven := shutil.which("mvn")) is None:
        raise MissingError("Maven")
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=place.parent))
    subprocess.run(
        [
            *(maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"),
            *(f"-Dneo4j.version={version}", "-DincludeScope=runtime", f"-DoutputDirectory={beside}"),
        ],
        check=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    try:
        beside.rename(place)
    except OSError:  # another process was first
        shutil.rmtree(beside)
    return place


def _find_java(versions: tuple[int, ...]) -> Path:
    """A Java of one of the versions, the first that is there."""
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    if (on_path := shutil.which("java")) is not None:
        homes.append(Path(on_path).resolve().parents[1])
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    for version in versions:
        for home in homes:
            release = home / "release"
            if release.is_file() and f'JAVA_VERSION="{version}.' in release.read_text():
                return home / "bin" / "java"
    raise MissingError(f"Java {' or '.join(map(str, versions))}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), Server(sys.argv[1] if len(sys.argv) > 1 else "long-term") as running:
        print(f"NEO4J_URI={running.uri}\nNEO4J_USERNAME=neo4j\nNEO4J_PASSWORD={running.password}", flush=True)  # noqa: T201
        print(f"Browser: {running.browser}", flush=True)  # noqa: T201
        signal.pause()
