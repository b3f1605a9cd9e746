//! The server function of a day.

use jiff::civil::Date;
use leptos::{prelude::*, server_fn::codec::Json};
use shared::day::Day;

use crate::error::ApiError;

/// The day as the reader's role shows it; `None` is today.
#[server(name = ReadDay, prefix = "/do", endpoint = "day", input = Json, output = crate::wire::Compact)]
pub async fn day(date: Option<Date>) -> Result<Day, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Days;
    answer(port::<dyn Days>().day(&principal(), date).await)
}
