//! Packing the web app: cut into the main part, that every page needs, and those that `frontend/src/pages.rs` names; each
//! as small as it gets, and compressed.
//!
//! Trunk calls this when it has built everything and before it puts that in its place. What it made of the app is made
//! again here: the parts are cut from what the linker wrote, and wasm-bindgen gets the main one alone.
//!
//! All files of one build have the hash that Trunk gave it in their names, so parts of two builds are never mixed up.

use std::{
    env, fs,
    num::NonZero,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context as _, Result, anyhow, ensure};
use wasm_split_cli_support::{Options, transform};
use xshell::{Shell, cmd};

use crate::workspace::{Workspace, target};

const PACKAGE: &str = "docket-web";

/// Node compresses, because it is there anyway.
const COMPRESS: &str = include_str!("compress.mjs");

pub(crate) fn pack(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    let folder = PathBuf::from(env::var_os("TRUNK_STAGING_DIR").context("Trunk calls this (see Trunk.toml)")?);
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let name = build_name(&folder)?;
    let profile = if is_release { "wasm-release" } else { "debug" };
    let linked = target()?.join("wasm32-unknown-unknown").join(profile).join(PACKAGE).with_extension("wasm");

    let scratch = sh.create_temp_dir()?;
    let main = scratch.path().join(&name).with_extension("wasm");
    let parts = cut(&linked, &name, &main)?;

    let wasm_bindgen = cmd!(sh, "wasm-bindgen --target web --no-typescript --keep-lld-exports");
    let strip: &[&str] = if is_release { &["--remove-name-section", "--remove-producers-section"] } else { &[] };
    wasm_bindgen.args(strip).arg("--out-dir").arg(&folder).arg("--out-name").arg(&name).arg(&main).quiet().run()?;

    let link = link_name(&name);
    let mut loader = fs::read_to_string(scratch.path().join(&link))?;
    let mut files = vec![folder.join(format!("{name}_bg.wasm"))];
    for part in parts {
        let file = part.file_name().and_then(|file| file.to_str()).context("a part has a name")?;
        let named = format!("{name}_{file}");
        loader = loader.replace(&format!("\"./{file}\""), &format!("\"./{named}\""));
        fs::copy(&part, folder.join(&named))?;
        files.push(folder.join(named));
    }
    fs::write(folder.join(link), loader)?;
    if is_release {
        optimise(&files)?;
        cmd!(sh, "node --input-type=module --eval {COMPRESS} {folder}").quiet().run()?;
    }
    Ok(())
}

/// The name of this build's files, which Trunk has given the first of them.
fn build_name(folder: &Path) -> Result<String> {
    let files = fs::read_dir(folder)?.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let mut names = files.filter_map(|file| Some(file.strip_suffix("_bg.wasm")?.to_owned()));
    names.find(|name| name.starts_with(PACKAGE)).with_context(|| format!("no web app in {}", folder.display()))
}

/// The module that fetches the parts, and that all of them share.
fn link_name(name: &str) -> String {
    format!("{name}_parts.js")
}

/// Writes the main part to `main` and the others, with the module that fetches them, beside it.
fn cut(linked: &Path, name: &str, main: &Path) -> Result<Vec<PathBuf>> {
    let wasm = fs::read(linked).with_context(|| format!("{} was not built", linked.display()))?;
    let link = format!("./{}", link_name(name));
    let main_module = format!("./{name}.js");
    let mut options = Options::new(&wasm);
    options.output_dir = main.parent().context("the main part lies in a folder")?;
    options.main_out_path = main;
    options.link_name = &link;
    options.main_module = &main_module;
    let split = transform(options).map_err(|error| anyhow!("the web app cannot be cut into parts: {error:#}"))?;
    Ok(split.split_modules)
}

/// Makes the files as small as wasm-opt can, several at a time.
fn optimise(files: &[PathBuf]) -> Result<()> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    let sh = Shell::new()?;
                    for file in files.iter().skip(worker).step_by(workers) {
                        // It warns of names that it then strips: what it says is of use only where it fails.
                        let optimised = cmd!(sh, "wasm-opt -Oz --strip-debug --strip-producers --output {file} {file}")
                            .ignore_status()
                            .output()?;
                        let said = String::from_utf8_lossy(&optimised.stderr);
                        ensure!(optimised.status.success(), "wasm-opt fails at {}: {said}", file.display());
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread of wasm-opt broke off"))?)
    })
}
