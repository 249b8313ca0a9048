//! Every kind that a call can change has golden records of calls that make, change and delete it.

use super::super::calls;

#[test]
fn rows_are_sorted() {
    for rows in [calls::EC2, calls::CLOUDTRAIL] {
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
    }
}
