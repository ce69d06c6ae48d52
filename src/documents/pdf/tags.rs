//! The structure tree: what each run of content means, for a reader aloud and for whoever reuses
//! the text (PDF/UA-1, ISO 14289-1; PDF/A-3a, ISO 19005-3 6.7).
//!
//! Every run of content is numbered on its page; an element names the numbers that it owns, and
//! the parent tree leads back from each number to its element. A link has an annotation beside its
//! run, which the element names too.

use lopdf::Dictionary;
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
use crate::documents::pdf::text;

/// Where a leaf is drawn: a run of content on a page.
#[derive(Clone, Copy)]
struct Place {
    page: usize,
    number: i64,
    area: Option<Area>,
    annotation: Option<ObjectId>,
}

/// Adds the structure of a layout to the pages that show it; the catalogue points at the result.
pub(super) fn add(file: &mut Document, layout: &Layout, pages: &[ObjectId]) -> ObjectId {
    let root = file.new_object_id();
    let mut tree = Tree {
        pages,
        places: Vec::new(),
        parents: Vec::new(),
        annotated: Vec::new(),
        annotations: vec![Vec::new(); pages.len()],
        file,
    };
    tree.find_places(layout);
    let document = tree.file.new_object_id();
    let kids: Vec<Object> =
        layout.structure.iter().filter_map(|element| tree.element(element, document)).collect();
    let whole = dictionary! {
        "Type" => "StructElem", "S" => "Document", "P" => root, "K" => kids,
    };
    tree.file.objects.insert(document, whole.into());
    let next = tree.next_key();
    let parents = tree.parent_tree();
    let entries = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => document,
        "ParentTree" => parents,
        "ParentTreeNextKey" => next,
    };
    tree.mark_pages();
    file.objects.insert(root, entries.into());
    root
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
            let none = usize::try_from(count).map_or(Vec::new(), |count| vec![Object::Null; count]);
            self.parents.push(none);
        }
    }

    /// What a viewer lets one click on, over the words of a link.
    fn annotate(&mut self, page: usize, run: &Run, link: &Link) -> ObjectId {
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
        id
    }

    /// The next free key of the parent tree: pages first, then annotations.
    fn next_key(&self) -> i64 {
        i64::try_from(self.pages.len() + self.annotated.len()).unwrap_or(i64::MAX)
    }

    /// Adds an element with all that is in it; none where a stretch of text drew nothing.
    fn element(&mut self, element: &Element, parent: ObjectId) -> Option<Object> {
        let places = match element.leaf {
            Some(leaf) => self.places.get(leaf.0).cloned().unwrap_or_default(),
            None => Vec::new(),
        };
        let is_stretch = matches!(element.role, Role::Span | Role::Link);
        if is_stretch && places.is_empty() {
            return None;
        }
        let id = self.file.new_object_id();
        let mut entries = dictionary! { "Type" => "StructElem", "P" => parent };
        describe(&element.role, &places, &mut entries);
        let mut kids: Vec<Object> = Vec::with_capacity(element.kids.len() + places.len());
        if let Some(first) = places.first() {
            entries.set("Pg", self.pages[first.page]);
        }
        for place in &places {
            self.own(id, place, places[0].page, &mut kids);
        }
        kids.extend(element.kids.iter().filter_map(|kid| self.element(kid, id)));
        match kids.len() {
            0 => {}
            1 => entries.set("K", kids.remove(0)),
            _ => entries.set("K", kids),
        }
        self.file.objects.insert(id, entries.into());
        Some(id.into())
    }

    /// Makes an element the owner of a run, and of the annotation over it.
    fn own(&mut self, id: ObjectId, place: &Place, first_page: usize, kids: &mut Vec<Object>) {
        let page = self.pages[place.page];
        if let Some(parent) =
            usize::try_from(place.number).ok().and_then(|n| self.parents[place.page].get_mut(n))
        {
            *parent = id.into();
        }
        kids.push(if place.page == first_page {
            place.number.into()
        } else {
            dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => place.number }.into()
        });
        if let Some(annotation) = place.annotation {
            let of = |object: &Object| object.as_reference().is_ok_and(|id| id == annotation);
            let key = self.annotations.iter().flatten().position(of);
            if let Some(owner) = key.and_then(|key| self.annotated.get_mut(key)) {
                *owner = id.into();
            }
            kids.push(dictionary! { "Type" => "OBJR", "Obj" => annotation, "Pg" => page }.into());
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
fn describe(role: &Role, places: &[Place], entries: &mut Dictionary) {
    let table = |key: &str, value: Object| {
        let mut attributes = dictionary! { "O" => "Table" };
        attributes.set(key, value);
        attributes
    };
    let spans = |columns: usize| Object::Integer(i64::try_from(columns).unwrap_or(1));
    let mut attributes = None;
    let name = match role {
        Role::Section => "Sect",
        Role::Heading(level, _) => ["H1", "H2", "H3", "H4"][usize::from(*level).clamp(1, 4) - 1],
        Role::Paragraph => "P",
        Role::Span => "Span",
        Role::Link => "Link",
        // `Note` would be a footnote.
        Role::Note => "Div",
        Role::List { numbered } => {
            let numbering = if *numbered { "Decimal" } else { "Disc" };
            attributes = Some(dictionary! { "O" => "List", "ListNumbering" => numbering });
            "L"
        }
        Role::Item => "LI",
        Role::ItemLabel => "Lbl",
        Role::ItemBody => "LBody",
        Role::Table(summary) => {
            attributes = Some(table("Summary", text(summary)));
            "Table"
        }
        Role::Caption => "Caption",
        Role::TableHead => "THead",
        Role::TableBody => "TBody",
        Role::TableRow => "TR",
        Role::ColumnHeader => {
            attributes = Some(table("Scope", "Column".into()));
            "TH"
        }
        Role::RowHeader(columns) => {
            let mut header = table("Scope", "Row".into());
            if *columns > 1 {
                header.set("ColSpan", spans(*columns));
            }
            attributes = Some(header);
            "TH"
        }
        // The heading of a group is over rows, not at the head of one: no scope would be true.
        Role::GroupHeader(columns) | Role::Cell(columns) => {
            if *columns > 1 {
                attributes = Some(table("ColSpan", spans(*columns)));
            }
            "TD"
        }
        Role::Figure(alternative) => {
            entries.set("Alt", text(alternative));
            if let Some(area) = places.first().and_then(|place| place.area) {
                let place = dictionary! {
                    "O" => "Layout", "Placement" => "Block", "BBox" => corners(area),
                };
                attributes = Some(place);
            }
            "Figure"
        }
    };
    entries.set("S", name);
    if let Some(attributes) = attributes {
        entries.set("A", attributes);
    }
}
