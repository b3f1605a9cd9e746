//! Measures scheduling on both databases and prints one line a measurement: what, budget and result, with tabs between.
//! `make bench` prints them in its table. `TELESALA_TEST_POSTGRES` names a PostgreSQL cluster; without it only SQLite is
//! measured; with `-- sqlite` or `-- postgresql` only that one is.

mod bare;
mod checks;
mod crowd;
mod finding;
mod writing;

use services::testing::{Store, on};

fn main() {
    let asked = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    for (name, store) in [("SQLite", Store::Sqlite), ("PostgreSQL", Store::Postgres)] {
        if asked.as_ref().is_some_and(|asked| !asked.eq_ignore_ascii_case(name)) {
            continue;
        }
        if store == Store::Postgres && std::env::var_os("TELESALA_TEST_POSTGRES").is_none() {
            continue;
        }
        on(store, move |world| async move {
            crowd::gather(&world).await;
            finding::measure(name, &world).await;
        });
        // As in tests, nothing that is written waits for the disk, and the figures say so.
        let quick = if store == Store::Sqlite { "SQLite, not waiting for the disk" } else { name };
        // SQLite has one writer; more only wait longer for it.
        let writers = if store == Store::Sqlite { 8 } else { 64 };
        on(store, move |world| async move { writing::measure(quick, &world, writers).await });
        on(store, move |world| async move { checks::measure(quick, &world).await });
    }
}

/// One line of the table.
fn row(what: &str, budget: &str, measured: &str) {
    println!("{what}\t{budget}\t{measured}");
}

/// The value below which `share` of `times` lie.
fn percentile(times: &[f64], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
    let place = ((sorted.len() as f64) * share).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
