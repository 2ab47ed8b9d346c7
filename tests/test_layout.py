"""The tests stand where a reader looks for them: in the folders of what they test, their helpers apart."""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent


def test_the_folders_of_the_tests_are_those_of_the_program():
    for package in ("listener", "sources", "rules", "storage"):
        for module in (HERE / package).rglob("test_*.py"):
            assert (ROOT / module.parent.relative_to(HERE)).is_dir(), module


def test_no_test_imports_another_test():
    for module in HERE.rglob("*.py"):
        found = re.search(
            r"^from tests\.\S*\b(test_\w+|conftest) import", module.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert found is None, f"{module} imports {found and found[1]}; what several tests share stands in tests/worlds"
