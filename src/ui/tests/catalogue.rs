//! The catalogue office, page by page.

use super::{
    stages::{STAGES, stage},
    *,
};

#[test]
fn pages() {
    for (name, way) in STAGES.iter().filter(|(name, _)| name.starts_with("catalogue")) {
        let sizes: &[(u16, u16)] = match *name {
            "catalogue" | "catalogue draft" => &SIZES,
            "catalogue for a clerk" | "catalogue sent back" => &[(80, 24)],
            _ => &SIZES[..2],
        };
        for (width, height) in sizes {
            let shown = shown(&stage(*way, *width, *height));
            insta::assert_snapshot!(format!("{}_{width}x{height}", name.replace(' ', "_")), shown);
        }
    }
}
