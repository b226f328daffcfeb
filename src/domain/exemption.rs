//! exemption
