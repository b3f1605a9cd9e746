//! Booking: from a sound draft to an appointment that holds its room and its people, in one transaction.

mod rows;

use entity::{audit_entries, drafts, participants};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction};
use shared::{
    appointment::Kind,
    draft::{Booking, in_private_meeting, rules},
    error::Error,
    ids::{AgencyId, AppointmentId, DraftId, PersonId},
    principal::Principal,
    schedule::{Side, Sitting},
    text::Name,
    time::Period,
};

use self::rows::{Appointment, Place, Row, insert};
pub(super) use self::rows::{bring, insert_site, participant, set_legal_basis};
use super::{
    continuing,
    drafts::{Desk, read},
    needs::{Needs, horizon, needs_of, rather},
    requests,
};
use crate::{
    announce::show_known,
    db::{Batch, StoreError, reading, transaction},
    facts::View,
    house::House,
    notices::{self, Part, matter::Matter},
    reservations::Held,
};

/// How a booking comes to its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From a draft, which may hold it already.
    Draft(DraftId),
    /// As one of several in a transaction that may be long: the store knows at once what it is about to take.
    Among,
    /// Alone, in a transaction that ends with it, unless somebody else is long in the way.
    Alone,
}

impl Way {
    const fn draft(self) -> Option<DraftId> {
        match self {
            Self::Draft(draft) => Some(draft),
            Self::Among | Self::Alone => None,
        }
    }
}

/// Books the draft; a draft that was booked answers with its appointment.
pub(super) async fn book(desk: &Desk<'_>, draft: DraftId) -> Result<AppointmentId, StoreError> {
    let booked = transaction!(desk.house, |txn| {
        // The lock makes a second click wait here, and then find what the first one booked.
        let row = desk.row(txn, draft, true).await?;
        if let Some(appointment) = row.appointment_id {
            return Ok(AppointmentId(appointment));
        }
        let booking = rules::complete(&read(&row)?)
            .map_err(|problems| Error::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()))?;
        let facts = desk.house.facts.within(txn).await?;
        let id = place(txn, desk.house, desk.who, desk.agency, &booking, Way::Draft(draft), &facts).await?;
        let mut row: drafts::ActiveModel = row.into();
        row.appointment_id = Set(Some(id.0));
        row.update(txn).await?;
        Ok(id)
    })?;
    desk.house.hub.wake();
    Ok(booked)
}

/// Makes the appointment of `booking`, and the private meetings before and after it, by `facts`: if they hold no longer
/// when the slot is held, the whole runs again, and must see them anew.
pub(super) async fn place(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    agency: AgencyId,
    booking: &Booking,
    way: Way,
    facts: &View,
) -> Result<AppointmentId, StoreError> {
    let Written { needs, sitting, main, meetings, mut entries, mut batch, held } =
        draw_up(txn, house, who, agency, booking, way, facts).await?;
    let mut shown = Vec::new();
    for row in std::iter::once(&main).chain(&meetings) {
        shown.push(row.shown(&needs));
    }
    let id = AppointmentId(main.appointment.id);
    let agency_name = needs.facts().agency(txn, agency).await?;
    // The invitation to the hearing tells of the meetings too.
    let meetings = meetings.into_iter().map(|row| row.appointment).collect();
    let matter = Matter::known(main.appointment, Name::clone(&agency_name), needs.places(&sitting)?, meetings)?;
    let known = |row: participants::Model| {
        let person = reading::known(needs.person(PersonId(row.person_id)), "person")?;
        Part::known(row, person)
    };
    let parts = main.participants.into_iter().map(known).collect::<Result<Vec<_>, StoreError>>()?;
    entries.extend(notices::invite(&mut batch, house, &matter, &parts)?);
    batch.insert(entries);
    show_known(&mut batch, house, shown)?;
    keep(txn, house, (&needs, booking), id, batch, &held).await?;
    Ok(id)
}

/// What a booking made.
pub(super) struct Made {
    pub(super) main: AppointmentId,
    /// Its private meetings.
    pub(super) meetings: Vec<AppointmentId>,
}

/// The same without telling anybody.
pub(super) async fn make(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    agency: AgencyId,
    booking: &Booking,
    way: Way,
    facts: &View,
) -> Result<Made, StoreError> {
    let Written { needs, main, meetings, entries, mut batch, held, .. } =
        draw_up(txn, house, who, agency, booking, way, facts).await?;
    let id = |row: &Row| AppointmentId(row.appointment.id);
    let made = Made { main: id(&main), meetings: meetings.iter().map(id).collect() };
    batch.insert(entries);
    keep(txn, house, (&needs, booking), made.main, batch, &held).await?;
    Ok(made)
}

/// Makes the changes of `batch`, which are those of the appointment `id`, and holds what it needs.
async fn keep(
    txn: &DatabaseTransaction,
    house: &House,
    (needs, booking): (&Needs, &Booking),
    id: AppointmentId,
    batch: Batch,
    held: &[Held],
) -> Result<(), StoreError> {
    needs.hold_all(txn, house, batch, held, &[]).await?;
    match booking.continues {
        Some(adjourned) => continuing::link(txn, id, adjourned).await,
        None => Ok(()),
    }
}

/// What a booking writes.
struct Written {
    needs: Needs,
    sitting: Sitting,
    main: Row,
    /// Its private meetings, by start.
    meetings: Vec<Row>,
    /// What the record is to say of it.
    entries: Vec<audit_entries::ActiveModel>,
    /// The rows, and that nothing is held any more as what is being chosen.
    batch: Batch,
    /// What is to be reserved with them.
    held: Vec<Held>,
}

/// Takes the slot, and draws up everything but who is told of it.
async fn draw_up(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    agency: AgencyId,
    booking: &Booking,
    way: Way,
    facts: &View,
) -> Result<Written, StoreError> {
    let now = house.clock.now();
    // As a change does: first the appointment's row, then the place. Of two who answer one request the second waits here.
    let asked = match booking.request {
        Some(request) => Some(requests::take(txn, house, who, request, booking).await?),
        None => None,
    };
    // Who comes without a draft held nothing before; and by a name of their own, nobody looks through what others held.
    let holder = way.draft().map_or_else(|| house.ids.next(), |draft| draft.0);
    let needs = needs_of(txn, facts, (now, holder), booking).await?;
    let bounds = (horizon(now)?, now);
    let sitting = needs.sitting(txn, booking.slot, &rather(&booking.beside), bounds, &[]).await?;
    let claimed = match way {
        Way::Draft(_) => needs.claim(txn, house, &sitting, bounds, &[]).await,
        Way::Among => needs.claim_anew(txn, house, &sitting, bounds).await,
        Way::Alone => needs.pass(txn, &sitting, bounds).await,
    };
    if let Err(refused) = claimed {
        // The other lines of a list go on in the same transaction: nothing of what was refused stands in their way.
        if way != Way::Alone && matches!(refused, StoreError::Refused(_)) {
            needs.release(txn).await?;
        }
        return Err(refused);
    }

    let main = Appointment {
        id: asked.as_ref().map_or_else(|| AppointmentId(house.ids.next()), |asked| asked.id),
        asked,
        kind: booking.kind,
        side: None,
        period: Period::starting(booking.slot.start, booking.duration),
        main: None,
        invitees: booking.invitees.clone(),
    };
    let (id, mut all) = (main.id, vec![main]);
    for side in Side::BOTH {
        let Some(period) = needs.shape.meeting_period(side, booking.slot.start) else { continue };
        all.push(Appointment {
            id: AppointmentId(house.ids.next()),
            asked: None,
            kind: Kind::LegalMeeting,
            side: Some(side),
            period,
            main: Some(id),
            invitees: booking.invitees.iter().copied().filter(|invitee| in_private_meeting(invitee.role)).collect(),
        });
    }
    let place = Place { agency, needs: &needs, sitting: &sitting };
    let mut batch = Batch::default();
    let mut rows = insert(txn, &mut batch, house, who, place, (booking, way.draft()), &all).await?.into_iter();
    if way != Way::Alone {
        needs.release_with(&mut batch);
    }
    let entries = all.iter().map(|one| one.entry(house, who, place, booking)).collect::<Result<_, _>>()?;
    let mut held = Vec::new();
    for one in &all {
        let holds = match one.side {
            None => needs.holds(&sitting),
            Some(side) => needs.meeting_holds(side, &sitting),
        };
        held.extend(needs.held(one.id, &holds));
    }
    let main = reading::known(rows.next(), "appointment")?;
    Ok(Written { main, meetings: rows.collect(), entries, needs, sitting, batch, held })
}
