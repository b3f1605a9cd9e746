//! The binary `telesala`.

use std::process::ExitCode;

/// Rendering makes and drops many small values: with the system's allocator that was a third of a page's time. Without huge
/// pages, of which an idle server would fill eleven to an eighth.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
