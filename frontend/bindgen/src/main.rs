//! `bindgen CLIENT.wasm FOLDER NAME`: writes the scripts and the modules that browsers load.
//!
//! First the client is cut along its lazy pages, then wasm-bindgen writes the glue of the part that every page loads.
//! `FOLDER/pages.json` says which modules each page needs.

use std::{collections::BTreeMap, env, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [client, folder, name] = arguments.as_slice() else {
        return Err("usage: bindgen CLIENT.wasm FOLDER NAME".into());
    };
    let folder = Path::new(folder);
    let first = folder.join("first.wasm");
    let script = format!("./{name}.js");
    let client = fs::read(client)?;
    let mut options = Options::new(&client);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = &script;
    options.link_name = "./pages.js";
    let split = transform(options)?;
    // Sorted, so that the same client gives the same file.
    let pages: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    fs::write(folder.join("pages.json"), serde_json::to_vec_pretty(&pages)?)?;

    Bindgen::new()
        .input_path(&first)
        .out_name(name)
        .web(true)?
        .typescript(false)
        // The other modules refer to functions by the names that the linker gave them.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    fs::remove_file(first)?;
    Ok(())
}
