"""axe-core in a page: what it finds that keeps people with a screen reader, or with weak eyes, from using it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.chromium import Tab

PLACE = Path(os.environ.get("AXE_CORE", "build/axe/node_modules/axe-core/axe.min.js"))
"""Where `.ci/run` puts it: it comes from npm, and no package of ours needs it."""
missing = pytest.mark.skipif(not PLACE.exists(), reason=f"axe-core is not installed: {PLACE} is not there")

_RUN = """
window.found = null;
axe.run({ resultTypes: ["violations"] }).then((all) => (window.found = all.violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary ?? ""}`.replace(/\\s+/g, " ")))));
"""


def faults(tab: Tab) -> list[str]:
    """What it finds in the page as it is now; the best is nothing."""
    if not tab.run("!!window.axe"):
        tab.run(PLACE.read_text("utf-8"))
    tab.run(_RUN)
    tab.wait("window.found !== null")
    return list(str(tab.run("window.found.join('\\n')") or "").splitlines())
