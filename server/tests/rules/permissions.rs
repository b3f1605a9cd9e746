//! Every role at every use case of the ports of rules.

use services::testing::World;
use shared::{
    block::BlockForm,
    centre::{CapacityForm, HolidayForm, RulesForm},
    error::Error,
    held::{CategoryForm, LeavingForm},
    hours::HoursForm,
    ids::{AgencyId, BlockId, CalendarId, DetaineeId, GroupId, ParticipantId, SeparationId, TokenId},
    ports::Answer,
    principal::{Grant, Grants, Invited, Principal, Program},
    schedule::CountKind,
    separation::{MemberForm, SeparationForm},
    settings::NoticesForm,
};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// They may; whether it succeeds is for the rules to say.
    May,
    /// Their role never does this.
    Never,
    /// To them there is no such thing.
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

/// The rules of Izalco; the absences of its usual judge; separations; notice periods; tokens.
type Expected = [Outcome; 5];

async fn tried(world: &World, who: &Principal) -> Expected {
    let (services, izalco) = (&world.services, world.seeds.izalco);
    let block = BlockForm {
        from_date: "2026-11-27".to_owned(),
        from_time: "08:00".to_owned(),
        until_date: "2026-11-27".to_owned(),
        until_time: "09:00".to_owned(),
        ..BlockForm::default()
    };
    // Forms that are never sound, so that nothing changes: whoever may is told what is wrong.
    let centres = &services.centres;
    let rules = outcome(&centres.centre(who, izalco.id).await);
    let none = HoursForm::default();
    assert_eq!(outcome(&centres.set_hours(who, izalco.id, izalco.hearing, &none).await), rules);
    let people = CapacityForm { people: "0".to_owned(), ..CapacityForm::default() };
    assert_eq!(outcome(&centres.set_capacity(who, izalco.id, izalco.hearing, &people).await), rules);
    assert_eq!(outcome(&centres.set_counts(who, izalco.id, CountKind::Meal, &none).await), rules);
    assert_eq!(outcome(&centres.set_rules(who, izalco.id, &RulesForm::default()).await), rules);
    assert_eq!(outcome(&centres.weigh_rules(who, izalco.id, &RulesForm::default()).await), rules);
    assert_eq!(outcome(&centres.add_holiday(who, izalco.id, &HolidayForm::default()).await), rules);
    let day = jiff::civil::date(2026, 12, 25);
    assert_eq!(outcome(&centres.drop_holiday(who, izalco.id, day).await), rules);
    let (detainees, held) = (&services.detainees, izalco.detainees[0]);
    let category = CategoryForm { sex: "other".to_owned(), ..CategoryForm::default() };
    assert_eq!(outcome(&detainees.held(who, izalco.id, "").await), rules);
    assert_eq!(outcome(&detainees.one(who, izalco.id, held).await), rules);
    assert_eq!(outcome(&detainees.weigh(who, izalco.id, held, &LeavingForm::default()).await), rules);
    assert_eq!(outcome(&detainees.leave(who, izalco.id, held, &LeavingForm::default()).await), rules);
    assert_eq!(outcome(&detainees.stay(who, izalco.id, held, "").await), rules);
    assert_eq!(outcome(&detainees.set_category(who, izalco.id, held, &category).await), rules);
    assert_eq!(outcome(&services.blocks.board(who, Some(izalco.id)).await), rules);
    assert_eq!(outcome(&services.blocks.weigh(who, izalco.id, &block).await), rules);
    assert_eq!(outcome(&services.blocks.block(who, izalco.id, &BlockForm::default()).await), rules);
    if rules != May {
        // Whoever keeps another centre has a list, without this one.
        let list = centres.centres(who).await;
        assert_eq!(outcome(&list), if rules == Hidden { May } else { rules });
        assert!(list.is_ok_and(|list| list.iter().all(|line| line.id != izalco.id)) || rules != Hidden);
    }

    let (absences, judge) = (&services.absences, world.seeds.people.judge);
    let theirs = outcome(&absences.board(who, judge).await);
    assert_eq!(outcome(&absences.weigh(who, judge, &block).await), theirs);
    assert_eq!(outcome(&absences.add(who, judge, &BlockForm::default()).await), theirs);
    assert_eq!(outcome(&absences.set_hours(who, judge, &none).await), theirs);
    // An empty file is never taken; whoever is no account has none to take.
    if who.account().is_some() {
        assert_eq!(outcome(&absences.upload(who, judge, Vec::new()).await), theirs);
        let unknown = if theirs == Never { Never } else { Hidden };
        assert_eq!(outcome(&absences.preview(who, CalendarId(Uuid::nil())).await), unknown);
        assert_eq!(outcome(&absences.take(who, CalendarId(Uuid::nil())).await), unknown);
        assert_eq!(outcome(&absences.forget(who, judge).await), theirs);
    }
    let nothing = outcome(&absences.lift(who, BlockId(Uuid::nil())).await);
    assert_eq!(nothing, if theirs == May { Hidden } else { theirs });

    let separations = &services.separations;
    let apart = outcome(&separations.board(who).await);
    assert_eq!(outcome(&separations.find(who, "maria").await), apart);
    assert_eq!(outcome(&separations.add(who, &SeparationForm::default()).await), apart);
    assert_eq!(outcome(&separations.join(who, &MemberForm::default()).await), apart);
    let unknown = if apart == May { Hidden } else { apart };
    assert_eq!(outcome(&separations.end(who, SeparationId(Uuid::nil())).await), unknown);
    let (group, detainee) = (GroupId(Uuid::nil()), DetaineeId(Uuid::nil()));
    assert_eq!(outcome(&separations.leave(who, group, detainee).await), unknown);

    let notices = outcome(&services.notice_periods.all(who).await);
    assert_eq!(outcome(&services.notice_periods.set(who, &NoticesForm::default()).await), notices);
    [rules, theirs, apart, notices, outcome(&services.tokens.board(who).await)]
}

services::on_both_databases! {
    async fn every_role_reaches_the_rules_as_the_table_says(world) {
        let accounts = &world.seeds.accounts;
        let table: [(&str, &Principal, Expected); 11] = [
            ("scheduler", &accounts.scheduler, [Never, May, Never, Never, Never]),
            ("other scheduler", &accounts.other_scheduler, [Never, Hidden, Never, Never, Never]),
            ("clinic's scheduler", &accounts.clinic_scheduler, [Never, Hidden, Never, Never, Never]),
            ("judge", &accounts.judge, [Never, May, Never, Never, Never]),
            ("lawyer", &accounts.lawyer, [Never, Hidden, Never, Never, Never]),
            ("warden", &accounts.warden, [May, Never, May, Never, Never]),
            ("other warden", &accounts.other_warden, [Hidden, Never, May, Never, Never]),
            ("nurse", &accounts.nurse, [Never, Never, Never, Never, Never]),
            ("clinician", &accounts.clinician, [Never, Hidden, Never, Never, Never]),
            ("administrator", &accounts.administrator, [May, May, Never, May, May]),
            ("auditor", &accounts.auditor, [Never, Never, Never, Never, Never]),
        ];
        for (name, who, expected) in table {
            assert_eq!(tried(&world, who).await, expected, "{name}");
        }
        assert_eq!(tried(&world, &Principal::Anonymous).await, [Stranger; 5]);
        let guest = Principal::Invited(Invited {
            link: None,
            participant: ParticipantId(Uuid::nil()),
            appointment: shared::ids::AppointmentId(Uuid::nil()),
            person: world.seeds.people.judge,
            name: "Julia Iraheta".parse().expect("a name"),
        });
        assert_eq!(tried(&world, &guest).await, [Never; 5], "a personal link answers and checks, nothing else");
        let program = Principal::Program(Program {
            token: TokenId(Uuid::nil()),
            name: "Sistema".parse().expect("a name"),
            agency: AgencyId(world.seeds.agencies.sexto.0),
            grants: Grants::of(Grant::ALL),
        });
        assert_eq!(tried(&world, &program).await, [Never, May, Never, Never, Never], "of the rules, grants reach absences");
        // A program has no calendar of its own to look at first.
        let upload = world.services.absences.upload(&program, world.seeds.people.judge, Vec::new()).await;
        assert_eq!(outcome(&upload), Never);
    }
}
