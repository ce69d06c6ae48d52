//! temporary
use serde::Serialize;
/// s
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// a
    DrawnUp,
    /// a
    WithPurchaser,
    /// a
    Agreed,
    /// a
    Approved,
    /// a
    Issued,
}
impl Stage {
    /// w
    pub fn word(self) -> &'static str {
        match self {
            Stage::DrawnUp => "drawn-up",
            Stage::WithPurchaser => "with-purchaser",
            Stage::Agreed => "agreed",
            Stage::Approved => "approved",
            Stage::Issued => "issued",
        }
    }
    /// r
    pub fn read(word: &str) -> Option<Stage> {
        [Stage::DrawnUp, Stage::WithPurchaser, Stage::Agreed, Stage::Approved, Stage::Issued]
            .into_iter()
            .find(|s| s.word() == word)
    }
}
/// s
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// a
    Open,
    /// a
    Agreed,
    /// a
    Queried,
    /// a
    Withdrawn,
    /// a
    Issued,
}
impl LineState {
    /// w
    pub fn word(self) -> &'static str {
        match self {
            LineState::Open => "open",
            LineState::Agreed => "agreed",
            LineState::Queried => "queried",
            LineState::Withdrawn => "withdrawn",
            LineState::Issued => "issued",
        }
    }
    /// r
    pub fn read(word: &str) -> Option<LineState> {
        [
            LineState::Open,
            LineState::Agreed,
            LineState::Queried,
            LineState::Withdrawn,
            LineState::Issued,
        ]
        .into_iter()
        .find(|s| s.word() == word)
    }
}
