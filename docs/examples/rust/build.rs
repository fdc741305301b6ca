//! Registers the schema, so that every query is compared with it when it is compiled.

use std::error::Error;

const SCHEMA: &str = "../../../schema.graphql";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SCHEMA}");
    cynic_codegen::register_schema("docket").from_sdl_file(SCHEMA)?.as_default()?;
    Ok(())
}
