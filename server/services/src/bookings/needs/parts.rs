//! Whom an appointment brings, by centre.

use sea_orm::ConnectionTrait;
use shared::{
    directory::DetaineeSummary,
    draft::MOST_DETAINEES,
    error::{Fault, Problem},
    exchange::Key,
    ids::{CentreId, DetaineeId},
    zone::Zone,
};

use crate::{
    bookings::{drafts::wrong, keys},
    db::StoreError,
    facts::View,
};

/// One centre's part of an appointment: who is brought there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::bookings) struct Part {
    pub(in crate::bookings) centre: CentreId,
    pub(in crate::bookings) detainees: Vec<DetaineeId>,
}

/// A detainee, and the zone of their centre.
type Found = (DetaineeSummary, Zone);

/// Where `detainees` are held: a part for each centre, in the order in which the centres first occur.
///
/// # Errors
/// [`Error::Invalid`] if there are none, or one does not exist.
pub(in crate::bookings) async fn parts(
    db: &impl ConnectionTrait,
    facts: &View,
    detainees: &[DetaineeId],
) -> Result<(Part, Zone, Vec<Part>), StoreError> {
    let keys: Vec<_> = detainees.iter().map(|id| Key::Id(id.0)).collect();
    let found: Option<Vec<Found>> = keys::known_detainees(db, facts, &keys).await?.into_iter().collect();
    let found = found.ok_or_else(|| wrong("detainee", Fault::UnknownChoice))?;
    parts_of(found).ok_or_else(|| wrong("detainee", Fault::Missing))
}

/// The same of those who are known already; `None` if there are none.
pub(in crate::bookings) fn parts_of(found: Vec<Found>) -> Option<(Part, Zone, Vec<Part>)> {
    let mut parts: Vec<Part> = Vec::new();
    let mut first = None;
    for (detainee, zone) in found {
        first.get_or_insert(zone);
        match parts.iter_mut().find(|part| part.centre == detainee.centre) {
            Some(part) => part.detainees.push(detainee.id),
            None => parts.push(Part { centre: detainee.centre, detainees: vec![detainee.id] }),
        }
    }
    let mut parts = parts.into_iter();
    Some((parts.next()?, first?, parts.collect()))
}

/// Those whom `named` names, in their order; what is wrong with them in `field` goes to `problems`.
pub(in crate::bookings) async fn brought(
    db: &impl ConnectionTrait,
    facts: &View,
    field: &str,
    named: &[Key],
    problems: &mut Vec<Problem>,
) -> Result<Vec<DetaineeId>, StoreError> {
    let found = located(db, facts, field, named, problems).await?;
    Ok(found.into_iter().map(|(detainee, _)| detainee.id).collect())
}

/// As [`brought`], with where they are.
pub(in crate::bookings) async fn located(
    db: &impl ConnectionTrait,
    facts: &View,
    field: &str,
    named: &[Key],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Found>, StoreError> {
    if named.len() > MOST_DETAINEES {
        let max = i64::try_from(MOST_DETAINEES).unwrap_or(i64::MAX);
        problems.push(Problem::new(field, Fault::NumberOutside { min: 1, max }));
        return Ok(Vec::new());
    }
    let mut found: Vec<Found> = Vec::with_capacity(named.len());
    for known in keys::known_detainees(db, facts, named).await? {
        let fault = match known {
            Some((detainee, _)) if found.iter().any(|(one, _)| one.id == detainee.id) => Fault::Duplicate,
            Some(known) => {
                found.push(known);
                continue;
            }
            None => Fault::UnknownChoice,
        };
        problems.push(Problem::new(field, fault));
    }
    Ok(found)
}
