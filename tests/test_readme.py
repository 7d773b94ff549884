"""What the READMEs show is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


def shown(name: str) -> list[str]:
    """The commands of the program in the shell blocks of a README."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("classify ")]


@pytest.mark.parametrize("name", READMES)
def test_every_command_and_option_shown_exists(name: str) -> None:
    commands = {line.split()[1] for line in shown(name)}
    assert len(commands) >= 7
    for command in sorted(commands):
        done = subprocess.run([sys.executable, "-m", "classify", command, "--help"], capture_output=True, check=False)
        assert done.returncode == 0, command
        known = done.stdout.decode()
        used = {word for line in shown(name) if line.split()[1] == command for word in line.split() if word.startswith("-")}
        assert [option for option in used if option not in known] == []


def test_both_readmes_show_the_same_commands() -> None:
    assert shown(READMES[0]) == shown(READMES[1])


def test_the_python_shown_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    for name in ("examples", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    subprocess.run([sys.executable, "-m", "classify", "label", "examples/compilation.txt", "-o", "mine.csv", "-q"], check=True)
    exec(compile(code, "README.md", "exec"), {})
    assert "['achievement', 'problem']" in capsys.readouterr().out


def test_make_targets_shown_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in (*READMES, "CONTRIBUTING.md"):
        for target in re.findall(r"^make (\w+)", (ROOT / name).read_text("utf-8"), re.M):
            assert f"\n{target}:" in makefile, (name, target)
