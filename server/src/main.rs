//! The binary `telesala`.

use std::process::ExitCode;

use clap::Parser;
use server::cli::{Cli, run};

/// Rendering a page can wait for another task; with a single worker that would be for ever.
const LEAST_WORKERS: usize = 4;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let workers = std::thread::available_parallelism().map_or(LEAST_WORKERS, |cores| cores.get().max(LEAST_WORKERS));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("telesala: {error}");
            ExitCode::FAILURE
        }
    }
}
