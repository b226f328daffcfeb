//! The program's entry: parse, call, map to an exit code.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    chuangtai::cli::main()
}
