//! What somebody asked for, a page at a time.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use services::testing::entity::{appointments, requests};
use shared::{cause::Cause, ids::AppointmentId};

use super::of_nurse;
use crate::harness::Desk;

services::on_both_databases! {
    async fn what_was_asked_for_is_turned_a_page_at_a_time(world) {
        let (nurse, clinic) = (&world.seeds.accounts.nurse, &world.seeds.accounts.clinic_scheduler);
        let (db, port) = (&world.house.db, &world.services.requests);
        let id = port.ask(nurse, &of_nurse(&world)).await.expect("it is asked for");
        port.decline(clinic, id, Cause::NoEscort, None).await.expect("it is declined");
        // 204 more like it.
        let appointment = appointments::Entity::find_by_id(id.0).one(db).await.unwrap().expect("it is there");
        let request = requests::Entity::find_by_id(id.0).one(db).await.unwrap().expect("it is there");
        let mut all: Vec<AppointmentId> = (0..204).map(|_| AppointmentId(world.house.ids.next())).collect();
        let rows = all.iter().map(|id| {
            let like = appointment.clone().into_active_model().reset_all();
            appointments::ActiveModel { id: Set(id.0), ..like }
        });
        appointments::Entity::insert_many(rows).exec_without_returning(db).await.unwrap();
        let rows = all.iter().map(|id| {
            let like = request.clone().into_active_model().reset_all();
            requests::ActiveModel { id: Set(id.0), ..like }
        });
        requests::Entity::insert_many(rows).exec_without_returning(db).await.unwrap();
        all.push(id);
        all.sort_unstable();
        all.reverse();

        let (mut seen, mut sizes, mut before) = (Vec::new(), Vec::new(), None);
        loop {
            let page = port.own(nurse, before).await.expect("their own");
            sizes.push(page.requests.len());
            seen.extend(page.requests.iter().map(|request| request.id));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(sizes, [100, 100, 5]);
        assert_eq!(seen, all, "none is missed or seen twice");
        let full = port.own(nurse, Some(all[104])).await.expect("their own");
        assert_eq!((full.requests.len(), full.older), (100, None), "nothing is behind it");
        let warden = &world.seeds.accounts.warden;
        assert_eq!(port.own(warden, Some(all[0])).await.map(|own| own.requests.len()), Ok(0), "not theirs");

        let desk = Desk::over(&world);
        let cookie = desk.cookie("nurse").await;
        let (older, newer) = ("Solicitudes anteriores", "Solicitudes más recientes");
        let turn = |id: AppointmentId| format!("/requests?before={id}");
        let first = desk.open("/requests", Some(&cookie)).await;
        assert!(first.body.contains(&format!("href=\"{}\"", turn(all[99]))), "{}", first.body);
        assert!(first.body.contains(older) && !first.body.contains(newer), "{}", first.body);
        let last = desk.open(&turn(all[199]), Some(&cookie)).await;
        assert!(!last.body.contains(older) && last.body.contains(newer), "{}", last.body);
        assert_eq!(last.body.matches("rule-line\"").count(), 5, "{}", last.body);
    }
}
