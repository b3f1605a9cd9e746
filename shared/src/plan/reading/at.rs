//! A value with its path: every way to read it either succeeds or notes a mistake, so that reading goes on.

use std::{cell::RefCell, collections::HashSet};

use jiff::civil::{Date, DateTime};

use super::node::Node;
use crate::{
    plan::mistake::{Mistake, Wrong},
    time::Weekday,
};

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(super) struct Mistakes(RefCell<Vec<Mistake>>);

impl Mistakes {
    pub(super) fn add(&self, path: String, wrong: Wrong) {
        self.0.borrow_mut().push(Mistake { path, wrong });
    }

    pub(super) fn count(&self) -> usize {
        self.0.borrow().len()
    }

    pub(super) fn into_list(self) -> Vec<Mistake> {
        self.0.into_inner()
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'n> {
    node: &'n Node,
    path: String,
    mistakes: &'n Mistakes,
}

/// An object whose field names have been checked.
#[derive(Clone, Debug)]
pub(super) struct Fields<'n> {
    at: At<'n>,
    fields: &'n [(String, Node)],
}

impl<'n> At<'n> {
    /// Whether a list of no more than `most` is here. If none is, that is said where it is read.
    pub(super) fn is_list_of_at_most(&self, most: usize) -> bool {
        matches!(self.node, Node::List(items) if items.len() <= most)
    }

    pub(super) fn root(node: &'n Node, mistakes: &'n Mistakes) -> Self {
        Self { node, path: "$".to_owned(), mistakes }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn wrong(&self, wrong: Wrong) {
        self.mistakes.add(self.path.clone(), wrong);
    }

    /// The object here, which has no other fields than `known`.
    pub(super) fn object(&self, known: &[&str]) -> Option<Fields<'n>> {
        let entries = self.entries()?;
        for (name, at) in &entries.1 {
            if !known.contains(&name.as_str()) {
                at.wrong(Wrong::UnknownField);
            }
        }
        Some(entries.0)
    }

    /// What is in the object here, whatever fields it has.
    pub(super) fn map(&self) -> Option<Vec<(&'n String, At<'n>)>> {
        self.entries().map(|(_, entries)| entries)
    }

    /// How many mistakes were found so far.
    pub(super) fn mistakes(&self) -> usize {
        self.mistakes.count()
    }

    fn entries(&self) -> Option<(Fields<'n>, Vec<(&'n String, At<'n>)>)> {
        let Node::Object(fields) = self.node else {
            self.wrong(Wrong::Type("an object"));
            return None;
        };
        let mut seen = HashSet::new();
        let mut entries = Vec::with_capacity(fields.len());
        for (name, node) in fields {
            let at = self.below(node, member(&self.path, name));
            if seen.insert(name) {
                entries.push((name, at));
            } else {
                at.wrong(Wrong::FieldTwice);
            }
        }
        Some((Fields { at: self.clone(), fields }, entries))
    }

    pub(super) fn list(&self) -> Vec<At<'n>> {
        let Node::List(items) = self.node else {
            self.wrong(Wrong::Type("a list"));
            return Vec::new();
        };
        items.iter().enumerate().map(|(place, item)| self.below(item, format!("{}[{place}]", self.path))).collect()
    }

    fn below(&self, node: &'n Node, path: String) -> Self {
        At { node, path, mistakes: self.mistakes }
    }

    /// The text here, if it is one: that it is none is said where it is read.
    pub(super) fn written(&self) -> Option<&'n str> {
        if let Node::Text(text) = self.node { Some(text) } else { None }
    }

    pub(super) fn text(&self) -> Option<&'n str> {
        self.written().or_else(|| self.none(Wrong::Type("a text")))
    }

    pub(super) fn id(&self) -> Option<&'n str> {
        let text = self.text()?;
        if text.is_empty() { self.none(Wrong::Empty) } else { Some(text) }
    }

    pub(super) fn whole(&self, least: i64, most: i64) -> Option<i64> {
        match self.node {
            Node::Whole(number) if (least..=most).contains(number) => Some(*number),
            Node::Whole(_) | Node::Beyond => self.none(Wrong::OutOfRange { least, most }),
            _ => self.none(Wrong::Type("a whole number")),
        }
    }

    pub(super) fn date(&self) -> Option<Date> {
        let text = self.text()?;
        let date = shaped(text, "dddd-dd-dd").then(|| text.parse().ok()).flatten();
        date.or_else(|| self.none(Wrong::Date))
    }

    /// A civil date and time to the minute.
    pub(super) fn civil(&self) -> Option<DateTime> {
        let text = self.text()?;
        let civil = shaped(text, "dddd-dd-ddTdd:dd").then(|| text.parse().ok()).flatten();
        civil.or_else(|| self.none(Wrong::DateTime))
    }

    /// A time of day in minutes after midnight; the end of a period may be 24:00.
    pub(super) fn clock(&self, is_end: bool) -> Option<i64> {
        let text = self.text()?;
        let most = if is_end { 24 * 60 } else { 24 * 60 - 1 };
        let minutes = shaped(text, "dd:dd").then(|| text.split_once(':')).flatten().and_then(|(hours, minutes)| {
            let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            (minutes < 60 && hours * 60 + minutes <= most).then_some(hours * 60 + minutes)
        });
        minutes.or_else(|| self.none(Wrong::Clock(if is_end { "24:00" } else { "23:59" })))
    }

    pub(super) fn weekday(&self) -> Option<Weekday> {
        let text = self.text()?;
        let known = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|name| *name == text);
        known.map(|place| Weekday::ALL[place]).or_else(|| self.none(Wrong::Weekday))
    }

    fn none<T>(&self, wrong: Wrong) -> Option<T> {
        self.wrong(wrong);
        None
    }
}

impl<'n> Fields<'n> {
    pub(super) fn get(&self, name: &str) -> Option<At<'n>> {
        let (_, node) = self.fields.iter().find(|(field, _)| field == name)?;
        Some(self.at.below(node, member(&self.at.path, name)))
    }

    /// The field, or a mistake at the place where it should be.
    pub(super) fn need(&self, name: &str) -> Option<At<'n>> {
        self.get(name).or_else(|| {
            self.at.mistakes.add(member(&self.at.path, name), Wrong::Missing);
            None
        })
    }

    /// The items of the list, none if it is missing.
    pub(super) fn items(&self, name: &str) -> Vec<At<'n>> {
        self.get(name).map(|at| at.list()).unwrap_or_default()
    }
}

/// The path of the field `name` of the object at `path`, as `JSONPath` writes it (RFC 9535): a name of other signs than
/// letters and digits stands in brackets and quotes, so that nobody takes it for a longer path, or for two lines.
pub(super) fn member(path: &str, name: &str) -> String {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    if is_plain { format!("{path}.{name}") } else { format!("{path}[{}]", serde_json::Value::from(name)) }
}

/// Whether `text` has a digit wherever `shape` has a `d`, and the same character everywhere else.
fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(is, wanted)| match wanted {
            b'd' => is.is_ascii_digit(),
            other => is == other,
        })
}
