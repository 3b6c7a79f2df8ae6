//! The driver against the testkit's server and against scripts, in memory: one thread, no clock, no sockets.

mod cancel;
mod ending;
mod idle;
mod rows;
mod session;
mod stage;
mod stream;
mod upload;
mod world;
mod writes;
