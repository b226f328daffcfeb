#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::single_range_in_vec_init)]

use ib_matcher::{
    matcher::{IbMatcher, PinyinMatchConfig},
    pinyin::PinyinNotation,
};
use proptest::prelude::*;

use super::*;

const NAMES: [&str; 14] = [
    "食品经营许可",
    "食品经营许可(变更)",
    "食品生产许可",
    "企业设立登记",
    "企业设立登记(个人独资)",
    "企业营业执照遗失补领",
    "重庆市户口迁移",
    "旅馆业特种行业许可",
    "银行账户变更",
    "会计代理记账许可",
    "居民身份证申领",
    "机动车驾驶证换证(C1)",
    "12345热线事项",
    "小餐饮食品经营备案",
];

fn index(names: &[&str]) -> Index {
    Index::build(names.iter().map(|name| Entry { name, ..Entry::default() }))
}

fn found<'a>(names: &[&'a str], query: &str) -> Vec<&'a str> {
    index(names).search(query, usize::MAX, &[]).into_iter().map(|hit| names[hit.index]).collect()
}

#[test]
fn chinese_pinyin_initials_and_mixtures_find_it() {
    for (query, first) in [
        ("食品经营", "食品经营许可"),
        ("spjy", "食品经营许可"),
        ("SPJY", "食品经营许可"),
        ("shipinjingying", "食品经营许可"),
        ("shipinjy", "食品经营许可"),
        ("食品jyxk", "食品经营许可"),
        ("企业yyzz", "企业营业执照遗失补领"),
        ("shi'pin'sheng'chan", "食品生产许可"),
        ("cq", "重庆市户口迁移"),
        ("zq", "重庆市户口迁移"),
        ("chongqing", "重庆市户口迁移"),
        ("yinhang", "银行账户变更"),
        ("yh", "银行账户变更"),
        ("kuaiji", "会计代理记账许可"),
        ("lvguan", "旅馆业特种行业许可"),
        ("l\u{fc}guan", "旅馆业特种行业许可"),
        ("jumin", "居民身份证申领"),
        ("jumi", "居民身份证申领"),
        ("c1", "机动车驾驶证换证(C1)"),
        ("Ｃ１", "机动车驾驶证换证(C1)"),
        ("12345", "12345热线事项"),
    ] {
        assert_eq!(found(&NAMES, query).first(), Some(&first), "{query}");
    }
    assert_eq!(found(&NAMES, "qqqq"), Vec::<&str>::new());
}

#[test]
fn better_places_and_shorter_names_come_first() {
    assert_eq!(found(&NAMES, "spjy"), ["食品经营许可", "食品经营许可(变更)", "小餐饮食品经营备案"]);
    assert_eq!(found(&NAMES, "bg"), ["食品经营许可(变更)", "银行账户变更"], "a word's start comes before its inside");
    assert_eq!(found(&["乙甲", "甲乙", "甲丙"], "甲"), ["甲乙", "甲丙", "乙甲"], "equals stay as given");
}

#[test]
fn words_with_blanks_must_all_be_found_in_any_order() {
    assert_eq!(found(&NAMES, "biangeng spjy"), ["食品经营许可(变更)"]);
    assert_eq!(found(&NAMES, "许可 食品"), ["食品经营许可", "食品生产许可", "食品经营许可(变更)"]);
    assert_eq!(found(&NAMES, "食品 qq"), Vec::<&str>::new());
}

#[test]
fn codes_departments_and_everyday_words_find_it() {
    let entries = [
        Entry {
            name: "食品经营许可",
            code: "511Z07001006-511602",
            department: "区市场监管局",
            words: &["开饭店", "food business licence"],
        },
        Entry { name: "户口迁移", code: "0109005000", department: "区公安局", words: &["迁户口"] },
        Entry { name: "出生登记", code: "0109001000", department: "区公安局", words: &["driver's baby"] },
    ];
    let index = Index::build(entries);
    let search =
        |query: &str| index.search(query, 9, &[]).into_iter().map(|hit| (hit.index, hit.place)).collect::<Vec<_>>();
    assert_eq!(search("511z"), [(0, Place::CodeStart)]);
    assert_eq!(search("0109"), [(2, Place::CodeStart), (1, Place::CodeStart)]);
    assert_eq!(search("511602"), [(0, Place::Code)]);
    assert_eq!(search("kfd"), [(0, Place::WordStart)]);
    assert_eq!(search("licence"), [(0, Place::WordStart)]);
    assert_eq!(search("driver's"), [(2, Place::WordStart)]);
    assert_eq!(search("gaj"), [(1, Place::Department), (2, Place::Department)]);
    assert_eq!(search("公安局 hk"), [(1, Place::Department)]);
    assert_eq!(search("hk 0109"), [(1, Place::CodeStart)]);
}

#[test]
fn what_this_window_uses_comes_first() {
    let index = index(&NAMES);
    let habit = |index, pinned, uses, last| Habit { index, pinned, uses, last };
    let habits = [
        habit(13, false, 3, 5),
        habit(2, false, 3, 9),
        habit(1, true, 0, 0),
        habit(3, false, 8, 1),
        habit(4, false, 0, 0),
        habit(99, true, 1, 1),
    ];
    let search =
        |query: &str, limit| index.search(query, limit, &habits).into_iter().map(|hit| hit.index).collect::<Vec<_>>();
    assert_eq!(search("食品", 9), [1, 2, 13, 0]);
    assert_eq!(search("", 9), [1, 3, 2, 13]);
    assert_eq!(search("", 2), [1, 3]);
    assert_eq!(search("食品", 2), [1, 2]);
}

#[test]
fn what_matched_is_told_in_characters() {
    let index = index(&NAMES);
    let ranges = |query: &str| index.search(query, 1, &[]).remove(0).ranges;
    assert_eq!(ranges("jyxk"), vec![2..6]);
    assert_eq!(ranges("食品 许可"), [0..2, 4..6]);
    assert_eq!(ranges("食品jy"), vec![0..4]);
}

#[test]
fn a_query_that_finds_nothing_gets_the_nearest() {
    let index = index(&NAMES);
    let near = |query: &str| {
        assert_eq!(index.search(query, 9, &[]), [], "{query}");
        index.near(query, 1).first().map(|hit| (NAMES[hit.index], hit.place))
    };
    for (query, nearest) in [
        ("食品京营", "食品经营许可"),
        ("食品经赢", "食品经营许可"),
        ("spjjy", "食品经营许可"),
        ("shipnijingying", "食品经营许可"),
        ("食品 执照丢失", "食品经营许可"),
        ("居民身份证丢了", "居民身份证申领"),
    ] {
        assert_eq!(near(query), Some((nearest, Place::Near)), "{query}");
    }
    assert_eq!(near("ʘʘʘ"), None);
    assert_eq!(Index::build([]).near("食品", 3), []);
}

#[test]
fn a_limit_gives_the_same_best_as_no_limit() {
    let names: Vec<String> = (0..3000)
        .map(|n| {
            format!(
                "{}{}许可{}",
                ["食品", "药品", "企业", "小餐饮"][n % 4],
                ["经营", "生产"][n % 2],
                "甲".repeat(n % 7)
            )
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let index = index(&names);
    for query in ["s", "jy", "xk", "食品", "spjyxk", "营许", "y"] {
        let all = index.search(query, usize::MAX, &[]);
        for limit in [1, 7, 50, 400] {
            assert_eq!(index.search(query, limit, &[]), all[..limit.min(all.len())], "{query} {limit}");
        }
    }
}

#[test]
fn long_queries_do_no_harm() {
    let name = "食品".repeat(60);
    let names = [name.as_str()];
    for length in [1, 31, 60, 61, 62, 63, 64, 120] {
        let query: String = name.chars().take(length).collect();
        assert_eq!(found(&names, &query), names, "{length}");
    }
    assert_eq!(found(&names, &"s".repeat(200)), Vec::<&str>::new());
}

/// The index keeps a folded letter, and asks it where words begin.
#[test]
fn folding_keeps_what_belongs_to_a_word() {
    for c in '\0'..=char::MAX {
        assert_eq!(c.is_alphanumeric(), automaton::fold(c).is_alphanumeric(), "{c} U+{:04X}", u32::from(c));
    }
}

proptest! {
    /// ib-matcher scans every name by its own method; both must find the very same ones.
    #[test]
    fn it_finds_what_ib_matcher_finds(
        names in proptest::collection::vec("[食品重庆银行会计旅女绿单长乐0a1(]{1,8}", 1..12),
        query in "[食品重行a-z01]{1,7}|[a-z]{1,12}|(s|sh|shi|p|pin|pi|c|chong|zh|z|q|qing|y|yin|h|hang|x|k|kuai|j|ji|l|lv|lu|n|nv|d|dan|shan|chan|g|yue|le|zhang){1,6}",
    ) {
        let refs: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut ours: Vec<usize> = index(&refs)
            .search(&query, usize::MAX, &[])
            .into_iter()
            .map(|hit| hit.index)
            .collect();
        ours.sort_unstable();
        let notations = PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter;
        let matcher = IbMatcher::builder(query.as_str())
            .is_pattern_partial(true)
            .pinyin(PinyinMatchConfig::builder(notations).build())
            .build();
        let theirs: Vec<usize> = (0..refs.len()).filter(|n| matcher.is_match(refs[*n])).collect();
        prop_assert_eq!(ours, theirs, "{} in {:?}", query, refs);
    }

    #[test]
    fn no_query_and_no_name_breaks_it(names in proptest::collection::vec(any::<String>(), 0..6), query in any::<String>(), limit in 0usize..9) {
        let refs: Vec<&str> = names.iter().map(String::as_str).collect();
        let index = index(&refs);
        prop_assert!(index.search(&query, limit, &[]).len() <= limit);
        prop_assert!(index.near(&query, limit).len() <= limit);
    }
}
