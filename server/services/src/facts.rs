//! What changes seldom, remembered: centres with their rooms and rules, those who are held there, professionals, agencies.
//! Every search and every booking needs them, and between two of them hardly ever has any changed.
//!
//! The store has a mark that becomes another, random one with every change of theirs, in the transaction of the change.
//! Whoever uses what is remembered reads the mark first ([`Facts::seen`], [`Facts::within`]) and gets what was read under that mark; what
//! is missing is read from the store and kept under it. So what is used is never older than the mark that was read: see
//! decision 26. What changes with every booking (reservations, holds, blocks, device checks) is never here.

mod people;
mod places;
mod shelf;
#[cfg(all(test, feature = "testing"))]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::{agencies, facts};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QuerySelect};
use shared::{ids::AgencyId, text::Name};
use uuid::Uuid;

use self::shelf::{Shelf, Weight};
pub(crate) use self::{
    people::{Detainee, Person},
    places::{Centre, Room, of_centre},
};
use crate::db::{StoreError, reading};

/// The most bytes of centres that are kept, about: some hundred centres of twenty rooms.
const CENTRES: usize = 4 << 20;
/// The most bytes of detainees that are kept, about: some twenty thousand.
const DETAINEES: usize = 16 << 20;
/// The most bytes of professionals that are kept, about: some twenty thousand.
const PEOPLE: usize = 12 << 20;
/// The most bytes of agencies that are kept, about: some thousand.
const AGENCIES: usize = 1 << 20;

/// What this process remembers. Clones of a house share it, so they are of one store.
#[derive(Debug, Default)]
pub struct Facts {
    newest: Mutex<Option<Arc<Remembered>>>,
}

/// What was read under one mark.
#[derive(Debug)]
struct Remembered {
    /// `None` if the store has none: then nothing is remembered.
    mark: Option<Uuid>,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    centres: Shelf<Centre>,
    detainees: Shelf<Detainee>,
    people: Shelf<Person>,
    agencies: Shelf<Name>,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.centres.bytes() + self.detainees.bytes() + self.people.bytes() + self.agencies.bytes()
    }
}

impl Facts {
    /// What is known now.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn seen(&self, db: &DatabaseConnection) -> Result<View, StoreError> {
        Ok(self.under(mark(db).await?))
    }

    /// The same, seen through `db`, which may be a transaction: it sees what it changed itself, and nobody else does before it
    /// is committed. So what it reads under a mark that nobody else knows yet it keeps to itself: others would read under the
    /// same mark what stood before the change. A view that was taken before the change may be shared: by that one, read
    /// nothing afterwards that was changed.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn within(&self, db: &impl ConnectionTrait) -> Result<View, StoreError> {
        Ok(self.shared_under(mark(db).await?))
    }

    /// What was known last, which may hold no longer: whoever uses it must see to that.
    pub(crate) fn last(&self) -> Option<View> {
        locked(&self.newest).clone().map(View)
    }

    /// How many bytes of memory what is remembered takes, about: what its texts and lists hold, and what the tables that
    /// find them take for each.
    pub fn bytes(&self) -> usize {
        let newest = locked(&self.newest).clone();
        newest.as_ref().map_or(0, |remembered| locked(&remembered.kept).bytes())
    }

    /// What was read under `mark`, if others read under it too; else nothing yet, for the caller alone. What others read is
    /// then known no longer: it may be the older, and whoever goes by what was known last would find so each time.
    fn shared_under(&self, mark: Option<Uuid>) -> View {
        let mut newest = locked(&self.newest);
        if let Some(known) = newest.as_ref().filter(|known| mark.is_some() && known.mark == mark) {
            return View(Arc::clone(known));
        }
        *newest = None;
        View(Arc::new(Remembered::nothing(mark)))
    }

    /// What was read under `mark`. Those who still use what was read under another keep that to themselves.
    fn under(&self, mark: Option<Uuid>) -> View {
        if mark.is_none() {
            return View(Arc::new(Remembered::nothing(None)));
        }
        let mut newest = locked(&self.newest);
        match &*newest {
            Some(known) if known.mark == mark => View(Arc::clone(known)),
            _ => {
                let nothing = Arc::new(Remembered::nothing(mark));
                *newest = Some(Arc::clone(&nothing));
                View(nothing)
            }
        }
    }
}

impl Remembered {
    fn nothing(mark: Option<Uuid>) -> Self {
        let kept = Kept {
            centres: Shelf::of(CENTRES),
            detainees: Shelf::of(DETAINEES),
            people: Shelf::of(PEOPLE),
            agencies: Shelf::of(AGENCIES),
        };
        Self { mark, kept: Mutex::new(kept) }
    }
}

/// The mark of what changes seldom.
async fn mark(db: &impl ConnectionTrait) -> Result<Option<Uuid>, StoreError> {
    Ok(facts::Entity::find().select_only().column(facts::Column::Mark).into_tuple().one(db).await?)
}

/// What is known under one mark. Whoever holds it sees the same facts throughout, or newer ones.
#[derive(Clone, Debug)]
pub(crate) struct View(Arc<Remembered>);

impl View {
    /// Whether nothing of it has changed since.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn holds(&self, db: &impl ConnectionTrait) -> Result<bool, StoreError> {
        Ok(self.is_under(mark(db).await?))
    }

    /// Whether it was read under `mark`.
    pub(crate) fn is_under(&self, mark: Option<Uuid>) -> bool {
        self.0.mark == mark
    }

    /// What an agency is called.
    ///
    /// # Errors
    /// If the store refuses, or there is no such agency.
    pub(crate) async fn agency(&self, db: &impl ConnectionTrait, id: AgencyId) -> Result<Arc<Name>, StoreError> {
        let known = self.kept().agencies.get(id.0);
        if let Some(known) = known {
            return Ok(known);
        }
        let row = reading::known(agencies::Entity::find_by_id(id.0).one(db).await?, "agency")?;
        let name = Arc::new(reading::text(row.name, "agency name")?);
        self.kept().agencies.put(id.0, None, &name);
        Ok(name)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        locked(&self.0.kept)
    }
}

impl Weight for Name {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.as_str().len()
    }
}

/// What a panic elsewhere left behind is still whole: everything is put in at once.
fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod marks {
    use super::*;

    fn name() -> Arc<Name> {
        Arc::new("Juzgado Primero".parse().expect("a name"))
    }

    #[test]
    fn what_was_read_under_one_mark_is_not_seen_under_another() {
        let facts = Facts::default();
        let (one, other, agency) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let first = facts.under(Some(one));
        first.kept().agencies.put(agency, None, &name());
        assert!(facts.under(Some(one)).kept().agencies.get(agency).is_some());
        let second = facts.under(Some(other));
        assert!(second.kept().agencies.get(agency).is_none());
        // Who was slow keeps what they read to themselves.
        first.kept().agencies.put(agency, None, &name());
        assert!(facts.under(Some(other)).kept().agencies.get(agency).is_none());
        assert_eq!(facts.bytes(), 0);
    }

    #[test]
    fn what_a_transaction_reads_under_a_mark_of_its_own_is_nobody_elses() {
        let facts = Facts::default();
        let (one, own, agency) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        facts.under(Some(one)).kept().agencies.put(agency, None, &name());
        assert!(facts.shared_under(Some(one)).kept().agencies.get(agency).is_some());
        facts.shared_under(Some(own)).kept().agencies.put(agency, None, &name());
        assert!(facts.last().is_none(), "what was known last may hold no longer");
        assert!(facts.under(Some(own)).kept().agencies.get(agency).is_none());
    }

    #[test]
    fn without_a_mark_nothing_is_remembered() {
        let facts = Facts::default();
        let agency = Uuid::from_u128(3);
        facts.under(None).kept().agencies.put(agency, None, &name());
        assert!(facts.under(None).kept().agencies.get(agency).is_none());
        assert_eq!(facts.bytes(), 0);
    }
}
