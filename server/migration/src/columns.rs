//! The words in which the steps describe tables.

use sea_orm_migration::prelude::*;

/// What happens to a row when the row it refers to goes away.
#[derive(Clone, Copy)]
pub(crate) enum Then {
    /// The other cannot go.
    Refuse,
    /// The row goes with it.
    Go,
    /// The row forgets it.
    Forget,
}

/// A table with its `id`.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).col(ColumnDef::new("id").uuid().not_null().primary_key()).take()
}

/// A text that must be there.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A text that may be missing.
pub(crate) fn text_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

/// A text that must be there and hold something.
pub(crate) fn code(name: &'static str) -> ColumnDef {
    text(name).check(Expr::col(name).ne("")).take()
}

/// An identifier that must be there.
pub(crate) fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// An identifier that may be missing.
pub(crate) fn id_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

/// A moment: seconds since 1970, UTC.
pub(crate) fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A moment that may be missing.
pub(crate) fn moment_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().take()
}

/// A whole number.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A small whole number.
pub(crate) fn small(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).small_integer().not_null().take()
}

/// A small whole number that may be missing.
pub(crate) fn small_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).small_integer().take()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Structured data.
pub(crate) fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().not_null().take()
}

/// A reference from `column` of `from` to a row of `to`.
pub(crate) fn refers(
    from: &'static str,
    column: &'static str,
    to: &'static str,
    then: Then,
) -> ForeignKeyCreateStatement {
    let action = match then {
        Then::Refuse => ForeignKeyAction::Restrict,
        Then::Go => ForeignKeyAction::Cascade,
        Then::Forget => ForeignKeyAction::SetNull,
    };
    ForeignKey::create().name(format!("{from}_{column}_fk")).from(from, column).to(to, "id").on_delete(action).take()
}

/// An index over `columns` of `table`.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(named(table, columns, "idx")).await
}

/// A unique index over `columns` of `table`.
pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(named(table, columns, "key").unique().take()).await
}

fn named(table: &'static str, columns: &[&'static str], ending: &str) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("{table}_{}_{ending}", columns.join("_"))).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}

/// Drops `tables`, in order.
pub(crate) async fn drop_all(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).take()).await?;
    }
    Ok(())
}
