//! Lists and addresses: by digit, pinyin, initials, characters.

use super::*;

#[test]
fn a_choice_is_found_by_digit_pinyin_initials_and_characters() {
    let banks = [
        "中国工商银行",
        "中国农业银行",
        "中国银行",
        "中国建设银行",
        "交通银行",
        "招商银行",
        "江苏银行",
        "南京银行",
        "中信银行",
        "中国光大银行",
        "其他银行",
    ];
    for (typed, taken) in [("nyyh", "中国农业银行"), ("jiaotong", "交通银行"), ("江苏", "江苏银行"), ("qt", "其他银行")]
    {
        let mut field = choice(FormFieldKind::Choice, &banks);
        for c in typed.chars() {
            field.insert(c);
        }
        assert!(field.take_first());
        assert_eq!(field.text(), taken, "{typed}");
        assert!(field.commit(TODAY) && field.query.is_empty());
    }
    let mut field = choice(FormFieldKind::Choice, &banks);
    // With the input method on digits and full-width digits still choose; 0 turns the page.
    field.insert('0');
    field.insert('２');
    assert_eq!(field.text(), "其他银行");
    field.paste("招商银行\r");
    assert_eq!(field.text(), "招商银行");
    field.paste("xyz");
    assert!(field.offered_options().0.is_empty());
    assert!(field.take_first());
    assert_eq!(field.text(), "招商银行", "nothing matches, nothing changes");
}

#[test]
fn several_choices_are_kept_in_the_order_of_the_list() {
    let mut field = choice(FormFieldKind::MultiChoice, &["公章", "财务章", "合同章"]);
    for digit in [3, 1, 2, 2] {
        assert!(field.choose(digit));
    }
    assert_eq!((field.value().as_str(), field.choose(4)), ("公章、合同章", false));
    assert!(field.commit(TODAY));
}

#[test]
fn an_address_is_put_together_by_pinyin() {
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    for c in "yzs ".chars() {
        address.insert(c);
    }
    let first = address.text().to_owned();
    assert!(first.ends_with('市') || first.ends_with('县') || first.ends_with('区'), "{first}");
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    for c in "js yz ".chars() {
        address.insert(c);
    }
    assert_eq!(address.text(), "江苏省扬州市", "what begins so comes before what ends so");
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    address.paste("江苏省扬州市");
    for c in "hj1".chars() {
        address.insert(c);
    }
    assert_eq!(address.text(), "江苏省扬州市邗江区");
    // Behind the county everything is free: digits are digits.
    address.paste("文昌路");
    for c in "1 abc2".chars() {
        address.insert(c);
    }
    assert_eq!(address.text(), "江苏省扬州市邗江区文昌路1 abc2");
    assert!(address.commit(TODAY) && address.offers().is_empty());
    let mut address = Field::own("x", "field.address", FormFieldKind::Address);
    address.paste("chaoyangqu");
    assert!(address.offers().iter().any(|offer| offer.address == "北京市朝阳区"), "{:?}", address.offers());
    let mut shortened = Field::own("x", "field.address", FormFieldKind::Address);
    shortened.paste("扬州市hanjiang");
    assert_eq!(shortened.offers()[0].address, "江苏省扬州市邗江区");
}
