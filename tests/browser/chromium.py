"""A real browser, driven through its debugging pipe: no driver program and no package is needed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 30.0
KEYS = {
    "Tab": ("Tab", 9, ""), "Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, ""), " ": (" ", 32, " "),
    "ArrowUp": ("ArrowUp", 38, ""), "ArrowDown": ("ArrowDown", 40, ""),
}  # fmt: skip
"""Name, code and text of keys that are no letter."""


class Tab:
    """One page of the browser."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read, self._number, self._rest = write, read, 0, b""
        self._session: str | None = None
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.complaints: list[str] = []
        self.fetched: dict[str, tuple[str, int]] = {}

    def count(self) -> None:
        """Keep what is fetched from now on, with its bytes on the way; streams count as far as they have come."""
        self._ask("Network.enable")
        self.fetched.clear()

    def network(self, *, on: bool) -> None:
        """Take the network away, or give it back."""
        self._ask("Network.enable")
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._ask("Network.emulateNetworkConditions", offline=not on, **speed)

    def listen(self) -> None:
        """Keep what pages complain of in the console from now on: errors, and what the policy forbids."""
        self._ask("Runtime.enable")
        self._ask("Log.enable")

    def forget(self) -> None:
        """What was fetched before is fetched again."""
        self._ask("Network.clearBrowserCache")

    def strike(self, key: str, *, shift: bool = False, control: bool = False) -> None:
        """Press a key of the keyboard, and let it go."""
        name, code, text = KEYS.get(key) or (key, ord(key.upper()), key)
        parts = {"key": name, "windowsVirtualKeyCode": code, "modifiers": 8 * shift + 2 * control}
        self._ask("Input.dispatchKeyEvent", type="keyDown", text=text, **parts)
        self._ask("Input.dispatchKeyEvent", type="keyUp", **parts)

    def write(self, text: str) -> None:
        """What somebody types where the focus is."""
        self._ask("Input.insertText", text=text)

    def open(self, url: str) -> None:
        """Go there, and wait until the page is there."""
        self.leave(lambda: self._ask("Page.navigate", url=url))

    def press(self, selector: str) -> None:
        """Press a button, and wait for the page that comes."""
        self.leave(lambda: self.run(f"document.querySelector({json.dumps(selector)}).click()"))

    def leave(self, going: Any) -> None:
        """Do what leads to another page, and wait for it."""
        self.run("window.stayed = true")
        going()
        self.wait("!window.stayed && document.readyState === 'complete'")

    def wait(self, condition: str) -> None:
        """Until it holds in the page."""
        until = time.monotonic() + PATIENCE
        while not self.run(condition):
            assert time.monotonic() < until, f"{condition} never came true: {self.text()}"
            time.sleep(0.05)

    def fill(self, name: str, value: str, *, within: str = "") -> None:
        """Write into the first field of that name."""
        place = json.dumps(f"{within} [name={name}]:not([type=hidden])")
        self.run(f"document.querySelector({place}).value = {json.dumps(value)}")

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """How large the window is, and what its owner prefers; nothing moves, so that what is seen is there."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme, still])

    def picture(self, path: Path, *, whole: bool = True) -> None:
        """What a person sees, as PNG; the whole page, or what the window shows."""
        found = self._ask(
            "Page.captureScreenshot", format="png", captureBeyondViewport=whole, **self._clip(whole=whole)
        )
        path.write_bytes(base64.b64decode(found["data"]))

    def reach(self, selector: str, most: int = 250) -> None:
        """Go on with Tab until something of that kind has the focus."""
        wanted = f"document.activeElement?.matches({json.dumps(selector)})"
        for _ in range(most):
            if self.run(wanted):
                return
            self.strike("Tab")
        raise AssertionError(f"{selector} is not reached with the keyboard: {self.text()[:500]}")

    def scripts(self, *, on: bool) -> None:
        """Whether pages may run scripts, from the next one on."""
        self._ask("Emulation.setScriptExecutionDisabled", value=not on)

    def _clip(self, *, whole: bool) -> dict[str, Any]:
        if not whole:
            return {}
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}

    def text(self) -> str:
        """What a person reads."""
        return str(self.run("document.body.innerText"))

    def run(self, script: str) -> Any:
        """The value of an expression in the page; None while a page is on its way."""
        return self._ask("Runtime.evaluate", expression=script).get("result", {}).get("value")

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            self._heard(answer)
            if answer.get("id") == self._number:
                return dict(answer.get("result", {}))

    def _heard(self, event: dict[str, Any]) -> None:
        said, told = event.get("method"), event.get("params", {})
        if str(said).startswith("Network."):
            self._fetching(event)
        if said == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"].get("exception", told["exceptionDetails"])))
        elif said == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif said == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.complaints.append(str([each.get("value") for each in told["args"]]))

    def _fetching(self, event: dict[str, Any]) -> None:
        told = event["params"]
        id, kind = told.get("requestId", ""), event["method"].removeprefix("Network.")
        url, size = self.fetched.get(id, ("", 0))
        if kind == "requestWillBeSent" and told["request"]["url"].startswith("http"):
            if url:  # it was sent on to another address
                self.fetched[f"{id} {len(self.fetched)}"] = (url, told["redirectResponse"]["encodedDataLength"])
            self.fetched[id] = (told["request"]["url"], 0)
        elif kind == "dataReceived" and url:
            self.fetched[id] = (url, size + told["dataLength"])
        elif kind == "loadingFinished" and url:
            self.fetched[id] = (url, told["encodedDataLength"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._read, 65_536)
            assert part, "the browser has ended"
            self._rest += part
        line, self._rest = self._rest.split(b"\0", 1)
        return dict(json.loads(line))


@contextmanager
def chromium(folder: Path) -> Iterator[Tab]:
    """A fresh browser that knows nothing."""
    assert PROGRAM, "there is no browser"
    # The browser reads commands from descriptor 3 and answers on 4.
    (commands, write), (read, answers) = os.pipe(), os.pipe()
    shell = f'exec "$0" "$@" 3<&{commands} 4>&{answers}'
    browser = subprocess.Popen(
        ["bash", "-c", shell, PROGRAM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe"],
        pass_fds=(commands, answers),
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(commands)
    os.close(answers)
    try:
        yield Tab(write, read)
    finally:
        browser.terminate()
        browser.wait(PATIENCE)
        os.close(write)
        os.close(read)
