"""The Compose file that starts a server: by the Compose specification's schema, and by what it must not let in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from loader.stores.settings import Server, find_place, read_env_file

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture
def service() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]["neo4j"]
    return loaded


def test_it_is_a_compose_file() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_password_is_there_unless_somebody_sets_one(service: dict[str, Any]) -> None:
    assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?[^}$]+\}", service["environment"]["NEO4J_AUTH"])
    assert read_env_file(ROOT / ".env.example")["NEO4J_PASSWORD"] == ""


def test_ports_are_open_to_this_machine_only(service: dict[str, Any]) -> None:
    assert service["ports"] == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]


def test_what_is_kept_is_kept_in_named_volumes(service: dict[str, Any]) -> None:
    named = YAML(typ="safe").load(COMPOSE)["volumes"]
    assert [volume.partition(":")[0] for volume in service["volumes"]] == list(named)


def test_its_health_is_checked(service: dict[str, Any]) -> None:
    assert service["healthcheck"]["test"][0] == "CMD"


def test_the_example_settings_reach_the_server_that_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in read_env_file(ROOT / ".env.example"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("POLICY_GRAPH_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    text = (ROOT / ".env.example").read_text().replace("NEO4J_PASSWORD=", "NEO4J_PASSWORD=long enough")
    Path(".env").write_text(text)
    server = find_place()
    assert isinstance(server, Server)
    assert (server.uri, server.username, server.database) == ("bolt://localhost:7687", "neo4j", "neo4j")
    assert server.password == "long enough"  # noqa: S105 - made up
