//! Measures scheduling on both databases and prints one line a measurement: what, budget and result, with tabs between.
//! `make bench` prints them in its table. `TELESALA_TEST_POSTGRES` names a PostgreSQL cluster; without it only SQLite is
//! measured. `-- postgresql writing`, say, measures only that: of databases `sqlite` and `postgresql`, of parts those of `PARTS`.

mod bare;
mod callers;
mod checks;
mod crowd;
mod finding;
mod lines;
mod writing;

use services::testing::{Store, on};

use self::crowd::Keeping;

/// What is measured, as one asks for it.
const PARTS: [&str; 4] = ["finding", "crowding", "writing", "checks"];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if asked == [callers::NAME] {
        return callers::run();
    }
    // Of databases and of parts: all, unless some are named.
    let wanted = |all: &[&str], name: &str| {
        let named = |of: &str| asked.iter().any(|asked| asked.eq_ignore_ascii_case(of));
        named(name) || !all.iter().any(|of| named(of))
    };
    for (name, store) in [("SQLite", Store::Sqlite), ("PostgreSQL", Store::Postgres)] {
        if !wanted(&["SQLite", "PostgreSQL"], name) {
            continue;
        }
        if store == Store::Postgres && std::env::var_os("TELESALA_TEST_POSTGRES").is_none() {
            continue;
        }
        let [finding, crowding, writing, checks] = PARTS.map(|part| wanted(&PARTS, part));
        if finding {
            on(store, move |world| async move {
                crowd::gather(&world).await;
                finding::measure(name, &world, Keeping::Nothing).await;
                crowd::keep(&world).await;
                finding::measure(name, &world, Keeping::Rules).await;
            });
        }
        // As in tests, nothing that is written waits for the disk, in the file of SQLite as in the cluster of `.ci/postgres`,
        // and the figures say so.
        let quick = match store {
            Store::Sqlite => "SQLite, not waiting for the disk",
            Store::Postgres => "PostgreSQL, not waiting for the disk",
        };
        // SQLite has one writer; more only wait longer for it.
        let writers = if store == Store::Sqlite { 8 } else { 64 };
        if crowding {
            on(store, move |world| async move { writing::crowding(quick, &world, writers).await });
        }
        if writing && store == Store::Postgres {
            on(store, move |world| async move { writing::without_rules(quick, &world, writers).await });
            // One, in which all wait for each other, and as many as a country has large ones.
            for centres in [1, 8] {
                on(store, move |world| async move { writing::with_escorts(quick, &world, writers, centres).await });
            }
        }
        if checks {
            on(store, move |world| async move { checks::measure(quick, &world).await });
        }
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
