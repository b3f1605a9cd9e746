//! The pages of rules, as a browser without JavaScript uses them: plain forms, and what was typed comes back.

use axum::http::StatusCode;
use services::{on_both_databases, testing::World};
use shared::{hours::HoursForm, time::Weekday};

use crate::harness::{Answered, Desk};

/// The page that a refused form leads to, with what was typed.
async fn after(desk: &Desk, answer: &Answered, cookie: &str) -> Answered {
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.body);
    let kept = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    let kept = kept.map(|line| format!("; {}", line.split(';').next().unwrap_or_default()));
    let cookies = kept.fold(cookie.to_owned(), |cookies, one| cookies + &one);
    desk.open(answer.header("location"), Some(&cookies)).await
}

/// The page to which a search for `text` leads from the one at `page`.
async fn sought(desk: &Desk, page: &str, cookie: &str, text: &str) -> Answered {
    let led = desk.post_plain("/do/seek", page, cookie, &format!("back={page}&text={text}")).await;
    after(desk, &led, cookie).await
}

async fn week(world: &World) -> Vec<shared::time::WeeklyWindow> {
    let izalco = world.seeds.izalco;
    let view = world.services.centres.centre(&world.seeds.accounts.warden, izalco.id).await.expect("the centre");
    view.rooms.into_iter().find(|room| room.id == izalco.hearing).expect("the room").hours
}

on_both_databases! {
    async fn a_wardens_pages_show_their_centre_and_no_other(world) {
        let desk = Desk::over(&world);
        let (izalco, mariona) = (world.seeds.izalco.id, world.seeds.mariona.id);
        let cookie = desk.cookie("warden").await;
        let list = desk.open("/centres", Some(&cookie)).await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.body.contains("Izalco Fase III") && !list.body.contains("La Esperanza"), "{}", list.body);
        let page = desk.open(&format!("/centres/{izalco}"), Some(&cookie)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("08:00–16:00") && page.body.contains("Sala virtual 1"), "{}", page.body);
        let room = world.seeds.izalco.hearing;
        for part in [format!("/hours/{room}"), "/counts".to_owned(), "/rules".to_owned(), "/block".to_owned(), String::new()] {
            assert_eq!(desk.open(&format!("/centres/{izalco}{part}"), Some(&cookie)).await.status, StatusCode::OK, "{part}");
            let theirs = desk.open(&format!("/centres/{mariona}{part}"), Some(&cookie)).await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{part}");
        }
        let scheduler = desk.cookie("scheduler").await;
        let refused = desk.open(&format!("/centres/{izalco}"), Some(&scheduler)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!refused.body.contains("Sala virtual 1"), "{}", refused.body);
        assert_eq!(desk.open("/separations", Some(&scheduler)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.open("/settings", Some(&cookie)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.open("/absences", Some(&cookie)).await.status, StatusCode::FORBIDDEN);
    }

    async fn hours_are_changed_by_a_plain_form_for_several_days_at_once(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("warden").await;
        let (izalco, room) = (world.seeds.izalco.id, world.seeds.izalco.hearing);
        let page = format!("/centres/{izalco}/hours/{room}?day=mon");
        let seen = HoursForm::of(&week(&world).await, Weekday::Mon).seen.replace(' ', "+").replace(',', "%2C");
        let form = |spans: &str| {
            format!("centre={izalco}&room={room}&day=mon&form[seen]={seen}&form[days][0]=mon&form[days][6]=sat{spans}")
        };
        let crossed = form("&form[spans][from0]=08:00&form[spans][to0]=12:00&form[spans][from1]=11:00&form[spans][to1]=13:00");
        let refused = desk.post_plain("/do/centres/set-hours", &page, &cookie, &crossed).await;
        let shown = after(&desk, &refused, &cookie).await;
        assert!(shown.body.contains("Se cruza con otro periodo"), "{}", shown.body);
        assert!(shown.body.contains("value=\"11:00\""), "what was typed is not lost: {}", shown.body);
        let sound = form("&form[spans][from0]=08:00&form[spans][to0]=12:00&form[spans][from1]=13:00&form[spans][to1]=00:00");
        let done = desk.post_plain("/do/centres/set-hours", &page, &cookie, &sound).await;
        assert_eq!(done.header("location"), format!("{page}&done=1"), "{}", done.body);
        let of = |week: &[shared::time::WeeklyWindow], day| week.iter().filter(|one| one.weekday == day).count();
        let now = week(&world).await;
        assert_eq!((of(&now, Weekday::Mon), of(&now, Weekday::Sat), of(&now, Weekday::Tue)), (2, 2, 1));
        // The same form once more was made on what no longer stands.
        let late = desk.post_plain("/do/centres/set-hours", &page, &cookie, &sound).await;
        let shown = after(&desk, &late, &cookie).await;
        assert!(shown.body.contains("Alguien cambió esto"), "{}", shown.body);
        let now = "→ lunes 08:00-12:00, lunes 13:00-24:00, ";
        assert!(shown.body.contains(now), "and the page says what stands now: {}", shown.body);
        // The address alone, which may be in a history, tells no more than that.
        let elsewhere = desk.open(late.header("location"), Some(&cookie)).await;
        assert!(elsewhere.body.contains("Alguien cambió esto") && !elsewhere.body.contains(now), "{}", elsewhere.body);
        // Whoever has seen that, and still wants it, saves what stands on the page.
        let (_, rest) = shown.body.split_once("name=\"form[seen]\" value=\"").expect("the form says what it is made on");
        let fresh = rest.split('"').next().unwrap_or_default().replace(' ', "+").replace(',', "%2C");
        assert_ne!(fresh, seen);
        let again = desk.post_plain("/do/centres/set-hours", &page, &cookie, &sound.replace(&seen, &fresh)).await;
        assert_eq!(again.header("location"), format!("{page}&done=1"), "{}", again.body);
    }

    async fn a_block_shows_what_it_hits_before_it_is_made(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("warden").await;
        let izalco = world.seeds.izalco;
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let extent = format!("room={}&from_date=2026-11-23&from_time=10:00&until_date=2026-11-23&until_time=12:00", izalco.hearing);
        let page = format!("/centres/{}/block?{extent}", izalco.id);
        let weighed = desk.open(&page, Some(&cookie)).await;
        assert!(weighed.body.contains(&format!("/appointments/{hearing}\"")), "{}", weighed.body);
        assert!(weighed.body.contains("Afecta a una cita"), "{}", weighed.body);
        assert!(world.recorded("block").await.is_empty(), "nothing changes by looking");
        let fields = extent.split('&').fold(String::new(), |form, pair| {
            let (name, value) = pair.split_once('=').unwrap_or_default();
            form + "&form[" + name + "]=" + value
        });
        let unexplained = format!("centre={}{fields}&form[cause]=other&form[note]=", izalco.id);
        let refused = desk.post_plain("/do/centres/block", &page, &cookie, &unexplained).await;
        let shown = after(&desk, &refused, &cookie).await;
        assert!(shown.body.contains("Explique la causa"), "{}", shown.body);
        let sound = format!("centre={}{fields}&form[cause]=maintenance&form[note]=Pantalla+rota", izalco.id);
        let done = desk.post_plain("/do/centres/block", &page, &cookie, &sound).await;
        assert_eq!(done.header("location"), format!("/centres/{}?done=blocked", izalco.id), "{}", done.body);
        let shown = desk.open(done.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("Pantalla rota") && shown.body.contains("contradice las reglas"), "{}", shown.body);
        let backwards = desk.open(&page.replace("until_time=12:00", "until_time=09:00"), Some(&cookie)).await;
        assert!(backwards.body.contains("El final debe ser posterior"), "{}", backwards.body);
    }

    async fn a_judge_finds_their_own_absences_and_a_scheduler_those_of_the_agency(world) {
        let desk = Desk::over(&world);
        let judge = desk.cookie("judge").await;
        let own = desk.open("/absences", Some(&judge)).await;
        assert!(own.body.contains("Ausencias: Julia Iraheta"), "{}", own.body);
        let person = world.seeds.people.judge;
        let form = format!("person={person}&form[from_date]=2026-11-23&form[from_time]=08:00&form[until_date]=2026-11-24&form[until_time]=16:00&form[cause]=leave");
        let done = desk.post_plain("/do/absences/add", "/absences", &judge, &form).await;
        assert_eq!(done.header("location"), format!("/absences?person={person}&done=blocked"), "{}", done.body);
        let scheduler = desk.cookie("scheduler").await;
        let list = desk.open("/absences", Some(&scheduler)).await;
        assert!(list.body.contains("Julia Iraheta") && !list.body.contains("Óscar Menjívar"), "{}", list.body);
        let theirs = desk.open(&format!("/absences?person={person}"), Some(&scheduler)).await;
        assert!(theirs.body.contains("Permiso o enfermedad"), "{}", theirs.body);
    }

    async fn working_hours_are_changed_by_a_plain_form(world) {
        let desk = Desk::over(&world);
        let judge = desk.cookie("judge").await;
        let person = world.seeds.people.judge;
        let page = format!("/absences/hours?person={person}&day=mon");
        let open = desk.open(&page, Some(&judge)).await;
        assert!(open.body.contains("A cualquier hora"), "{}", open.body);
        let form = |to: &str| {
            format!("person={person}&day=mon&form[seen]=&form[days][0]=mon&form[days][3]=wed&form[spans][from0]=08:00&form[spans][to0]={to}")
        };
        let refused = desk.post_plain("/do/absences/set-hours", &page, &judge, &form("07:00")).await;
        let shown = after(&desk, &refused, &judge).await;
        assert!(shown.body.contains("El final debe ser posterior"), "{}", shown.body);
        assert!(shown.body.contains("value=\"07:00\""), "what was typed is not lost: {}", shown.body);
        let done = desk.post_plain("/do/absences/set-hours", &page, &judge, &form("16:00")).await;
        assert_eq!(done.header("location"), format!("{page}&done=1"), "{}", done.body);
        let shown = desk.open("/absences", Some(&judge)).await;
        assert!(shown.body.contains("08:00–16:00") && shown.body.contains("No trabaja"), "{}", shown.body);
        // In whose time these hours are is said where they are shown and where they are changed.
        let lawyer = desk.cookie("lawyer").await;
        let theirs = format!("/absences/hours?person={}&day=mon", world.seeds.people.lawyer);
        let shown = [
            (&judge, "/absences", false),
            (&judge, page.as_str(), false),
            (&lawyer, "/absences", true),
            (&lawyer, theirs.as_str(), true),
        ];
        for (cookie, page, of_place) in shown {
            let shown = desk.open(page, Some(cookie)).await;
            assert_eq!(shown.status, StatusCode::OK, "{page}");
            assert_eq!(shown.body.contains("En la hora del lugar de cada cita"), of_place, "{page}: {}", shown.body);
            // The absences themselves are in a zone of their own, which the page names as well.
            let named = !of_place || page == "/absences";
            assert_eq!(shown.body.contains("hora de El Salvador"), named, "{page}: {}", shown.body);
        }
        for (name, status) in [("scheduler", StatusCode::OK), ("other_scheduler", StatusCode::NOT_FOUND), ("warden", StatusCode::FORBIDDEN)] {
            let cookie = desk.cookie(name).await;
            assert_eq!(desk.open(&page, Some(&cookie)).await.status, status, "{name}");
        }
    }

    async fn the_secret_of_a_token_is_shown_once(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("administrator").await;
        let form = "form[agency]=TS6&form[name]=Sistema&form[grants][0]=read&form[grants][2]=change&form[days]=";
        let made = desk.post_plain("/do/settings/make-token", "/settings", &cookie, form).await;
        assert_eq!(made.header("location"), "/settings?done=token", "{}", made.body);
        let kept = made.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok()).next_back().unwrap_or_default();
        assert!(kept.contains("HttpOnly") && !kept.contains("telesala_session"), "{kept}");
        let typed = kept.split(';').next().unwrap_or_default();
        let shown = desk.open("/settings?done=token", Some(&format!("{cookie}; {typed}"))).await;
        assert!(shown.body.contains("Copie la clave ahora"), "{}", shown.body);
        assert!(shown.header("set-cookie").contains("Max-Age=0"), "and forgotten at once: {}", shown.header("set-cookie"));
        let again = desk.open("/settings", Some(&cookie)).await;
        assert!(!again.body.contains("Copie la clave ahora") && again.body.contains("Tribunal Sexto"), "{}", again.body);
        assert_eq!(world.services.tokens.list(&world.seeds.accounts.administrator).await.expect("tokens").len(), 1);
    }

    async fn a_departure_and_a_category_are_recorded_by_plain_forms(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("warden").await;
        let (izalco, person) = (world.seeds.izalco.id, world.seeds.izalco.detainees[0]);
        let hearing = world.book(&world.hearing(world.at(24, 10, 0))).await;
        let all = format!("/centres/{izalco}/detainees");
        let found = sought(&desk, &all, &cookie, "maria").await;
        let page = format!("/centres/{izalco}/detainees/{person}");
        let nobody = sought(&desk, &all, &cookie, "nadie").await;
        assert!(nobody.body.contains("No se encontró a nadie") && !nobody.body.contains("Nadie en este centro"), "{}", nobody.body);
        assert!(found.body.contains(&format!("href=\"{page}\"")), "{}", found.body);
        let weighed = desk.open(&format!("{page}?why=transfer&from=2026-11-24"), Some(&cookie)).await;
        assert!(weighed.body.contains(&format!("/appointments/{hearing}\"")), "{}", weighed.body);
        let unsound = desk.open(&format!("{page}?why=&from=2026-11-24"), Some(&cookie)).await;
        assert!(unsound.body.contains("error-summary") && !unsound.body.contains("Confirmar la salida"), "{}", unsound.body);
        let whose = format!("centre={izalco}&detainee={person}");
        let form = format!("{whose}&form[seen]=&form[why]=transfer&form[from]=2026-11-24");
        let done = desk.post_plain("/do/detainees/leave", &page, &cookie, &form).await;
        assert_eq!(done.header("location"), format!("{page}?done=leaves"), "{}", done.body);
        let shown = desk.open(done.header("location"), Some(&cookie)).await;
        assert!(shown.body.contains("La salida quedó registrada") && shown.body.contains("Quitar la salida"), "{}", shown.body);
        let form = format!("{whose}&seen=transfer+2026-11-24");
        let done = desk.post_plain("/do/detainees/stay", &page, &cookie, &form).await;
        assert_eq!(done.header("location"), format!("{page}?done=stays"), "{}", done.body);
        let form = format!("{whose}&form[seen]=-+-+-&form[status]=remand&form[sex]=woman&form[age]=");
        let done = desk.post_plain("/do/detainees/set-category", &page, &cookie, &form).await;
        assert_eq!(done.header("location"), format!("{page}?done=category"), "{}", done.body);
        let list = desk.open(&all, Some(&cookie)).await;
        assert!(list.body.contains("Procesada, con mujeres") && list.body.contains("Sin registrar"), "{}", list.body);
        for (login, expected) in [("scheduler", StatusCode::FORBIDDEN), ("other_warden", StatusCode::NOT_FOUND)] {
            let cookie = desk.cookie(login).await;
            assert_eq!(desk.open(&page, Some(&cookie)).await.status, expected, "{login}");
        }
    }

    async fn a_separation_is_kept_by_plain_forms(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("warden").await;
        let found = sought(&desk, "/separations", &cookie, "maria").await;
        assert!(found.body.contains("DEMO-CP-IZA-0") && found.body.contains("María José Peña"), "{}", found.body);
        let form = "form[one]=DEMO-CP-IZA-0&form[other]=DEMO-CP-IZA-1&form[reason]=";
        let refused = desk.post_plain("/do/separations/add", "/separations", &cookie, form).await;
        let shown = after(&desk, &refused, &cookie).await;
        assert!(shown.body.contains("value=\"DEMO-CP-IZA-1\""), "{}", shown.body);
        let done = desk.post_plain("/do/separations/add", "/separations", &cookie, &format!("{form}Amenazas")).await;
        assert_eq!(done.header("location"), "/separations?done=added", "{}", done.body);
        let shown = desk.open("/separations", Some(&cookie)).await;
        assert!(shown.body.contains("Amenazas"), "{}", shown.body);
    }

    async fn notice_periods_are_changed_by_a_plain_form(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("administrator").await;
        let form = "form[country]=SV&form[seen]=&form[hours][trial]=48&form[hours][initial]=";
        let done = desk.post_plain("/do/settings/notices", "/settings", &cookie, form).await;
        assert_eq!(done.header("location"), "/settings?done=notices", "{}", done.body);
        let shown = desk.open("/settings", Some(&cookie)).await;
        assert!(shown.body.contains("value=\"48\""), "{}", shown.body);
        assert!(shown.body.contains("Audiencias en El Salvador"), "{}", shown.body);
    }
}
