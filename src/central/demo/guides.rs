//! The guides of the demo hall, compiled in: one file per item, in the order in which the catalogue lists them.

macro_rules! guides {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!("guides/", $name, ".json"), include_str!(concat!("data/guides/", $name, ".json")))),+]
    };
}

/// File name and text of every guide. Where they come from stands in `data/SOURCES.md`.
pub(super) const GUIDES: &[(&str, &str)] = guides![
    "spjy", "xcy", "qydj", "ylqx", "tzsb", "ggws", "yszc", "lwpq", "rlzy", "txda", "cjyl", "glbt", "lsjz", "psxk",
    "zpba", "gzkz", "jdcwx", "whjy", "bdc", "ylcs", "gjj",
];
