//! The reservations that matter to a request, sorted once, so that a question about a moment needs no scan.

use crate::{
    schedule::{Busy, Request, Resource},
    time::Period,
};

/// The reservations of one resource, by start.
#[derive(Debug, Default)]
struct Book {
    periods: Vec<Period>,
    /// At each place the latest end so far; it never falls, so a backward walk knows when to stop.
    latest_ends: Vec<i64>,
}

impl Book {
    fn close(&mut self) {
        self.periods.sort_unstable();
        self.periods.dedup();
        let mut latest = i64::MIN;
        self.latest_ends.extend(self.periods.iter().map(|period| {
            latest = latest.max(period.end().0);
            latest
        }));
    }

    /// Those that share a moment with `span`, by start.
    fn overlapping(&self, span: Period) -> &[Period] {
        let before_end = self.periods.partition_point(|period| period.start() < span.end());
        let first = self.latest_ends.partition_point(|end| *end <= span.start().0).min(before_end);
        &self.periods[first..before_end]
    }
}

/// Everything that the resources of a request are held for, within its reach.
#[derive(Debug)]
pub(super) struct Held {
    /// Sorted by resource. A request names a handful, so a binary search beats hashing.
    books: Vec<(Resource, Book)>,
}

impl Held {
    /// Keeps of `busy` what can touch a slot of `request`.
    pub(super) fn new(request: &Request, busy: &[Busy]) -> Self {
        let rooms = request.rooms.iter().map(|option| Resource::Room(option.room));
        let detainees = request.detainees.iter().copied().map(Resource::Detainee);
        let people = request.people.iter().chain(&request.counsel).copied().map(Resource::Person);
        let mut wanted: Vec<Resource> = rooms.chain(detainees).chain(people).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut books: Vec<(Resource, Book)> = wanted.into_iter().map(|resource| (resource, Book::default())).collect();
        for held in busy {
            if let Ok(place) = books.binary_search_by(|(resource, _)| resource.cmp(&held.resource)) {
                books[place].1.periods.push(held.period);
            }
        }
        for (_, book) in &mut books {
            book.close();
        }
        Self { books }
    }

    fn book(&self, resource: Resource) -> Option<&Book> {
        let place = self.books.binary_search_by(|(known, _)| known.cmp(&resource)).ok()?;
        Some(&self.books[place].1)
    }

    /// What `resource` is held for, by start.
    pub(super) fn all(&self, resource: Resource) -> &[Period] {
        self.book(resource).map_or(&[], |book| &book.periods)
    }

    /// What `resource` is held for during `span`, by start.
    pub(super) fn during(&self, resource: Resource, span: Period) -> impl Iterator<Item = Period> {
        let near = self.book(resource).map_or(&[][..], |book| book.overlapping(span));
        near.iter().copied().filter(move |period| period.overlaps(span))
    }
}
