//! Writing to people: the message and the personal link, in the transaction of the change they tell of. Sending comes
//! later ([`crate::outbox`]): a change that is rolled back leaves no message, and one that is committed always has its
//! messages.

pub(crate) mod days;
mod letter;
pub(crate) mod matter;
mod meeting;
mod parts;

use entity::{audit_entries, links, messages, people};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr,
};
use shared::{
    appointment::{Event, Field, FieldChange, Role},
    directory::Language,
    ids::{AppointmentId, PersonId},
    notice::{Channel, Delivery, MessageKind},
    principal::Principal,
    text::{Email, Name},
    time::Instant,
};
use uuid::Uuid;

pub(crate) use self::parts::Part;
use self::{letter::Addressee, matter::Matter, parts::address};
use crate::{
    accounts::LINK_GRACE_MINUTES,
    attendances::answer_by,
    audit::{self, Subject},
    calendar::{self, Entry, Method},
    db::{Batch, StoreError},
    house::House,
    secrets,
};

/// Who of an appointment is written to.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// All participants.
    Everybody,
    /// These people.
    Only(&'a [PersonId]),
    /// All but these people.
    AllBut(&'a [PersonId]),
}

impl To<'_> {
    fn takes(self, person: PersonId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(people) => people.contains(&person),
            Self::AllBut(people) => !people.contains(&person),
        }
    }
}

/// Writes one message to participants of `appointment`, each with a new personal link for this appointment only;
/// older links then serve no more. A private meeting is told of in the message about its hearing: if it changes by
/// itself, those who take part in it are written to about the hearing.
///
/// # Errors
/// If the store refuses, or a stored row makes no sense.
pub async fn write(
    txn: &DatabaseTransaction,
    house: &House,
    appointment: Uuid,
    kind: MessageKind,
    to: To<'_>,
) -> Result<(), StoreError> {
    let Some(row) = entity::appointments::Entity::find_by_id(appointment).one(txn).await? else {
        return Ok(());
    };
    if let Some(main) = row.main_id {
        return meeting::write(txn, house, (appointment, kind), main).await;
    }
    let mut matter = Matter::of(txn, row).await?;
    if kind == MessageKind::Released {
        // They are told before they go, and so before the change has its number; calendars keep the greater one.
        matter.version += 1;
    }
    let mut parts = Part::all(txn, appointment).await?;
    parts.retain(|part| to.takes(PersonId(part.participant.person_id)));
    let linked = match kind {
        MessageKind::Cancelled | MessageKind::DaysCancelled | MessageKind::Released | MessageKind::Declined => false,
        MessageKind::Invitation | MessageKind::Days | MessageKind::Changed | MessageKind::Meeting => true,
    };
    write_to(txn, house, (kind, linked), &matter, &parts).await
}

/// Writes to `person` about the appointment of `row`, if they take part in it, as one of `kind` is written now; answers how
/// many messages that makes. With a new link if it is to be `linked`; else the one they have serves on.
///
/// # Errors
/// If the store refuses, or a stored row makes no sense.
pub(crate) async fn write_anew(
    txn: &DatabaseTransaction,
    house: &House,
    row: entity::appointments::Model,
    (kind, linked): (MessageKind, bool),
    person: PersonId,
) -> Result<usize, StoreError> {
    let mut parts = Part::all(txn, row.id).await?;
    parts.retain(|part| part.participant.person_id == person.0);
    let matter = Matter::of(txn, row).await?;
    write_to(txn, house, (kind, linked), &matter, &parts).await?;
    Ok(parts.len())
}

/// Writes one message to each of `parts`; if it is `linked`, each with a new personal link, and their older ones then serve
/// no more.
async fn write_to(
    txn: &DatabaseTransaction,
    house: &House,
    (kind, linked): (MessageKind, bool),
    matter: &Matter,
    parts: &[Part],
) -> Result<(), StoreError> {
    let secrets = if linked {
        let about: Vec<_> = parts.iter().map(|part| (matter, part)).collect();
        new_links(txn, house, &about).await?.into_iter().map(Some).collect()
    } else {
        vec![None; parts.len()]
    };
    let mut batch = Batch::default();
    let noted = post(&mut batch, house, kind, matter, parts, &secrets)?;
    batch.insert(noted.into_iter().collect());
    batch.write(txn).await.map(|_| ())
}

/// Invites everybody to what was booked in this transaction, of which all is known and to which nobody has a link yet, as
/// some of the changes of `batch`; answers what the record is to say of it.
///
/// # Errors
/// If there are no secrets to be had.
pub(crate) fn invite(
    batch: &mut Batch,
    house: &House,
    matter: &Matter,
    parts: &[Part],
) -> Result<Option<audit_entries::ActiveModel>, StoreError> {
    let about: Vec<_> = parts.iter().map(|part| (matter, part)).collect();
    let secrets = first_links(batch, house, &about)?.into_iter().map(Some).collect::<Vec<_>>();
    post(batch, house, MessageKind::Invitation, matter, parts, &secrets)
}

/// Keeps a message to each of `parts`, with the secret of their link; answers what the record is to say of it.
fn post(
    batch: &mut Batch,
    house: &House,
    kind: MessageKind,
    matter: &Matter,
    parts: &[Part],
    secrets: &[Option<String>],
) -> Result<Option<audit_entries::ActiveModel>, StoreError> {
    let letters = parts.iter().zip(secrets).map(|(part, secret)| {
        letter_to(house, matter, part, kind, secret.as_deref()).row(house, house.ids.next(), matter, part.into())
    });
    batch.insert(letters.collect());
    // With a mail server they are told when it has taken the message, not before.
    if house.settings.smtp_url.is_some() {
        return Ok(None);
    }
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    noted_notice(house, matter.id, &names, Channel::Outbox)
}

/// Writes to `person` that what they asked for was declined.
///
/// # Errors
/// If the store refuses, or a stored row makes no sense.
pub(crate) async fn declined(
    txn: &DatabaseTransaction,
    house: &House,
    request: AppointmentId,
    person: PersonId,
) -> Result<(), StoreError> {
    let row = entity::appointments::Entity::find_by_id(request.0).one(txn).await?;
    let person = people::Entity::find_by_id(person.0).one(txn).await?;
    let (Some(row), Some(person)) = (row, person) else { return Ok(()) };
    let matter = Matter::of(txn, row).await?;
    let (name, email) = (matter::name(&person.name)?, address(&person.email)?);
    let language = Language::from_code(&person.language).unwrap_or_default();
    let kind = MessageKind::Declined;
    let answer_by = matter.period.start();
    let to = Addressee { name: &name, role: Role::DefenceLawyer, language, secret: None, answer_by };
    let written = Written {
        kind,
        subject: letter::subject(&matter, kind, language),
        body: letter::body(&matter, kind, to, &house.settings.public_url),
        // It was in no calendar.
        calendar: String::new(),
        method: Method::Cancel,
    };
    let to = Recipient { participant: None, name: &name, email: &email, language };
    let row = written.row(house, house.ids.next(), &matter, to);
    messages::Entity::insert(row).exec_without_returning(txn).await?;
    // With a mail server they are told when it has taken the message, not before.
    if house.settings.smtp_url.is_none() {
        record_notice(txn, house, request, &[name.as_str()], Channel::Outbox).await?;
    }
    Ok(())
}

/// Writes into the record of `appointment` who was told, and by which channel: nothing of what they were told.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn record_notice(
    txn: &impl ConnectionTrait,
    house: &House,
    appointment: AppointmentId,
    names: &[&str],
    channel: Channel,
) -> Result<(), StoreError> {
    audit::keep(txn, noted_notice(house, appointment, names, channel)?.into_iter().collect()).await
}

/// The same, not yet written; `None` if nobody was told.
fn noted_notice(
    house: &House,
    appointment: AppointmentId,
    names: &[&str],
    channel: Channel,
) -> Result<Option<audit_entries::ActiveModel>, StoreError> {
    if names.is_empty() {
        return Ok(None);
    }
    let told = |name: &&str| FieldChange {
        field: Field::Notice,
        of: Some((*name).to_owned()),
        from: None,
        to: Some(channel.code().to_owned()),
    };
    let changes: Vec<FieldChange> = names.iter().map(told).collect();
    let subject = Subject::Appointment(appointment);
    audit::noted(house, &Principal::System, subject, Event::Notified.code(), &changes, None).map(Some)
}

/// To whom a message is kept.
#[derive(Clone, Copy)]
struct Recipient<'a> {
    /// Their part, if they have one.
    participant: Option<Uuid>,
    name: &'a Name,
    email: &'a Email,
    language: Language,
}

impl<'a> From<&'a Part> for Recipient<'a> {
    fn from(part: &'a Part) -> Self {
        Self { participant: Some(part.participant.id), name: &part.name, email: &part.email, language: part.language }
    }
}

/// Makes a personal link for each part, and ends the older ones; answers their secrets, which are stored only hashed.
async fn new_links(
    txn: &DatabaseTransaction,
    house: &House,
    parts: &[(&Matter, &Part)],
) -> Result<Vec<String>, StoreError> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    links::Entity::update_many()
        .col_expr(links::Column::Replaced, Expr::value(true))
        .filter(links::Column::ParticipantId.is_in(parts.iter().map(|(_, part)| part.participant.id)))
        .exec(txn)
        .await?;
    let mut batch = Batch::default();
    let secrets = first_links(&mut batch, house, parts)?;
    batch.write(txn).await?;
    Ok(secrets)
}

/// The same for parts that have none yet, as one of the changes of `batch`.
fn first_links(batch: &mut Batch, house: &House, parts: &[(&Matter, &Part)]) -> Result<Vec<String>, StoreError> {
    let secrets = parts.iter().map(|_| secrets::fresh()).collect::<Result<Vec<_>, _>>()?;
    let rows = parts.iter().zip(&secrets).map(|((matter, part), secret)| links::ActiveModel {
        id: Set(house.ids.next()),
        secret_hash: Set(secrets::kept(secret)),
        participant_id: Set(part.participant.id),
        appointment_id: Set(matter.id.0),
        expires_at: Set(matter.period.end().plus_minutes(LINK_GRACE_MINUTES).0),
        replaced: Set(false),
    });
    batch.insert(rows.collect());
    Ok(secrets)
}

/// The body holds the link's secret in clear: without a mail server the administrator hands the link on from the outbox
/// page, and a message that could not be delivered is tried again as it is. So whoever reads this table can answer for
/// a participant until the message is sent, when the secret is taken out of it, or the link ends. The calendar file
/// never holds it, because calendars are shared.
fn letter_to(house: &House, matter: &Matter, part: &Part, kind: MessageKind, secret: Option<&str>) -> Written {
    let now = house.clock.now();
    let to = Addressee {
        name: &part.name,
        role: part.role,
        language: part.language,
        secret,
        answer_by: answer_by(now, matter.period.start()),
    };
    let over = matches!(kind, MessageKind::Cancelled | MessageKind::Released);
    let method = if over { Method::Cancel } else { Method::Request };
    Written {
        kind,
        subject: letter::subject(matter, kind, part.language),
        body: letter::body(matter, kind, to, &house.settings.public_url),
        calendar: calendar_file(house, matter, part, now, method),
        method,
    }
}

/// A message as it is kept.
struct Written {
    kind: MessageKind,
    subject: String,
    body: String,
    calendar: String,
    method: Method,
}

impl Written {
    /// The row in which it is kept as one to `to` about `matter`.
    fn row(self, house: &House, id: Uuid, matter: &Matter, to: Recipient<'_>) -> messages::ActiveModel {
        let now = house.clock.now();
        let delivery = if house.settings.smtp_url.is_some() { Delivery::Waiting } else { Delivery::Kept };
        messages::ActiveModel {
            id: Set(id),
            appointment_id: Set(matter.id.0),
            participant_id: Set(to.participant),
            kind: Set(self.kind.code().to_owned()),
            to_name: Set(to.name.to_string()),
            to_email: Set(to.email.to_string()),
            language: Set(to.language.code().to_owned()),
            subject: Set(self.subject),
            body: Set(self.body),
            calendar: Set(self.calendar),
            calendar_method: Set(self.method.code().to_owned()),
            delivery: Set(delivery.code().to_owned()),
            attempts: Set(0),
            next_attempt_at: Set(now.0),
            last_error: Set(None),
            written_at: Set(now.0),
            sent_at: Set(None),
        }
    }
}

/// The calendar file for one participant.
pub(crate) fn calendar_file(house: &House, matter: &Matter, part: &Part, now: Instant, method: Method) -> String {
    calendar::file(&entry(house, matter, part, now), method)
}

/// The appointment as the participant's calendar shows it.
fn entry<'a>(house: &'a House, matter: &'a Matter, part: &'a Part, now: Instant) -> Entry<'a> {
    let to = Addressee {
        name: &part.name,
        role: part.role,
        language: part.language,
        secret: None,
        answer_by: matter.period.start(),
    };
    Entry {
        appointment: AppointmentId(matter.id.0),
        version: matter.version,
        written: now,
        period: matter.period,
        zone: &matter.zone,
        summary: matter.words(part.language).to_owned(),
        location: {
            let places = matter.places.iter().map(|place| format!("{}, {}", place.room, place.centre));
            places.collect::<Vec<_>>().join("; ")
        },
        description: letter::facts(matter, to),
        organizer: (&matter.agency_name, address_of(&house.settings.mail_from)),
        attendee: (&part.name, &part.email),
        required: part.participant.required,
        attendance: part.attendance,
    }
}

/// `telesala@court.example` of `Telesala <telesala@court.example>`.
fn address_of(from: &str) -> &str {
    from.rsplit_once('<').map_or(from, |(_, address)| address.trim_end_matches('>')).trim()
}
