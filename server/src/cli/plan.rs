//! `telesala plan`: plans a docket, or judges a plan. It needs no database and no settings.

use std::{
    fs,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use shared::plan::{Effort, answer::Plan, docket::Docket, plan, read, verify};

use crate::cli::say;

/// The exit code for what cannot be read, or is refused with its mistakes.
const UNREADABLE: u8 = 2;
/// How long it takes if nothing is said.
const USUAL_SECONDS: f64 = 10.0;
/// Seconds to say of one request where it is, or why nowhere, and to write it down.
const FOR_EACH: f64 = 0.000_05;
/// More threads than this find little more.
const MOST_THREADS: usize = 4;

/// How to plan.
#[derive(clap::Args, Clone, Debug)]
pub struct PlanOptions {
    /// Judge PLAN instead of making one: exits with 0 if it is sound, 1 if it breaks a rule, 2 if it cannot be read
    #[arg(long, requires = "plan")]
    verify: bool,
    /// Answer within so many seconds, with the best plan found by then [default: 10]
    #[arg(long, value_name = "N", value_parser = seconds, conflicts_with_all = ["iterations", "verify"])]
    seconds: Option<f64>,
    /// Search so many steps instead: the same plan every time and on every machine
    #[arg(long, value_name = "N", conflicts_with = "verify")]
    iterations: Option<u64>,
    /// Where chance begins
    #[arg(long, value_name = "S", default_value_t = 1, conflicts_with = "verify")]
    seed: u64,
    /// The docket, a JSON file (docs/PLAN.md says how it looks)
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// With --verify: the plan to judge
    #[arg(value_name = "PLAN", requires = "verify")]
    plan: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.1..=86_400.0).contains(&seconds) { Ok(seconds) } else { Err("it must be from 0.1 to 86400".to_owned()) }
}

/// Plans or judges; mistakes go to the error output, so that the other holds a plan or nothing.
pub(super) fn run(options: &PlanOptions) -> ExitCode {
    let begun = Instant::now();
    let Some(docket) = docket(&options.input) else { return ExitCode::from(UNREADABLE) };
    if let Some(file) = &options.plan {
        return judge(&docket, file);
    }
    let plan = if let Some(steps) = options.iterations {
        plan(&docket, Effort::Steps(steps), options.seed)
    } else {
        let read = begun.elapsed().as_secs_f64();
        let (searching, rest) = shares(options.seconds.unwrap_or(USUAL_SECONDS), read, requests(&docket));
        let passed = || {
            let elapsed = begun.elapsed().as_secs_f64() - read;
            if elapsed < searching { elapsed / searching } else { 1.0 + (elapsed - searching) / rest }
        };
        let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_THREADS));
        plan(&docket, Effort::While(&passed, threads), options.seed)
    };
    match serde_json::to_string_pretty(&plan).map_err(io::Error::from).and_then(|text| write(&text)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough of it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("telesala: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What reading left of `seconds`, in seconds: for the search, which looks at the requests first, and for the reasons and
/// for writing. However long a long list took to read, half of what is left is for looking at it and placing it.
fn shares(seconds: f64, read: f64, requests: f64) -> (f64, f64) {
    let left = (seconds - read).max(0.001);
    let rest = (0.1 + 0.02 * seconds + FOR_EACH * requests).min(left / 2.0);
    (left - rest, rest)
}

/// How many requests there are.
fn requests(docket: &Docket) -> f64 {
    u32::try_from(docket.requests.len()).map_or(f64::MAX, f64::from)
}

/// Writes the plan to its end: half of one on a full disk must not look like success.
fn write(plan: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{plan}")?;
    output.flush()
}

fn judge(docket: &Docket, file: &Path) -> ExitCode {
    let plan: Plan = match text(file).map(|text| serde_json::from_str(&text)) {
        Some(Ok(plan)) => plan,
        Some(Err(error)) => {
            eprintln!("telesala: {}: {error}", file.display());
            return ExitCode::from(UNREADABLE);
        }
        None => return ExitCode::from(UNREADABLE),
    };
    let violations = verify(docket, &plan);
    for violation in &violations {
        say(violation);
    }
    if violations.is_empty() {
        say(format_args!("sound: {} placed, {} not", plan.placed.len(), plan.unplaced.len()));
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn docket(file: &Path) -> Option<Docket> {
    match read(&text(file)?) {
        Ok(docket) => Some(docket),
        Err(mistakes) => {
            for mistake in mistakes {
                eprintln!("{mistake}");
            }
            None
        }
    }
}

fn text(file: &Path) -> Option<String> {
    fs::read_to_string(file).inspect_err(|error| eprintln!("telesala: {}: {error}", file.display())).ok()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn reading_takes_nothing_from_the_share_of_the_search() {
        let close = |(searching, rest): (f64, f64), expected: (f64, f64)| {
            (searching - expected.0).abs() < 1e-9 && (rest - expected.1).abs() < 1e-9
        };
        // A week's list is read at once.
        assert!(close(shares(10.0, 0.0, 500.0), (9.675, 0.325)));
        // The longest takes its time: half of what it left is for the search, and all of it is over in time.
        assert!(close(shares(1.0, 0.6, 20_000.0), (0.2, 0.2)));
        let (searching, rest) = shares(0.1, 3.0, 20_000.0);
        assert!(searching > 0.0 && rest > 0.0 && searching + rest < 0.01, "{searching} {rest}");
    }
}
