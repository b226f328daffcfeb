use super::{Kind, Unfit};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\x00\x00\x00....\x00\x00\x00\x00IEND\xaeB`\x82");
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x0b\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\x00\xff\xda\x00\x02..\xff\xd9");
    bytes
}

fn tiff(width: u16, height: u32) -> Vec<u8> {
    let mut bytes = b"II*\x00\x08\x00\x00\x00\x02\x00".to_vec();
    bytes.extend(b"\x00\x01\x03\x00\x01\x00\x00\x00");
    bytes.extend(u32::from(width).to_le_bytes());
    bytes.extend(b"\x01\x01\x04\x00\x01\x00\x00\x00");
    bytes.extend(height.to_le_bytes());
    bytes.extend([0; 4]);
    bytes
}

fn pdf(inside: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj << /Type /Catalog {inside} >> endobj\ntrailer\n%%EOF\n").into_bytes()
}

#[test]
fn t31_papers_and_pictures_are_taken_by_their_bytes() {
    let ofd = b"PK\x03\x04\x14\x00\x00\x00\x00\x00................OFD.xml<ofd:OFD/>".to_vec();
    let fine = [
        (pdf(""), Kind::Pdf),
        (ofd, Kind::Ofd),
        (jpeg(2480, 3508), Kind::Jpeg),
        (png(2480, 3508), Kind::Png),
        (tiff(2480, 3508), Kind::Tiff),
        ("\u{feff}情况说明\r\n一、二".as_bytes().to_vec(), Kind::Text),
    ];
    for (bytes, kind) in fine {
        assert_eq!(Kind::of(&bytes), Ok(kind));
        assert_eq!(Kind::of_ending(kind.ending()), Some(kind));
    }
}

#[test]
fn t31_what_runs_or_is_two_things_is_not() {
    for inside in ["/JavaScript (app.alert)", "/Launch", "/EmbeddedFile", "/Encrypt 5 0 R"] {
        assert_eq!(Kind::of(&pdf(inside)), Err(Unfit::Active), "{inside}");
    }
    let mut both = jpeg(10, 10);
    both.extend(b"PK\x05\x06\x00\x00");
    assert_eq!(Kind::of(&both), Err(Unfit::Active));
    let mut more = png(10, 10);
    more.extend(b"more");
    assert_eq!(Kind::of(&more), Err(Unfit::Type), "nothing stands behind a picture");
}

#[test]
fn t31_other_types_and_broken_ones_are_not() {
    let zip = b"PK\x03\x04\x14\x00\x00\x00word/document.xml".to_vec();
    let (svg, script, json) = (b"<svg onload='x'/>".to_vec(), b"#!/bin/sh\nls".to_vec(), b"{\"a\":1}".to_vec());
    let exe = b"MZ\x90\x00\x03\x00\x00\x00".to_vec();
    let (cut, empty, bell) = (b"%PDF-1.7\nno end".to_vec(), Vec::new(), b"a\x07b".to_vec());
    for bytes in [zip, svg, script, json, exe, cut, empty, bell, b"\xff\xd8\xff\xe0\x00".to_vec()] {
        assert_eq!(Kind::of(&bytes), Err(Unfit::Type), "{:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn t31_a_flood_of_points_is_not() {
    assert_eq!(Kind::of(&png(100_000, 100_000)), Err(Unfit::TooManyPoints));
    assert_eq!(Kind::of(&jpeg(65_000, 65_000)), Err(Unfit::TooManyPoints));
    assert_eq!(Kind::of(&png(0, 5)), Err(Unfit::Type));
}

/// Whatever bytes come, they are judged.
#[test]
fn t31_no_bytes_break_the_judge() {
    let whole = [png(9, 9), jpeg(9, 9), tiff(9, 9), pdf("")];
    for bytes in whole {
        for end in 0..bytes.len() {
            let _ = Kind::of(&bytes[..end]);
            let mut changed = bytes.clone();
            changed[end] = 0xff;
            let _ = Kind::of(&changed);
        }
    }
}
