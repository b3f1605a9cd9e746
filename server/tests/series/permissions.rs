//! Every role at every use case of the port: whoever changes an appointment and books may add days, whoever cancels may
//! cancel them, and nobody else.

use services::testing::World;
use shared::{
    cause::Cause,
    error::Error,
    ids::{AgencyId, AppointmentId, ParticipantId, TokenId},
    permission::Action,
    ports::Answer,
    principal::{Grant, Grants, Invited, Principal, Program},
    schedule::Slot,
    series::{SeriesOrder, SeriesQuery},
    time::Minutes,
};

use super::trial;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    May,
    Never,
    Hidden,
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

/// Planning; booking; cancelling. A version that never was: whoever may is told that it is stale, and nothing changes.
async fn tried(world: &World, who: &Principal, id: AppointmentId) -> [Outcome; 3] {
    let series = &world.services.series;
    let slot = Slot { start: world.at(24, 10, 0), room: world.seeds.izalco.hearing };
    let order = SeriesOrder { duration: Minutes::new(45).unwrap(), slots: vec![slot], notice_reason: None };
    [
        outcome(&series.plan(who, id, SeriesQuery::default()).await),
        outcome(&series.book(who, id, 99, order).await),
        outcome(&series.cancel_following(who, id, 99, Cause::Mistake, None).await),
    ]
}

fn program(agency: AgencyId, grants: &[Grant]) -> Principal {
    Principal::Program(Program {
        token: TokenId(uuid::Uuid::nil()),
        name: "Programa".parse().unwrap(),
        agency,
        grants: Grants::of(grants),
    })
}

services::on_both_databases! {
    async fn every_role_reaches_a_trial_as_the_table_says(world) {
        let id = trial(&world).await;
        let (accounts, own) = (&world.seeds.accounts, world.seeds.agencies.sexto);
        let table: [(&str, Principal, [Outcome; 3]); 17] = [
            ("scheduler", accounts.scheduler.clone(), [May, May, May]),
            ("other scheduler", accounts.other_scheduler.clone(), [Hidden, Hidden, Hidden]),
            ("clinic's scheduler", accounts.clinic_scheduler.clone(), [Hidden, Hidden, Hidden]),
            ("judge", accounts.judge.clone(), [Never, Never, Never]),
            ("lawyer", accounts.lawyer.clone(), [Never, Never, Never]),
            ("warden", accounts.warden.clone(), [Never, Never, Never]),
            ("other warden", accounts.other_warden.clone(), [Never, Never, Never]),
            ("nurse", accounts.nurse.clone(), [Never, Never, Never]),
            ("clinician", accounts.clinician.clone(), [Never, Never, Never]),
            ("administrator", accounts.administrator.clone(), [Never, Never, Never]),
            ("auditor", accounts.auditor.clone(), [Never, Never, Never]),
            ("nobody", Principal::Anonymous, [Stranger, Stranger, Stranger]),
            ("a program that reads", program(own, &[Grant::Read]), [Never, Never, Never]),
            ("a program that books", program(own, &[Grant::Book]), [Never, Never, Never]),
            ("a program that changes", program(own, &[Grant::Change]), [Never, Never, May]),
            ("a program that does both", program(own, &[Grant::Book, Grant::Change]), [May, May, May]),
            ("another's program", program(world.seeds.agencies.septimo, &[Grant::Book, Grant::Change]), [Hidden; 3]),
        ];
        for (name, who, expected) in table {
            assert_eq!(tried(&world, &who, id).await, expected, "{name}");
        }
        let guest = Principal::Invited(Invited {
            link: None,
            participant: ParticipantId(id.0),
            appointment: id,
            person: world.seeds.people.lawyer,
            name: "Delmy Argueta".parse().unwrap(),
        });
        assert_eq!(tried(&world, &guest, id).await, [Never; 3], "a personal link answers and checks, nothing else");
        for (who, may) in [(&accounts.scheduler, true), (&accounts.judge, false), (&accounts.warden, false)] {
            let seen = world.services.bookings.appointment(who, id).await.unwrap();
            assert_eq!(seen.actions.contains(&Action::AddDays), may);
        }
    }
}
