//! `telesala account` as a command: what whoever sets an installation up types, and what they read.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Runs the binary in `folder` with `typed` on its standard input; answers whether it succeeded and what it said.
fn telesala(folder: &Path, arguments: &[&str], typed: &str) -> (bool, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_telesala"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("TELESALA_LOG", "warn")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut input = child.stdin.take().expect("its input");
    // Where no password is asked for, nobody may be there any more to read it.
    let _ = input.write_all(typed.as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn an_account_is_made_listed_taken_out_of_use_and_put_back() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("accounts-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the folder can be made");
    let run = |arguments: &[&str]| telesala(&folder, arguments, "tres palabras largas\n");
    let create = ["account", "create", "auditora", "--name", "Auditora de prueba", "--role", "auditor"];
    let (made, said) = run(&create);
    assert!(made, "{said}");
    let listed = || run(&["account", "list"]).1;
    let first = listed();
    assert!(first.contains("auditor        Auditora de prueba") && !first.contains("out of use"), "{first}");

    let (again, said) = run(&create);
    assert!(!again && said.contains("telesala: login: is taken"), "{said}");
    let ((ended, said), then) = (run(&["account", "deactivate", "auditora"]), listed());
    assert!(ended && then.contains("Auditora de prueba  (out of use)"), "{said}{then}");
    let ((back, said), then) = (run(&["account", "activate", "auditora"]), listed());
    assert!(back && then == first, "{said}{then}");
    for command in ["password", "deactivate", "activate"] {
        let (found, said) = run(&["account", command, "nobody"]);
        assert!(!found && said.contains("telesala: there is no such account"), "{command}: {said}");
    }
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}
