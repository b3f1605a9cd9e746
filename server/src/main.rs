//! The binary `telesala`.

use std::process::ExitCode;

/// Rendering makes and drops many small values: with the system's allocator that was a third of a page's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
