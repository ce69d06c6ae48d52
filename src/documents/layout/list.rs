//! Lists: a bullet or a number beside each item.

use crate::documents::RenderError;
use crate::documents::layout::BODY;
use crate::documents::layout::Element;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::layout::Setting;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::layout::blocks::Laid;
use crate::documents::layout::blocks::no_widows;
use crate::documents::layout::blocks::strips;
use crate::documents::layout::flow::Piece;
use crate::documents::layout::flow::Tie;
use crate::documents::layout::reading::Reading;
use crate::documents::page::List;
use crate::documents::page::Text;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;

/// From the left to an item's text, in points.
const INDENT: f32 = 17.0;
/// From a bullet or number to the text.
const AFTER_LABEL: f32 = 7.0;
const BETWEEN_ITEMS: f32 = 4.0;

/// The items one below another, their text indented by the widest number.
pub(super) fn list(list: &List, setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    let indent = indent(list, setting);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut kids = Vec::new();
    let mut first_item = 0;
    for (index, item) in list.items.iter().filter(|item| !item.is_blank()).enumerate() {
        let label = if list.numbered { format!("{}.", index + 1) } else { "•".to_owned() };
        let (mut strips, element) = self::item(item, &label, indent, setting)?;
        if let Some(first) = strips.first_mut() {
            first.gap = if index == 0 { 8.0 } else { BETWEEN_ITEMS };
        }
        pieces.extend(strips);
        first_item = if index == 0 { pieces.len() } else { first_item };
        kids.push(element);
    }
    if kids.is_empty() {
        return Ok(Laid::default());
    }
    // Neither the first item nor the last stands alone.
    if kids.len() > 1
        && let [.., before, _] = pieces.as_mut_slice()
    {
        before.tie = Tie::Firm;
        pieces[first_item - 1].tie = Tie::Firm;
    }
    Ok(Laid {
        pieces,
        elements: vec![Element::group(Role::List { numbered: list.numbered }, kids)],
    })
}

fn indent(list: &List, setting: &Setting<'_>) -> f32 {
    let widest = if list.numbered { format!("{}.", list.items.len()) } else { String::new() };
    let label = setting.fonts.width(&widest, BODY.weight, BODY.size);
    (label + AFTER_LABEL + 1.0).max(INDENT)
}

fn item(
    text: &Text,
    label: &str,
    indent: f32,
    setting: &mut Setting<'_>,
) -> Result<(Vec<Piece>, Element), RenderError> {
    let label_leaf = setting.leaf();
    let (reading, body) = Reading::of(text, Role::ItemBody, setting);
    let mut pieces = strips(text, &reading, BODY, indent, TEXT_WIDTH - indent, setting)?;
    no_widows(&mut pieces);
    let (size, weight, colour) = (BODY.size, BODY.weight, BODY.colour);
    // Numbers end under each other.
    let x = indent - AFTER_LABEL - setting.fonts.width(label, weight, size);
    let at = Point::new(x, BODY.baseline());
    let label = Draw::Text { at, size, weight, colour, text: format!("{label} ") };
    if let Some(first) = pieces.first_mut() {
        first.runs.insert(0, Run::content(label_leaf, vec![label]));
    }
    let parts = vec![Element::leaf(Role::ItemLabel, label_leaf), body];
    Ok((pieces, Element::group(Role::Item, parts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::font::Fonts;
    use crate::documents::layout::Mark;
    use crate::documents::page::Block;
    use crate::documents::page::Colour;

    #[test]
    fn each_item_has_its_label_and_its_text() {
        let fonts = Fonts::embedded();
        let mut setting = Setting { fonts: &fonts, colour: Colour::DARK_BLUE, leaves: 0 };
        let Block::List(items) = Block::numbered(["One", "", "Two"]) else { panic!("a list") };
        let laid = list(&items, &mut setting).expect("laid out");
        assert_eq!(laid.pieces.len(), 2);
        assert_eq!(laid.elements[0].kids.len(), 2);
        let second = &laid.pieces[1].runs[0];
        assert!(matches!(second.mark, Mark::Content(leaf) if leaf.0 == 2));
        let Draw::Text { text, .. } = &second.draws[0] else { panic!("text") };
        assert_eq!(text, "2. ");
    }
}
