//! Drafts keep what was typed; searches find people.

use shared::{
    appointment::Role,
    draft::{DraftStep, NewPersonForm, WhatForm, WhoChange},
    error::{Error, Fault, Problem},
    text::TextError,
};

services::on_both_databases! {
    async fn nothing_typed_is_lost(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let empty = bookings.begin(who).await.expect("a draft");
        assert_ne!(bookings.begin(who).await.expect("another").id, empty.id, "another tab may type into the first one");
        let typed = WhatForm {
            kind: "hearing".to_owned(),
            duration: "muchos".to_owned(),
            case_number: "x".repeat(60),
            ground: "con \u{202E} y nulo".to_owned(),
            ..WhatForm::default()
        };
        let view = bookings.save_what(who, empty.id, typed.clone()).await.expect("it is kept as typed");
        assert_eq!(view.draft.what, typed);
        let fields: Vec<_> = view.problems.iter().filter(|(step, _)| *step == DraftStep::What).map(|(_, p)| p.field.as_str()).collect();
        for field in ["hearing_type", "case_number", "duration"] {
            assert!(fields.contains(&field), "{field} in {fields:?}");
        }
        let again = bookings.draft(who, empty.id).await.expect("the draft");
        assert_eq!(again.draft.what, typed);
        assert_ne!(bookings.begin(who).await.expect("a new one").id, empty.id);
        assert_eq!(again.today, jiff::civil::date(2026, 11, 20));

        let nul = WhatForm { ground: "a\0b".to_owned(), ..WhatForm::default() };
        let view = bookings.save_what(who, empty.id, nul).await.expect("no database chokes on NUL");
        assert_eq!(view.draft.what.ground, "a\u{FFFD}b");
    }

    async fn two_tabs_of_one_account_prepare_two_bookings(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let (who, bookings) = (&plan.by, &world.services.bookings);
        let one = bookings.begin(who).await.expect("the first tab").id;
        let other = bookings.begin(who).await.expect("the second tab").id;
        let case = |number: &str| WhatForm { case_number: number.to_owned(), ..plan.what.clone() };
        bookings.save_what(who, one, case("145-2026")).await.expect("saved");
        bookings.save_what(who, other, case("146-2026")).await.expect("saved");
        bookings.change_who(who, one, WhoChange::Detainee(plan.detainee)).await.expect("chosen");
        for person in &plan.people {
            bookings.change_who(who, one, WhoChange::Add(*person)).await.expect("added");
        }
        bookings.choose_slot(who, one, plan.slot).await.expect("chosen");
        let booked = bookings.book(who, one).await.expect("booked");
        let made = bookings.appointment(who, booked).await.expect("the appointment");
        assert_eq!(made.summary.case_number.as_ref().map(ToString::to_string).as_deref(), Some("145-2026"));
        let open = bookings.draft(who, other).await.expect("the second tab's");
        assert_eq!((open.booked, open.draft.what.case_number.as_str()), (None, "146-2026"));
        assert!(open.detainees.is_empty(), "nobody was chosen there");
    }

    async fn what_another_tab_sends_after_the_draft_was_booked_is_refused_by_name(world) {
        let plan = world.hearing(world.at(23, 10, 0));
        let (who, bookings) = (&plan.by, &world.services.bookings);
        let draft = world.draft(&plan).await.expect("it is filled in");
        let booked = bookings.book(who, draft).await.expect("booked in one tab");
        let before = bookings.draft(who, draft).await.expect("the draft");
        let late = Some(Error::Booked(booked));
        let typed = WhatForm { case_number: "146-2026".to_owned(), ..plan.what.clone() };
        assert_eq!(bookings.save_what(who, draft, typed).await.err(), late);
        let somebody = NewPersonForm {
            name: "Rafael Zaldaña".to_owned(),
            email: "rafael@bufete.test".to_owned(),
            role: "defence_lawyer".to_owned(),
            ..NewPersonForm::default()
        };
        for change in [
            WhoChange::Detainee(world.seeds.izalco.detainees[1]),
            WhoChange::NoDetainee(plan.detainee),
            WhoChange::Add(world.seeds.people.interpreter),
            WhoChange::AddNew(somebody),
            WhoChange::Remove(world.seeds.people.judge),
        ] {
            assert_eq!(bookings.change_who(who, draft, change.clone()).await.err(), late, "{change:?}");
        }
        assert_eq!(bookings.choose_slot(who, draft, plan.slot).await.err(), late);
        assert_eq!(bookings.let_go(who, draft).await.err(), late);
        assert_eq!(bookings.draft(who, draft).await.expect("the draft"), before, "it stays as it was booked");
        let found = bookings.find_people(who, Role::DefenceLawyer, "zalda").await.expect("a search");
        assert!(found.is_empty(), "nobody was added to the directory either");
        // Who books once more still gets the same answer, and a stranger learns of no appointment.
        assert_eq!(bookings.book(who, draft).await, Ok(booked));
        let stranger = &world.seeds.accounts.other_scheduler;
        assert_eq!(bookings.let_go(stranger, draft).await.err(), Some(Error::NotFound));
    }

    async fn a_draft_is_its_accounts_own(world) {
        let accounts = &world.seeds.accounts;
        let bookings = &world.services.bookings;
        let draft = bookings.begin(&accounts.scheduler).await.expect("a draft").id;
        assert_eq!(bookings.draft(&accounts.other_scheduler, draft).await.err(), Some(Error::NotFound));
        let answer = bookings.save_what(&accounts.other_scheduler, draft, WhatForm::default()).await;
        assert_eq!(answer.err(), Some(Error::NotFound));
        assert_eq!(bookings.book(&accounts.other_scheduler, draft).await.err(), Some(Error::NotFound));
    }

    async fn people_are_found_by_the_beginnings_of_words(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        for text in ["maria", "MARÍA PE", "pe mar", "jose p", "demo-cp-iza-0", "DEMO CP IZA 0"] {
            let found = bookings.find_detainees(who, text).await.expect("a search");
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].name.as_str(), "María José Peña");
            assert_eq!(found[0].centre_name.as_str(), "Izalco Fase III");
        }
        assert_eq!(bookings.find_detainees(who, "jos").await.expect("a search").len(), 2);
        for text in ["osé", "%", "_", "", "  ", "ñañ", "' OR 1=1 --"] {
            assert!(bookings.find_detainees(who, text).await.expect("a search").is_empty(), "{text}");
        }
        let judges = bookings.find_people(who, Role::Judge, "").await.expect("all judges");
        assert_eq!(judges.iter().map(|judge| judge.name.as_str()).collect::<Vec<_>>(), ["Julia Iraheta", "Óscar Menjívar"]);
        let found = bookings.find_people(who, Role::Judge, "osc").await.expect("a search");
        assert_eq!(found.len(), 1);
        assert!(bookings.find_people(who, Role::Clinician, "osc").await.expect("a search").is_empty());
    }

    async fn the_same_address_is_the_same_person(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let draft = bookings.begin(who).await.expect("a draft").id;
        let form = NewPersonForm {
            name: " délmy  ARGUETA ".to_owned(),
            email: " DELMY.Argueta@telesala.test ".to_owned(),
            role: "defence_lawyer".to_owned(),
            ..NewPersonForm::default()
        };
        let view = bookings.change_who(who, draft, WhoChange::AddNew(form.clone())).await.expect("they are there");
        assert_eq!(view.people[0].id, world.seeds.people.lawyer);
        let new = NewPersonForm { name: "Rafael Zaldaña".to_owned(), email: "rafael@bufete.test".to_owned(), ..form.clone() };
        bookings.change_who(who, draft, WhoChange::AddNew(new.clone())).await.expect("somebody new");
        let view = bookings.change_who(who, draft, WhoChange::AddNew(new)).await.expect("and again");
        assert_eq!(view.people.len(), 2);
        assert_eq!(bookings.find_people(who, Role::DefenceLawyer, "zalda").await.expect("a search").len(), 1);

        let bad = NewPersonForm {
            name: "x\u{202E}y".to_owned(), email: "nada".to_owned(), role: "interpreter".to_owned(), interprets: String::new(),
            language: "xx".to_owned(),
        };
        let answer = bookings.change_who(who, draft, WhoChange::AddNew(bad)).await;
        assert_eq!(answer.err(), Some(Error::Invalid(vec![
            Problem::new("name", Fault::Text(TextError::Reordering)),
            Problem::new("email", Fault::Text(TextError::Malformed)),
            Problem::new("interprets", Fault::Missing),
            Problem::new("language", Fault::UnknownChoice),
        ])));
        let view = bookings.change_who(who, draft, WhoChange::Remove(world.seeds.people.lawyer)).await.expect("taken out");
        assert_eq!(view.people.len(), 1);
    }

    async fn nobody_joins_in_the_place_of_somebody_else(world) {
        let (who, judge) = (&world.seeds.accounts.scheduler, world.seeds.people.judge);
        let bookings = &world.services.bookings;
        let draft = bookings.begin(who).await.expect("a draft").id;
        let add = async |name: &str, role: Role| {
            let form = NewPersonForm {
                name: name.to_owned(),
                email: "julia.iraheta@telesala.test".to_owned(),
                role: role.code().to_owned(),
                ..NewPersonForm::default()
            };
            bookings.change_who(who, draft, WhoChange::AddNew(form)).await
        };
        let somebody_else = Error::Invalid(vec![Problem::new("email", Fault::OfSomebodyElse)]);
        for (name, role) in [
            ("Ana Pérez", Role::DefenceLawyer),
            ("Ana Pérez", Role::Judge),
            ("Julia Iraheta", Role::DefenceLawyer),
        ] {
            assert_eq!(add(name, role).await.err(), Some(somebody_else.clone()), "{name}, {}", role.code());
            let view = bookings.draft(who, draft).await.expect("the draft");
            assert!(view.people.is_empty(), "{name}, {}", role.code());
        }
        let all = bookings.find_people(who, Role::DefenceLawyer, "ana").await.expect("a search");
        assert!(all.is_empty(), "nobody was added to the directory either");
        let view = add("Julia Iraheta", Role::Judge).await.expect("the judge herself");
        assert_eq!(view.people.iter().map(|person| person.id).collect::<Vec<_>>(), [judge]);
    }
}
