//! The arithmetic of sound and picture, free of any browser.
