//! The client's files, as the build wrote them: a manifest names them, because their names hold a hash of what they hold.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
};

use app::shell::Assets;
use leptos::{WasmSplitManifest, prelude::ArcStoredValue};
use serde::Deserialize;

/// The folder with the client's files.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where it is.
    pub folder: PathBuf,
    /// What the pages refer to; `None` without a client, as in tests of the server alone.
    pub assets: Option<Assets>,
}

#[derive(Deserialize)]
struct Manifest {
    style: String,
    script: String,
    wasm: String,
    font: Option<String>,
    /// The catalogues of texts, by the code of their language. Absent where the client holds them.
    #[serde(default)]
    texts: BTreeMap<String, String>,
    /// The modules of the client's lazy pages. Absent where cargo-leptos builds it.
    #[serde(default)]
    pages: HashMap<String, Vec<String>>,
}

impl Site {
    /// Reads the manifest in `folder`.
    ///
    /// # Errors
    /// If there is none, or it is not one.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(folder.join("manifest.json"))?;
        let Manifest { style, script, wasm, font, texts, pages } = serde_json::from_str(&text)?;
        let client = script.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        let modules = WasmSplitManifest(ArcStoredValue::new((client, pages, "pages.js".to_owned())));
        let assets = Assets { style, script, wasm, font, texts, modules };
        Ok(Self { folder: folder.to_owned(), assets: Some(assets) })
    }

    /// A folder without a client.
    pub fn without_client(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), assets: None }
    }
}
