//! Content lines: escaping, quoting and folding (RFC 5545 §3.1, §3.2, §3.3.11).

/// The most octets of a line, without its end.
const LIMIT: usize = 75;

/// The content lines written so far.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) text: String,
}

impl Lines {
    pub(super) fn begin(&mut self, component: &str) {
        self.put("BEGIN", component);
    }

    pub(super) fn end(&mut self, component: &str) {
        self.put("END", component);
    }

    /// A value that holds nothing special: a date, a number, a word of the standard.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.put_with(name, &[], value);
    }

    /// A value that people wrote.
    pub(super) fn put_text(&mut self, name: &str, value: &str) {
        self.put(name, &escaped(value));
    }

    /// A value with parameters.
    pub(super) fn put_with(&mut self, name: &str, parameters: &[(&str, &str)], value: &str) {
        let mut line = name.to_owned();
        for (key, value) in parameters {
            line.push(';');
            line.push_str(key);
            line.push('=');
            line.push_str(&quoted(value));
        }
        line.push(':');
        line.push_str(value);
        self.fold(&line);
    }

    /// Breaks the line where it is full, between two characters; the space that begins a continuation counts too.
    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LIMIT {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(c);
            octets += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A parameter's value can neither hold a double quote nor escape one.
fn quoted(value: &str) -> String {
    let value: String = value.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect();
    if value.contains([':', ';', ',']) { format!("\"{value}\"") } else { value }
}
