"""Dockerfile, compose.yaml and the systemd unit name what there is, and give away no more than they must.

Neither a container engine nor a running systemd is here: what these do with the files is not tried.
"""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from bot.config.env_file import secret_names
from bot.config.settings import Settings
from bot.engine_wiring import END_WITHIN_S
from bot.monitoring.server import monitoring
from bot.notifying import LAST_NOTICES_S
from tests.deploy.read import DEPLOY, compose, health_check, image_settings, instructions, stages, unit
from tests.monitoring.conftest import Patient
from tests.support.program import ROOT

OF_THE_SYSTEM = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "MALLOC_ARENA_MAX"}
SECRETS = "/run/secrets/"
MIB_OF_THE_MACHINE, MIB_OF_THE_SYSTEM = 1024, 256
MOST_TASKS, MOST_LOG_MB = 256, 100
MOST_EXPOSED = 1.5
"""Of 10, as `systemd-analyze security` counts it."""
SERVICES = sorted(compose()["services"])


def are_settings(names: set[str]) -> bool:
    known = {*Settings.model_fields, *(f"{name}_file" for name in secret_names())}
    return {name.lower() for name in names} <= known


async def run(*command: str | Path, **environment: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


# --- the image -------------------------------------------------------------------------------------------


def test_the_image_holds_what_is_needed_and_runs_as_nobody_special() -> None:
    build, last = stages()
    assert {word for word, _ in last} & {"RUN", "USER", "HEALTHCHECK", "VOLUME"}
    (user,) = instructions("USER")
    assert f"--uid 10001 --home-dir /data --shell /usr/sbin/nologin {user}" in instructions("RUN")[0]
    assert all("--from=install" in copied for copied in instructions("COPY"))
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    copied = {rest.split()[0] for word, rest in build if word == "COPY"}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_settings_of_the_image_exist_and_its_data_is_in_its_volume() -> None:
    settings = image_settings()
    assert are_settings(settings.keys() - OF_THE_SYSTEM)
    assert settings["PYTHONDONTWRITEBYTECODE"] == "1", "the root may be read-only"
    assert settings["SCALPER_DATA_DIR"] == instructions("VOLUME")[0] == instructions("WORKDIR")[0] == "/data"


@pytest.mark.parametrize("works", [True, False])
async def test_the_health_check_of_the_image_hears_the_program(works: bool) -> None:
    _, *command = health_check()
    async with monitoring(Patient(has_lost_lease=not works).watched, 0) as url:
        status, output = await run(sys.executable, *command, MONITORING_PORT=url.rpartition(":")[2])
    assert (status == 0) is works
    assert ("503" in output) is not works


# --- compose ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_more_than_it_needs(name: str) -> None:
    service = compose()["services"][name]
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"].endswith("m")
    assert 0 < service["pids_limit"] <= MOST_TASKS
    assert service["ulimits"] == {"core": 0}, "keys would stand in what a crash leaves"
    assert all(":size=" in place for place in service.get("tmpfs", []))
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert service["image"] == "scalper" or re.search(r":v?\d", service["image"]), "a version that stays"


@pytest.mark.parametrize("name", SERVICES)
def test_the_log_of_a_service_does_not_fill_the_disk(name: str) -> None:
    kept = compose()["services"][name]["logging"]
    assert kept["driver"] == "local", "which rotates"
    assert (
        int(kept["options"]["max-size"].removesuffix("m")) * int(kept["options"]["max-file"]) <= MOST_LOG_MB
    )


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def test_whoever_ends_the_program_waits_for_longer_than_it_takes() -> None:
    """Then what is on its way is finished and booked, and no kill is needed."""
    orderly = END_WITHIN_S + LAST_NOTICES_S
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    assert seconds(compose()["services"]["bot"]["stop_grace_period"]) >= 2 * orderly
    assert seconds(unit()["TimeoutStopSec"][0]) >= 2 * orderly


def test_the_unit_has_bounds_and_leaves_no_memory_on_the_disk() -> None:
    found = unit()
    assert found["LimitCORE"] == ["0"]
    assert 0 < int(found["TasksMax"][0]) <= MOST_TASKS
    assert int(found["MemoryMax"][0].removesuffix("M")) <= MIB_OF_THE_MACHINE - MIB_OF_THE_SYSTEM


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_names_is_there(name: str) -> None:
    made, service = compose(), compose()["services"][name]
    files = {value for value in service.get("environment", {}).values() if value.startswith(SECRETS)}
    assert files == {f"{SECRETS}{secret}" for secret in service.get("secrets", [])}
    assert set(service.get("secrets", [])) <= made["secrets"].keys()
    assert set(service.get("networks", [])) <= made["networks"].keys()
    for source, target, *_ in (volume.split(":") for volume in service.get("volumes", [])):
        assert (DEPLOY / source).exists() if source.startswith(".") else source in made["volumes"]
        assert target.startswith("/")


def test_the_bot_gets_settings_that_exist_and_keeps_its_data() -> None:
    bot = compose()["services"]["bot"]
    assert are_settings(set(bot["environment"]))
    assert (DEPLOY / bot["build"]).resolve() == ROOT
    assert bot["volumes"] == [f"data:{image_settings()['SCALPER_DATA_DIR']}"]
    assert [place.partition(":")[0] for place in bot["tmpfs"]] == ["/tmp"]  # noqa: S108 - of the container
    assert bot["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in compose()["services"]["database"]


def test_the_database_is_reached_by_the_bot_alone() -> None:
    made = compose()
    inside = [name for name, service in made["services"].items() if "inside" in service.get("networks", [])]
    assert inside == ["bot", "database"]
    assert made["networks"]["inside"]["internal"] is True
    assert made["services"]["database"]["networks"] == ["inside"]
    assert "ports" not in made["services"]["database"]


def test_it_fits_on_a_machine_of_one_gigabyte() -> None:
    always = [service for service in compose()["services"].values() if "profiles" not in service]
    wanted = sum(int(service["mem_limit"].removesuffix("m")) for service in always)
    assert wanted <= MIB_OF_THE_MACHINE - MIB_OF_THE_SYSTEM


def test_prometheus_asks_where_the_bot_answers_and_grafana_asks_prometheus() -> None:
    port = image_settings()["MONITORING_PORT"]
    assert compose()["services"]["prometheus"]["network_mode"] == "service:bot", "there it is on loopback"
    assert f'targets: ["127.0.0.1:{port}"]' in (DEPLOY / "prometheus" / "prometheus.yml").read_text()
    source = (DEPLOY / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text()
    assert "url: http://bot:9090" in source


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="NONE HERE: apt-get install docker-compose")
async def test_docker_compose_takes_the_file(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    file = tmp_path / "deploy" / "compose.yaml"
    file.write_text(file.read_text().replace("name: scalper\n", ""))  # Debian 12's does not know it yet
    (tmp_path / "deploy" / "settings.env").touch()
    status, output = await run("docker-compose", "--profile", "dashboard", "-f", file, "config")
    assert status == 0, output
    assert all(f"  {name}:" in output for name in SERVICES)


# --- systemd ---------------------------------------------------------------------------------------------


def test_the_unit_sets_settings_that_exist_in_its_own_folder() -> None:
    found = unit()
    given = dict(setting.split("=", 1) for setting in found["Environment"])
    assert are_settings(given.keys() - OF_THE_SYSTEM)
    (folder,) = found["StateDirectory"]
    assert given["SCALPER_DATA_DIR"] == found["WorkingDirectory"][0] == f"/var/lib/{folder}"
    assert given["MONITORING_PORT"] == image_settings()["MONITORING_PORT"]
    credentials = {f"%d/{credential.split(':')[0]}" for credential in found["LoadCredential"]}
    assert {value for name, value in given.items() if name.endswith("_FILE")} == credentials


needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="NONE HERE: apt-get install systemd"
)


@pytest.fixture
def installed_unit(tmp_path: Path) -> Path:
    """Return the unit as on a machine where the program is installed."""
    file = tmp_path / "scalper.service"
    text = (DEPLOY / "scalper.service").read_text()
    file.write_text(text.replace("/opt/scalper/bin/python", sys.executable))
    return file


@needs_systemd
async def test_systemd_has_nothing_to_say_against_the_unit(installed_unit: Path) -> None:
    assert await run("systemd-analyze", "verify", "--man=no", installed_unit) == (0, "")


@needs_systemd
async def test_the_unit_is_hardened(installed_unit: Path) -> None:
    status, output = await run(
        "systemd-analyze", "security", "--no-pager", "--offline=yes", installed_unit, LC_ALL="C.UTF-8"
    )
    assert status == 0, output
    found = re.search(r"Overall exposure level for scalper.service: ([\d.]+)", output)
    assert found is not None, output
    assert float(found[1]) <= MOST_EXPOSED


# --- what people are told --------------------------------------------------------------------------------


def test_the_page_names_every_file_that_has_to_be_made() -> None:
    page = (ROOT / "docs" / "operating.md").read_text()
    wanted = {Path(secret["file"]).name for secret in compose()["secrets"].values()} | {"settings.env"}
    wanted |= {credential.split(":")[1] for credential in unit()["LoadCredential"]}
    assert [name for name in sorted(wanted) if name not in page] == []
