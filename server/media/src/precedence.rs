//! Who comes first on the processors: whoever books, and not whoever measures their line.

/// So many steps a call's thread stands behind the rest of the program (nice(2)). Five leave it a quarter of a processor that
/// somebody else keeps busy, so that a check beside a busy page is not late itself, and all of one that is free.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// Lets the program's other threads go before this one. Only Linux counts that by thread; elsewhere all stay equal.
pub(crate) fn give_way() {
    #[cfg(target_os = "linux")]
    if let Ok(now) = rustix::process::getpriority_process(None) {
        // Whoever may not step back stays where they are, and calls go on as before.
        let _ = rustix::process::setpriority_process(None, (now + BEHIND).min(19));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn whoever_gives_way_steps_back_alone() {
        let place = || rustix::process::getpriority_process(None).unwrap();
        let before = place();
        let thread = std::thread::spawn(move || {
            give_way();
            place()
        });
        assert_eq!(thread.join().unwrap(), (before + BEHIND).min(19));
        assert_eq!(place(), before, "the others stay where they are");
    }
}
