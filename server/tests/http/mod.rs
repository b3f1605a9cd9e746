//! What stands between the network and the pages.

mod amending;
mod day;
mod edges;
mod functions;
mod live;
mod pages;
mod safety;
