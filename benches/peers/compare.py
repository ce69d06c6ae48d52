"""Invoices of two pages, by Concordat and by other makers of PDFs, in one run.

    cargo bench --bench documents -- --quick        (builds what is measured, and times it alone)
    python3 benches/peers/compare.py

Makes a Python of its own under target/peers with WeasyPrint, ReportLab and Typst from PyPI
(WeasyPrint needs Debian's libpangoft2-1.0-0, and takes less than half the time where it finds
libharfbuzz-subset0 to cut its fonts with), and runs each in turn, three times over. What counts
is the processor's time of a document: the time of many less the time of none, so that starting up
counts for nobody. Concordat's invoice is tagged, archival and has its electronic invoice inside;
WeasyPrint's and Typst's are tagged, ReportLab's is not. All have fourteen lines on two pages.
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
PYTHON = TARGET / "peers" / "bin" / "python"
PACKAGES = ["reportlab==5.1.0", "weasyprint==70.0", "typst==0.15.2"]
MANY = {"concordat": 1000, "reportlab": 60, "typst": 60, "weasyprint": 8}
WANTED = {"weasyprint": 200, "reportlab": 12, "typst": 15}


def install():
    if not PYTHON.exists():
        venv.create(TARGET / "peers", with_pip=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, *PACKAGES], check=True)


def built():
    found = sorted((TARGET / "release" / "deps").glob("documents-*"), key=os.path.getmtime)
    found = [path for path in found if os.access(path, os.X_OK) and not path.suffix]
    if not found:
        sys.exit("first run: cargo bench --bench documents -- --quick")
    return found[-1]


def seconds_of(command):
    """The processor's time that a command took, with all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def milliseconds(maker, own):
    count = MANY[maker]
    if maker == "concordat":
        command = lambda number: [own, "--render", str(number)]
    else:
        command = lambda number: [PYTHON, HERE / "makers.py", maker, str(number)]
    few = 0 if maker == "concordat" else 1
    spent = seconds_of(command(count)) - seconds_of(command(few))
    return 1000 * spent / (count - few)


def main():
    install()
    own = built()
    taken = {maker: [] for maker in MANY}
    for _ in range(3):
        for maker in MANY:
            taken[maker].append(milliseconds(maker, own))
    middle = {maker: statistics.median(times) for maker, times in taken.items()}
    for maker, times in taken.items():
        ratio = middle[maker] / middle["concordat"]
        print(json.dumps({
            "maker": maker,
            "milliseconds": [round(time, 2) for time in times],
            "times concordat": round(ratio, 1),
            "wanted": WANTED.get(maker),
        }))


main()
