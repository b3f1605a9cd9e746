//! Turns the locale files into Rust: one struct per file, one field or method per text, one constant per language; and
//! into a catalogue for each language, which browsers load (`src/catalogue.rs` reads it).
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

/// The areas of which no page says anything. A client has no fields for them, and no catalogue has their texts.
const SERVER: [&str; 4] = ["api", "http", "import", "mail"];

type Section = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut languages = BTreeMap::new();
    for language in LANGUAGES {
        println!("cargo::rerun-if-changed={language}");
        languages.insert(language, read(Path::new(language)));
    }
    compare(&languages);
    let keys = keys(&languages[LANGUAGES[0]]);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let save = |file: &str, text: String| fs::write(Path::new(&out).join(file), text).expect("OUT_DIR can be written");
    for (language, sections) in &languages {
        save(&format!("{language}.txt"), catalogue(&keys, sections));
    }
    save("texts.rs", write(&languages, &keys));
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

/// The areas that pages say, in the order in which a catalogue has them.
fn of_pages(sections: &BTreeMap<String, Section>) -> impl Iterator<Item = (&String, &Section)> {
    sections.iter().filter(|(section, _)| !SERVER.contains(&section.as_str()))
}

/// What stands for the names of all texts of a catalogue, of their slots, and for their order: FNV-1a, 64 bits.
fn keys(sections: &BTreeMap<String, Section>) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for (section, texts) in of_pages(sections) {
        for (key, text) in texts {
            for byte in format!("{section}.{key}{:?}", placeholders(text)).bytes() {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    format!("{sum:016x}")
}

/// One language for browsers: which names it is for, then each text on a line, by area and key.
fn catalogue(keys: &str, sections: &BTreeMap<String, Section>) -> String {
    let mut lines = keys.to_owned();
    for text in of_pages(sections).flat_map(|(_, texts)| texts.values()) {
        assert!(!text.contains('\n'), "a text stands on one line: {text}");
        lines.push('\n');
        lines.push_str(text);
    }
    lines
}

/// What stands before the code of an area.
fn only(section: &str) -> &'static str {
    if SERVER.contains(&section) { "#[cfg(not(target_arch = \"wasm32\"))]\n" } else { "" }
}

/// What stands before every struct; a test compares them whole.
const DERIVES: &str = "#[derive(Debug)]\n#[cfg_attr(test, derive(Clone, Copy, PartialEq, Eq))]";

fn write(languages: &BTreeMap<&str, BTreeMap<String, Section>>, keys: &str) -> String {
    let mut code = String::new();
    let sections = &languages[LANGUAGES[0]];
    let _ = writeln!(code, "/// What a catalogue for these texts begins with.\nconst KEYS: &str = {keys:?};");
    let _ = writeln!(code, "/// Every text, by area.\n{DERIVES}\npub struct Texts {{");
    for section in sections.keys() {
        let _ = writeln!(code, "    /// `{section}.toml`\n    {}pub {section}: {},", only(section), camel(section));
    }
    code.push_str("}\nimpl Texts {\n    /// No words at all.\n    const NONE: Self = Self {\n");
    for section in sections.keys() {
        let _ = writeln!(code, "        {}{section}: {}::NONE,", only(section), camel(section));
    }
    code.push_str(
        "    };\n    /// Takes every text of a catalogue.\n    fn take(&mut self, lines: &mut catalogue::Lines) {\n",
    );
    for (section, _) in of_pages(sections) {
        let _ = writeln!(code, "        self.{section}.take(lines);");
    }
    code.push_str("    }\n}\n");
    for (section, texts) in sections {
        let (kind, only) = (camel(section), only(section));
        let _ = writeln!(code, "/// The texts of `{section}.toml`.\n{only}{DERIVES}\npub struct {kind} {{");
        for (key, text) in texts {
            if placeholders(text).is_empty() {
                let _ = writeln!(code, "    /// {}\n    pub {key}: &'static str,", doc(text));
            } else {
                let _ = writeln!(code, "    {key}: &'static str,");
            }
        }
        let _ = writeln!(code, "}}\n{only}impl {kind} {{\n    const NONE: Self = Self {{");
        for key in texts.keys() {
            let _ = writeln!(code, "        {key}: \"\",");
        }
        code.push_str("    };\n");
        if !SERVER.contains(&section.as_str()) {
            code.push_str("    fn take(&mut self, lines: &mut catalogue::Lines) {\n");
            for key in texts.keys() {
                let _ = writeln!(code, "        lines.fill(&mut self.{key});");
            }
            code.push_str("    }\n");
        }
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
        let _ = writeln!(code, "/// The texts in `{language}`.\nstatic {}: Texts = Texts {{", language.to_uppercase());
        for (section, texts) in sections {
            let _ = writeln!(code, "    {}{section}: {} {{", only(section), camel(section));
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
