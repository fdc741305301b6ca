//! Registers the server's schema, so that every query of the app is checked when it compiles.

use std::error::Error;

const SCHEMA: &str = "../schema.graphql";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SCHEMA}");
    cynic_codegen::register_schema("docket").from_sdl_file(SCHEMA)?.as_default()?;
    Ok(())
}
