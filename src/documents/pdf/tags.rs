//! The structure tree: what each run of content means, for a reader aloud and for whoever reuses
//! the text (PDF/UA-1, ISO 14289-1; PDF/A-3a, ISO 19005-3 6.7).
//!
//! Every run of content is numbered on its page; an element names the numbers that it owns, and
//! the parent tree leads back from each number to its element. A link has an annotation beside its
//! run, which the element names too.

use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::dictionary;

use crate::documents::layout::Element;
use crate::documents::layout::Layout;
use crate::documents::layout::Link;
use crate::documents::layout::Mark;
use crate::documents::layout::PAGE_HEIGHT;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::page::drawing::Area;
use crate::documents::pdf::saving::Written;
use crate::documents::pdf::saving::write_number;
use crate::documents::pdf::saving::write_object;
use crate::documents::pdf::saving::write_reference;
use crate::documents::pdf::text;

/// Where a leaf is drawn: a run of content on a page.
#[derive(Clone, Copy)]
struct Place {
    page: usize,
    number: usize,
    area: Option<Area>,
    /// The annotation over it, and which of all annotations that is.
    annotation: Option<(ObjectId, usize)>,
}

/// Adds the structure of a layout to the pages that show it: its root, at which the catalogue
/// points, and its elements, written out.
pub(super) fn add(file: &mut Document, layout: &Layout, pages: &[ObjectId]) -> (ObjectId, Written) {
    let root = file.new_object_id();
    let mut tree = Tree {
        pages,
        places: Vec::new(),
        parents: Vec::new(),
        annotated: Vec::new(),
        annotations: vec![Vec::new(); pages.len()],
        elements: Written::default(),
        file,
    };
    tree.find_places(layout);
    let document = tree.file.new_object_id();
    let mut kids = Vec::new();
    for element in &layout.structure {
        tree.element(element, document, &mut kids);
    }
    let whole = tree.elements.begin(document);
    whole.extend(b"<</Type/StructElem/S/Document/P ");
    write_reference(whole, root);
    whole.extend(b"/K[");
    whole.extend(kids);
    whole.extend(b"]>>\n");
    let next = tree.next_key();
    let parents = tree.parent_tree();
    let entries = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => document,
        "ParentTree" => parents,
        "ParentTreeNextKey" => next,
    };
    tree.mark_pages();
    let elements = tree.elements;
    file.objects.insert(root, entries.into());
    (root, elements)
}

struct Tree<'a> {
    file: &'a mut Document,
    pages: &'a [ObjectId],
    /// Where each leaf is drawn, by its number.
    places: Vec<Vec<Place>>,
    /// The element of each run of content, page by page.
    parents: Vec<Vec<Object>>,
    /// The element of each annotation, in the order of their keys.
    annotated: Vec<Object>,
    /// The annotations of each page.
    annotations: Vec<Vec<Object>>,
    elements: Written,
}

impl Tree<'_> {
    fn find_places(&mut self, layout: &Layout) {
        for (page, sheet) in layout.pages.iter().enumerate() {
            let mut count = 0;
            for run in &sheet.runs {
                let Mark::Content(leaf) = run.mark else { continue };
                let annotation = run.link.as_ref().map(|link| self.annotate(page, run, link));
                if self.places.len() <= leaf.0 {
                    self.places.resize(leaf.0 + 1, Vec::new());
                }
                let number = count;
                self.places[leaf.0].push(Place { page, number, area: run.area, annotation });
                count += 1;
            }
            self.parents.push(vec![Object::Null; count]);
        }
    }

    /// What a viewer lets one click on, over the words of a link.
    fn annotate(&mut self, page: usize, run: &Run, link: &Link) -> (ObjectId, usize) {
        let area = run.area.unwrap_or(Area { x: 0.0, y: 0.0, width: 0.0, height: 0.0 });
        let key = self.next_key();
        let action = dictionary! { "S" => "URI", "URI" => Object::string_literal(&*link.target) };
        let id = self.file.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Rect" => corners(area),
            "Border" => vec![0.into(), 0.into(), 0.into()],
            // Printed with the page.
            "F" => 4,
            "Contents" => text(&link.words),
            "A" => action,
            "StructParent" => key,
        });
        self.annotated.push(Object::Null);
        self.annotations[page].push(id.into());
        (id, self.annotated.len() - 1)
    }

    /// The next free key of the parent tree: pages first, then annotations.
    fn next_key(&self) -> i64 {
        i64::try_from(self.pages.len() + self.annotated.len()).unwrap_or(i64::MAX)
    }

    /// Writes an element with all that is in it, and a reference to it among its parent's kids;
    /// nothing where a stretch of text drew nothing.
    fn element(&mut self, element: &Element, parent: ObjectId, beside: &mut Vec<u8>) {
        let places = match element.leaf {
            Some(leaf) => self.places.get_mut(leaf.0).map(std::mem::take).unwrap_or_default(),
            None => Vec::new(),
        };
        let is_stretch = matches!(element.role, Role::Span | Role::Link);
        if is_stretch && places.is_empty() {
            return;
        }
        let id = self.file.new_object_id();
        let mut kids = Vec::with_capacity(8 * (element.kids.len() + places.len()));
        for place in &places {
            self.own(id, place, places[0].page, &mut kids);
        }
        for kid in &element.kids {
            self.element(kid, id, &mut kids);
        }
        let bytes = self.elements.begin(id);
        bytes.extend(b"<</Type/StructElem");
        describe(&element.role, &places, bytes);
        bytes.extend(b"/P ");
        write_reference(bytes, parent);
        if let Some(first) = places.first() {
            bytes.extend(b"/Pg ");
            write_reference(bytes, self.pages[first.page]);
        }
        if !kids.is_empty() {
            bytes.extend(b"/K[");
            bytes.extend(kids);
            bytes.push(b']');
        }
        bytes.extend(b">>\n");
        write_reference(beside, id);
        beside.push(b' ');
    }

    /// Makes an element the owner of a run, and of the annotation over it.
    fn own(&mut self, id: ObjectId, place: &Place, first_page: usize, kids: &mut Vec<u8>) {
        if let Some(parent) = self.parents[place.page].get_mut(place.number) {
            *parent = id.into();
        }
        let page = self.pages[place.page];
        if place.page == first_page {
            write_number(kids, place.number);
        } else {
            kids.extend(b"<</Type/MCR/Pg ");
            write_reference(kids, page);
            kids.extend(b"/MCID ");
            write_number(kids, place.number);
            kids.extend(b">>");
        }
        kids.push(b' ');
        if let Some((annotation, key)) = place.annotation {
            self.annotated[key] = id.into();
            kids.extend(b"<</Type/OBJR/Obj ");
            write_reference(kids, annotation);
            kids.extend(b"/Pg ");
            write_reference(kids, page);
            kids.extend(b">> ");
        }
    }

    /// The way back from each numbered run and annotation to its element.
    fn parent_tree(&mut self) -> ObjectId {
        let mut numbers: Vec<Object> = Vec::new();
        let mut key = 0;
        for parents in std::mem::take(&mut self.parents) {
            let list = self.file.add_object(parents);
            numbers.extend([Object::Integer(key), list.into()]);
            key += 1;
        }
        for owner in &self.annotated {
            numbers.extend([Object::Integer(key), owner.clone()]);
            key += 1;
        }
        self.file.add_object(dictionary! { "Nums" => numbers })
    }

    /// Tells each page its key, its annotations, and that they are visited in reading order.
    fn mark_pages(&mut self) {
        let mut key = 0_i64;
        for (page, annotations) in self.pages.iter().zip(&mut self.annotations) {
            let Ok(entries) = self.file.get_dictionary_mut(*page) else { continue };
            entries.set("StructParents", key);
            entries.set("Tabs", "S");
            if !annotations.is_empty() {
                entries.set("Annots", std::mem::take(annotations));
            }
            key += 1;
        }
    }
}

/// The corners of an area as PDF counts them, upwards from the foot of the page.
fn corners(area: Area) -> Vec<Object> {
    let (left, right) = (area.x, area.x + area.width);
    let (top, bottom) = (PAGE_HEIGHT - area.y, PAGE_HEIGHT - area.y - area.height);
    [left, bottom, right, top].map(|length| Object::Real((length * 100.0).round() / 100.0)).into()
}

/// States what an element is, and what goes with that.
fn describe(role: &Role, places: &[Place], bytes: &mut Vec<u8>) {
    let name: &[u8] = match role {
        Role::Section => b"Sect",
        Role::Heading(level, _) => {
            let names: [&[u8]; 4] = [b"H1", b"H2", b"H3", b"H4"];
            names[usize::from(*level).clamp(1, 4) - 1]
        }
        Role::Paragraph => b"P",
        Role::Span => b"Span",
        Role::Link => b"Link",
        // `Note` would be a footnote.
        Role::Note => b"Div",
        Role::List { .. } => b"L",
        Role::Item => b"LI",
        Role::ItemLabel => b"Lbl",
        Role::ItemBody => b"LBody",
        Role::Table(_) => b"Table",
        Role::Caption => b"Caption",
        Role::TableHead => b"THead",
        Role::TableBody => b"TBody",
        Role::TableRow => b"TR",
        Role::ColumnHeader | Role::RowHeader(_) => b"TH",
        // The heading of a group is over rows, not at the head of one: no scope would be true.
        Role::GroupHeader(_) | Role::Cell(_) => b"TD",
        Role::Figure(_) => b"Figure",
    };
    bytes.extend(b"/S/");
    bytes.extend(name);
    match role {
        Role::List { numbered: true } => bytes.extend(b"/A<</O/List/ListNumbering/Decimal>>"),
        Role::List { numbered: false } => bytes.extend(b"/A<</O/List/ListNumbering/Disc>>"),
        Role::Table(summary) => {
            bytes.extend(b"/A<</O/Table/Summary");
            write_object(&text(summary), bytes);
            bytes.extend(b">>");
        }
        Role::ColumnHeader => bytes.extend(b"/A<</O/Table/Scope/Column>>"),
        Role::RowHeader(columns) => {
            bytes.extend(b"/A<</O/Table/Scope/Row");
            span(*columns, bytes);
            bytes.extend(b">>");
        }
        Role::GroupHeader(columns) | Role::Cell(columns) if *columns > 1 => {
            bytes.extend(b"/A<</O/Table");
            span(*columns, bytes);
            bytes.extend(b">>");
        }
        Role::Figure(alternative) => {
            bytes.extend(b"/Alt");
            write_object(&text(alternative), bytes);
            if let Some(area) = places.first().and_then(|place| place.area) {
                bytes.extend(b"/A<</O/Layout/Placement/Block/BBox");
                write_object(&corners(area).into(), bytes);
                bytes.extend(b">>");
            }
        }
        _ => {}
    }
}

fn span(columns: usize, bytes: &mut Vec<u8>) {
    if columns > 1 {
        bytes.extend(b"/ColSpan ");
        write_number(bytes, columns);
    }
}
