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
        let seconds = options.seconds.unwrap_or(USUAL_SECONDS);
        // What is left is for the reasons and for writing.
        let searching = seconds - (0.1 + 0.02 * seconds).min(seconds / 2.0);
        let passed = || begun.elapsed().as_secs_f64() / searching;
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
