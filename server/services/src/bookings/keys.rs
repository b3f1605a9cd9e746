//! What another system calls something, found: by our identifier or by the code that both know.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait};
use shared::{
    directory::{DetaineeSummary, PersonSummary},
    error::Error,
    exchange::Key,
    ids::{CentreId, RoomId},
    permission::UseCase,
    principal::Principal,
    text::Code,
    zone::Zone,
};

use crate::{db::StoreError, facts::View, house::House, reach::Reach};

/// The rows that `key` means. What no code can be means none.
pub(crate) fn condition(key: &Key, id: impl ColumnTrait, code: impl ColumnTrait) -> Condition {
    match key {
        Key::Id(wanted) => Condition::all().add(id.eq(*wanted)),
        Key::Code(text) => match text.parse::<Code>() {
            Ok(wanted) => Condition::all().add(code.eq(wanted.as_str())),
            Err(_) => Condition::all().add(id.is_null()),
        },
    }
}

/// The detainee that `key` means.
pub(crate) async fn detainee(house: &House, who: &Principal, key: &Key) -> Result<Option<DetaineeSummary>, StoreError> {
    if Reach::of(who, UseCase::FindDetainee)? == Reach::Nothing {
        return Ok(None);
    }
    let facts = house.facts.seen(&house.db).await?;
    Ok(known_detainee(&house.db, &facts, key).await?.map(|(detainee, _)| detainee))
}

/// The professional that `key` means.
pub(crate) async fn person(house: &House, who: &Principal, key: &Key) -> Result<Option<PersonSummary>, StoreError> {
    Reach::of(who, UseCase::Book)?;
    let facts = house.facts.seen(&house.db).await?;
    known_person(&house.db, &facts, key).await
}

/// The same, with the zone of their centre.
pub(super) async fn known_detainee(
    db: &impl ConnectionTrait,
    facts: &View,
    key: &Key,
) -> Result<Option<(DetaineeSummary, Zone)>, StoreError> {
    Ok(known_detainees(db, facts, std::slice::from_ref(key)).await?.pop().flatten())
}

/// The detainees that `keys` mean, each in its place.
pub(super) async fn known_detainees(
    db: &impl ConnectionTrait,
    facts: &View,
    keys: &[Key],
) -> Result<Vec<Option<(DetaineeSummary, Zone)>>, StoreError> {
    let found = facts.detainees(db, keys).await?;
    Ok(found.into_iter().map(|one| one.map(|one| (one.summary.clone(), one.zone.clone()))).collect())
}

/// The professional that `key` means.
pub(super) async fn known_person(
    db: &impl ConnectionTrait,
    facts: &View,
    key: &Key,
) -> Result<Option<PersonSummary>, StoreError> {
    Ok(known_people(db, facts, [key]).await?.pop().flatten())
}

/// The professionals that `keys` mean, each in its place.
pub(super) async fn known_people(
    db: &impl ConnectionTrait,
    facts: &View,
    keys: impl IntoIterator<Item = &Key>,
) -> Result<Vec<Option<PersonSummary>>, StoreError> {
    let keys: Vec<Key> = keys.into_iter().cloned().collect();
    let found = facts.people(db, &keys).await?;
    Ok(found.into_iter().map(|one| one.map(|one| one.summary.clone())).collect())
}

/// The room of `centre` that `key` means.
pub(super) async fn room(
    db: &impl ConnectionTrait,
    facts: &View,
    centre: CentreId,
    key: &Key,
) -> Result<Option<RoomId>, StoreError> {
    let centre = facts.centre(db, centre).await?;
    Ok(centre.and_then(|centre| centre.room(key).map(|room| room.id)))
}

/// The reach in which somebody may book, as the agency for which they do.
///
/// # Errors
/// If they may not book, or belong to no agency to book for.
pub(super) fn booking_agency(who: &Principal) -> Result<shared::ids::AgencyId, Error> {
    match Reach::of(who, UseCase::Book)? {
        Reach::Agency(agency) => Ok(agency),
        _ => Err(Error::Forbidden),
    }
}
