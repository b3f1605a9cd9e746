//! Turns the locale files into Rust: one struct per file, one field or method per text, one constant per language.
//!
//! A text that one language has and the other lacks, or that names other placeholders, stops the build.
//! `name = "Plain"` becomes a `&'static str` field; `name = "With {thing}"` becomes a method `name(&self, thing: …)`,
//! whose arguments stand in the order in which the Spanish text names them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

const LANGUAGES: [&str; 2] = ["es", "en"];

type Section = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut languages = BTreeMap::new();
    for language in LANGUAGES {
        println!("cargo::rerun-if-changed={language}");
        languages.insert(language, read(Path::new(language)));
    }
    compare(&languages);
    let code = write(&languages);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR can be written");
}

fn read(folder: &Path) -> BTreeMap<String, Section> {
    let mut sections = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the language has a folder") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain file name").to_owned();
        let text = fs::read_to_string(&path).expect("the file can be read");
        let section = toml::from_str(&text).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        sections.insert(name, section);
    }
    sections
}

/// The names in braces, in the order in which they first stand in the text.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn compare(languages: &BTreeMap<&str, BTreeMap<String, Section>>) {
    let (first, others) = (LANGUAGES[0], &LANGUAGES[1..]);
    let keys = |language: &str| -> BTreeMap<String, BTreeSet<String>> {
        languages[language]
            .iter()
            .flat_map(|(section, texts)| {
                texts
                    .iter()
                    .map(move |(key, text)| (format!("{section}.{key}"), placeholders(text).into_iter().collect()))
            })
            .collect()
    };
    let wanted = keys(first);
    for other in others {
        let found = keys(other);
        for (key, slots) in &wanted {
            match found.get(key) {
                None => panic!("{key} is in {first} but not in {other}"),
                Some(theirs) => assert!(theirs == slots, "{key} has other placeholders in {other} than in {first}"),
            }
        }
        for key in found.keys() {
            assert!(wanted.contains_key(key), "{key} is in {other} but not in {first}");
        }
    }
}

fn write(languages: &BTreeMap<&str, BTreeMap<String, Section>>) -> String {
    let mut code = String::new();
    let sections = &languages[LANGUAGES[0]];
    code.push_str("/// Every text, by area.\n#[derive(Debug)]\npub struct Texts {\n");
    for section in sections.keys() {
        let _ = writeln!(code, "    /// `{section}.toml`\n    pub {section}: {},", camel(section));
    }
    code.push_str("}\n");
    for (section, texts) in sections {
        let kind = camel(section);
        let _ = writeln!(code, "/// The texts of `{section}.toml`.\n#[derive(Debug)]\npub struct {kind} {{");
        for (key, text) in texts {
            if placeholders(text).is_empty() {
                let _ = writeln!(code, "    /// {}\n    pub {key}: &'static str,", doc(text));
            } else {
                let _ = writeln!(code, "    {key}: &'static str,");
            }
        }
        let _ = writeln!(code, "}}\nimpl {kind} {{");
        for (key, text) in texts {
            let slots = placeholders(text);
            if slots.is_empty() {
                continue;
            }
            let (mut arguments, mut pairs) = (String::new(), String::new());
            for slot in &slots {
                let _ = write!(arguments, ", {slot}: impl std::fmt::Display");
                let _ = write!(pairs, "(\"{slot}\", &{slot} as &dyn std::fmt::Display), ");
            }
            let _ = writeln!(
                code,
                "    /// {}\n    pub fn {key}(&self{arguments}) -> String {{ crate::fill(self.{key}, &[{pairs}]) }}",
                doc(text)
            );
        }
        code.push_str("}\n");
    }
    for (language, sections) in languages {
        let _ =
            writeln!(code, "/// The texts in `{language}`.\npub static {}: Texts = Texts {{", language.to_uppercase());
        for (section, texts) in sections {
            let _ = writeln!(code, "    {section}: {} {{", camel(section));
            for (key, text) in texts {
                let _ = writeln!(code, "        {key}: {text:?},");
            }
            code.push_str("    },\n");
        }
        code.push_str("};\n");
    }
    code
}

fn doc(text: &str) -> String {
    format!("`{}`", text.replace('\n', " ").replace('`', "'"))
}

fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
        })
        .collect()
}
