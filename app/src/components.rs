//! The design system: what every page is made of.
