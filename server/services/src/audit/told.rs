//! What became of a row, for the record: every field that became another, before and after.

use sea_orm::{
    EntityName, EntityTrait, IdenStatic, Iterable, ModelTrait, prelude::Uuid, sea_query::sea_value_to_json_value,
};
use serde::Serialize;
use serde_json::Value;

/// What became of one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    /// Its table.
    pub(crate) kind: String,
    /// Which row; of hours, whose they are.
    pub(crate) id: Option<Uuid>,
    /// What is different.
    pub(crate) changes: Vec<Change>,
}

/// A field before and after, in the names and values of the store. The same shape as what is recorded of appointments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Change {
    field: String,
    from: Value,
    to: Value,
}

impl Told {
    /// From one row to another of the same id; `None` where there was or is none.
    pub(crate) fn of<M: ModelTrait>(from: Option<&M>, to: Option<&M>) -> Self {
        let value =
            |model: Option<&M>, column| model.map_or(Value::Null, |model| sea_value_to_json_value(&model.get(column)));
        let mut told = Self { kind: M::Entity::default().table_name().to_owned(), id: None, changes: Vec::new() };
        for column in <M::Entity as EntityTrait>::Column::iter() {
            match column.as_str() {
                "id" => told.id = value(from.or(to), column).as_str().and_then(|id| id.parse().ok()),
                // What follows from the others; and what lets somebody in, which is in no record, not even as a hash.
                "search" | "password_hash" | "secret_hash" => {}
                name => told.push(name, value(from, column), value(to, column)),
            }
        }
        told
    }

    /// The weekly hours of something, which are replaced as a whole: weekday (0 is Monday) and minutes of the day.
    pub(crate) fn hours(kind: &str, whose: Uuid, from: Option<&[Stored]>, to: &[Stored]) -> Self {
        let mut told = Self { kind: kind.to_owned(), id: Some(whose), changes: Vec::new() };
        told.push("hours", from.map_or(Value::Null, |from| serde_json::json!(from)), serde_json::json!(to));
        told
    }

    fn push(&mut self, field: &str, from: Value, to: Value) {
        if from != to {
            self.changes.push(Change { field: field.to_owned(), from, to });
        }
    }
}

/// A window of weekly hours as the store keeps it: weekday, from, to.
pub(crate) type Stored = (i16, i16, i16);
