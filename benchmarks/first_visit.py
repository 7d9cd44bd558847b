"""What a first visit costs a reader's browser: bytes, layout shift, long tasks and elements, against their bars.

    python benchmarks/first_visit.py http://127.0.0.1:8000/ --runs 5 --slow4g

Each visit is a freshly started Chromium with an empty cache; figures are medians, of layout shift and of the longest
task the worst. What the browser's own start costs is in none of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
from typing import Any

from playwright.sync_api import sync_playwright

BARS = {"KiB": 40, "KiB of script": 19, "layout shift": 0.01, "longest task, ms": 50, "elements": 1500}
WORST = {"layout shift", "longest task, ms"}
WATCH = """
window.seen = {shift: 0, longest: 0, tasks: []};
new PerformanceObserver(list => list.getEntries().forEach(each => {
  if (!each.hadRecentInput) seen.shift += each.value;
})).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(each => {
  seen.longest = Math.max(seen.longest, each.duration);
})).observe({type: 'longtask', buffered: true});
"""
READ = """() => ({
  'first byte, ms': performance.getEntriesByType('navigation')[0].responseStart,
  'first paint, ms': performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  'layout shift': seen.shift,
  'longest task, ms': seen.longest,
  'elements': document.getElementsByTagName('*').length,
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("addresses", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--slow4g", action="store_true", help="150 ms, 1.6 Mbit/s, a processor four times slower"
    )
    parser.add_argument("--width", type=int, default=1280)
    arguments = parser.parse_args()
    got: dict[str, list[dict[str, float]]] = {each: [] for each in arguments.addresses}
    with sync_playwright() as playwright:
        for _run in range(arguments.runs):
            for address in arguments.addresses:
                got[address].append(visit(playwright, address, arguments.width, slow=arguments.slow4g))
    names = list(got[arguments.addresses[0]][0])
    print("| page | " + " | ".join(names) + " |")
    print("|---|" + "---:|" * len(names))
    for address, visits in got.items():
        figures = {
            name: (max if name in WORST else statistics.median)(each[name] for each in visits)
            for name in names
        }
        print(f"| {address} | " + " | ".join(_marked(*each) for each in figures.items()) + " |")
    print(
        "\nBars: "
        + ", ".join(f"{name} {bar}" for name, bar in BARS.items())
        + "; what misses one is **bold**."
    )
    print(f"Load average {os.getloadavg()[0]:.1f}; {arguments.runs} visits.")


def visit(playwright: Any, address: str, width: int, *, slow: bool) -> dict[str, float]:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    try:
        page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        if slow:
            conditions = {"latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 9e4}
            protocol.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
            protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        kinds: dict[str, str] = {}
        sizes = {"all": 0.0, "Script": 0.0, "Document": 0.0}

        def finished(event: dict[str, Any]) -> None:
            sizes["all"] += event["encodedDataLength"] / 1024
            kind = kinds.get(event["requestId"], "")
            if kind in sizes:
                sizes[kind] += event["encodedDataLength"] / 1024

        protocol.on("Network.requestWillBeSent", lambda each: kinds.update({each["requestId"]: each["type"]}))
        protocol.on("Network.loadingFinished", finished)
        page.add_init_script(WATCH)
        page.goto(address, wait_until="load", timeout=120_000)
        page.wait_for_timeout(3000 if slow else 1000)
        read = page.evaluate(READ)
    finally:
        browser.close()
    return {"KiB": sizes["all"], "KiB of script": sizes["Script"], "KiB of HTML": sizes["Document"], **read}


def _marked(name: str, value: float) -> str:
    shown = f"{value:.3f}" if name == "layout shift" else f"{value:.0f}" if value >= 100 else f"{value:.1f}"
    return f"**{shown}**" if name in BARS and value > BARS[name] else shown


if __name__ == "__main__":
    main()
