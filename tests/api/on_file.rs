//! For those who use the suite's world without its engines: a place is where it is.

use chuangtai::central::Location;

pub fn place(location: Location) -> Location {
    location
}
