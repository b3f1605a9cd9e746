//! Where facts are kept: found by identifier or by the code that programs know, and no more than memory is meant for.

use std::{collections::HashMap, sync::Arc};

use uuid::Uuid;

/// What the tables take for each fact that is found in them, about: identifiers, a pointer, its counts and what tables
/// leave free.
const ENTRY: usize = 96;

/// How much memory something takes.
pub(super) trait Weight {
    /// In bytes, about.
    fn bytes(&self) -> usize;
}

/// Facts of one kind.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    by_id: HashMap<Uuid, Arc<T>>,
    by_code: HashMap<String, Uuid>,
    bytes: usize,
    most: usize,
}

impl<T: Weight> Shelf<T> {
    /// One that keeps at most `most` bytes, and always what was put in last.
    pub(super) fn of(most: usize) -> Self {
        Self { by_id: HashMap::new(), by_code: HashMap::new(), bytes: 0, most }
    }

    pub(super) fn get(&self, id: Uuid) -> Option<Arc<T>> {
        self.by_id.get(&id).cloned()
    }

    /// The one whose code this is.
    pub(super) fn called(&self, code: &str) -> Option<Arc<T>> {
        self.get(*self.by_code.get(code)?)
    }

    /// Keeps `what`. What would be too much makes everything else be forgotten: what is needed is read again.
    pub(super) fn put(&mut self, id: Uuid, code: Option<&str>, what: &Arc<T>) {
        if self.by_id.contains_key(&id) {
            return;
        }
        let bytes = ENTRY + code.map_or(0, |code| ENTRY + code.len()) + what.bytes();
        if self.bytes + bytes > self.most {
            *self = Self::of(self.most);
        }
        self.bytes += bytes;
        self.by_id.insert(id, Arc::clone(what));
        self.by_code.extend(code.map(|code| (code.to_owned(), id)));
    }

    /// How many bytes it holds, about.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weight for u8 {
        fn bytes(&self) -> usize {
            1000
        }
    }

    #[test]
    fn facts_are_found_by_identifier_and_by_code() {
        let mut shelf = Shelf::of(10_000);
        let id = Uuid::from_u128(1);
        shelf.put(id, Some("CP-IZA"), &Arc::new(7_u8));
        assert_eq!((shelf.get(id).as_deref(), shelf.called("CP-IZA").as_deref()), (Some(&7), Some(&7)));
        assert_eq!((shelf.get(Uuid::from_u128(2)), shelf.called("CP-MAR")), (None, None));
    }

    #[test]
    fn what_is_too_much_makes_the_others_be_forgotten() {
        let mut shelf = Shelf::of(5_000);
        for number in 0..100_u8 {
            let id = Uuid::from_u128(u128::from(number));
            shelf.put(id, Some(&number.to_string()), &Arc::new(number));
            assert!(shelf.bytes() <= 5_000, "{} bytes", shelf.bytes());
            assert_eq!(shelf.get(id).as_deref(), Some(&number));
        }
        assert!(shelf.called("0").is_none());
        assert!(shelf.bytes() > 0);
    }

    #[test]
    fn the_last_one_is_kept_however_large() {
        let mut shelf = Shelf::of(10);
        let id = Uuid::from_u128(1);
        shelf.put(id, None, &Arc::new(1_u8));
        assert!(shelf.get(id).is_some());
    }
}
