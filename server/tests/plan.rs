//! `telesala plan` as a command: what it writes where, and its exit codes.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::{Value, json};

const DOCKET: &str = r#"{
    "horizon": {"from": "2027-01-11", "to": "2027-01-12"}, "zone": "America/El_Salvador", "grid_minutes": 5,
    "buffers": {"turnover_minutes": 10, "movement_minutes": 15},
    "centres": [{"id": "c1", "escort_teams": 1, "rooms": [
        {"id": "r1", "hours": [{"weekday": "mon", "from": "08:00", "to": "09:00"}]}
    ]}],
    "requests": [
        {"id": "h1", "weight": 5, "duration_minutes": 45, "sites": [{"centre": "c1"}]},
        {"id": "h2", "weight": 1, "duration_minutes": 45, "sites": [{"centre": "c1"}]}
    ]
}"#;

fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::write(&path, text).unwrap();
    path
}

fn telesala(arguments: &[&str], files: &[&PathBuf]) -> Output {
    // A setting that would stop a server is no matter here.
    let mut command = Command::new(env!("CARGO_BIN_EXE_telesala"));
    command.arg("plan").args(arguments).args(files).env("TELESALA_ADDR", "nowhere").output().unwrap()
}

#[test]
fn a_plan_is_made_and_found_sound() {
    let docket = file("sound.json", DOCKET);
    let made = telesala(&["--iterations", "200"], &[&docket]);
    assert_eq!((made.status.code(), made.stderr.as_slice()), (Some(0), &b""[..]));
    let text = String::from_utf8(made.stdout).unwrap();
    assert!(text.contains(r#""start": "2027-01-11T08:00""#) && text.contains("escort_pool"), "{text}");
    let again = telesala(&["--iterations", "200"], &[&docket]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), text);

    let plan = file("sound.plan.json", &text);
    assert_eq!(telesala(&["--verify"], &[&docket, &plan]).status.code(), Some(0));
    let moved = file("moved.plan.json", &text.replace("T08:00", "T08:20"));
    let judged = telesala(&["--verify"], &[&docket, &moved]);
    assert_eq!(judged.status.code(), Some(1));
    assert!(String::from_utf8(judged.stdout).unwrap().starts_with("room_hours: h1 in r1 of c1"));
    let twice = file("twice.plan.json", &text.replacen("\"c1\": \"r1\"", "\"c1\": \"zz\", \"c1\": \"r1\"", 1));
    let (code, words) = said(telesala(&["--verify"], &[&docket, &twice]));
    assert!(code == Some(2) && words.contains("stands in `rooms` twice"), "{code:?} {words}");
    let odd = file("odd.plan.json", &text.replace("T08:00", "T08:00:30"));
    let judged = telesala(&["--verify"], &[&docket, &odd]);
    assert_eq!(judged.status.code(), Some(1), "{}", String::from_utf8_lossy(&judged.stderr));
    assert!(String::from_utf8(judged.stdout).unwrap().starts_with("grid: h1 starts at 2027-01-11T08:00:30"));
    let mut silent: Value = serde_json::from_str(&text).unwrap();
    silent.as_object_mut().unwrap().remove("unplaced");
    let silent = file("silent.plan.json", &silent.to_string());
    let judged = telesala(&["--verify"], &[&docket, &silent]);
    assert_eq!(judged.status.code(), Some(1), "{}", String::from_utf8_lossy(&judged.stderr));
    assert!(String::from_utf8(judged.stdout).unwrap().starts_with("once: "));
    let torn = file("torn.plan.json", &text[..20]);
    assert_eq!(telesala(&["--verify"], &[&docket, &torn]).status.code(), Some(2));
}

/// By the clock, too, everything has a place or a reason, and what is placed is sound.
#[test]
fn a_plan_by_the_clock_is_whole_and_sound() {
    let mut crowded: Value = serde_json::from_str(DOCKET).unwrap();
    let asked = (0..300).map(|place| {
        json!({"id": format!("h{place}"), "weight": 1 + place % 5, "duration_minutes": 20 + place % 50,
            "sites": [{"centre": "c1"}]})
    });
    crowded["requests"] = asked.collect();
    let docket = file("clock.json", &crowded.to_string());
    let made = telesala(&["--seconds", "0.5"], &[&docket]);
    assert_eq!((made.status.code(), made.stderr.as_slice()), (Some(0), &b""[..]));
    let text = String::from_utf8(made.stdout).unwrap();
    let plan: Value = serde_json::from_str(&text).unwrap();
    let count = |name: &str| plan[name].as_array().unwrap().len();
    assert_eq!(count("placed") + count("unplaced"), 300);
    let unplaced = plan["unplaced"].as_array().unwrap();
    assert!(unplaced.iter().all(|one| one["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty())));
    let plan = file("clock.plan.json", &text);
    assert_eq!(telesala(&["--verify"], &[&docket, &plan]).status.code(), Some(0));
}

/// Everything that is written there meets a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_plan_that_cannot_be_written_is_no_success() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let docket = file("full.json", DOCKET);
    let mut command = Command::new(env!("CARGO_BIN_EXE_telesala"));
    let made = command.args(["plan", "--iterations", "10"]).arg(&docket).stdout(full).output().unwrap();
    assert_eq!(made.status.code(), Some(1));
    assert!(String::from_utf8(made.stderr).unwrap().starts_with("telesala: "));
}

#[test]
fn a_docket_with_mistakes_is_refused_with_all_of_them() {
    let text = DOCKET.replace("\"weight\": 5", "\"weight\": -5").replace("09:00", "9:00");
    let made = telesala(&[], &[&file("mistakes.json", &text)]);
    assert_eq!((made.status.code(), made.stdout.as_slice()), (Some(2), &b""[..]));
    let said = String::from_utf8(made.stderr).unwrap();
    let paths: Vec<&str> = said.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(paths, ["$.centres[0].rooms[0].hours[0].to", "$.requests[0].weight"]);
}

/// The blocks of code of `docs/PLAN.md`, in their order, that begin with `begin`.
fn documented(begin: &str) -> Vec<&'static str> {
    let blocks = include_str!("../../docs/PLAN.md").split("```").skip(1).step_by(2);
    let texts = blocks.filter_map(|block| block.split_once('\n').map(|(_, text)| text));
    texts.filter(|text| text.starts_with(begin)).collect()
}

fn said(answer: Output) -> (Option<i32>, String) {
    (answer.status.code(), String::from_utf8(answer.stderr).unwrap())
}

#[test]
fn the_documented_docket_runs_and_gives_the_documented_plan() {
    let [docket] = documented("{\"horizon\"")[..] else { panic!("one docket is shown") };
    let [plan] = documented("{\"placed\"")[..] else { panic!("one plan is shown") };
    let file_of = file("documented.json", docket);
    let made = telesala(&["--iterations", "200"], &[&file_of]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let [made, shown] = [&made.stdout[..], plan.as_bytes()].map(|text| serde_json::from_slice::<Value>(text).unwrap());
    assert_eq!(made, shown);
    let shown = file("documented.plan.json", plan);
    assert_eq!(telesala(&["--verify"], &[&file_of, &shown]).status.code(), Some(0));
}

/// The short example of the specification: it names two whom nobody declares, and fixes a hearing when its judge is away.
#[test]
fn the_short_example_is_refused_as_the_document_says() {
    let mut short: Value = serde_json::from_str(documented("{\"horizon\"")[0]).unwrap();
    short["people"] = json!([short["people"][0]]);
    short["detainees"] = json!([short["detainees"][0]]);
    short["requests"] = json!([short["requests"][0]]);
    short["fixed"][0]["start"] = json!("2027-01-11T09:00");
    let [shown] = documented("$.")[..] else { panic!("one answer is shown") };
    let refused = said(telesala(&[], &[&file("short.json", &short.to_string())]));
    assert_eq!(refused, (Some(2), shown.to_owned()));
    short["people"] = json!([short["people"][0], {"id": "l1"}]);
    short["detainees"] = json!([short["detainees"][0], {"id": "d2", "centre": "c1"}]);
    // Whoever is declared hides nothing, and neither did their absence.
    let refused = said(telesala(&[], &[&file("declared.json", &short.to_string())]));
    let last = shown.lines().last().map(|line| format!("{line}\n"));
    assert_eq!((refused.0, Some(refused.1)), (Some(2), last));
}
