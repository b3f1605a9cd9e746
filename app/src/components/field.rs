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

    #[cfg(feature = "ssr")]
    mod drawn {
        use leptos::prelude::*;
        use shared::error::{Fault, Problem};

        use super::super::{Field, TextAreaField};

        fn drawn<V: IntoView>(view: impl FnOnce() -> V) -> String {
            Owner::new().with(|| view().into_view().to_html())
        }

        #[test]
        fn a_fault_and_a_hint_are_tied_to_their_field() {
            let problems = vec![Problem::new("case_number", Fault::Missing)];
            let html =
                drawn(|| view! { <Field name="form[case_number]" label="Expediente" hint="Como consta" problems /> });
            assert!(html.contains("for=\"case_number\""), "{html}");
            assert!(html.contains("aria-describedby=\"case_number-hint case_number-fault\""), "{html}");
            assert!(html.contains("aria-invalid=\"true\""), "{html}");
            assert!(html.contains("id=\"case_number-fault\""), "{html}");
        }

        #[test]
        fn a_field_without_a_fault_says_nothing_of_one() {
            let problems = vec![Problem::new("other", Fault::Missing)];
            let html = drawn(|| view! { <Field name="case_number" label="Expediente" problems /> });
            assert!(!html.contains("aria-invalid") && !html.contains("aria-describedby"), "{html}");
        }

        #[test]
        fn an_empty_text_area_is_empty_and_a_full_one_escaped() {
            let html = drawn(|| view! { <TextAreaField name="note" label="Nota" /> });
            assert!(html.contains("></textarea>"), "{html}");
            let html = drawn(|| view! { <TextAreaField name="note" label="Nota" value="</textarea><b>" /> });
            assert!(html.contains(">&lt;/textarea&gt;&lt;b&gt;</textarea>"), "{html}");
        }
    }
}
