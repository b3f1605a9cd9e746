//! `bindgen CLIENT.wasm FOLDER NAME`: writes the script and the module that browsers load.

use std::env;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [client, folder, name] = arguments.as_slice() else {
        return Err("usage: bindgen CLIENT.wasm FOLDER NAME".into());
    };
    Bindgen::new()
        .input_path(client)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    Ok(())
}
