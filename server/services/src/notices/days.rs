//! Writing to people about several days of a trial at once: each gets one message with all days that concern them, and one
//! calendar file.

mod letter;

use std::collections::{BTreeSet, HashMap};

use entity::{message_days, messages};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use shared::{
    ids::AppointmentId,
    notice::{Channel, MessageKind},
};
use uuid::Uuid;

use self::letter::Day;
use super::{Part, Written, entry, matter::Matter, new_links, record_notice};
use crate::{
    calendar::{self, Method},
    db::StoreError,
    house::House,
};

/// The days that a message is about.
pub(crate) struct Days<'a> {
    /// All days it lists, by start, each with its number in the series where that is told.
    pub(crate) listed: &'a [(entity::appointments::Model, Option<u16>)],
    /// How many days the series has.
    pub(crate) of: u16,
    /// Which of them are new, or are over now.
    pub(crate) changed: &'a BTreeSet<AppointmentId>,
}

/// Invites everybody of the changed days to them, in one message each.
///
/// # Errors
/// If the store refuses, or a stored row makes no sense.
pub(crate) async fn invite(txn: &DatabaseTransaction, house: &House, days: &Days<'_>) -> Result<(), StoreError> {
    write(txn, house, days, MessageKind::Days).await
}

/// Tells everybody of the changed days that those are cancelled, in one message each.
///
/// # Errors
/// If the store refuses, or a stored row makes no sense.
pub(crate) async fn call_off(txn: &DatabaseTransaction, house: &House, days: &Days<'_>) -> Result<(), StoreError> {
    write(txn, house, days, MessageKind::DaysCancelled).await
}

/// A day as one person is told of it.
struct Told<'a> {
    matter: &'a Matter,
    part: Part,
    number: Option<u16>,
    changed: bool,
}

async fn write(txn: &DatabaseTransaction, house: &House, days: &Days<'_>, kind: MessageKind) -> Result<(), StoreError> {
    let mut matters = Vec::new();
    for (row, number) in days.listed {
        matters.push((Matter::of(txn, row.clone()).await?, *number));
    }
    // By person, in the order in which they stand in the first day that they take part in.
    let (mut order, mut theirs): (Vec<Uuid>, HashMap<Uuid, Vec<Told<'_>>>) = (Vec::new(), HashMap::new());
    for (matter, number) in &matters {
        for part in Part::all(txn, matter.id.0).await? {
            let person = part.participant.person_id;
            let told = Told { matter, part, number: *number, changed: days.changed.contains(&matter.id) };
            theirs
                .entry(person)
                .or_insert_with(|| {
                    order.push(person);
                    Vec::new()
                })
                .push(told);
        }
    }
    let mut names: HashMap<AppointmentId, Vec<String>> = HashMap::new();
    for person in order {
        let Some(told) = theirs.remove(&person) else { continue };
        if told.iter().all(|day| !day.changed) {
            continue;
        }
        for day in told.iter().filter(|day| day.changed) {
            names.entry(day.matter.id).or_default().push(day.part.name.to_string());
        }
        write_to(txn, house, &told, days.of, kind).await?;
    }
    // With a mail server they are told when it has taken the message, not before.
    if house.settings.smtp_url.is_none() {
        for (matter, _) in &matters {
            let names: Vec<&str> = names.get(&matter.id).into_iter().flatten().map(String::as_str).collect();
            record_notice(txn, house, matter.id, &names, Channel::Outbox).await?;
        }
    }
    Ok(())
}

/// Writes to one person. The message belongs to the first day that changed.
async fn write_to(
    txn: &DatabaseTransaction,
    house: &House,
    told: &[Told<'_>],
    of: u16,
    kind: MessageKind,
) -> Result<(), StoreError> {
    let Some(first) = told.iter().find(|day| day.changed) else { return Ok(()) };
    let linked = |day: &Told<'_>| kind == MessageKind::Days && day.changed;
    let about: Vec<_> = told.iter().filter(|day| linked(day)).map(|day| (day.matter, &day.part)).collect();
    let mut secrets = new_links(txn, house, &about).await?.into_iter();
    let day = |day| {
        let secret = if linked(day) { secrets.next() } else { None };
        Day { matter: day.matter, number: day.number, changed: day.changed, secret }
    };
    let listed: Vec<_> = told.iter().map(day).collect();
    let now = house.clock.now();
    let letter = letter::Letter { days: &listed, of, name: &first.part.name, role: first.part.role, now };
    let over = kind == MessageKind::DaysCancelled;
    let entries: Vec<_> = told.iter().map(|day| entry(house, day.matter, &day.part, now)).collect();
    let written = Written {
        kind,
        subject: letter.subject(first.part.language, over),
        body: letter.body(first.part.language, over, &house.settings.public_url),
        calendar: calendar::several(&entries, over),
        method: Method::Publish,
    };
    let message = house.ids.next();
    let row = written.row(house, message, first.matter, (&first.part).into());
    messages::Entity::insert(row).exec_without_returning(txn).await?;
    let others = told.iter().filter(|day| day.changed && day.matter.id != first.matter.id);
    let rows: Vec<_> = others
        .map(|day| message_days::ActiveModel {
            id: Set(house.ids.next()),
            message_id: Set(message),
            appointment_id: Set(day.matter.id.0),
        })
        .collect();
    if !rows.is_empty() {
        message_days::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// All appointments that `message` tells of.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn told(
    db: &impl ConnectionTrait,
    message: &messages::Model,
) -> Result<Vec<AppointmentId>, StoreError> {
    let others = message_days::Entity::find().filter(message_days::Column::MessageId.eq(message.id)).all(db).await?;
    let others = others.into_iter().map(|day| day.appointment_id);
    Ok(std::iter::once(message.appointment_id).chain(others).map(AppointmentId).collect())
}
