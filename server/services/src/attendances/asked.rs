//! Whether somebody answers what they are asked now. A page may have been open since before that changed.

use entity::{appointments, links};
use sea_orm::{DatabaseTransaction, EntityTrait};
use shared::{
    appointment::{Field, FieldChange, Role},
    draft::in_private_meeting,
    error::{Error, LinkEnd},
    notice::Times,
    principal::{Invited, Principal},
    time::Instant,
    zone::Zone,
};

use crate::{
    db::{StoreError, reading},
    meetings,
};

/// Refuses whoever came by a link that was replaced after they were let in.
pub(super) async fn still_serves(txn: &DatabaseTransaction, who: &Principal) -> Result<(), StoreError> {
    let Principal::Invited(Invited { link: Some(link), .. }) = who else { return Ok(()) };
    let link = links::Entity::find_by_id(link.0).one(txn).await?;
    if link.is_none_or(|link| link.replaced) {
        return Err(StoreError::Refused(Error::LinkEnded(LinkEnd::Replaced)));
    }
    Ok(())
}

/// Refuses an answer to other times than those at which whoever takes part as `role` is to come by now. Whatever else changed,
/// the answers of others among it, leaves it an answer.
pub(super) fn still_so(
    read: Option<&Times>,
    appointment: &appointments::Model,
    meetings: &[appointments::Model],
    role: &str,
    zone: &Zone,
) -> Result<(), StoreError> {
    let now = times(appointment, meetings, reading::known(Role::from_code(role), "role")?)?;
    let changes = match read {
        Some(read) if read.cover(&now) => return Ok(()),
        Some(read) => {
            let civil = |at: Instant| Some(zone.local(at).civil.to_string());
            let ends = [
                (Field::Start, read.period.start(), now.period.start()),
                (Field::End, read.period.end(), now.period.end()),
            ];
            let changed = ends.into_iter().filter(|(_, from, to)| from != to);
            changed.map(|(field, from, to)| FieldChange { field, of: None, from: civil(from), to: civil(to) }).collect()
        }
        // A page of before forms named times, or a program: nobody knows what it answers.
        None => Vec::new(),
    };
    Err(Error::Stale { version: appointment.version, changes }.into())
}

fn times(appointment: &appointments::Model, meetings: &[appointments::Model], role: Role) -> Result<Times, StoreError> {
    let period = |row: &appointments::Model| reading::period(row.starts_at, row.ends_at);
    let told = if in_private_meeting(role) { meetings::told(appointment, meetings.to_vec()) } else { Vec::new() };
    let meetings = told.iter().map(|(_, meeting)| period(meeting)).collect::<Result<_, StoreError>>()?;
    Ok(Times { period: period(appointment)?, meetings })
}
