//! Booking through the port, as the wizard does.

use shared::{
    draft::{WhatForm, WhoChange},
    error::Error,
    ids::{AppointmentId, DetaineeId, DraftId, PersonId, RoomId},
    ports::{Answer, Repairs},
    principal::Principal,
    schedule::Slot,
    time::Instant,
};

use super::World;
use crate::bookings::RepairsService;

/// What to book. [`World::hearing`] and [`World::teleconsultation`] make the usual ones; change what matters.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who books.
    pub by: Principal,
    /// The first step.
    pub what: WhatForm,
    /// Who is brought.
    pub detainee: DetaineeId,
    /// Who is brought besides.
    pub also: Vec<DetaineeId>,
    /// Who takes part.
    pub people: Vec<PersonId>,
    /// Where and when.
    pub slot: Slot,
}

impl World {
    /// A hearing of 45 minutes of the first court at `start`, in Izalco's first room, with a private meeting of 30
    /// minutes before it, the judge and the lawyer, and the legal basis recorded.
    pub fn hearing(&self, start: Instant) -> Plan {
        let seeds = &self.seeds;
        Plan {
            by: seeds.accounts.scheduler.clone(),
            what: WhatForm {
                kind: "hearing".to_owned(),
                hearing_type: "review_of_measures".to_owned(),
                case_number: "145-2026".to_owned(),
                duration: "45".to_owned(),
                meeting: "30".to_owned(),
                interpreter_language: String::new(),
                resolution: "R-77/2026".to_owned(),
                resolution_date: "2026-11-16".to_owned(),
                resolution_judge: "Julia Iraheta".to_owned(),
                ground: "Distancia y riesgo del traslado".to_owned(),
                accused: "consents".to_owned(),
                ..WhatForm::default()
            },
            detainee: seeds.izalco.detainees[0],
            also: Vec::new(),
            people: vec![seeds.people.judge, seeds.people.lawyer],
            slot: Slot { start, room: seeds.izalco.hearing },
        }
    }

    /// A teleconsultation of 30 minutes of the telemedicine hub at `start`, in Izalco's clinic.
    pub fn teleconsultation(&self, start: Instant) -> Plan {
        let seeds = &self.seeds;
        Plan {
            by: seeds.accounts.clinic_scheduler.clone(),
            what: WhatForm { kind: "teleconsultation".to_owned(), duration: "30".to_owned(), ..WhatForm::default() },
            detainee: seeds.izalco.detainees[1],
            also: Vec::new(),
            people: vec![seeds.people.clinician],
            slot: Slot { start, room: seeds.izalco.clinic },
        }
    }

    /// A private meeting of 30 minutes by itself, of the first court at `start`, in Izalco's room for private talks.
    pub fn private_meeting(&self, start: Instant) -> Plan {
        let seeds = &self.seeds;
        Plan {
            by: seeds.accounts.scheduler.clone(),
            what: WhatForm { kind: "legal_meeting".to_owned(), duration: "30".to_owned(), ..WhatForm::default() },
            detainee: seeds.izalco.detainees[0],
            also: Vec::new(),
            people: vec![seeds.people.lawyer],
            slot: Slot { start, room: seeds.izalco.consultation },
        }
    }

    /// Fills in a draft, up to the last step.
    ///
    /// # Errors
    /// What a step refuses.
    pub async fn draft(&self, plan: &Plan) -> Answer<DraftId> {
        let bookings = &self.services.bookings;
        let id = bookings.begin(&plan.by).await?.id;
        bookings.save_what(&plan.by, id, plan.what.clone()).await?;
        for detainee in std::iter::once(&plan.detainee).chain(&plan.also) {
            bookings.change_who(&plan.by, id, WhoChange::Detainee(*detainee)).await?;
        }
        for person in &plan.people {
            bookings.change_who(&plan.by, id, WhoChange::Add(*person)).await?;
        }
        bookings.choose_slot(&plan.by, id, plan.slot).await?;
        Ok(id)
    }

    /// Books it.
    ///
    /// # Errors
    /// What a step or the booking refuses.
    pub async fn try_book(&self, plan: &Plan) -> Answer<AppointmentId> {
        let draft = self.draft(plan).await?;
        self.services.bookings.book(&plan.by, draft).await
    }

    /// Books it, and fails the test if that is refused.
    pub async fn book(&self, plan: &Plan) -> AppointmentId {
        self.try_book(plan).await.unwrap_or_else(|error: Error| panic!("{error:?}"))
    }

    /// Mending days that broke, no more at once than `most`.
    pub fn repairs_at_most(&self, most: usize) -> impl Repairs {
        RepairsService::new(self.house.clone()).at_most(most)
    }

    /// The usual hearing at `start`, with a private meeting of a quarter of an hour after it too.
    pub fn between_meetings(&self, start: Instant) -> Plan {
        let mut plan = self.hearing(start);
        "15".clone_into(&mut plan.what.meeting_after);
        plan
    }

    /// The room of a plan's slot, changed.
    #[must_use]
    pub fn in_room(plan: Plan, room: RoomId) -> Plan {
        Plan { slot: Slot { room, ..plan.slot }, ..plan }
    }
}
