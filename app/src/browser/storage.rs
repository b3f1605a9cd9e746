//! What this browser remembers of this site, and what one tab of it keeps until it is closed. A browser that remembers nothing
//! is one that was never asked.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Whether this is said under `name` for the first time since the tab was opened, however often its page was loaded anew. `false`
/// where the browser remembers nothing: then nobody knows.
pub fn is_first(name: &str, said: &str) -> bool {
    let Some(storage) = tab() else { return false };
    let before = storage.get_item(name).ok().flatten();
    before.as_deref() != Some(said) && storage.set_item(name, said).is_ok()
}

/// What is remembered under `name`.
pub fn remembered(name: &str) -> Option<String> {
    read(&storage()?, name)
}

/// Remembers `value` under `name`, or forgets what was there.
pub fn remember(name: &str, value: Option<&str>) {
    write(storage(), name, value);
}

/// What this tab keeps under `name`.
pub fn kept_in_tab(name: &str) -> Option<String> {
    read(&tab()?, name)
}

/// Keeps `value` under `name` in this tab, or forgets what was there.
pub fn keep_in_tab(name: &str, value: Option<&str>) {
    write(tab(), name, value);
}

/// The names that begin with `beginning` and under which this tab keeps something.
pub fn names_in_tab(beginning: &str) -> Vec<String> {
    let Some(tab) = tab() else { return Vec::new() };
    let names = (0..tab.length().unwrap_or_default()).filter_map(|place| tab.key(place).ok()?);
    names.filter(|name| name.starts_with(beginning)).collect()
}

fn read(storage: &Storage, name: &str) -> Option<String> {
    storage.get_item(name).ok()?.filter(|value| !value.is_empty())
}

fn write(storage: Option<Storage>, name: &str, value: Option<&str>) {
    let Some(storage) = storage else { return };
    // A full or forbidden store remembers nothing; everything works without.
    let _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}
