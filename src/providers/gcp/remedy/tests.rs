//! What the tables of this room have to hold.
