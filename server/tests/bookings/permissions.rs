//! Every role at every use case of the booking ports: who may, who never may, and who is told that there is no such
//! thing.

use services::testing::World;
use shared::{
    appointment::{Amendment, Role, State},
    cause::Cause,
    draft::{WhatForm, WhoChange, WishForm},
    error::Error,
    ids::{AppointmentId, ParticipantId},
    ports::Answer,
    principal::{Invited, Principal},
    schedule::Slot,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// They may; whether it succeeds is for the rules to say.
    May,
    /// Their role never does this.
    Never,
    /// To them there is no such appointment.
    Hidden,
    /// They must sign in first.
    Stranger,
}

use Outcome::{Hidden, May, Never, Stranger};

fn outcome<T>(answer: &Answer<T>) -> Outcome {
    match answer {
        Err(Error::Forbidden) => Never,
        Err(Error::NotFound) => Hidden,
        Err(Error::Unauthenticated) => Stranger,
        _ => May,
    }
}

/// Drafts and searches; reading; amending; cancelling; moving on; reading the day; live events.
type Expected = [Outcome; 7];

async fn tried(world: &World, who: &Principal, id: AppointmentId) -> Expected {
    let bookings = &world.services.bookings;
    let slot = Slot { start: world.at(23, 10, 0), room: world.seeds.izalco.hearing };
    let begun = bookings.begin(who).await;
    let drafting = outcome(&begun);
    if let Ok(view) = begun {
        assert_eq!(outcome(&bookings.draft(who, view.id).await), May);
    } else {
        // Whoever may not begin may do nothing of the rest, and learns nothing about drafts that exist.
        let draft = bookings.begin(&world.seeds.accounts.scheduler).await.expect("a draft").id;
        let nobody = world.seeds.izalco.detainees[0];
        assert_eq!(outcome(&bookings.draft(who, draft).await), drafting);
        assert_eq!(outcome(&bookings.save_what(who, draft, WhatForm::default()).await), drafting);
        assert_eq!(outcome(&bookings.change_who(who, draft, WhoChange::NoDetainee(nobody)).await), drafting);
        assert_eq!(outcome(&bookings.choose_slot(who, draft, slot).await), drafting);
        assert_eq!(outcome(&bookings.let_go(who, draft).await), drafting);
        assert_eq!(outcome(&bookings.abandon(who, draft).await), drafting);
        assert_eq!(outcome(&bookings.slots(who, draft, None, WishForm::default()).await), drafting);
        assert_eq!(outcome(&bookings.book(who, draft).await), drafting);
    }
    assert_eq!(outcome(&bookings.find_detainees(who, "maria").await), drafting);
    assert_eq!(outcome(&bookings.find_people(who, Role::Judge, "").await), drafting);
    // A version that never was: whoever may is told that it is stale, and nothing changes.
    [
        drafting,
        outcome(&bookings.appointment(who, id).await),
        outcome(&bookings.amend(who, id, 99, Amendment::default()).await),
        outcome(&bookings.cancel(who, id, 99, Cause::Mistake, None).await),
        outcome(&bookings.advance(who, id, 99, State::Confirmed, None, None).await),
        outcome(&world.services.days.day(who, None).await),
        outcome(&world.services.live.subscribe(who, None).await),
    ]
}

services::on_both_databases! {
    async fn every_role_reaches_a_hearing_as_the_table_says(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let accounts = &world.seeds.accounts;
        let table: [(&str, &Principal, Expected); 11] = [
            ("scheduler", &accounts.scheduler, [May, May, May, May, May, May, May]),
            ("other scheduler", &accounts.other_scheduler, [May, Hidden, Hidden, Hidden, Hidden, May, May]),
            ("clinic's scheduler", &accounts.clinic_scheduler, [May, Hidden, Hidden, Hidden, Hidden, May, May]),
            ("judge", &accounts.judge, [Never, May, Never, Never, May, May, May]),
            ("lawyer", &accounts.lawyer, [Never, May, Never, Never, Never, May, May]),
            ("warden", &accounts.warden, [Never, May, Never, Never, Never, May, May]),
            ("other warden", &accounts.other_warden, [Never, Hidden, Never, Never, Never, May, May]),
            ("nurse", &accounts.nurse, [Never, May, Never, Never, Never, May, May]),
            ("clinician", &accounts.clinician, [Never, Hidden, Never, Never, Hidden, May, May]),
            ("administrator", &accounts.administrator, [Never, May, Never, Never, Never, May, May]),
            ("auditor", &accounts.auditor, [Never, May, Never, Never, Never, May, May]),
        ];
        for (name, who, expected) in table {
            assert_eq!(tried(&world, who, id).await, expected, "{name}");
        }
        assert_eq!(tried(&world, &Principal::Anonymous, id).await, [Stranger; 7]);
        let guest = Principal::Invited(Invited {
            link: None,
            participant: ParticipantId(id.0),
            appointment: id,
            person: world.seeds.people.lawyer,
            name: "Delmy Argueta".parse().expect("a name"),
        });
        assert_eq!(tried(&world, &guest, id).await, [Never; 7], "a personal link answers and checks, nothing else");
    }

    async fn an_unknown_appointment_looks_like_a_forbidden_one(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let nowhere = AppointmentId(uuid::Uuid::nil());
        let who = &world.seeds.accounts.other_scheduler;
        let bookings = &world.services.bookings;
        assert_eq!(bookings.appointment(who, id).await, bookings.appointment(who, nowhere).await);
        let change = Amendment::default();
        assert_eq!(
            bookings.amend(who, id, 1, change.clone()).await,
            bookings.amend(who, nowhere, 1, change).await
        );
    }
}
