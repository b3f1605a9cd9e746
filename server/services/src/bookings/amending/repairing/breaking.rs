//! How many appointments stand where something was blocked, or somebody has left, since they were booked: enough to say
//! so on the first page, without judging each.

use entity::{appointments, blocks, departures, participants, site_detainees, sites};
use sea_orm::{
    Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use shared::principal::Principal;

use super::{movable, of_agency};
use crate::{db::StoreError, house::House};

/// Those of the agency of `who`.
pub(super) async fn count(house: &House, who: &Principal) -> Result<usize, StoreError> {
    let which = of_agency(house, who)?;
    let broken = Condition::any().add(Expr::exists(blocked())).add(Expr::exists(left()));
    let found = movable(house, &which).filter(broken).count(&house.db).await?;
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
