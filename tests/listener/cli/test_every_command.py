"""Every command is typed in a test of its own: tests/listener/cli/test_NAME.py, by all its words."""

import ast
from pathlib import Path

import pytest

from tests.worlds.commands import every_command

HERE = Path(__file__).parent
COMMANDS = [words for words, command in every_command() if not hasattr(command, "commands")]


def written(module: Path) -> set[str]:
    """The texts that stand in a test module, word by word."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = [call for call in ast.walk(tree) if isinstance(call, ast.Call | ast.Tuple | ast.List)]
    inside = [node for call in calls for node in ast.iter_child_nodes(call)]
    return {node.value for node in inside if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_it_is_typed_in_the_test_of_its_name(words: tuple[str, ...]):
    module = HERE / f"test_{words[0]}.py"
    assert module.exists(), f"no test of `listener {' '.join(words)}`"
    assert set(words[1:] or words) <= written(module), f"`listener {' '.join(words)}` is never typed in {module.name}"
