//! The locked screen, and what the desk's store has to tell by itself.

use super::Entry;

#[rustfmt::skip]
pub(super) const TEXTS: &[Entry] = &[
    ("lock.closing", "正在保存并关闭本机数据", "Saving, then closing the store"),
    ("lock.closed", "草稿已存本机,本机数据已关闭;锁定期间不送件", "Drafts are saved and the store is closed. Nothing is sent while locked"),
    ("lock.unsaved", "草稿还没有存住,仍在重试;请解锁后处理", "The draft is not saved yet and is tried again. Unlock to see why"),
    ("lock.parcels", "待传 {0} 件,解锁后自动补送", "{0} waiting; sent after unlocking"),
    ("lock.passphrase", "本机口令", "Passphrase"),
    ("lock.trying", "正在核对口令", "Checking"),
    ("lock.wrong", "口令不对。", "Wrong passphrase. "),
    ("lock.wait", "请等 {0} 秒再试", "Try again in {0} s"),
    ("lock.keys", "{0} 解锁   {1} 退出", "{0} unlock   {1} leave"),
    ("lock.demo", "演示口令:chuangtai demo", "The demo's passphrase: chuangtai demo"),
    ("lock.typing", "口令按原样输入:请先关闭中文输入法", "Typed as it is: switch the input method off first"),
    ("wait.lock", "正在锁定", "Locking"),
    ("vault.ask.locked", "上次退出时已锁屏,请输入本机口令", "The screen was locked when the program ended. Type the passphrase"),
    ("vault.too_soon", "口令错误次数过多,请稍候再试", "Too many wrong passphrases. Wait before the next try"),
    ("desk.fault.store.locked", "已锁屏,本机数据已关闭;请先解锁", "The screen is locked and the store closed. Unlock first"),
];
