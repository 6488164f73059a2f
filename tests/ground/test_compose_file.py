"""docker-compose.yml and Dockerfile, as far as they can be held without an engine."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import compose
from tests.stack import ROOT, VALUES

BIN = Path(sys.prefix) / "bin"
OURS = ("migrate", "web", "worker", "beat")
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD")


@pytest.mark.parametrize("name", VALUES)
def test_compose_refuses_to_start_without(name: str) -> None:
    lacking = {key: value for key, value in VALUES.items() if key != name}
    with pytest.raises(compose.Unset, match=f"set {name}"):
        compose.service("web", lacking)


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_stands_in_the_file(name: str) -> None:
    for line in compose.FILE.read_text().splitlines():
        if f"{name}:" in line:
            assert f"${{{name}:?" in line


def test_the_file_is_what_compose_understands() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", compose.FILE]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_dockerfile_is_clean() -> None:
    command = [BIN / "hadolint", ROOT / "Dockerfile"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_image_does_not_run_as_root() -> None:
    users = [
        line.split()[1]
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("USER")
    ]
    assert users[-1:] == ["10001"]


def test_every_lasting_service_has_a_health_check() -> None:
    services = compose.read()["services"]
    assert {name for name, facts in services.items() if "healthcheck" not in facts} == {"migrate"}


def test_our_services_share_one_environment() -> None:
    environments = [compose.service(name, VALUES).environment for name in OURS]
    assert all(environment == environments[0] for environment in environments)


def test_data_outlive_their_containers_on_named_volumes() -> None:
    facts = compose.read()
    assert set(facts["volumes"]) == {"postgresql", "redis"}
    # The image of version 18 stops where a volume is mounted at .../data.
    assert facts["services"]["postgres"]["volumes"] == ["postgresql:/var/lib/postgresql"]
    assert facts["services"]["redis"]["volumes"] == ["redis:/data"]


def test_redis_keeps_its_queue_over_a_restart_and_refuses_rather_than_forgets() -> None:
    command = compose.service("redis", VALUES).command
    assert command[1:] == ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
