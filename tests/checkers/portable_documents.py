#!/usr/bin/env python3
"""Holds PDF files to PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), and to what reads well.

    portable_documents.py [--json] [--only LAYER,...] FILE...

Each file is held to four layers, none of them ours:

    syntax     the file itself, as qpdf reads it (pikepdf)
    archive    PDF/A-3a, by page-validation
    access     PDF/UA-1, by page-validation
    aloud      what a screen reader would say, by outloud: tables without headings, and more

All of them come from packages that requirements.txt pins; nothing is fetched while checking. With
--json each file is told as a line of JSON: its name, its findings with layer, id and text, and the
text of each file inside it by name.

Ends with 0 where every file is sound, 1 where one is not, 2 where they could not be checked. Give
many files at once: they are shared out among the processors.
"""

import argparse
import json
import multiprocessing
import sys

LAYERS = ("syntax", "archive", "access", "aloud")

# False alarms of outloud.
#
# It takes a table with more header cells than data cells for one whose headings were cut into
# pieces. Each row of ours has its own header, so that every table of one row has more of them: the
# one rate of an invoice, the one change between two versions. What the same rule says of several
# rows of headings is heard.
SHREDDED = "TBL-010"
# It takes an alternative text of which less than half is letters for no language. That of a chart
# says each of its figures with its day. A placeholder is found by another rule.
NO_LANGUAGE = "FIG-012"


class CannotCheck(Exception):
    """The check could not be made, which is never to be read as a pass."""


def finding(layer, identifier, text):
    return {"layer": layer, "id": identifier, "text": text}


def syntax(path):
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            return [finding("syntax", "QPDF", text) for text in pdf.check_pdf_syntax()]
    except pikepdf.PdfError as error:
        return [finding("syntax", "QPDF", str(error))]


def validated(layer, path, profile):
    import page

    # The limits guard against files made to do harm. Ours are long, and none of them is.
    limits = page.SafetyLimits.unlimited()
    try:
        report = page.validate_pdf(path, profile=profile, limits=limits)
    except page.ParseError as error:
        return [finding(layer, "UNREADABLE", str(error))]
    if report.rules.total < 50:
        raise CannotCheck(f"{path}: {report.rules.total} rules were held against it, which is few")
    found = [finding(layer, failure.rule_id, failure.message) for failure in report.failures]
    if report.is_compliant == bool(found):
        raise CannotCheck(f"{path}: {profile} is told as kept and as broken")
    return found


def archive(path):
    return validated("archive", path, "3a")


def access(path):
    return validated("access", path, "ua1")


def aloud(path):
    import outloud

    result = outloud.check(path)
    if result.error:
        raise CannotCheck(f"{path}: {result.error}")
    crashed = [f"{run.rule} ({run.reason})" for run in result.runs if run.status == "crashed"]
    if crashed:
        raise CannotCheck(f"{path}: rules that broke down: {', '.join(crashed)}")
    told = (found for found in result.findings if found.severity != "info")
    real = (
        found
        for found in told
        if found.rule != NO_LANGUAGE and (found.rule != SHREDDED or "header row" in found.message)
    )
    return [finding("aloud", found.rule, f"{found.message}: {found.evidence}") for found in real]


CHECKS = {"syntax": syntax, "archive": archive, "access": access, "aloud": aloud}


def inside(path):
    """The text of each file inside."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            files = pdf.attachments.items()
            return {name: file.get_file().read_bytes().decode("utf-8") for name, file in files}
    except pikepdf.PdfError:
        return {}


def checked(job):
    path, layers = job
    findings = []
    for layer in layers:
        try:
            findings += CHECKS[layer](path)
        except CannotCheck:
            raise
        except Exception as error:  # whatever it is, the document was not checked
            raise CannotCheck(f"{path}: {layer} broke down: {error!r}") from error
    return {"file": path, "findings": findings, "inside": inside(path)}


def tell(answer, as_json):
    if as_json:
        print(json.dumps(answer))
        return
    findings = answer["findings"]
    print(f"{answer['file']}: {len(findings)} findings" if findings else f"{answer['file']}: sound")
    for found in findings:
        print(f"    {found['layer']} {found['id']}: {found['text']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="tell each file as a line of JSON")
    parser.add_argument("--only", default=",".join(LAYERS), help="the layers, parted by commas")
    arguments = parser.parse_args()
    failed = False
    try:
        jobs = [(path, arguments.only.split(",")) for path in arguments.files]
        with multiprocessing.Pool() as pool:
            for answer in pool.imap(checked, jobs, chunksize=4):
                failed |= bool(answer["findings"])
                tell(answer, arguments.json)
    except CannotCheck as error:
        print(f"could not check: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # whatever it is, the documents were not checked
        print(f"could not check: {error!r}", file=sys.stderr)
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
