//! Trials over several days.

mod booking;
mod cancelling;
mod messages;
mod pages;
mod permissions;
mod planning;

use services::testing::World;
use shared::{
    ids::AppointmentId,
    principal::Principal,
    schedule::Slot,
    series::{SeriesForm, SeriesOrder, SeriesPlan, SeriesQuery},
    time::Minutes,
};

/// So many days from the 24th on, a Tuesday, Monday to Friday.
pub(crate) fn wish(count: u16) -> SeriesForm {
    SeriesForm {
        count: count.to_string(),
        weekdays: ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec(),
        duration: "45".to_owned(),
        from: "2026-11-24".to_owned(),
        short: false,
    }
}

/// The usual hearing on Monday the 23rd at 10:00.
async fn trial(world: &World) -> AppointmentId {
    world.book(&world.hearing(world.at(23, 10, 0))).await
}

pub(crate) async fn planned(world: &World, who: &Principal, id: AppointmentId, form: SeriesForm) -> SeriesPlan {
    asked(world, who, id, SeriesQuery { form: Some(form), ..SeriesQuery::default() }).await
}

async fn asked(world: &World, who: &Principal, id: AppointmentId, query: SeriesQuery) -> SeriesPlan {
    world.services.series.plan(who, id, query).await.unwrap()
}

pub(crate) fn order(plan: &SeriesPlan) -> SeriesOrder {
    let minutes = plan.form.duration.parse().unwrap();
    SeriesOrder {
        duration: Minutes::new(minutes).unwrap(),
        slots: plan.slots().map(|view| view.slot).collect::<Vec<Slot>>(),
        notice_reason: None,
    }
}

/// The usual hearing with `count` further days.
pub(crate) async fn of_days(world: &World, count: u16) -> (AppointmentId, Vec<AppointmentId>) {
    let who = &world.seeds.accounts.scheduler;
    let id = trial(world).await;
    let plan = planned(world, who, id, wish(count)).await;
    let made = world.services.series.book(who, id, 1, order(&plan)).await.unwrap();
    (id, made)
}

/// What a plan says, a line a day.
fn lines(plan: &SeriesPlan) -> Vec<String> {
    let line = |day: &shared::series::ProposedDay| match &day.slot {
        Some(slot) => format!("{} {}", slot.period.start.civil.strftime("%d %H:%M"), slot.room),
        None => format!("{} -", day.date.strftime("%d")),
    };
    plan.days.iter().map(line).collect()
}
