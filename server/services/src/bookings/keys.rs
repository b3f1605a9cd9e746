//! What another system calls something, found: by our identifier or by the code that both know.

use entity::{centres, detainees, people, rooms};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use shared::{
    directory::{DetaineeSummary, PersonSummary},
    error::Error,
    exchange::Key,
    ids::{CentreId, RoomId},
    permission::UseCase,
    principal::Principal,
    text::{Code, Email},
    zone::Zone,
};

use super::directory;
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
};

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
    Ok(known_detainee(&house.db, key).await?.map(|(detainee, _)| detainee))
}

/// The professional that `key` means.
pub(crate) async fn person(house: &House, who: &Principal, key: &Key) -> Result<Option<PersonSummary>, StoreError> {
    Reach::of(who, UseCase::Book)?;
    known_person(&house.db, key).await
}

/// The same, with the zone of their centre.
pub(super) async fn known_detainee(
    db: &impl ConnectionTrait,
    key: &Key,
) -> Result<Option<(DetaineeSummary, Zone)>, StoreError> {
    Ok(known_detainees(db, std::slice::from_ref(key)).await?.pop().flatten())
}

/// The detainees that `keys` mean, each in its place.
pub(super) async fn known_detainees(
    db: &impl ConnectionTrait,
    keys: &[Key],
) -> Result<Vec<Option<(DetaineeSummary, Zone)>>, StoreError> {
    let which = |key| condition(key, detainees::Column::Id, detainees::Column::Code);
    let any = keys.iter().map(which).fold(Condition::any(), Condition::add);
    let found = if keys.is_empty() { Vec::new() } else { directory::detainees(db, any).await? };
    let means = |key: &Key, one: &DetaineeSummary| match key {
        Key::Id(id) => one.id.0 == *id,
        Key::Code(text) => text.parse::<Code>().is_ok_and(|code| code == one.code),
    };
    Ok(keys.iter().map(|key| found.iter().find(|(one, _)| means(key, one)).cloned()).collect())
}

/// The professional that `key` means.
pub(super) async fn known_person(db: &impl ConnectionTrait, key: &Key) -> Result<Option<PersonSummary>, StoreError> {
    Ok(known_people(db, [key]).await?.pop().flatten())
}

/// The professionals that `keys` mean, each in its place.
pub(super) async fn known_people(
    db: &impl ConnectionTrait,
    keys: impl IntoIterator<Item = &Key>,
) -> Result<Vec<Option<PersonSummary>>, StoreError> {
    let keys: Vec<(&Key, Option<Email>)> = keys
        .into_iter()
        .map(|key| match key {
            Key::Id(_) => (key, None),
            Key::Code(text) => (key, text.parse().ok()),
        })
        .collect();
    let ids = keys.iter().filter_map(|(key, _)| if let Key::Id(id) = key { Some(*id) } else { None });
    let addresses = keys.iter().filter_map(|(_, address)| address.as_ref());
    let which = Condition::any()
        .add(people::Column::Id.is_in(ids))
        .add(people::Column::Email.is_in(addresses.map(Email::as_str)));
    let rows = if keys.is_empty() { Vec::new() } else { people::Entity::find().filter(which).all(db).await? };
    let found = rows.into_iter().map(directory::person).collect::<Result<Vec<_>, _>>()?;
    let means = |(key, address): &(&Key, Option<Email>), one: &PersonSummary| match (key, address) {
        (Key::Id(id), _) => one.id.0 == *id,
        (Key::Code(_), address) => address.is_some() && one.email == *address,
    };
    Ok(keys.iter().map(|key| found.iter().find(|one| means(key, one)).cloned()).collect())
}

/// The centre that `key` means, with its zone.
pub(super) async fn centre(db: &impl ConnectionTrait, key: &Key) -> Result<Option<(CentreId, Zone)>, StoreError> {
    let which = condition(key, centres::Column::Id, centres::Column::Code);
    let row = centres::Entity::find().filter(which).one(db).await?;
    row.map(|row| Ok((CentreId(row.id), reading::zone(&row.zone)?))).transpose()
}

/// The room of `centre` that `key` means.
pub(super) async fn room(db: &impl ConnectionTrait, centre: CentreId, key: &Key) -> Result<Option<RoomId>, StoreError> {
    let which = condition(key, rooms::Column::Id, rooms::Column::Code).add(rooms::Column::CentreId.eq(centre.0));
    Ok(rooms::Entity::find().filter(which).one(db).await?.map(|row| RoomId(row.id)))
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
