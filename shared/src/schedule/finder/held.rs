//! The reservations and bars that matter to a request, sorted once, so that a question about a moment needs no scan.

use crate::{
    schedule::{Busy, Escorts, Over, Request, Resource, Why},
    time::{Instant, Period},
};

/// The periods of one thing, by start, each with what is known of it.
#[derive(Debug)]
struct Book<Note> {
    entries: Vec<(Period, Note)>,
    /// At each place the latest end so far; it never falls, so a backward walk knows when to stop.
    latest_ends: Vec<i64>,
}

impl<Note: Copy + Ord> Book<Note> {
    const fn new() -> Self {
        Self { entries: Vec::new(), latest_ends: Vec::new() }
    }

    fn close(&mut self) {
        self.entries.sort_unstable();
        self.entries.dedup();
        let mut latest = i64::MIN;
        self.latest_ends.extend(self.entries.iter().map(|(period, _)| {
            latest = latest.max(period.end().0);
            latest
        }));
    }

    /// Those that share a moment with `span`, by start.
    fn during(&self, span: Period) -> impl Iterator<Item = (Period, Note)> {
        let before_end = self.entries.partition_point(|(period, _)| period.start() < span.end());
        let first = self.latest_ends.partition_point(|end| *end <= span.start().0).min(before_end);
        self.entries[first..before_end].iter().copied().filter(move |(period, _)| period.overlaps(span))
    }
}

/// Books by what they are of, sorted. A request names a handful, so a binary search beats hashing.
#[derive(Debug)]
struct Shelf<Key, Note>(Vec<(Key, Book<Note>)>);

impl<Key: Copy + Ord, Note: Copy + Ord> Shelf<Key, Note> {
    /// Keeps of `entries` those of the `wanted` keys.
    fn of(mut wanted: Vec<Key>, entries: impl Iterator<Item = (Key, Period, Note)>) -> Self {
        wanted.sort_unstable();
        wanted.dedup();
        let mut books: Vec<(Key, Book<Note>)> = wanted.into_iter().map(|key| (key, Book::new())).collect();
        for (key, period, note) in entries {
            if let Ok(place) = books.binary_search_by(|(known, _)| known.cmp(&key)) {
                books[place].1.entries.push((period, note));
            }
        }
        for (_, book) in &mut books {
            book.close();
        }
        Self(books)
    }

    fn book(&self, key: Key) -> Option<&Book<Note>> {
        let place = self.0.binary_search_by(|(known, _)| known.cmp(&key)).ok()?;
        Some(&self.0[place].1)
    }

    fn all(&self, key: Key) -> impl Iterator<Item = Period> {
        self.book(key).map_or(&[][..], |book| &book.entries).iter().map(|(period, _)| *period)
    }

    fn during(&self, key: Key, span: Period) -> impl Iterator<Item = (Period, Note)> {
        self.book(key).into_iter().flat_map(move |book| book.during(span))
    }
}

/// Everything that stands against the resources of a request.
#[derive(Debug)]
pub(super) struct Held {
    busy: Shelf<Resource, Option<Instant>>,
    bars: Shelf<Over, Why>,
    /// When no escort is free, by start, disjoint.
    no_escort: Vec<Period>,
}

impl Held {
    /// Keeps of `busy` and of the rules what can touch a slot of `request`.
    pub(super) fn new(request: &Request, busy: &[Busy]) -> Self {
        let rooms = request.rooms.iter().map(|option| Resource::Room(option.room));
        let detainees = request.detainees.iter().copied().map(Resource::Detainee);
        let people = request.people.iter().chain(&request.counsel).copied().map(Resource::Person);
        let wanted: Vec<Resource> = rooms.chain(detainees).chain(people).collect();
        let over = wanted.iter().copied().map(Over::Resource).chain([Over::Centre]).collect();
        let rules = &request.rules;
        Self {
            busy: Shelf::of(wanted, busy.iter().map(|held| (held.resource, held.period, held.until))),
            bars: Shelf::of(over, rules.bars.iter().map(|bar| (bar.over, bar.period, bar.why))),
            no_escort: rules.escorts.as_ref().map(Escorts::none_free).unwrap_or_default(),
        }
    }

    /// What `resource` is held for.
    pub(super) fn all(&self, resource: Resource) -> impl Iterator<Item = Period> {
        self.busy.all(resource)
    }

    /// What `resource` is held for during `span`, by start, and until when if it is a draft that holds it.
    pub(super) fn during(&self, resource: Resource, span: Period) -> impl Iterator<Item = (Period, Option<Instant>)> {
        self.busy.during(resource, span)
    }

    /// When `over` is barred.
    pub(super) fn barred(&self, over: Over) -> impl Iterator<Item = Period> {
        self.bars.all(over)
    }

    /// The bars of `over` during `span`, by start.
    pub(super) fn barred_during(&self, over: Over, span: Period) -> impl Iterator<Item = (Period, Why)> {
        self.bars.during(over, span)
    }

    /// When no escort is free, by start.
    pub(super) fn no_escort(&self) -> &[Period] {
        &self.no_escort
    }
}
