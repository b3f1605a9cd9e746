//! How many appointments stand where something was blocked, or somebody has left, since they were booked: enough to say
//! so on the first page, without judging each.

use std::collections::BTreeSet;

use entity::{appointments, blocks, centre_rules, departures, participants, site_detainees, sites};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use shared::{appointment::State, principal::Principal};
use uuid::Uuid;

use super::{movable, of_agency};
use crate::{db::StoreError, house::House};

/// Those of the agency of `who`. Whose private meeting is hit is hit itself.
pub(super) async fn count(house: &House, who: &Principal) -> Result<usize, StoreError> {
    let which = of_agency(house, who)?;
    let broken =
        Condition::any().add(Expr::exists(blocked())).add(Expr::exists(blocked_on_the_way())).add(Expr::exists(left()));
    let states = [State::Booked, State::Confirmed].map(State::code);
    let hit: Vec<(Uuid, Option<Uuid>)> = appointments::Entity::find()
        .select_only()
        .columns([appointments::Column::Id, appointments::Column::MainId])
        .filter(which.clone())
        .filter(appointments::Column::State.is_in(states))
        .filter(appointments::Column::EndsAt.gt(house.clock.now().0))
        .filter(broken)
        .into_tuple()
        .all(&house.db)
        .await?;
    let hit: BTreeSet<Uuid> = hit.into_iter().map(|(id, main)| main.unwrap_or(id)).collect();
    if hit.is_empty() {
        return Ok(0);
    }
    let found = movable(house, &which).filter(appointments::Column::Id.is_in(hit)).count(&house.db).await?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

fn starts() -> Expr {
    Expr::col((appointments::Entity, appointments::Column::StartsAt))
}

fn ends() -> Expr {
    Expr::col((appointments::Entity, appointments::Column::EndsAt))
}

fn of_this(column: impl sea_orm::sea_query::IntoColumnRef) -> Expr {
    Expr::col(column).eq(Expr::col((appointments::Entity, appointments::Column::Id)))
}

/// The blocks over its centre, its room or one of its people while it lasts.
fn blocked() -> SelectStatement {
    let over = |select: SelectStatement| Expr::col((blocks::Entity, blocks::Column::OverId)).in_subquery(select);
    let centres = sites::Entity::find()
        .select_only()
        .column(sites::Column::CentreId)
        .filter(of_this((sites::Entity, sites::Column::AppointmentId)))
        .into_query();
    let rooms = sites::Entity::find()
        .select_only()
        .column(sites::Column::RoomId)
        .filter(of_this((sites::Entity, sites::Column::AppointmentId)))
        .into_query();
    let people = participants::Entity::find()
        .select_only()
        .column(participants::Column::PersonId)
        .filter(of_this((participants::Entity, participants::Column::AppointmentId)))
        .into_query();
    Query::select()
        .column((blocks::Entity, blocks::Column::Id))
        .from(blocks::Entity)
        .cond_where(Expr::col((blocks::Entity, blocks::Column::StartsAt)).lt(ends()))
        .cond_where(Expr::col((blocks::Entity, blocks::Column::EndsAt)).gt(starts()))
        .cond_where(Condition::any().add(over(centres)).add(over(rooms)).add(over(people)))
        .take()
}

/// The blocks over its centre while those who are brought are on their way.
fn blocked_on_the_way() -> SelectStatement {
    let minutes = |column| Expr::col((centre_rules::Entity, column)).mul(60);
    let out = starts().sub(minutes(centre_rules::Column::MoveBefore));
    let back = ends().add(minutes(centre_rules::Column::MoveAfter));
    Query::select()
        .column((blocks::Entity, blocks::Column::Id))
        .from(blocks::Entity)
        .inner_join(
            centre_rules::Entity,
            Expr::col((centre_rules::Entity, centre_rules::Column::Id))
                .eq(Expr::col((blocks::Entity, blocks::Column::OverId))),
        )
        .inner_join(
            sites::Entity,
            Expr::col((sites::Entity, sites::Column::CentreId)).eq(Expr::col((blocks::Entity, blocks::Column::OverId))),
        )
        .cond_where(of_this((sites::Entity, sites::Column::AppointmentId)))
        .cond_where(Expr::col((blocks::Entity, blocks::Column::StartsAt)).lt(back))
        .cond_where(Expr::col((blocks::Entity, blocks::Column::EndsAt)).gt(out))
        .take()
}

/// Those of its detainees who have left its centre before it ends.
fn left() -> SelectStatement {
    let there = Expr::col((departures::Entity, departures::Column::CentreId))
        .eq(Expr::col((sites::Entity, sites::Column::CentreId)));
    Query::select()
        .column((departures::Entity, departures::Column::Id))
        .from(departures::Entity)
        .inner_join(
            site_detainees::Entity,
            Expr::col((site_detainees::Entity, site_detainees::Column::DetaineeId))
                .eq(Expr::col((departures::Entity, departures::Column::DetaineeId))),
        )
        .inner_join(
            sites::Entity,
            Expr::col((sites::Entity, sites::Column::Id))
                .eq(Expr::col((site_detainees::Entity, site_detainees::Column::SiteId)))
                .and(there),
        )
        .cond_where(of_this((site_detainees::Entity, site_detainees::Column::AppointmentId)))
        .cond_where(Expr::col((departures::Entity, departures::Column::FromAt)).lt(ends()))
        .take()
}
