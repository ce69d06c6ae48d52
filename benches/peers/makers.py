"""An invoice of fourteen lines on two pages, made COUNT times by another maker of PDFs.

    python makers.py reportlab|weasyprint|typst COUNT
"""

import html
import io
import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FONTS = HERE.parent.parent / "fonts"
HEADINGS = ["Description", "Quantity", "VAT", "Price £", "Net £"]
NOTES = [
    "How this charge was worked out. Each post is charged by the days agreed for it, of the whole "
    "cost of the post in a year. Overhead is added at 15% of the posts. Support services are the "
    "quarterly share of the yearly sums that schedule 3 of the agreement states.",
    "Adjustments. What became known after a quarter was billed stands on a line of its own, with "
    "the quarter that it belongs to, so that each quarter can be held against its records.",
    "Value added tax. VAT is charged at the standard rate on the net amount. It is worked out once "
    "for each rate. Please keep this document for your records.",
    "Payment. Please pay by bank transfer to Hampshire County Council, sort code 00-00-00, account "
    "00000000, with the number of the invoice. It is due within 30 days of its date.",
    "Questions. Please ask recharges@hampshire.example within ten working days if anything here "
    "seems wrong. What is not in question remains payable on the day it is due.",
]


def money(pence):
    return f"{pence // 100:,}.{pence % 100:02}"


def invoice(number):
    posts = [(f"Auditor of grade {post}", 700_000 + 61_728 * post + 100 * number)
             for post in range(9)]
    overhead = [("Overhead at 15% of staffing", sum(net for _, net in posts) * 15 // 100)]
    services = [(f"Support service {n}", 203_000 + 2_525 * n + number % 31) for n in range(4)]
    lines = posts + overhead + services
    net = sum(sum_ for _, sum_ in lines)
    vat = net // 5
    return {
        "number": f"BENCH-{number:05}-201819Q2-A",
        "seller": ["Hampshire County Council", "The Castle", "Winchester", "SO23 8UJ",
                   "VAT number GB999999973"],
        "buyer": [f"Borough Council {number % 97}", "Civic Centre",
                  f"{number % 200 + 1} High Street", "AB1 2CD"],
        "facts": [["Invoice number", f"BENCH-{number:05}-201819Q2-A"],
                  ["Invoice date", "1 October 2018"], ["Due", "31 October 2018"],
                  ["Your order", f"PO{700_000 + number}"]],
        "headings": HEADINGS,
        "lines": [[name, "1", "20%", money(sum_), money(sum_)] for name, sum_ in lines],
        "totals": [["Net £", money(net)], ["VAT at 20% £", money(vat)],
                   ["To pay £", money(net + vat)]],
        "notes": NOTES,
    }


def reportlab():
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    for name, file in (("Sans", "LiberationSans-Regular.ttf"), ("Bold", "LiberationSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    plain = ParagraphStyle("plain", fontName="Sans", fontSize=10, leading=14, spaceAfter=8)
    title = ParagraphStyle("title", parent=plain, fontName="Bold", fontSize=20, leading=26)
    heading = ParagraphStyle("heading", parent=title, fontSize=13, leading=18)
    ruled = [("FONT", (0, 0), (-1, -1), "Sans", 10),
             ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)]
    headed = ruled + [("FONT", (0, 0), (-1, 0), "Bold", 10), ("ALIGN", (1, 0), (-1, -1), "RIGHT")]

    def make(of):
        made = io.BytesIO()
        facts = lambda: Table(of["facts"], colWidths=[50 * mm, 120 * mm], style=ruled)
        totals = lambda: Table(of["totals"], colWidths=[140 * mm, 30 * mm], style=ruled)
        story = [Paragraph("<br/>".join(of["seller"]), plain),
                 Paragraph("VAT invoice " + of["number"], title),
                 Paragraph("<br/>".join(of["buyer"]), plain), facts(),
                 Table([of["headings"], *of["lines"]], repeatRows=1, style=headed,
                       colWidths=[width * mm for width in (80, 20, 14, 28, 28)]),
                 totals(), PageBreak(), Paragraph("About this invoice", heading)]
        story += [Paragraph(note, plain) for note in of["notes"]]
        story += [Paragraph("Remittance advice", heading), facts(), totals()]
        SimpleDocTemplate(made, pagesize=A4, title=of["number"], lang="en-GB").build(story)
        return made.getvalue()

    return make


def weasyprint():
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{font-family: Sans; font-weight: {weight}; "
        f"src: url({(FONTS / file).as_uri()})}}"
        for weight, file in ((400, "LiberationSans-Regular.ttf"), (700, "LiberationSans-Bold.ttf")))
    style = CSS(string=faces + "@page {size: A4; margin: 20mm 18mm} "
                "body {font: 10pt/1.35 Sans} h1 {font-size: 20pt} h2 {font-size: 13pt} "
                "table {width: 100%; border-collapse: collapse} "
                "th, td {text-align: left; border-bottom: 0.5pt solid gray; padding: 3pt} "
                "td:last-child {text-align: right} .next {break-before: page}", font_config=fonts)

    def rows(pairs):
        cells = (f"<tr><th scope=row>{html.escape(a)}</th><td>{html.escape(b)}</td></tr>"
                 for a, b in pairs)
        return f"<table>{''.join(cells)}</table>"

    def make(of):
        head = "".join(f"<th scope=col>{heading}</th>" for heading in of["headings"])
        lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>"
                        for line in of["lines"])
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in of["notes"])
        text = (f"<html lang=en-GB><title>{of['number']}</title><body>"
                f"<p>{'<br>'.join(of['seller'])}</p><h1>VAT invoice {of['number']}</h1>"
                f"<p>{'<br>'.join(of['buyer'])}</p>{rows(of['facts'])}"
                f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
                f"{rows(of['totals'])}<h2 class=next>About this invoice</h2>{notes}"
                f"<h2>Remittance advice</h2>{rows(of['facts'])}{rows(of['totals'])}")
        return HTML(string=text).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")

    return make


TYPST = """
#let of = json(bytes(sys.inputs.of))
#set document(title: of.number, date: none)
#set page(paper: "a4", margin: (x: 18mm, y: 20mm))
#set text(font: "Liberation Sans", size: 10pt, lang: "en", region: "gb")
#let pairs(rows) = table(columns: (1fr, auto), stroke: (bottom: .5pt + gray), ..rows.flatten())
#of.seller.join(linebreak())

= VAT invoice #of.number
#of.buyer.join(linebreak())
#pairs(of.facts)
#table(columns: (1fr, auto, auto, auto, auto), stroke: (bottom: .5pt + gray),
  align: (left, right, right, right, right),
  table.header(..of.headings.map(strong)), ..of.lines.flatten())
#pairs(of.totals)
#pagebreak()
== About this invoice
#for note in of.notes [#par(note)]
== Remittance advice
#pairs(of.facts)
#pairs(of.totals)
"""


def typst():
    import typst as maker

    fonts = maker.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                        font_paths=[str(FONTS)])
    source = pathlib.Path(tempfile.mkdtemp()) / "invoice.typ"
    source.write_text(TYPST)
    compiler = maker.Compiler(str(source), font_paths=fonts)

    def make(of):
        return compiler.compile(
            format="pdf", sys_inputs={"of": json.dumps(of)}, pdf_standards=["ua-1"])

    return make


def main():
    make = {"reportlab": reportlab, "weasyprint": weasyprint, "typst": typst}[sys.argv[1]]()
    made = b""
    for number in range(int(sys.argv[2])):
        made = make(invoice(number))
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_bytes(made)


if __name__ == "__main__":
    main()
