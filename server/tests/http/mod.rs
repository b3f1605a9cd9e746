//! What stands between the network and the pages.

mod edges;
mod functions;
mod live;
mod pages;
mod safety;
