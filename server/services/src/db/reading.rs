//! Stored values back into the domain's types. What was checked when it was written is checked again: the store is not
//! trusted to hold only what this program wrote.

use serde_json::Value;
use shared::{time::Period, zone::Zone};

use super::StoreError;

/// A checked text from a column.
///
/// # Errors
/// [`StoreError::Unreadable`] with the name of `what` it should have been.
pub fn text<T: TryFrom<String>>(value: String, what: &'static str) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Unreadable(what))
}

/// A checked text from a column that may be empty.
///
/// # Errors
/// As [`text`].
pub fn text_or_none<T: TryFrom<String>>(value: Option<String>, what: &'static str) -> Result<Option<T>, StoreError> {
    value.map(|value| text(value, what)).transpose()
}

/// What a column's code stands for.
///
/// # Errors
/// As [`text`].
pub fn known<T>(found: Option<T>, what: &'static str) -> Result<T, StoreError> {
    found.ok_or(StoreError::Unreadable(what))
}

/// What an optional column's code stands for.
///
/// # Errors
/// As [`text`].
pub fn coded<T>(
    value: Option<&str>,
    from_code: impl Fn(&str) -> Option<T>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    value.map(|code| known(from_code(code), what)).transpose()
}

/// What a column holds as JSON.
///
/// # Errors
/// As [`text`].
pub fn structured<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, StoreError> {
    Ok(serde_json::from_value(value)?)
}

/// The period from `starts_at` to `ends_at`.
///
/// # Errors
/// As [`text`].
pub fn period(starts_at: i64, ends_at: i64) -> Result<Period, StoreError> {
    known(Period::new(shared::time::Instant(starts_at), shared::time::Instant(ends_at)), "period")
}

/// The zone called `name`.
///
/// # Errors
/// As [`text`].
pub fn zone(name: &str) -> Result<Zone, StoreError> {
    known(Zone::named(name), "zone")
}
