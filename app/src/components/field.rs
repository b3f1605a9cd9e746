//! Form fields: label above, hint and fault under it, the fault tied to the field for those who hear the page.
//!
//! `value` is what the field holds when it is drawn. It is an attribute, not a property: what a person types before
//! the page is hydrated stays.

mod choices;
mod frame;
mod input;

pub use choices::{CheckboxField, Choice, RadioField, SelectField};
pub use input::{Entry, Field, TextAreaField, Width};

/// The field of a form that an input's name stands for: `form[case_number]` is `case_number`.
pub(crate) fn field_key(name: &str) -> &str {
    name.rsplit_once('[').map_or(name, |(_, key)| key.trim_end_matches(']'))
}

#[cfg(test)]
mod tests {
    use super::field_key;

    #[test]
    fn a_nested_name_stands_for_its_innermost_field() {
        assert_eq!(field_key("form[case_number]"), "case_number");
        assert_eq!(field_key("change[person][name]"), "name");
        assert_eq!(field_key("password"), "password");
    }
}
