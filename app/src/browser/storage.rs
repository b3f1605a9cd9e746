//! What this browser remembers of this site. A browser that remembers nothing is one that was never asked.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What is remembered under `name`.
pub fn remembered(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?.filter(|value| !value.is_empty())
}

/// Remembers `value` under `name`, or forgets what was there.
pub fn remember(name: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    // A full or forbidden store remembers nothing; everything works without.
    let _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}
