//! Electronic files by keys alone: scanned on the check list, sent with the acceptance, shown on the case, saved into a
//! folder; and a paper that came later, with its scan.

use std::fs;

use crate::clerk::Desk;

/// A company of the demo hall with two certificates in the registers and one that proves a third material.
const COMPANY: &str = "91000000Q00000034K";
/// Place in the list of people (Ctrl-T).
const REVIEWER: usize = 16;

fn pdf(mark: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {mark}\n%%EOF\n").into_bytes()
}

#[test]
fn a_scan_goes_from_the_check_list_to_a_folder_of_whoever_reads_it() {
    let mut desk = Desk::open(80, 24, &[]);
    let inbox = desk.home().join("data/scans");
    fs::create_dir_all(&inbox).unwrap();
    fs::write(inbox.join("scan-0001.pdf"), pdf("one")).unwrap();

    // Scanned and accepted.
    desk.press("F2");
    desk.sees("申请人");
    desk.scan(COMPANY);
    desk.sees("查找");
    desk.type_text("spjy");
    desk.sees("食品经营许可(新办)");
    desk.press("Enter");
    desk.sees("卖什么、做什么?");
    desk.press("1 1");
    desk.sees("材料核对");
    desk.press("=");
    desk.sees("scan-0001.pdf");
    desk.press("Enter");
    desk.sees("已添加扫描件");
    desk.press("Esc");
    let receipt_no = desk.accept_with_tolerance();

    // Whoever sees the case sees its file, and saves it: once shown, once asked where, never over another.
    desk.become_person(REVIEWER, "钱雪梅");
    desk.find_case(&receipt_no);
    desk.press("=");
    desk.sees("电子件 1");
    desk.step("另存");
    desk.press("F12");
    desk.sees("存到哪个文件夹");
    desk.sees("data/files");
    desk.end();
    desk.press("Enter");
    desk.sees("已存到");
    let folder = desk.home().join("data/files");
    let saved: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = saved.as_slice() else { panic!("{saved:?}") };
    assert!(fs::read(file).unwrap() == pdf("one"));
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.ends_with("-1.pdf") && !name.contains("麦麦提"), "{name}");
    fs::write(file, b"somebody's own").unwrap();
    desk.press("Enter");
    desk.sees("存到哪个文件夹");
    desk.press("Enter");
    desk.sees("那里已有同名");
    desk.end();
    desk.press("Enter");
    desk.sees("已存到");
    assert_eq!(fs::read(file).unwrap(), b"somebody's own");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);

    // The department takes the tolerated paper in, with its scan.
    fs::write(inbox.join("scan-0002.pdf"), pdf("two")).unwrap();
    desk.press("Tab Tab");
    desk.sees("签收");
    desk.press("Enter");
    desk.press("C-s");
    desk.sees("审查中");
    desk.choose("接收容缺材料");
    desk.sees("扫描件");
    desk.press("=");
    desk.sees("scan-0002.pdf");
    desk.press("Enter");
    desk.sees("已添加扫描件");
    desk.press("Esc");
    desk.sees("随附扫描件 1 份");
    desk.step("随附");
    desk.end();
    desk.press("1 C-s");
    desk.sees("中心已确认");
    desk.press("=");
    desk.sees("电子件 2");
    desk.end();
}
