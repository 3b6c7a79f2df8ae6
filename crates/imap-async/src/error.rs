//! What can go wrong in a session.

use std::io;

imap_proto_core::driver_error!(io);
