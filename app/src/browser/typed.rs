//! What is typed into a form and not sent yet, kept in the tab: of each field that holds something else than it was drawn with.

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    UrlSearchParams,
};

use super::storage;

/// Puts what is kept under `name` into the form in `place`. What was typed before the page was taken over stays, and is kept.
pub fn take_up(place: &Element, name: &str, refused: bool) {
    let form = place.query_selector("form").ok().flatten();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
    if let (Some(before), Some(held), Some(drawn)) = (kept(name), held(&form), drawn(&form)) {
        for (field, key) in fields(&form) {
            if let Some(value) = before.get(&key).filter(|_| held.get(&key) == drawn.get(&key)) {
                put(&field, &value);
                // What was typed into a part that is folded up is seen again.
                if drawn.get(&key).as_ref() != Some(&value)
                    && let Ok(Some(folded)) = field.closest("details")
                {
                    // A browser that leaves it folded up holds it all the same.
                    let _ = folded.set_attribute("open", "");
                }
            }
        }
    }
    keep_form(&form, name, refused);
}

/// Keeps under `name` what is typed into the form in which `event` happened. If it was drawn with what was `refused`, that is
/// saved nowhere, and what is kept of it stays.
pub fn keep(event: &Event, name: &str, refused: bool) {
    let field = event.target().and_then(|field| field.dyn_into::<Element>().ok());
    let form = field.and_then(|field| field.closest("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        keep_form(&form, name, refused);
    }
}

/// Forgets everything that is kept under a name that begins with `beginning`.
pub fn forget(beginning: &str) {
    for name in storage::names_in_tab(beginning) {
        storage::keep_in_tab(&name, None);
    }
}

/// How the names go on that begin with `beginning` and under which something is kept.
pub fn waiting(beginning: &str) -> Vec<String> {
    let names = storage::names_in_tab(beginning).into_iter();
    names.filter_map(|name| name.strip_prefix(beginning).map(ToOwned::to_owned)).collect()
}

fn keep_form(form: &HtmlFormElement, name: &str, refused: bool) {
    let (Some(held), Some(drawn), Ok(now)) = (held(form), drawn(form), UrlSearchParams::new()) else { return };
    let before = kept(name).filter(|_| refused);
    for (_, key) in fields(form) {
        let value = held.get(&key);
        if value != drawn.get(&key) || before.as_ref().is_some_and(|before| before.has(&key)) {
            now.set(&key, &value.unwrap_or_default());
        }
    }
    let text = now.to_string().as_string().filter(|text| !text.is_empty());
    storage::keep_in_tab(name, text.as_deref());
}

fn kept(name: &str) -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(&storage::kept_in_tab(name)?).ok()
}

/// What the fields of `form` hold, by name.
fn held(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let held = FormData::new_with_form(form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&held).ok()
}

/// What they held before anybody touched them.
fn drawn(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let copy = form.clone_node_with_deep(true).ok()?.dyn_into::<HtmlFormElement>().ok()?;
    copy.reset();
    held(&copy)
}

/// The fields of `form`, each with its name.
fn fields(form: &HtmlFormElement) -> Vec<(Element, String)> {
    let Ok(named) = form.query_selector_all("[name]") else { return Vec::new() };
    let elements = (0..named.length()).filter_map(|place| named.get(place)?.dyn_into::<Element>().ok());
    elements.filter_map(|field| field.get_attribute("name").map(|name| (field, name))).collect()
}

/// Makes `field` hold `value`; of several choices, the one that stands for it.
fn put(field: &Element, value: &str) {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        match input.type_().as_str() {
            "radio" if input.value() == value => input.set_checked(true),
            "radio" => {}
            _ => input.set_value(value),
        }
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    }
}
