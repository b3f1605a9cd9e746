//! Booking one appointment as a person would: step by step through the wizard.

use jiff::civil::DateTime;
use services::house::Services;
use shared::{
    appointment::{HearingType, Kind, Role},
    draft::{MEETING_DEFAULT, SlotView, WhatForm, WhoChange, WishForm},
    error::Error,
    ids::{AppointmentId, DetaineeId, PersonId},
    principal::Principal,
};

/// What is to be booked.
pub(super) struct Wish<'a> {
    /// By whom.
    pub(super) who: &'a Principal,
    pub(super) kind: Kind,
    pub(super) hearing_type: HearingType,
    /// Counts the cases.
    pub(super) number: usize,
    pub(super) minutes: u16,
    /// Whether the private meeting comes before it.
    pub(super) meeting: bool,
    /// Whether the decision that allows the remote mode is there already.
    pub(super) basis: bool,
    /// The language an interpreter is needed for.
    pub(super) language: Option<String>,
    pub(super) detainee: DetaineeId,
    pub(super) people: Vec<PersonId>,
    /// When, at the centre.
    pub(super) at: DateTime,
    /// Whether a nearby slot of the same day serves too.
    pub(super) nearby: bool,
}

/// Books it; `None` if there is no slot then.
pub(super) async fn book(services: &Services, wish: &Wish<'_>) -> Result<Option<(AppointmentId, SlotView)>, Error> {
    let bookings = &services.bookings;
    let draft = bookings.begin(wish.who).await?.id;
    let earlier = bookings.save_what(wish.who, draft, what(wish)).await?;
    for detainee in earlier.detainees.iter().filter(|one| one.id != wish.detainee) {
        bookings.change_who(wish.who, draft, WhoChange::NoDetainee(detainee.id)).await?;
    }
    let earlier = bookings.change_who(wish.who, draft, WhoChange::Detainee(wish.detainee)).await?;
    for person in earlier.people {
        bookings.change_who(wish.who, draft, WhoChange::Remove(person.id)).await?;
    }
    for person in &wish.people {
        bookings.change_who(wish.who, draft, WhoChange::Add(*person)).await?;
    }
    let form = WishForm { date: wish.at.date().to_string(), time: wish.at.time().strftime("%H:%M").to_string() };
    let week = bookings.slots(wish.who, draft, Some(wish.at.date()), form).await?;
    let Some(wished) = week.wished else { return Ok(None) };
    let same_day = |slot: &SlotView| slot.period.start.civil.date() == wish.at.date();
    let nearest = wished.nearest.into_iter().filter(|_| wish.nearby).find(same_day);
    let Some(slot) = wished.slot.or(nearest) else { return Ok(None) };
    bookings.choose_slot(wish.who, draft, slot.slot).await?;
    let id = bookings.book(wish.who, draft).await?;
    Ok(Some((id, slot)))
}

fn what(wish: &Wish<'_>) -> WhatForm {
    let number = wish.number;
    let mut form = WhatForm {
        kind: wish.kind.code().to_owned(),
        duration: wish.minutes.to_string(),
        meeting: "0".to_owned(),
        interpreter_language: wish.language.clone().unwrap_or_default(),
        ..WhatForm::default()
    };
    if wish.kind == Kind::Hearing {
        wish.hearing_type.code().clone_into(&mut form.hearing_type);
        form.case_number = format!("{:03}-{}", 100 + number, wish.at.year());
        if wish.meeting {
            form.meeting = MEETING_DEFAULT.to_string();
        }
        if wish.basis {
            form.resolution = format!("R-{:04}", 2000 + number);
            form.resolution_date = wish.at.date().to_string();
            "Elena Ceibo Lucero".clone_into(&mut form.resolution_judge);
            "Riesgo en el traslado; la persona puede participar plenamente desde el centro."
                .clone_into(&mut form.ground);
            "consents".clone_into(&mut form.accused);
        }
    }
    form
}

/// The parts that an appointment of this kind has in the story.
pub(super) const fn parts(kind: Kind) -> &'static [Role] {
    match kind {
        Kind::Hearing => &[Role::Judge, Role::Prosecutor, Role::DefenceLawyer],
        Kind::LegalMeeting => &[Role::DefenceLawyer],
        _ => &[Role::Clinician],
    }
}
