//! Stored values back into the domain's types. What was checked when it was written is checked again: the store is not
//! trusted to hold only what this program wrote.

use std::num::NonZeroU16;

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

/// How many there are of what has no limit if nothing is stored. A zero is never taken for that.
///
/// # Errors
/// As [`text`].
pub fn limit(value: Option<i16>, what: &'static str) -> Result<Option<NonZeroU16>, StoreError> {
    value.map(|value| known(u16::try_from(value).ok().and_then(NonZeroU16::new), what)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_limit_and_zero_is_none_that_is_known() {
        assert!(matches!(limit(None, "teams"), Ok(None)));
        assert!(matches!(limit(Some(1), "teams"), Ok(Some(one)) if one.get() == 1));
        assert!(matches!(limit(Some(i16::MAX), "teams"), Ok(Some(teams)) if teams.get() == 32_767));
        for none in [0, -1, i16::MIN] {
            assert!(matches!(limit(Some(none), "teams"), Err(StoreError::Unreadable("teams"))), "{none}");
        }
    }
}
