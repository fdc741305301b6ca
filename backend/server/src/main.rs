//! The `docket` binary.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A request is hundreds of small allocations, made on one thread and freed on another: the system's allocator took a
/// sixth of the processor time of an order.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    docket_server::cli::main()
}
