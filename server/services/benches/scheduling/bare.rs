//! The rows of a booking as bare statements, for `pgbench` to write as fast as PostgreSQL takes them: what they hold is
//! taken from a booking of ours, so both write the same rows under the same constraints. No rule is asked and nobody's
//! permission; a slot of its own for each client, so that no constraint refuses.

use std::{fmt::Write as _, path::PathBuf, process::Command};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Map, Value};
use services::testing::World;
use shared::ids::AppointmentId;

use super::writing::Set;

/// The tables that a booking writes to, with how its rows are found.
const TABLES: [(&str, &str); 9] = [
    ("appointments", "id"),
    ("sites", "appointment_id"),
    ("site_detainees", "appointment_id"),
    ("participants", "appointment_id"),
    ("reservations", "appointment_id"),
    ("audit_entries", "subject_id"),
    ("links", "appointment_id"),
    ("messages", "appointment_id"),
    ("live_events", "appointment_id"),
];

/// A script for `pgbench`.
pub struct Script {
    file: PathBuf,
    url: String,
    clients: usize,
}

impl Script {
    /// The statements that write the rows of `sample`, for `clients` who have rooms and people of their own.
    pub async fn of(world: &World, sample: AppointmentId, set: Set, clients: usize) -> Self {
        for (table, id) in
            [("rooms", set.room.0), ("detainees", set.detainee.0), ("people", set.judge.0), ("people", set.lawyer.0)]
        {
            copies(world, table, &id.to_string(), clients).await;
        }
        let given = [set.room.0, set.detainee.0, set.judge.0, set.lawyer.0].map(|id| id.to_string());
        let mut script = "\\set n :n + 1\nBEGIN;\n".to_owned();
        let mut own: Vec<String> = Vec::new();
        let mut tables = Vec::new();
        for (table, key) in TABLES {
            let sql = format!("SELECT row_to_json(t)::text FROM {table} t WHERE {key} = '{sample}' ORDER BY 1");
            let rows: Vec<Map<String, Value>> =
                texts(world, &sql).await.iter().map(|text| serde_json::from_str(text).expect("a row")).collect();
            assert!(!rows.is_empty(), "a booking writes to {table}");
            // The rows that are new with each booking; a live event's number is no text, and it numbers itself.
            own.extend(rows.iter().filter_map(|row| row["id"].as_str()).map(str::to_owned));
            tables.push((table, rows));
        }
        let start = tables[0].1[0]["starts_at"].as_i64().expect("a start");
        for (table, rows) in tables {
            let columns: Vec<_> = rows[0].keys().filter(|name| table != "live_events" || *name != "id").collect();
            let names: Vec<_> = columns.iter().map(|name| name.as_str()).collect();
            let values: Vec<String> = rows
                .iter()
                .map(|row| {
                    let values: Vec<_> =
                        columns.iter().map(|name| literal(name, &row[name.as_str()], &own, &given, start)).collect();
                    format!("({})", values.join(", "))
                })
                .collect();
            // Writing to a text never fails.
            let _ = writeln!(script, "INSERT INTO {table} ({}) VALUES {};", names.join(", "), values.join(", "));
        }
        script.push_str("COMMIT;\n");
        let file = std::env::temp_dir().join(format!("telesala-bare-{sample}.sql"));
        std::fs::write(&file, script).expect("the script is written");
        Self { file, url: world.url.clone(), clients }
    }

    /// Transactions a second over `seconds`.
    pub fn run(&self, seconds: u64) -> f64 {
        // Each round has slots of its own.
        let first = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_secs() * 1_000;
        let output = Command::new(programs().join("pgbench"))
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2", "--client", &self.clients.to_string()])
            .args(["--time", &seconds.to_string(), "--define", &format!("n={first}"), "--file"])
            .arg(&self.file)
            .arg(&self.url)
            .output()
            .expect("pgbench runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.unwrap_or_else(|| panic!("pgbench: {said}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // What stays is a small file in the temporary folder.
        let _ = std::fs::remove_file(&self.file);
    }
}

/// Where PostgreSQL's programs are.
fn programs() -> PathBuf {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.ci/postgres");
    let said = Command::new(script).arg("--where").output().expect("the script runs");
    PathBuf::from(String::from_utf8_lossy(&said.stdout).trim())
}

/// A row of `table` for each client, like the one with this identifier.
async fn copies(world: &World, table: &str, id: &str, clients: usize) {
    let row = &texts(world, &format!("SELECT row_to_json(t)::text FROM {table} t WHERE id = '{id}'")).await[0];
    let row: Map<String, Value> = serde_json::from_str(row).expect("a row");
    let names: Vec<_> = row.keys().map(String::as_str).collect();
    let values: Vec<_> = row
        .iter()
        .map(|(name, value)| match (name.as_str(), value) {
            ("id", _) => format!("md5('{id}' || c)::uuid"),
            ("code" | "email", Value::String(text)) => format!("'{text}' || c"),
            (_, value) => plain(value),
        })
        .collect();
    let sql = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM generate_series(0, {}) c",
        names.join(", "),
        values.join(", "),
        clients - 1
    );
    world.house.db.execute_unprepared(&sql).await.expect("the copies are made");
}

/// A value of a row for one client and one turn: rows of the booking get identifiers of their own, rooms and people are the
/// client's, and each turn has another time.
fn literal(column: &str, value: &Value, own: &[String], given: &[String], start: i64) -> String {
    match (column, value) {
        ("starts_at" | "ends_at", Value::Number(at)) => {
            format!(":n::bigint * 3600 + {}", at.as_i64().expect("a moment") - start)
        }
        ("secret_hash", _) => "md5(:client_id || '.' || :n || '.' || random())".to_owned(),
        (_, Value::String(text)) if own.contains(text) => format!("md5(:client_id || '.' || :n || '.{text}')::uuid"),
        (_, Value::String(text)) if given.contains(text) => format!("md5('{text}' || :client_id)::uuid"),
        (_, value) => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        // A colon before a word would be a variable of pgbench: what such a text says matters to nobody here.
        Value::String(text) => format!("'{}'", text.replace('\'', "''").replace(':', ".")),
        other => format!("'{}'", other.to_string().replace('\'', "''").replace(':', ": ")),
    }
}

async fn texts(world: &World, sql: &str) -> Vec<String> {
    let db = &world.house.db;
    let rows =
        db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("the query is sound");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}
