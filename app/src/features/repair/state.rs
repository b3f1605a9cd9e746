//! The addresses of the repair.

use std::fmt::{Display, Write as _};

use shared::block::BlockForm;

use crate::back::in_query;

/// Where a repair is sought as if what `form` says of the `missing` one (`person` or `centre`) stood.
pub fn address(missing: &str, id: impl Display, form: &BlockForm) -> String {
    let mut address = format!("/repair?{missing}={id}");
    address.push_str(&extent(form));
    address
}

/// What and when of `form`, behind other values of an address.
pub fn extent(form: &BlockForm) -> String {
    let BlockForm { room, from_date, from_time, until_date, until_time, .. } = form;
    let fields = [
        ("room", room),
        ("from_date", from_date),
        ("from_time", from_time),
        ("until_date", until_date),
        ("until_time", until_time),
    ];
    let mut query = String::new();
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a text never fails.
        let _ = write!(query, "&{name}={}", in_query(value));
    }
    query
}
