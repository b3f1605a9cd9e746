//! The days of a docket, as they are typed into the form of the file.

use jiff::{ToSpan, civil::Date};
use shared::{
    docket::MOST_DAYS,
    draft::{HORIZON_DAYS, fields},
    error::{Error, Fault, Problem},
};

/// The days that are proposed: from tomorrow on, four weeks.
pub(super) fn usual(today: Date) -> (Date, Date) {
    let after = |days: i64| today.checked_add(days.days()).unwrap_or(today);
    (after(1), after(28))
}

/// The first and the last day, as typed; nothing typed means the usual ones.
///
/// # Errors
/// Everything that is wrong with them.
pub(super) fn days(first: &str, last: &str, today: Date) -> Result<(Date, Date), Error> {
    let mut problems = Vec::new();
    let usual = usual(today);
    let read_first = fields::keep(&mut problems, "first", fields::optional_date(first));
    let read_last = fields::keep(&mut problems, "last", fields::optional_date(last));
    let (first, last) = (read_first.flatten().unwrap_or(usual.0), read_last.flatten().unwrap_or(usual.1));
    if problems.is_empty() {
        let after = |from: Date, days: i64| from.checked_add(days.days()).unwrap_or(from);
        let fault = if first < today {
            Some(("first", Fault::InThePast))
        } else if last < first {
            Some(("last", Fault::EndBeforeStart))
        } else if last >= after(first, MOST_DAYS) || last > after(today, HORIZON_DAYS) {
            Some(("last", Fault::TooFarAhead))
        } else {
            None
        };
        problems.extend(fault.map(|(field, fault)| Problem::new(field, fault)));
    }
    if problems.is_empty() { Ok((first, last)) } else { Err(Error::Invalid(problems)) }
}
