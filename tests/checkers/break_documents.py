#!/usr/bin/env python3
"""Breaks a sound PDF, one way at a time, to see whether those who check PDFs find it.

    break_documents.py FILE FOLDER

FILE has headings, tables, a figure, a link and a file inside. Each way is a file of its own name in
FOLDER; "control" is written like the others, with nothing broken. A way that finds nothing to break
ends this with status 2.
"""

import sys
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

BREAKS = {}


def breaks(way):
    """Names a function that breaks a file, and gives how many places it broke."""
    BREAKS[way.__name__.replace("_", "-")] = way
    return way


def dictionaries(pdf, key, value):
    return [o for o in pdf.objects if isinstance(o, Dictionary) and o.get(key) == value]


def elements(pdf, role):
    found = (o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/S") == role)
    return [element for element in found if "/P" in element]


def without(entries, key):
    """Takes a key away wherever it is, and counts."""
    having = [entry for entry in entries if key in entry]
    for entry in having:
        del entry[key]
    return len(having)


def rewritten(page, old, new):
    """Replaces what a page's content says, once."""
    page.contents_coalesce()
    content = page.Contents.read_bytes()
    page.Contents.write(content.replace(old, new, 1))
    return content.count(old)


@breaks
def control(pdf):
    return 1


@breaks
def no_language(pdf):
    return without([pdf.Root], "/Lang")


@breaks
def not_marked(pdf):
    return without([pdf.Root], "/MarkInfo")


@breaks
def title_not_shown(pdf):
    return without([pdf.Root], "/ViewerPreferences")


@breaks
def no_title(pdf):
    del pdf.docinfo["/Title"]
    metadata = pdf.Root.Metadata.read_bytes()
    begin, end = metadata.index(b"<dc:title>"), metadata.index(b"</dc:title>")
    pdf.Root.Metadata.write(metadata[:begin] + metadata[end + len(b"</dc:title>") :])
    return 1


@breaks
def claims_no_archive(pdf):
    metadata = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(metadata.replace(b"pdfaid:part>3<", b"pdfaid:part>2<"))
    return metadata.count(b"pdfaid:part>3<")


@breaks
def claims_no_access(pdf):
    metadata = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(metadata.replace(b"pdfuaid:part>1<", b"pdfuaid:part>7<"))
    return metadata.count(b"pdfuaid:part>1<")


@breaks
def no_colours(pdf):
    return without([pdf.Root], "/OutputIntents")


@breaks
def no_alternative(pdf):
    return without(elements(pdf, "/Figure"), "/Alt")


@breaks
def no_scope(pdf):
    return without([header.A for header in elements(pdf, "/TH")], "/Scope")


@breaks
def no_headers(pdf):
    headers = elements(pdf, "/TH")
    for header in headers:
        header.S = Name.TD
    return without([header.A for header in headers], "/Scope")


@breaks
def heading_skipped(pdf):
    headings = elements(pdf, "/H2")
    for heading in headings:
        heading.S = Name.H4
    return len(headings)


@breaks
def unknown_role(pdf):
    headings = elements(pdf, "/H2")
    for heading in headings:
        heading.S = Name.Heading
    return len(headings)


@breaks
def not_tagged(pdf):
    return rewritten(pdf.pages[0], b"/P<</MCID", b"/Foo<</Nothing") or rewritten(
        pdf.pages[0], b"/P <</MCID", b"/Foo <</Nothing"
    )


@breaks
def no_parents(pdf):
    trees = [o for o in pdf.objects if isinstance(o, Dictionary) and "/Nums" in o]
    for tree in trees:
        tree.Nums[1] = Array([])
    return len(trees)


@breaks
def row_in_paragraph(pdf):
    rows = elements(pdf, "/TR")
    rows[0].S = Name.P
    return len(rows)


@breaks
def no_relationship(pdf):
    return without(dictionaries(pdf, "/Type", "/Filespec"), "/AFRelationship")


@breaks
def attachment_not_associated(pdf):
    return without([pdf.Root], "/AF")


@breaks
def attachment_without_a_type(pdf):
    return without([file.EF.F for file in dictionaries(pdf, "/Type", "/Filespec")], "/Subtype")


@breaks
def attachment_altered(pdf):
    files = dictionaries(pdf, "/Type", "/Filespec")
    for file in files:
        data = file.EF.F.read_bytes()
        file.EF.F.write(data.replace(b".00<", b".01<", 1))
    return len(files)


@breaks
def font_not_inside(pdf):
    return without(dictionaries(pdf, "/Type", "/FontDescriptor"), "/FontFile2")


@breaks
def no_unicode(pdf):
    return without(dictionaries(pdf, "/Subtype", "/Type0"), "/ToUnicode")


def mapped(pdf, to):
    """Lets the code of the letter a stand for something else, where text is copied or read aloud."""
    fonts = dictionaries(pdf, "/Subtype", "/Type0")
    for font in fonts:
        table = font.ToUnicode.read_bytes()
        font.ToUnicode.write(table.replace(b" <0061>\n", b" <" + to + b">\n"))
    return sum(b" <" + to + b">\n" in font.ToUnicode.read_bytes() for font in fonts)


@breaks
def other_letters(pdf):
    return mapped(pdf, b"0062")


@breaks
def letters_lost(pdf):
    return mapped(pdf, b"FFFD")


def wider(widths):
    return Array([int(width) + 60 for width in widths])


@breaks
def other_widths(pdf):
    fonts = [o for o in pdf.objects if isinstance(o, Dictionary) and "/DescendantFonts" in o]
    for font in fonts:
        inner = font.DescendantFonts[0]
        inner.W = Array([wider(part) if isinstance(part, Array) else part for part in inner.W])
    return len(fonts)


@breaks
def glyph_missing(pdf):
    """A character is drawn as the font's sign for what it lacks."""
    page = pdf.pages[0]
    instructions = pikepdf.parse_content_stream(page)
    texts = [index for index, one in enumerate(instructions) if one.operator == Operator("Tj")]
    (text,), operator = instructions[texts[0]].operands, Operator("Tj")
    drawn = String(b"\0\0" + bytes(text)[2:])
    instructions[texts[0]] = pikepdf.ContentStreamInstruction([drawn], operator)
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
    return len(texts)


@breaks
def link_without_words(pdf):
    return without(dictionaries(pdf, "/Subtype", "/Link"), "/Contents")


@breaks
def link_without_parent(pdf):
    return without(dictionaries(pdf, "/Subtype", "/Link"), "/StructParent")


@breaks
def link_not_printed(pdf):
    return without(dictionaries(pdf, "/Subtype", "/Link"), "/F")


@breaks
def tabs_in_no_order(pdf):
    return without([page.obj for page in pdf.pages], "/Tabs")


@breaks
def script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('Pay at once')"))
    return 1


@breaks
def cut_short(pdf):
    return 1


def main():
    source, folder = sys.argv[1:]
    for name, way in BREAKS.items():
        with pikepdf.open(source) as pdf:
            if not way(pdf):
                print(f"could not break: {name} found nothing to break", file=sys.stderr)
                return 2
            path = Path(folder) / f"{name}.pdf"
            pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            if name == "cut-short":
                path.write_bytes(path.read_bytes()[:-2000])
    return 0


if __name__ == "__main__":
    sys.exit(main())
