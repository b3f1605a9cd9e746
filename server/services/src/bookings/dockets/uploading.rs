//! Keeping the list in a file: every line of it, also those that are wrong.

use entity::dockets;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::Value;
use shared::{
    appointment::Field,
    docket::{Content, MOST_BYTES, Stage, reading as lists},
    ids::DocketId,
    ports::{Upload, Uploaded},
    text::Name,
};

use super::{super::changing::change, reading, resolving::Resolver, store::Shelf, tables};
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading::known, transaction},
};

/// The record's code.
const UPLOADED: &str = "docket_uploaded";

pub(super) async fn upload(shelf: &Shelf<'_>, file: Upload) -> Result<Uploaded, StoreError> {
    let house = shelf.house;
    let today = shelf.zone().await?.date(house.clock.now());
    let (first, last) = reading::days(&file.first, &file.last, today)?;
    let lines = match table(file.bytes).await? {
        Ok(lines) => lines,
        Err(wrong) => return Ok(Uploaded::Unreadable(wrong)),
    };
    let mut resolver = Resolver::new(house);
    let mut content =
        Content { first, last, lines: Vec::with_capacity(lines.len()), given_up: false, planned_from: None };
    for (number, typed, malformed) in lines {
        content.lines.push(resolver.line(number, typed, malformed).await?);
    }
    let id = DocketId(house.ids.next());
    let (name, body) = (name(&file.name, id)?, serde_json::to_value(&content)?);
    transaction!(house, |txn| shelve(shelf, txn, (id, &name), &body).await)?;
    Ok(Uploaded::Docket(id))
}

/// Keeps a new docket.
pub(super) async fn shelve(
    shelf: &Shelf<'_>,
    txn: &DatabaseTransaction,
    (id, name): (DocketId, &Name),
    body: &Value,
) -> Result<(), StoreError> {
    let now = shelf.house.clock.now().0;
    let row = dockets::ActiveModel {
        id: Set(id.0),
        agency_id: Set(shelf.agency.0),
        account_id: Set(shelf.who.account().map(|account| account.id.0)),
        name: Set(name.to_string()),
        stage: Set(Stage::Open.code().to_owned()),
        version: Set(1),
        body: Set(body.clone()),
        created_at: Set(now),
        updated_at: Set(now),
    };
    dockets::Entity::insert(row).exec_without_returning(txn).await?;
    let kept = [change(Field::State, None, Some(Stage::Open.code().to_owned()))];
    audit::record(txn, shelf.house, shelf.who, Subject::Docket(id), UPLOADED, &kept, None).await
}

type Lines = Vec<(u32, shared::docket::Typed, bool)>;

/// The lines in `bytes`. Unpacking a workbook takes a while, so it is done where nobody waits for the thread.
async fn table(bytes: Vec<u8>) -> Result<Result<Lines, Vec<lists::Unreadable>>, StoreError> {
    if bytes.len() > MOST_BYTES {
        return Ok(Err(vec![lists::Unreadable::TooMany(shared::docket::MOST_LINES)]));
    }
    let read = move || tables::rows(&bytes).map_err(|wrong| vec![wrong]).and_then(lists::lines);
    tokio::task::spawn_blocking(read).await.map_err(|error| StoreError::Fault(error.to_string()))
}

/// The file's name without its ending, or something else to call it.
fn name(file: &str, id: DocketId) -> Result<Name, StoreError> {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let short: String = stem.chars().take(usize::from(Name::LIMIT)).collect();
    known(short.parse().or_else(|_| id.to_string().parse()).ok(), "docket name")
}
