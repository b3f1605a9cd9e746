//! Importing files.

mod faults;
mod rules;
mod sound;

use services::{
    importing::{Report, Source, import},
    testing::World,
};
use shared::principal::Principal;

/// What importing `files` (name and text) says.
async fn report(world: &World, files: &[(&str, &str)], dry_run: bool) -> Report {
    let sources: Vec<Source> =
        files.iter().map(|(name, text)| Source { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() }).collect();
    import(&world.house, &Principal::System, &sources, dry_run).await.expect("the import answers")
}
