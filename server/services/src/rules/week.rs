//! The hours of a week as they are stored, and changes that are made on what somebody saw.

use shared::{
    appointment::{Field, FieldChange},
    error::Error,
    time::WeeklyWindow,
};

use crate::db::{StoreError, reading};

/// Refuses what was made on something else than what stands, and says what that is.
pub(super) fn as_seen(field: Field, seen: &str, now: &str) -> Result<(), StoreError> {
    if seen == now {
        return Ok(());
    }
    Err(Error::Outdated(change(field, None, seen.to_owned(), now.to_owned()).into()).into())
}

/// What a change tells of a text that may be empty.
pub(super) fn change(field: Field, of: Option<String>, from: String, to: String) -> [FieldChange; 1] {
    let told = |text: String| Some(text).filter(|text| !text.is_empty());
    [FieldChange { field, of, from: told(from), to: told(to) }]
}

/// A number of minutes as it is stored.
pub(super) fn small(minutes: u16) -> Result<i16, StoreError> {
    reading::known(i16::try_from(minutes).ok(), "minutes")
}

/// Weekday, from and to as they are stored.
pub(super) fn stored(window: WeeklyWindow) -> Result<(i16, i16, i16), StoreError> {
    Ok((i16::from(window.weekday.index()), small(window.from)?, small(window.to)?))
}
