//! What of each kind becomes new or different, and writing it.

use entity::room_hours;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, prelude::Uuid,
};
use shared::time::WeeklyWindow;

use super::CHUNK;
use crate::{
    audit::{Stored, Told},
    clock::IdSource,
    importing::Counts,
};

/// Rows to insert and to update, and how many of each.
pub(super) struct Changes<M> {
    new: Vec<M>,
    different: Vec<M>,
    pub(super) counts: Counts,
    pub(super) told: Vec<Told>,
}

impl<M> Default for Changes<M> {
    fn default() -> Self {
        Self { new: Vec::new(), different: Vec::new(), counts: Counts::default(), told: Vec::new() }
    }
}

impl<M> Changes<M>
where
    M: ModelTrait + Clone + PartialEq,
{
    /// Takes `wanted` up as new, different or just so. `rest` says whether what belongs to it in other tables is just so.
    pub(super) fn compare(&mut self, found: Option<&M>, wanted: &M, rest: bool) {
        match found {
            None => {
                self.counts.created += 1;
                self.told.push(Told::of(None, Some(wanted)));
                self.new.push(wanted.clone());
            }
            Some(found) if found == wanted && rest => self.counts.unchanged += 1,
            Some(found) => {
                self.counts.changed += 1;
                if found != wanted {
                    self.told.push(Told::of(Some(found), Some(wanted)));
                    self.different.push(wanted.clone());
                }
            }
        }
    }

    pub(super) async fn write<A>(self, db: &DatabaseTransaction) -> Result<(), DbErr>
    where
        M: IntoActiveModel<A>,
        M::Entity: EntityTrait<Model = M>,
        A: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
    {
        insert(db, self.new).await?;
        for model in self.different {
            model.into_active_model().reset_all().update(db).await?;
        }
        Ok(())
    }
}

pub(super) async fn insert<M, A>(db: &DatabaseTransaction, models: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + Clone + IntoActiveModel<A>,
    M::Entity: EntityTrait<Model = M>,
    A: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    for chunk in models.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        M::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Opening hours are replaced as a whole: a window has no name by which it could be changed.
#[derive(Default)]
pub(super) struct Hours {
    of: Vec<Uuid>,
    windows: Vec<room_hours::Model>,
    pub(super) told: Vec<Told>,
}

impl Hours {
    pub(super) fn replace(
        &mut self,
        ids: &dyn IdSource,
        room: Uuid,
        old: Option<&Vec<room_hours::Model>>,
        windows: &[WeeklyWindow],
    ) {
        let old = old.map(|old| old.iter().map(stored).collect::<Vec<_>>());
        let new: Vec<_> = windows.iter().copied().map(wanted).collect();
        self.told.push(Told::hours("room_hours", room, old.as_deref(), &new));
        self.of.push(room);
        self.windows.extend(windows.iter().map(|window| room_hours::Model {
            id: ids.next(),
            room_id: room,
            weekday: i16::from(window.weekday.index()),
            from_minute: stored_small(window.from),
            to_minute: stored_small(window.to),
        }));
    }

    pub(super) async fn write(self, db: &DatabaseTransaction) -> Result<(), DbErr> {
        for rooms in self.of.chunks(CHUNK) {
            let old = room_hours::Column::RoomId.is_in(rooms.iter().copied());
            room_hours::Entity::delete_many().filter(old).exec(db).await?;
        }
        insert(db, self.windows).await
    }
}

/// A minute of the day as the store keeps it; a day has 1440, so it always fits.
pub(super) fn stored_small(number: u16) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

fn stored(window: &room_hours::Model) -> Stored {
    (window.weekday, window.from_minute, window.to_minute)
}

fn wanted(window: WeeklyWindow) -> Stored {
    (i16::from(window.weekday.index()), stored_small(window.from), stored_small(window.to))
}

pub(super) fn same(found: &[room_hours::Model], windows: &[WeeklyWindow]) -> bool {
    let (mut found, mut windows): (Vec<_>, Vec<_>) =
        (found.iter().map(stored).collect(), windows.iter().copied().map(wanted).collect());
    found.sort_unstable();
    windows.sort_unstable();
    found == windows
}
