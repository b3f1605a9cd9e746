//! A person's own calendar: looked at first, taken in place of the one before, and nothing of it kept but its times.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sea_orm::EntityTrait;
use services::testing::{World, entity};
use shared::{
    absence::{CalendarFault, CalendarWrong, MOST_CALENDAR_BYTES},
    block::BlockForm,
    directory::Language,
    draft::HORIZON_DAYS,
    error::Error,
    ids::{CalendarId, PersonId},
    principal::Principal,
    schedule::{BlockCause, Obstacle},
};

use crate::harness::{Desk, own};

fn file(events: &[&str]) -> String {
    let events: Vec<String> = events.iter().map(|lines| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events.concat())
}

const DENTIST: &str = "SUMMARY:Dentista secreto\nDTSTART:20261123T090000\nDURATION:PT3H";

async fn uploaded(world: &World, who: &Principal, person: PersonId, text: &str) -> CalendarId {
    let read = world.services.absences.upload(who, person, text.as_bytes().to_vec()).await.expect("it may be uploaded");
    read.expect("a sound calendar")
}

async fn taken(world: &World, who: &Principal, person: PersonId, text: &str) {
    let id = uploaded(world, who, person, text).await;
    assert_eq!(world.services.absences.take(who, id).await, Ok(person));
}

/// The causes of what a person's board lists, with the hours at which each begins.
async fn listed(world: &World, who: &Principal, person: PersonId) -> Vec<(BlockCause, String)> {
    let board = world.services.absences.board(who, person).await.expect("the board");
    let hour = |at: shared::time::Local| at.civil.strftime("%d %H:%M").to_string();
    board.blocks.iter().map(|block| (block.cause, hour(block.period.start))).collect()
}

services::on_both_databases! {
    async fn a_calendar_is_looked_at_and_then_taken(world) {
        let (absences, judge) = (&world.services.absences, &world.seeds.accounts.judge);
        let person = world.seeds.people.judge;
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let id = uploaded(&world, judge, person, &file(&[DENTIST, "DTSTART;VALUE=DATE:20261125"])).await;
        let preview = absences.preview(judge, id).await.expect("the preview");
        assert_eq!((preview.periods.len(), preview.more, preview.replaced, preview.more_hits), (2, 0, 0, 0));
        assert_eq!(preview.hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [hearing]);
        assert_eq!(listed(&world, judge, person).await, [], "nothing is changed");
        assert_eq!(absences.take(judge, id).await, Ok(person));
        let both = [(BlockCause::Calendar, "23 09:00".to_owned()), (BlockCause::Calendar, "25 00:00".to_owned())];
        assert_eq!(listed(&world, judge, person).await, both);
        assert_eq!(absences.take(judge, id).await, Err(Error::NotFound), "once");
        let Err(Error::Refused(why)) = world.try_book(&world.hearing(world.at(25, 10, 0))).await else { panic!("booked") };
        assert!(why.iter().any(|one| matches!(one, Obstacle::Blocked { cause: BlockCause::Calendar, .. })), "{why:?}");
        assert_eq!(world.recorded("person").await, ["calendar_taken"]);
    }

    async fn how_far_a_calendar_reaches_is_told_from_when_it_was_read(world) {
        let (absences, judge) = (&world.services.absences, &world.seeds.accounts.judge);
        let person = world.seeds.people.judge;
        let last = world.zone.date(world.now().plus_minutes(HORIZON_DAYS * 24 * 60));
        let id = uploaded(&world, judge, person, &file(&["DTSTART:20270301T090000\nDURATION:PT1H"])).await;
        assert_eq!(absences.board(judge, person).await.expect("the board").calendar_last, None, "nothing is taken");
        // The next day, and a month later.
        world.clock.advance(23 * 60);
        assert_eq!(absences.preview(judge, id).await.expect("the preview").last, last);
        assert_eq!(absences.take(judge, id).await, Ok(person));
        world.clock.advance(30 * 24 * 60);
        assert_eq!(absences.board(judge, person).await.expect("the board").calendar_last, Some(last));
        absences.forget(judge, person).await.expect("forgotten");
        assert_eq!(absences.board(judge, person).await.expect("the board").calendar_last, None);
    }

    async fn another_calendar_replaces_what_the_one_before_brought_and_nothing_else(world) {
        let (absences, judge) = (&world.services.absences, &world.seeds.accounts.judge);
        let person = world.seeds.people.judge;
        let typed = BlockForm {
            from_date: "2026-11-24".to_owned(), from_time: "08:00".to_owned(), until_date: "2026-11-24".to_owned(),
            until_time: "09:00".to_owned(), cause: "leave".to_owned(), ..BlockForm::default()
        };
        absences.add(judge, person, &typed).await.expect("added");
        taken(&world, judge, person, &file(&[DENTIST, "DTSTART:20261126T090000\nDURATION:PT1H"])).await;
        // The scheduler of the court keeps it, too; what they upload is the same person's calendar.
        let scheduler = &world.seeds.accounts.scheduler;
        let id = uploaded(&world, scheduler, person, &file(&["DTSTART:20261127T090000\nDURATION:PT1H"])).await;
        assert_eq!(absences.preview(scheduler, id).await.expect("the preview").replaced, 2);
        absences.take(scheduler, id).await.expect("taken");
        let now = [(BlockCause::Leave, "24 08:00".to_owned()), (BlockCause::Calendar, "27 09:00".to_owned())];
        assert_eq!(listed(&world, judge, person).await, now);
        assert_eq!(absences.forget(judge, person).await, Ok(()));
        assert_eq!(listed(&world, judge, person).await, [now[0].clone()]);
        let record = world.record("person").await;
        let dropped = record.iter().find(|entry| entry.event == "calendar_dropped").expect("it is recorded");
        let start = serde_json::json!({"field": "start", "of": "Julia Iraheta", "from": "2026-11-27T09:00:00", "to": null});
        assert_eq!(dropped.changes[0], start);
    }

    async fn nothing_of_a_calendar_is_kept_but_its_times(world) {
        let (judge, person) = (&world.seeds.accounts.judge, world.seeds.people.judge);
        uploaded(&world, judge, person, &file(&[DENTIST])).await;
        let db = &world.house.db;
        let waiting = entity::calendars::Entity::find().all(db).await.expect("the uploads");
        assert_eq!(waiting.len(), 1);
        assert!(!format!("{waiting:?}").contains("secreto"), "{waiting:?}");
        taken(&world, judge, person, &file(&[DENTIST])).await;
        let rows = entity::blocks::Entity::find().all(db).await.expect("the blocks");
        assert!(rows.iter().all(|row| row.note.is_none()), "{rows:?}");
        assert!(!format!("{rows:?} {:?}", world.record("person").await).contains("secreto"));
        assert_eq!(entity::calendars::Entity::find().all(db).await.expect("the uploads"), [], "what was taken is gone");
    }

    async fn nobody_is_kept_from_an_appointment_by_that_appointment(world) {
        let (judge, person) = (&world.seeds.accounts.judge, world.seeds.people.judge);
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let ours = format!("UID:{hearing}\nDTSTART:20261123T100000\nDURATION:PT45M");
        // A program's own identifiers look alike and mean nothing here.
        let theirs = format!("UID:{}\nDTSTART:20261124T100000\nDURATION:PT45M", world.house.ids.next());
        let id = uploaded(&world, judge, person, &file(&[&ours, &theirs])).await;
        let preview = world.services.absences.preview(judge, id).await.expect("the preview");
        assert_eq!((preview.periods.len(), preview.hits), (1, Vec::new()));
    }

    async fn only_those_who_keep_somebodys_absences_upload_and_each_sees_their_own_upload(world) {
        let (absences, accounts, people) = (&world.services.absences, &world.seeds.accounts, &world.seeds.people);
        let bytes = || file(&[DENTIST]).into_bytes();
        for (who, refusal) in [
            (&accounts.warden, Error::Forbidden),
            (&accounts.nurse, Error::Forbidden),
            (&accounts.auditor, Error::Forbidden),
            (&accounts.lawyer, Error::NotFound),
            (&accounts.other_scheduler, Error::NotFound),
            (&Principal::Anonymous, Error::Unauthenticated),
        ] {
            assert_eq!(absences.upload(who, people.judge, bytes()).await, Err(refusal.clone()), "{who:?}");
            assert_eq!(absences.forget(who, people.judge).await, Err(refusal), "{who:?}");
        }
        let id = uploaded(&world, &accounts.judge, people.judge, &file(&[DENTIST])).await;
        for who in [&accounts.scheduler, &accounts.administrator] {
            assert_eq!(absences.preview(who, id).await, Err(Error::NotFound));
            assert_eq!(absences.take(who, id).await, Err(Error::NotFound));
        }
        world.clock.advance(24 * 60 + 1);
        assert_eq!(absences.take(&accounts.judge, id).await, Err(Error::NotFound), "it waits for a day");
    }

    async fn a_file_that_is_wrong_is_refused_with_its_line(world) {
        let (absences, judge, person) = (&world.services.absences, &world.seeds.accounts.judge, world.seeds.people.judge);
        let of = async |bytes: Vec<u8>| absences.upload(judge, person, bytes).await.expect("an answer");
        assert_eq!(of(Vec::new()).await, Err(CalendarWrong::whole(CalendarFault::Missing)));
        assert_eq!(of(vec![b'x'; MOST_CALENDAR_BYTES + 1]).await, Err(CalendarWrong::whole(CalendarFault::TooLarge)));
        assert_eq!(of(vec![0xFF, 0xFE, 0, 1]).await, Err(CalendarWrong::at(CalendarFault::NotACalendar, 1)));
        let broken = file(&[DENTIST, "DTSTART:tomorrow"]);
        assert_eq!(of(broken.into_bytes()).await, Err(CalendarWrong { fault: CalendarFault::Time, line: 8, event: 2 }));
        let many: Vec<String> = (0..28).flat_map(|day| (0..24).map(move |hour| (day, hour))).flat_map(|(day, hour)| {
            (0..4).map(move |quarter| format!("DTSTART:202612{:02}T{hour:02}{:02}00\nDURATION:PT1M", day + 1, quarter * 15))
        }).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(of(file(&many).into_bytes()).await, Err(CalendarWrong::whole(CalendarFault::TooMany)));
    }

    async fn a_calendar_is_uploaded_with_a_plain_form(world) {
        let (desk, person) = (Desk::over(&world), world.seeds.people.judge);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let cookie = desk.cookie("judge").await;
        let page = desk.open("/absences", Some(&cookie)).await;
        assert!(page.body.contains("action=\"/absences/calendar\""), "{}", page.body);
        let upload = async |text: &str| {
            let body = format!(
                "--b\r\nContent-Disposition: form-data; name=\"person\"\r\n\r\n{person}\r\n--b\r\n\
                 Content-Disposition: form-data; name=\"file\"; filename=\"a.ics\"\r\nContent-Type: text/calendar\r\n\r\n{text}\r\n--b--\r\n"
            );
            let request = own(Request::post("/absences/calendar"))
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
                .header(header::COOKIE, &cookie);
            desk.ask(request.body(Body::from(body)).expect("a sound request")).await
        };
        let refused = upload("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:x\nEND:VEVENT\nEND:VCALENDAR").await;
        let shown = desk.open(refused.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("Línea 3, evento 1: La fecha o la hora no se entiende"), "{}", shown.body);
        let read = upload(&file(&[DENTIST])).await;
        assert_eq!(read.status, StatusCode::SEE_OTHER);
        let preview = desk.open(read.header("location"), Some(&cookie)).await;
        assert!(preview.body.contains("Añade una ausencia.") && !preview.body.contains("secreto"), "{}", preview.body);
        assert!(preview.body.contains("Afecta a una cita"), "{}", preview.body);
        let id = read.header("location").split_once("calendar=").expect("the upload").1.to_owned();
        let done = desk.post_plain("/do/absences/take-calendar", "/absences", &cookie, &format!("calendar={id}")).await;
        let shown = desk.open(done.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("El calendario quedó registrado"), "{}", shown.body);
        assert!(shown.body.contains("Una ausencia del calendario importado"), "{}", shown.body);
        let last = world.zone.date(world.now().plus_minutes(HORIZON_DAYS * 24 * 60));
        let reaches = |before: &str, language| format!("{before} {}", locales::dates::full_date(language, last));
        let words = reaches("El calendario importado llega hasta el", Language::Es);
        assert!(shown.body.contains(&words), "{}", shown.body);
        let shown = desk.open("/absences", Some(&format!("{cookie}; telesala_language=en"))).await;
        let words = reaches("The imported calendar reaches to", Language::En);
        assert!(shown.body.contains(&words), "{}", shown.body);
        let gone = desk.post_plain("/do/absences/forget-calendar", "/absences", &cookie, &format!("person={person}")).await;
        let shown = desk.open(gone.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("No hay ausencias vigentes ni previstas"), "{}", shown.body);
    }

    async fn what_a_calendar_says_is_never_typed(world) {
        let (absences, judge, person) = (&world.services.absences, &world.seeds.accounts.judge, world.seeds.people.judge);
        let form = BlockForm {
            from_date: "2026-11-24".to_owned(), from_time: "08:00".to_owned(), until_date: "2026-11-24".to_owned(),
            until_time: "09:00".to_owned(), cause: "calendar".to_owned(), ..BlockForm::default()
        };
        assert!(matches!(absences.add(judge, person, &form).await, Err(Error::Invalid(_))));
    }
}
