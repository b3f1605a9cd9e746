//! One look at the store before a slot is judged: what others hold, choose and have blocked, how steadily devices have
//! worked, and whether what is remembered holds. It is one statement, because most of the time of many small ones is the
//! way to the database and back; and so all of it is of one moment. A block that is only supposed is seen beside those that stand.

use std::collections::HashMap;

use entity::{blocks, device_checks, facts, holds as choosing, reservations as reserved};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityName, EntityTrait, QueryResult,
    sea_query::{Expr, Query, SelectStatement, UnionType},
};
use shared::{
    ids::{AppointmentId, CentreId, RoomId},
    schedule::{Bar, Busy, Resource, ResourceKind, Steadiness},
    time::{Instant, Period},
};
use uuid::Uuid;

use super::{
    Needs,
    loading::{count, lately},
};
use crate::{
    db::{StoreError, reading},
    holds::{self, Choosing},
    reservations::{self, resource},
    rules::{AsIf, block, blocked},
};

/// What is looked at.
pub(super) struct Question<'a> {
    pub(super) centre: CentreId,
    pub(super) now: Instant,
    /// Whose own choice does not matter.
    pub(super) holder: Uuid,
    /// What is sought.
    pub(super) resources: &'a [Resource],
    pub(super) within: Period,
    /// Whose reservations do not count.
    pub(super) except: &'a [AppointmentId],
    /// Whether to look how steadily the devices of the rooms have worked.
    pub(super) steadiness: bool,
    /// A block that counts although nobody has recorded it.
    pub(super) supposed: Option<&'a AsIf>,
}

/// What was seen.
#[derive(Default)]
pub(super) struct Seen {
    /// What is reserved of the resources.
    pub(super) busy: Vec<Busy>,
    /// What others are choosing in the centre, and all people whom they are choosing.
    pub(super) choosing: Vec<Choosing>,
    /// The blocks of the resources and of the centre.
    pub(super) blocked: Vec<Bar>,
    /// How steadily the devices of the rooms have worked, of those that were checked.
    pub(super) steadiness: HashMap<RoomId, Steadiness>,
    /// The mark of what changes seldom.
    pub(super) mark: Option<Uuid>,
}

/// What a row is of.
const CHOOSING: i32 = 0;
const RESERVED: i32 = 1;
const BLOCKED: i32 = 2;
const CHECKED: i32 = 3;
const MARK: i32 = 4;

/// Looks.
pub(super) async fn look(db: &impl ConnectionTrait, asked: &Question<'_>) -> Result<Seen, StoreError> {
    let mut seen = Seen::default();
    for row in db.query_all(&asked.statement()).await? {
        seen.take(&row)?;
    }
    seen.blocked.extend(asked.supposed.and_then(|block| block.bar(asked.centre, asked.resources, asked.within)));
    Ok(seen)
}

impl Needs {
    /// The same, judged as if `block` stood.
    pub(in crate::bookings) fn supposing(mut self, block: Option<&AsIf>) -> Self {
        for site in &mut self.beside {
            site.needs.supposed = block.copied();
        }
        self.supposed = block.copied();
        self
    }
}

impl Question<'_> {
    /// A row for each thing: of what it is, its kind and identifier, from when until when, when it lapses, who chooses it
    /// and where, and the cause. The first part has all columns, so that PostgreSQL knows of what types they are.
    fn statement(&self) -> SelectStatement {
        let mut all = part::<choosing::Entity>(
            CHOOSING,
            [
                choosing::Column::ResourceKind.into_expr(),
                choosing::Column::ResourceId.into_expr(),
                choosing::Column::StartsAt.into_expr(),
                choosing::Column::EndsAt.into_expr(),
                choosing::Column::ExpiresAt.into_expr(),
                choosing::Column::HolderId.into_expr(),
                choosing::Column::CentreId.into_expr(),
                nothing(),
            ],
            holds::of_others(self.centre, self.holder, self.within, self.now),
        );
        if !self.resources.is_empty() {
            let columns = [
                reserved::Column::ResourceKind.into_expr(),
                reserved::Column::ResourceId.into_expr(),
                reserved::Column::StartsAt.into_expr(),
                reserved::Column::EndsAt.into_expr(),
                nothing(),
                nothing(),
                nothing(),
                nothing(),
            ];
            let held = reservations::held(self.resources, self.within, self.except);
            all.union(UnionType::All, part::<reserved::Entity>(RESERVED, columns, held));
        }
        let rooms = self.resources.iter().filter_map(|it| if let Resource::Room(id) = it { Some(*id) } else { None });
        let people =
            self.resources.iter().filter_map(|it| if let Resource::Person(id) = it { Some(*id) } else { None });
        let columns = [
            blocks::Column::OverKind.into_expr(),
            blocks::Column::OverId.into_expr(),
            blocks::Column::StartsAt.into_expr(),
            blocks::Column::EndsAt.into_expr(),
            nothing(),
            nothing(),
            nothing(),
            blocks::Column::Cause.into_expr(),
        ];
        let of_these = blocked(self.centre, rooms, people, self.within);
        all.union(UnionType::All, part::<blocks::Entity>(BLOCKED, columns, of_these));
        if self.steadiness {
            let columns = [
                device_checks::Column::Verdict.into_expr(),
                device_checks::Column::RoomId.into_expr(),
                device_checks::Column::Id.count(),
                Expr::cust("0"),
                nothing(),
                nothing(),
                nothing(),
                nothing(),
            ];
            let mut checked = part::<device_checks::Entity>(CHECKED, columns, lately(self.centre, self.now));
            checked.group_by_columns([device_checks::Column::RoomId, device_checks::Column::Verdict]);
            all.union(UnionType::All, checked);
        }
        let columns = [
            Expr::cust("''"),
            facts::Column::Mark.into_expr(),
            Expr::cust("0"),
            Expr::cust("0"),
            nothing(),
            nothing(),
            nothing(),
            nothing(),
        ];
        all.union(UnionType::All, part::<facts::Entity>(MARK, columns, Condition::all()));
        all
    }
}

/// The rows of one table.
fn part<E: EntityTrait + EntityName>(of: i32, columns: [Expr; 8], which: Condition) -> SelectStatement {
    let mut rows = Query::select();
    rows.expr(Expr::cust(of.to_string())).exprs(columns).from(E::default()).cond_where(which);
    rows
}

fn nothing() -> Expr {
    Expr::cust("NULL")
}

impl Seen {
    fn take(&mut self, row: &QueryResult) -> Result<(), StoreError> {
        let kind: String = row.try_get_by_index(1)?;
        let id: Uuid = row.try_get_by_index(2)?;
        let times: (i64, i64) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        match row.try_get_by_index::<i32>(0)? {
            CHOOSING => {
                let kind = reading::known(ResourceKind::from_code(&kind), "resource kind")?;
                self.choosing.push(Choosing {
                    holder: row.try_get_by_index(6)?,
                    centre: row.try_get_by_index(7)?,
                    resource: resource(kind, id),
                    period: reading::period(times.0, times.1)?,
                    until: Instant(row.try_get_by_index(5)?),
                });
            }
            RESERVED => self.busy.push(reservations::read(&kind, id, times)?),
            BLOCKED => self.blocked.push(block(&kind, id, &row.try_get_by_index::<String>(8)?, times)?),
            CHECKED => count(&mut self.steadiness, id, &kind, times.0),
            _ => self.mark = Some(id),
        }
        Ok(())
    }
}
