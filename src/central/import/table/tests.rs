use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

/// A workbook with one sheet of these cells: a value, or what begins with `=` as a formula.
fn book(rows: &[&[&str]], extra: &[(&str, &[u8])]) -> Vec<u8> {
    let mut cells = String::new();
    for (no, row) in rows.iter().enumerate() {
        cells.extend([format!("<row r=\"{}\">", no + 1)]);
        for (column, text) in row.iter().enumerate() {
            let at = format!("{}{}", letters(u32::try_from(column).unwrap()), no + 1);
            match text.strip_prefix('=') {
                Some(formula) => cells.extend([format!("<c r=\"{at}\"><f>{formula}</f><v>7</v></c>")]),
                None if text.parse::<f64>().is_ok() => cells.extend([format!("<c r=\"{at}\"><v>{text}</v></c>")]),
                None => cells.extend([format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")]),
            }
        }
        cells.push_str("</row>");
    }
    packed(&cells, extra)
}

fn packed(cells: &str, extra: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
    );
    let parts: [(&str, &str); 4] = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"材料\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(sheet.as_bytes()).unwrap();
    for (name, bytes) in extra {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn key(refused: &[Note]) -> &str {
    &refused[0].reason.key
}

#[test]
fn columns_are_named_as_excel_names_them() {
    for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
        assert_eq!(letters(column), name);
    }
}

#[test]
fn a_workbook_and_a_csv_file_read_alike() {
    let rows: &[&[&str]] = &[&["事项编码", "材料名称", "份数"], &["a1", "营业执照", "2"], &["", "平面图", "1"]];
    let sheets = read_xlsx(&book(rows, &[])).unwrap();
    assert_eq!((sheets.len(), sheets[0].name.as_str()), (1, "材料"));
    assert_eq!(sheets[0].rows[1].cells[&2], "2", "a whole number has no point");
    assert_eq!(sheets[0].place(3, 1), "材料!B3");
    let csv = "\u{feff}事项编码,材料名称,份数\na1,营业执照,2\n,平面图,1\n";
    assert_eq!(read_csv(csv.as_bytes()).unwrap()[0].rows, sheets[0].rows);
    let (chinese, ..) = encoding_rs::GB18030.encode(&csv[3..]);
    assert_eq!(read_csv(&chinese).unwrap()[0].rows, sheets[0].rows, "what a Chinese Excel saves");
    let tabs = csv.replace(',', "\t");
    assert_eq!(read_csv(tabs.as_bytes()).unwrap()[0].rows, sheets[0].rows);
}

#[test]
fn a_formula_is_never_computed_nor_its_old_value_taken() {
    let refused = read_xlsx(&book(&[&["材料名称"], &["=HYPERLINK(\"http://x\")"]], &[])).unwrap_err();
    assert_eq!((key(&refused), refused[0].at.as_str()), ("import.table.formula", "材料!A2"));
    let refused = read_csv("材料名称\n\"=cmd|' /C calc'!A0\"\n".as_bytes()).unwrap_err();
    assert_eq!((key(&refused), refused[0].at.as_str()), ("import.table.formula", "A2"));
}

#[test]
fn a_book_with_macros_an_old_book_and_a_torn_one_are_refused() {
    assert_eq!(key(&read_xlsx(&book(&[&["a"]], &[("xl/vbaProject.bin", b"x")])).unwrap_err()), "import.table.macros");
    assert_eq!(key(&read_xlsx(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]).unwrap_err()), "import.table.old_book");
    let whole = book(&[&["a"]], &[]);
    assert_eq!(key(&read_xlsx(&whole[..whole.len() / 2]).unwrap_err()), "import.table.broken_book");
    assert_eq!(key(&read_csv(&[0, 1, 2, 0xFF, 0xFE]).unwrap_err()), "import.table.no_text");
}

#[test]
fn a_small_file_that_becomes_a_large_one_is_refused_before_it_is_read() {
    let zeros = vec![b' '; usize::try_from(MAX_UNPACKED).unwrap() + 1];
    let bomb = book(&[&["a"]], &[("xl/media/a.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(key(&read_xlsx(&bomb).unwrap_err()), "import.table.swollen");
    let many: Vec<(String, &[u8])> = (0..MAX_PARTS).map(|no| (format!("a{no}"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(key(&read_xlsx(&book(&[&["a"]], &many)).unwrap_err()), "import.table.swollen");
}

#[test]
fn a_far_corner_costs_nothing_and_too_many_rows_are_refused() {
    let corner = packed("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", &[]);
    assert_eq!(key(&read_xlsx(&corner).unwrap_err()), "import.table.rows");
    let wide = packed("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>", &[]);
    assert_eq!(key(&read_xlsx(&wide).unwrap_err()), "import.table.columns");
    let long = "a\n".repeat(usize::try_from(MAX_ROWS).unwrap() + 1);
    assert_eq!(key(&read_csv(long.as_bytes()).unwrap_err()), "import.table.rows");
    let many = ["a,".repeat(199), "\n".into()].concat().repeat(2_100);
    assert_eq!(key(&read_csv(many.as_bytes()).unwrap_err()), "import.table.cells");
}

#[test]
fn heads_are_found_below_a_title_and_whatever_dress_they_wear() {
    const HEADS: Heads = &[(&["材料名称"], "material"), (&["份数"], "copies")];
    let sheet = &read_csv("某市清单,,\n\n 材料 名称*,份数（份）,别的\n营业执照,2,x\n".as_bytes()).unwrap()[0];
    let table = Table::of(sheet, HEADS, &["material"]).unwrap();
    assert_eq!(table.text(&table.rows[0], "copies"), Some("2"));
    assert_eq!(table.place(&table.rows[0], "copies"), "B4", "rows are counted as the program shows them");
    assert_eq!((table.strangers.len(), table.strangers[0].at.as_str()), (1, "C3"));
    assert!(Table::of(sheet, HEADS, &["nothing"]).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Bytes that are no file, and a file with any byte changed: an answer, never a panic.
    #[test]
    fn any_bytes_are_answered(noise in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let _ = read_csv(&noise);
        let _ = read_xlsx(&noise);
        let mut torn = book(&[&["材料名称", "份数"], &["甲", "1"]], &[]);
        let at = at.index(torn.len());
        torn[at] = with;
        let _ = read_xlsx(&torn);
    }
}
