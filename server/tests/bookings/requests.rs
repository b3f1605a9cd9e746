//! Appointments that are asked for: by whom, for whom, and what becomes of them. How they are taken up is in `taking.rs`.

mod pages;
mod taking;

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use services::testing::{
    Plan, World,
    entity::{audit_entries, detainees, participants, reservations, sites},
};
use shared::{
    appointment::{Event, Field, Kind, Role, State},
    cause::Cause,
    draft::WhoChange,
    error::{Error, Fault, Problem},
    ids::{AppointmentId, DraftId},
    notice::MessageKind,
    ports::Answer,
    principal::Principal,
    request::{MOST_WAITING, PartOfDay, Represented, RequestForm},
    schedule::Slot,
    text::{Name, Note},
    time::Instant,
};

use super::{detail, happened};

/// What the usual lawyer asks for, once the usual hearing is booked.
async fn of_lawyer(world: &World) -> RequestForm {
    let askable = world.services.requests.askable(&world.seeds.accounts.lawyer).await.expect("a lawyer asks");
    RequestForm {
        detainee: askable.represented.first().map(Represented::code).unwrap_or_default(),
        date: "2026-11-24".to_owned(),
        part: "morning".to_owned(),
        duration: "40".to_owned(),
        note: "Antes de la audiencia.".to_owned(),
        ..RequestForm::default()
    }
}

/// What Izalco's nurse asks for.
fn of_nurse(world: &World) -> RequestForm {
    RequestForm {
        detainee: "DEMO-CP-IZA-1".to_owned(),
        agency: world.seeds.agencies.clinic.to_string(),
        date: "2026-11-24".to_owned(),
        part: "any".to_owned(),
        duration: "30".to_owned(),
        ..RequestForm::default()
    }
}

async fn asked_by_lawyer(world: &World) -> AppointmentId {
    world.book(&world.hearing(world.at(23, 10, 0))).await;
    let form = of_lawyer(world).await;
    world.services.requests.ask(&world.seeds.accounts.lawyer, &form).await.expect("it is asked for")
}

async fn book(world: &World, who: &Principal, draft: DraftId, start: Instant) -> Answer<AppointmentId> {
    let slot = Slot { start, room: world.seeds.izalco.consultation };
    world.services.bookings.choose_slot(who, draft, slot).await?;
    world.services.bookings.book(who, draft).await
}

services::on_both_databases! {
    async fn what_a_lawyer_asks_for_becomes_the_appointment(world) {
        let (accounts, requests) = (&world.seeds.accounts, &world.services.requests);
        let (lawyer, scheduler) = (&accounts.lawyer, &accounts.scheduler);
        let nothing = requests.askable(lawyer).await.expect("a lawyer asks");
        assert_eq!((nothing.kind, nothing.represented.len()), (Kind::LegalMeeting, 0), "nobody is defended yet");
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let askable = requests.askable(lawyer).await.expect("a lawyer asks");
        // The hearing and its private meeting name the same person, once.
        let whom: Vec<_> = askable.represented.iter().map(|one| (one.detainee.id, one.agency)).collect();
        assert_eq!(whom, [(world.seeds.izalco.detainees[0], world.seeds.agencies.sexto)]);
        assert_eq!((askable.agencies.len(), askable.today.to_string().as_str()), (0, "2026-11-20"));

        let form = of_lawyer(&world).await;
        let id = requests.ask(lawyer, &form).await.expect("it is asked for");
        let open = requests.open(scheduler).await.expect("they are seen");
        let [one] = &open[..] else { panic!("{open:?}") };
        assert_eq!((one.id, one.kind, one.state), (id, Kind::LegalMeeting, State::Requested));
        assert_eq!((one.date, one.part, one.duration.get()), (Some(jiff::civil::date(2026, 11, 24)), PartOfDay::Morning, 40));
        assert_eq!(one.note.as_ref().map(ToString::to_string).as_deref(), Some("Antes de la audiencia."));
        assert_eq!((one.asked_by.as_str(), one.detainee.name.as_str()), ("Cuenta lawyer", "María José Peña"));
        assert_eq!((one.period, requests.waiting(scheduler).await), (None, Ok(1)));
        assert_eq!(requests.own(lawyer, None).await.expect("their own").requests[0].state, State::Requested);

        let view = requests.take_up(scheduler, id).await.expect("a draft");
        assert_eq!((view.draft.what.kind.as_str(), view.draft.what.duration.as_str()), ("legal_meeting", "40"));
        assert_eq!(view.draft.detainees, [world.seeds.izalco.detainees[0]]);
        let people: Vec<_> = view.draft.invitees.iter().map(|it| (it.person, it.role, it.required)).collect();
        assert_eq!(people, [(world.seeds.people.lawyer, Role::DefenceLawyer, true)]);
        assert_eq!(requests.take_up(scheduler, id).await.map(|again| again.id), Ok(view.id), "asking twice makes one draft");
        let booked = book(&world, scheduler, view.id, world.at(25, 9, 0)).await;
        assert_eq!(booked, Ok(id), "the request is the appointment now");

        let seen = detail(&world, scheduler, id).await;
        assert_eq!((seen.summary.state, seen.summary.version), (State::Booked, 2));
        assert_eq!(seen.summary.period.start.at, world.at(25, 9, 0));
        assert_eq!(seen.summary.sites[0].room_name.as_str(), "Locutorio 1");
        let events: Vec<_> = happened(&seen).iter().map(|entry| entry.event).collect();
        assert_eq!(events, [Event::Requested, Event::Booked]);
        assert_eq!(seen.timeline[0].actor.as_ref().map(ToString::to_string).as_deref(), Some("Cuenta lawyer"));
        let state = happened(&seen)[1].changes[0].clone();
        assert_eq!((state.field, state.from.as_deref(), state.to.as_deref()), (Field::State, Some("requested"), Some("booked")));
        let told: Vec<_> = world.messages(id).await.into_iter().map(|message| message.kind).collect();
        assert_eq!(told, [MessageKind::Invitation.code()], "whoever asked is invited");
        assert_eq!(requests.waiting(scheduler).await, Ok(0));
        let own = requests.own(lawyer, None).await.expect("their own").requests;
        assert_eq!((own[0].state, own[0].readable), (State::Booked, true));
        assert!(!own[0].is_declined());
        assert_eq!(own[0].period.map(|period| period.start.at), Some(world.at(25, 9, 0)));
    }

    async fn a_lawyer_asks_for_those_alone_whom_they_are_known_to_defend(world) {
        let (accounts, people, izalco) = (&world.seeds.accounts, &world.seeds.people, &world.seeds.izalco);
        let defended = async || {
            let askable = world.services.requests.askable(&accounts.lawyer).await.expect("a lawyer asks");
            askable.represented.into_iter().map(|one| one.detainee.id).collect::<HashSet<_>>()
        };
        let counsel = vec![people.judge, people.lawyer, people.second_lawyer];
        let two = Plan { also: vec![izalco.detainees[1]], ..world.hearing(world.at(23, 10, 0)) };
        world.book(&Plan { people: counsel.clone(), ..two.clone() }).await;
        assert_eq!(defended().await, HashSet::new(), "two people, two lawyers: whose is whose?");
        let one = Plan { people: counsel, ..world.hearing(world.at(24, 10, 0)) };
        let one = world.book(&Plan { detainee: izalco.detainees[1], ..one }).await;
        assert_eq!(defended().await, HashSet::from([izalco.detainees[1]]), "both lawyers defend the only one");
        world.services.bookings.cancel(&accounts.scheduler, one, 1, Cause::CourtAgenda, None).await.expect("cancelled");
        assert_eq!(defended().await, HashSet::new(), "it was called off");
        let code = format!("{}_{}", izalco.detainees[1], world.seeds.agencies.sexto);
        let form = RequestForm { detainee: code, ..of_lawyer(&world).await };
        let refused = world.services.requests.ask(&accounts.lawyer, &form).await;
        assert_eq!(refused, Err(Error::Invalid(vec![Problem::new("detainee", Fault::UnknownChoice)])));

        let both = Plan { slot: Slot { start: world.at(25, 10, 0), ..two.slot }, ..two };
        world.book(&both).await;
        assert_eq!(defended().await, HashSet::from(izalco.detainees), "their only lawyer defends both");
        let year = 365 * 24 * 60;
        world.clock.set(world.at(25, 10, 0).plus_minutes(year));
        assert_eq!(defended().await, HashSet::from(izalco.detainees), "it ended less than a year ago");
        world.clock.set(world.at(25, 11, 0).plus_minutes(year));
        assert_eq!(defended().await, HashSet::new(), "it is long over");
    }

    async fn what_is_asked_for_holds_nothing_and_is_no_appointment_yet(world) {
        let id = asked_by_lawyer(&world).await;
        let (accounts, db) = (&world.seeds.accounts, &world.house.db);
        let held = reservations::Entity::find().filter(reservations::Column::AppointmentId.eq(id.0)).count(db).await.unwrap();
        let people = participants::Entity::find().filter(participants::Column::AppointmentId.eq(id.0)).count(db).await.unwrap();
        let places = sites::Entity::find().filter(sites::Column::AppointmentId.eq(id.0)).count(db).await.unwrap();
        assert_eq!((held, people, places), (0, 0, 0));
        let day = Some(jiff::civil::date(2026, 11, 24));
        for who in [&accounts.scheduler, &accounts.lawyer, &accounts.warden, &accounts.administrator, &accounts.auditor] {
            assert_eq!(world.services.bookings.appointment(who, id).await, Err(Error::NotFound));
            let shown = world.services.days.day(who, day).await.expect("the day").appointments;
            assert!(shown.iter().all(|one| one.id != id), "{shown:?}");
        }
        let cancelled = world.services.bookings.cancel(&accounts.scheduler, id, 1, Cause::Mistake, None).await;
        assert_eq!(cancelled, Err(Error::NotFound), "it is declined as a request");
        // The whole morning of the detainee, the lawyer and the room is free for others.
        world.book(&world.private_meeting(world.at(24, 9, 0))).await;
    }

    async fn a_centre_asks_a_clinic_which_declines_with_a_cause(world) {
        let (accounts, requests) = (&world.seeds.accounts, &world.services.requests);
        let (nurse, clinic) = (&accounts.nurse, &accounts.clinic_scheduler);
        let askable = requests.askable(nurse).await.expect("a nurse asks");
        assert_eq!((askable.kind, askable.represented.len()), (Kind::Teleconsultation, 0));
        let agencies: Vec<_> = askable.agencies.iter().map(|(id, _)| *id).collect();
        assert_eq!(agencies, [world.seeds.agencies.clinic], "courts are not asked for care");
        let id = requests.ask(nurse, &of_nurse(&world)).await.expect("it is asked for");
        let again = requests.ask(nurse, &of_nurse(&world)).await;
        assert_eq!(again, Err(Error::Invalid(vec![Problem::new("detainee", Fault::WaitsAlready)])), "one waits already");
        // Whoever else works there has asked for nothing, and other agencies were not asked.
        assert_eq!(requests.own(&accounts.warden, None).await.map(|own| own.requests.len()), Ok(0));
        for who in [&accounts.scheduler, &accounts.other_scheduler] {
            assert_eq!((requests.open(who).await.map(|open| open.len()), requests.waiting(who).await), (Ok(0), Ok(0)));
            assert_eq!(requests.decline(who, id, Cause::Mistake, None).await, Err(Error::NotFound));
            assert_eq!(requests.take_up(who, id).await.err(), Some(Error::NotFound));
        }
        let vague = requests.decline(clinic, id, Cause::Other, None).await;
        assert_eq!(vague, Err(Error::Invalid(vec![Problem::new("note", Fault::NeedsNote)])));
        let note: Note = "La semana próxima habrá escolta.".parse().expect("a note");
        assert_eq!(requests.decline(clinic, id, Cause::NoEscort, Some(note.clone())).await, Ok(()));
        let twice = requests.decline(clinic, id, Cause::NoEscort, None).await;
        assert_eq!(twice, Err(Error::Answered));

        let own = requests.own(nurse, None).await.expect("their own").requests;
        assert_eq!((own[0].state, own[0].cause, own[0].period), (State::Cancelled, Some(Cause::NoEscort), None));
        assert!(own[0].is_declined());
        assert_eq!(own[0].cause_note, Some(note), "who asked reads why, for they cannot open it");
        assert_eq!((own[0].date, own[0].readable), (Some(jiff::civil::date(2026, 11, 24)), false));
        assert_eq!(requests.open(clinic).await.map(|open| open.len()), Ok(0));
        assert_eq!(world.services.bookings.appointment(clinic, id).await, Err(Error::NotFound), "it never was one");
        let day = world.services.days.day(clinic, Some(jiff::civil::date(2026, 11, 24))).await.expect("the day");
        assert!(day.appointments.is_empty(), "{:?}", day.appointments);
        let entries = audit_entries::Entity::find()
            .filter(audit_entries::Column::SubjectId.eq(id.0))
            .order_by_asc(audit_entries::Column::Id)
            .all(&world.house.db)
            .await
            .unwrap();
        let recorded: Vec<_> = entries.iter().map(|entry| (entry.event.as_str(), entry.version)).collect();
        assert_eq!(recorded, [("requested", Some(1)), ("cancelled", Some(2))]);

        world.clock.set(world.now().plus_minutes(15 * 24 * 60));
        assert_eq!(requests.own(nurse, None).await.map(|own| own.requests.len()), Ok(0), "what was answered long ago is told no more");
        let later = RequestForm { date: "2026-12-14".to_owned(), ..of_nurse(&world) };
        assert!(requests.ask(nurse, &later).await.is_ok(), "what was declined can be asked for anew");
    }

    async fn whoever_asked_reads_of_what_was_booked_no_more_than_of_the_appointment(world) {
        let (accounts, people) = (&world.seeds.accounts, &world.seeds.people);
        let (requests, bookings) = (&world.services.requests, &world.services.bookings);
        let clinic = &accounts.clinic_scheduler;
        let asking = [
            (&accounts.nurse, "DEMO-CP-IZA-1", 9, Some(Cause::Illness)),
            (&accounts.warden, "DEMO-CP-IZA-0", 11, None),
        ];
        for (who, code, hour, told) in asking {
            let form = RequestForm { detainee: code.to_owned(), ..of_nurse(&world) };
            let id = requests.ask(who, &form).await.expect("it is asked for");
            let draft = requests.take_up(clinic, id).await.expect("a draft").id;
            bookings.change_who(clinic, draft, WhoChange::Add(people.clinician)).await.expect("known");
            let slot = Slot { start: world.at(24, hour, 0), room: world.seeds.izalco.clinic };
            bookings.choose_slot(clinic, draft, slot).await.expect("it is free");
            assert_eq!(bookings.book(clinic, draft).await, Ok(id));
            bookings.cancel(clinic, id, 2, Cause::Illness, None).await.expect("it is cancelled");
            let own = requests.own(who, None).await.expect("their own").requests;
            assert_eq!((own[0].state, own[0].cause, own[0].readable), (State::Cancelled, told, true), "{code}");
            assert_eq!((own[0].booked, own[0].is_declined(), own[0].date), (true, false, None));
            assert_eq!(own[0].period.map(|period| period.start.at), Some(slot.start));
        }

        let id = asked_by_lawyer(&world).await;
        let draft = requests.take_up(&accounts.scheduler, id).await.expect("a draft").id;
        assert_eq!(book(&world, &accounts.scheduler, draft, world.at(25, 9, 0)).await, Ok(id));
        // A colleague takes it over.
        participants::Entity::update_many()
            .col_expr(participants::Column::PersonId, Expr::value(people.second_lawyer.0))
            .filter(participants::Column::AppointmentId.eq(id.0))
            .exec(&world.house.db)
            .await
            .unwrap();
        bookings.cancel(&accounts.scheduler, id, 2, Cause::Refused, None).await.expect("it is cancelled");
        let own = requests.own(&accounts.lawyer, None).await.expect("their own").requests;
        assert_eq!((own[0].state, own[0].booked, own[0].readable), (State::Cancelled, true, false));
        assert_eq!((own[0].period, own[0].date, own[0].cause), (None, None, None), "it is theirs no more");
        assert!(!own[0].is_declined());
    }

    async fn nobody_waits_for_more_than_fifty_and_past_days_hide_none(world) {
        let (nurse, clinic) = (&world.seeds.accounts.nurse, &world.seeds.accounts.clinic_scheduler);
        let requests = &world.services.requests;
        let most = usize::from(MOST_WAITING);
        for number in 0..most {
            world.another_detainee(world.seeds.izalco.id, number).await;
            let date = if number == 0 { "2026-12-15" } else { "2026-11-24" };
            let form = RequestForm { detainee: format!("DEMO-X-{number}"), date: date.to_owned(), ..of_nurse(&world) };
            requests.ask(nurse, &form).await.expect("it is asked for");
        }
        let many = Fault::WaitsForMany { most: i64::from(MOST_WAITING) };
        let refused = Err(Error::Invalid(vec![Problem::new("detainee", many)]));
        assert_eq!(requests.ask(nurse, &of_nurse(&world)).await, refused);
        let last = requests.open(clinic).await.expect("they are seen").pop().expect("the last");
        assert_eq!(last.date, Some(jiff::civil::date(2026, 12, 15)), "by the day that is wished for");
        world.clock.set(world.at(26, 9, 0));
        let open = requests.open(clinic).await.expect("they are seen");
        assert_eq!((open.len(), open[0].date), (most, last.date), "past days come last");
        requests.decline(clinic, last.id, Cause::NoEscort, None).await.expect("it is declined");
        let later = RequestForm { date: "2026-12-14".to_owned(), ..of_nurse(&world) };
        assert!(requests.ask(nurse, &later).await.is_ok(), "one was answered");
    }

    async fn where_somebody_is_held_is_told_to_those_who_answer_alone(world) {
        let (accounts, requests) = (&world.seeds.accounts, &world.services.requests);
        requests.ask(&accounts.nurse, &of_nurse(&world)).await.expect("it is asked for");
        detainees::Entity::update_many()
            .col_expr(detainees::Column::CentreId, Expr::value(world.seeds.mariona.id.0))
            .filter(detainees::Column::Code.eq("DEMO-CP-IZA-1"))
            .exec(&world.house.db)
            .await
            .unwrap();
        let own = requests.own(&accounts.nurse, None).await.expect("their own").requests;
        assert_eq!((own[0].detainee.code.as_str(), &own[0].held_in), ("DEMO-CP-IZA-1", &None), "they left the centre");
        let told = serde_json::to_string(&own).expect("it is written");
        assert!(!told.contains("La Esperanza") && !told.contains(&world.seeds.mariona.id.to_string()), "{told}");
        let open = requests.open(&accounts.clinic_scheduler).await.expect("they are seen");
        assert_eq!(open[0].held_in.as_ref().map(Name::as_str), Some("La Esperanza"));
    }

    async fn everything_that_is_wrong_with_a_wish_is_said(world) {
        use Fault::{Missing, NotHeldHere, UnknownChoice};
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let (accounts, requests) = (&world.seeds.accounts, &world.services.requests);
        let wrong = async |who: &Principal, form: &RequestForm| match requests.ask(who, form).await {
            Err(Error::Invalid(problems)) => {
                problems.into_iter().map(|problem| (problem.field, problem.fault)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let named = |fields: &[(&str, Fault)]| {
            fields.iter().map(|(field, fault)| ((*field).to_owned(), *fault)).collect::<Vec<_>>()
        };
        let empty = RequestForm::default();
        let of_wish = [("date", Missing), ("part", Missing), ("duration", Missing)];
        assert_eq!(wrong(&accounts.lawyer, &empty).await, named(&[&[("detainee", Missing)][..], &of_wish].concat()));
        let of_centre = [("detainee", Missing), ("agency", Missing)];
        assert_eq!(wrong(&accounts.nurse, &empty).await, named(&[&of_centre[..], &of_wish].concat()));

        let sound = of_lawyer(&world).await;
        let (izalco, sexto, septimo) = (&world.seeds.izalco, world.seeds.agencies.sexto, world.seeds.agencies.septimo);
        let not_theirs = [
            format!("{}_{sexto}", izalco.detainees[1]),
            format!("{}_{septimo}", izalco.detainees[0]),
            "DEMO-CP-IZA-0".to_owned(),
        ];
        for detainee in not_theirs {
            let form = RequestForm { detainee, ..sound.clone() };
            assert_eq!(wrong(&accounts.lawyer, &form).await, named(&[("detainee", UnknownChoice)]));
        }
        // Somebody of another centre is not to be found out, nor a court to be asked for care.
        for (who, detainee) in [(&accounts.other_warden, "DEMO-CP-IZA-1"), (&accounts.nurse, "NOBODY")] {
            let form = RequestForm { detainee: detainee.to_owned(), ..of_nurse(&world) };
            assert_eq!(wrong(who, &form).await, named(&[("detainee", NotHeldHere)]));
        }
        let court = RequestForm { agency: sexto.to_string(), ..of_nurse(&world) };
        assert_eq!(wrong(&accounts.nurse, &court).await, named(&[("agency", UnknownChoice)]));
        let over = RequestForm { date: "2026-11-19".to_owned(), ..sound };
        assert_eq!(wrong(&accounts.lawyer, &over).await, named(&[("date", Fault::InThePast)]));
    }

    async fn every_role_reaches_requests_as_the_table_says(world) {
        let id = asked_by_lawyer(&world).await;
        let (accounts, requests) = (&world.seeds.accounts, &world.services.requests);
        let refused = async |who: &Principal| {
            let form = RequestForm::default();
            let asking = [requests.askable(who).await.err(), requests.own(who, None).await.err()];
            assert_eq!(asking[0], asking[1]);
            let asked = requests.ask(who, &form).await.err();
            assert!(matches!(asked, Some(Error::Invalid(_))) || asked == asking[0], "{asked:?}");
            let [open, waiting] = [requests.open(who).await.err(), requests.waiting(who).await.err()];
            assert_eq!(open, waiting);
            let answering = requests.take_up(who, id).await.err();
            let declined = requests.decline(who, id, Cause::Other, None).await.err();
            assert!(matches!(declined, Some(Error::Invalid(_))) || declined == answering, "{declined:?}");
            let [asking, _] = asking;
            [asking, open, answering]
        };
        let (never, hidden) = (Some(Error::Forbidden), Some(Error::NotFound));
        let table = [
            ("scheduler", &accounts.scheduler, [never.clone(), None, None]),
            ("other scheduler", &accounts.other_scheduler, [never.clone(), None, hidden.clone()]),
            ("clinic's scheduler", &accounts.clinic_scheduler, [never.clone(), None, hidden]),
            ("judge", &accounts.judge, [never.clone(), never.clone(), never.clone()]),
            ("lawyer", &accounts.lawyer, [None, never.clone(), never.clone()]),
            ("warden", &accounts.warden, [None, never.clone(), never.clone()]),
            ("other warden", &accounts.other_warden, [None, never.clone(), never.clone()]),
            ("nurse", &accounts.nurse, [None, never.clone(), never.clone()]),
            ("clinician", &accounts.clinician, [never.clone(), never.clone(), never.clone()]),
            ("administrator", &accounts.administrator, [never.clone(), never.clone(), never.clone()]),
            ("auditor", &accounts.auditor, [never.clone(), never.clone(), never]),
        ];
        for (name, who, expected) in table {
            assert_eq!(refused(who).await, expected, "{name}");
        }
        let stranger = Some(Error::Unauthenticated);
        assert_eq!(refused(&Principal::Anonymous).await, [stranger.clone(), stranger.clone(), stranger]);
    }
}
