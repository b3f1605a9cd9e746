//! What others changed before a change that was refused for it, and what stands against a time that was refused. Without
//! JavaScript a refusal leads back by an address, which does not tell names and values: they wait in a cookie, and the page
//! that says the refusal finds them here.

use leptos::{prelude::*, server::codee::binary::PostcardCodec};
use serde::{Deserialize, Serialize};
use shared::{appointment::FieldChange, error::Error, schedule::Obstacle};

use crate::error::ApiError;

/// What others changed or what stands in the way, and by which form of which page somebody was refused for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meanwhile {
    /// The path of the page.
    pub page: String,
    /// The address to which the form was sent.
    pub function: String,
    /// What others changed.
    pub changes: Vec<FieldChange>,
    /// What stands in the way.
    #[serde(default)]
    pub obstacles: Vec<Obstacle>,
}

/// What waits for the page that is opened, in the context of all that is drawn on it.
#[derive(Clone, Debug, Default)]
pub struct ToldMeanwhile(Option<Meanwhile>);

impl ToldMeanwhile {
    /// Reads it; the browser draws with what the server found.
    pub fn ask() -> Self {
        Self(SharedValue::<Option<Meanwhile>, PostcardCodec>::new_with_encoding(waiting).into_inner())
    }

    /// What others had changed, and what stood in the way, when the page at `page` was refused what it sent to `function`.
    pub fn of(&self, page: &str, function: &str) -> (&[FieldChange], &[Obstacle]) {
        let told = self.0.as_ref().filter(|told| told.page == page && told.function == function);
        told.map(|told| (told.changes.as_slice(), told.obstacles.as_slice())).unwrap_or_default()
    }
}

#[cfg(feature = "ssr")]
fn waiting() -> Option<Meanwhile> {
    crate::forms::meanwhile()
}

#[cfg(not(feature = "ssr"))]
const fn waiting() -> Option<Meanwhile> {
    None
}

/// `error` with what changed `meanwhile`, if it does not say that itself.
pub fn told_in_full(error: ApiError, meanwhile: &[FieldChange]) -> ApiError {
    match error {
        ApiError::Refused(Error::Stale { version, changes }) if changes.is_empty() => {
            ApiError::Refused(Error::Stale { version, changes: meanwhile.to_vec() })
        }
        ApiError::Refused(Error::Outdated(changes)) if changes.is_empty() => {
            ApiError::Refused(Error::Outdated(meanwhile.to_vec()))
        }
        other => other,
    }
}

/// `error` with what stands in the way, if it does not say that itself.
pub fn refused_in_full(error: ApiError, obstacles: &[Obstacle]) -> ApiError {
    match error {
        ApiError::Refused(Error::Refused(said)) if said.is_empty() => {
            ApiError::Refused(Error::Refused(obstacles.to_vec()))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_for_one_form_of_one_page() {
        let change = FieldChange { field: shared::appointment::Field::Room, of: None, from: None, to: None };
        let (page, function) = ("/settings".to_owned(), "/do/settings/notices".to_owned());
        let (changes, obstacles) = (vec![change.clone()], vec![Obstacle::NoRoom]);
        let told = ToldMeanwhile(Some(Meanwhile { page, function, changes, obstacles }));
        let nothing: (&[FieldChange], &[Obstacle]) = (&[], &[]);
        assert_eq!(told.of("/settings", "/do/settings/notices"), (&[change][..], &[Obstacle::NoRoom][..]));
        assert_eq!(told.of("/centres", "/do/settings/notices"), nothing);
        assert_eq!(told.of("/settings", "/do/settings/make-token"), nothing);
        assert_eq!(ToldMeanwhile::default().of("/settings", "/do/settings/notices"), nothing);
    }

    #[test]
    fn what_stands_in_the_way_is_told_with_the_refusal() {
        let refused = |obstacles| ApiError::Refused(Error::Refused(obstacles));
        assert_eq!(refused_in_full(refused(Vec::new()), &[Obstacle::NoRoom]), refused(vec![Obstacle::NoRoom]));
        let said = refused(vec![Obstacle::OutsideHorizon]);
        assert_eq!(refused_in_full(said.clone(), &[Obstacle::NoRoom]), said);
        let other = ApiError::Refused(Error::Answered);
        assert_eq!(refused_in_full(other.clone(), &[Obstacle::NoRoom]), other);
    }

    #[test]
    fn what_no_address_tells_is_told_with_the_refusal() {
        let change = FieldChange {
            field: shared::appointment::Field::Room,
            of: None,
            from: Some("Sala 1".to_owned()),
            to: Some("Sala 2".to_owned()),
        };
        let stale = |changes| ApiError::Refused(Error::Stale { version: 4, changes });
        let outdated = |changes| ApiError::Refused(Error::Outdated(changes));
        for (untold, told) in
            [(stale(Vec::new()), stale(vec![change.clone()])), (outdated(Vec::new()), outdated(vec![change.clone()]))]
        {
            assert_eq!(told_in_full(untold, std::slice::from_ref(&change)), told);
            assert_eq!(told_in_full(told.clone(), &[]), told);
        }
        let other = ApiError::Refused(Error::Answered);
        assert_eq!(told_in_full(other.clone(), &[change]), other);
    }
}
