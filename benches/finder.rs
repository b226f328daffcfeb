//! One keystroke in the finder over 100,000 names, beside a plain substring scan of the same text in the same run.
//!
//! `cargo bench --bench finder` prints both and their ratio; a machine's own speed cancels out. The names are composed from
//! the vocabulary of real catalogues, always the same ones.

#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

use std::{collections::BTreeSet, hint::black_box, time::Instant};

use chuangtai::{
    finder::{Entry, Index},
    text::readings,
};
use criterion::Criterion;
use memchr::memmem;

const COUNT: usize = 100_000;
/// As many rows as a screen shows.
const ROWS: usize = 50;

/// Departments and what they decide on.
const SUBJECTS: &[(&str, &str)] = &[
    (
        "市场监督管理局",
        "个体工商户 个人独资企业 合伙企业 有限责任公司 股份有限公司 农民专业合作社 外商投资企业 企业分支机构 \
     食品经营许可 食品生产许可 小餐饮经营 食品小作坊 药品经营许可 医疗器械经营 第二类医疗器械经营备案 特种设备使用 \
     特种设备作业人员资格 计量标准器具 检验检测机构资质 广告发布 股权出质 动产抵押 营业执照遗失 企业名称自主申报 \
     工业产品生产许可 化妆品生产许可 保健食品广告",
    ),
    (
        "人力资源和社会保障局",
        "城乡居民基本养老保险 企业职工基本养老保险 机关事业单位养老保险 失业保险 工伤保险 工伤认定 劳动能力鉴定 \
     社会保障卡 灵活就业人员社会保险 就业困难人员 就业创业证 失业登记 创业担保贷款 职业培训补贴 职业技能鉴定补贴 \
     一次性创业补贴 社会保险补贴 公益性岗位补贴 高校毕业生求职创业补贴 人力资源服务许可 劳务派遣经营许可 \
     特殊工时制度 民办职业培训学校 流动人员人事档案 专业技术职称 企业年金方案 工资集体协商 退休人员养老金资格",
    ),
    (
        "医疗保障局",
        "城乡居民基本医疗保险 职工基本医疗保险 生育保险 医疗费用手工报销 异地就医 门诊慢特病待遇 医疗救助 \
     医保关系转移接续 长期护理保险 定点医疗机构 定点零售药店 生育津贴 医保个人账户",
    ),
    (
        "公安局",
        "户口登记 居民身份证 居住证 户口迁移 出生登记 死亡注销户口 姓名变更 无犯罪记录证明 普通护照 往来港澳通行证 \
     往来台湾通行证 机动车登记 机动车驾驶证 校车驾驶资格 旅馆业特种行业许可 典当业特种行业许可 \
     公章刻制业特种行业许可 大型群众性活动安全许可 烟花爆竹道路运输 民用爆炸物品购买 剧毒化学品购买 保安服务公司 \
     养犬登记 临时入境机动车牌证 流动人口居住登记",
    ),
    (
        "民政局",
        "最低生活保障 特困人员救助供养 临时救助 低收入家庭认定 孤儿基本生活费 事实无人抚养儿童生活补贴 \
     困难残疾人生活补贴 重度残疾人护理补贴 高龄津贴 养老机构备案 结婚登记 离婚登记 收养登记 社会团体 民办非企业单位 \
     基金会 慈善组织公开募捐 公墓建设 殡葬服务 地名命名 老年人福利补贴 经济困难失能老年人补贴",
    ),
    (
        "自然资源和规划局",
        "国有建设用地使用权 集体建设用地使用权 宅基地使用权 不动产首次登记 不动产转移登记 不动产抵押登记 不动产查封登记 \
     不动产更正登记 不动产预告登记 不动产登记资料查询 建设用地规划许可 建设工程规划许可 乡村建设规划许可 \
     建设项目用地预审与选址意见 临时用地 设施农业用地 采矿权 探矿权 测绘作业证 地图审核 林木采伐许可 占用林地 \
     木材运输 森林防火期野外用火",
    ),
    (
        "住房和城乡建设局",
        "建筑工程施工许可 商品房预售许可 建筑业企业资质 房地产开发企业资质 工程监理企业资质 二级建造师执业资格 \
     建筑施工企业安全生产许可 建设工程消防设计审查 建设工程消防验收 建设工程竣工验收备案 城镇燃气经营许可 \
     城镇污水排入排水管网许可 公共租赁住房 保障性租赁住房 住房租赁合同备案 房屋安全鉴定 物业服务合同备案 \
     住宅专项维修资金 城市供水 建筑起重机械使用 农村危房改造补助 城镇老旧小区改造 新建商品房买卖合同备案",
    ),
    (
        "卫生健康委员会",
        "医疗机构执业许可 医师执业证书 护士执业证书 乡村医生执业 公共场所卫生许可 饮用水供水单位卫生许可 放射诊疗许可 \
     母婴保健技术服务 出生医学证明 独生子女父母光荣证 计划生育特别扶助金 消毒产品生产企业卫生许可 职业病诊断 \
     预防接种证 中医诊所备案 义诊活动备案 生育登记服务 病残儿医学鉴定",
    ),
    (
        "交通运输局",
        "道路旅客运输经营许可 道路货物运输经营许可 道路危险货物运输许可 网络预约出租汽车经营许可 巡游出租汽车驾驶员资格 \
     机动车维修经营备案 机动车驾驶员培训机构 超限运输车辆行驶公路许可 涉路施工许可 船舶营业运输证 港口经营许可 \
     水路运输业务经营 公路建设项目施工许可 道路运输从业人员资格证 普通货运车辆营运证 客运站经营许可",
    ),
    (
        "教育局",
        "民办幼儿园 民办学校 校外培训机构 教师资格认定 义务教育入学 中小学学籍 普通话水平测试等级证书 \
     家庭经济困难学生资助 生源地信用助学贷款 幼儿园办园许可 校车使用许可 高中阶段学校招生 适龄儿童延缓入学",
    ),
    (
        "农业农村局",
        "农药经营许可 兽药经营许可 种子生产经营许可 动物防疫条件合格证 动物诊疗许可 动物及动物产品检疫 \
     植物及植物产品调运检疫 拖拉机和联合收割机登记 农业机械驾驶证 渔业捕捞许可 水域滩涂养殖证 农村土地承包经营权 \
     种畜禽生产经营许可 生鲜乳收购许可 绿色食品标志 农机购置补贴 耕地地力保护补贴 家庭农场认定",
    ),
    (
        "生态环境局",
        "建设项目环境影响评价 排污许可 危险废物经营许可 辐射安全许可 入河排污口设置 固体废物跨省转移 \
     夜间建筑施工作业证明 放射性同位素转让 环境影响登记表备案 废弃电器电子产品处理资格",
    ),
    (
        "税务局",
        "增值税一般纳税人登记 发票票种核定 税务登记 增值税专用发票最高开票限额 契税减免 车辆购置税申报 \
     个人所得税汇算清缴 开具完税证明 土地增值税清算 非居民企业所得税 出口退税备案 社会保险费缴费申报 \
     城镇土地使用税减免",
    ),
    (
        "文化广电和旅游局",
        "营业性演出许可 娱乐场所经营许可 互联网上网服务营业场所 旅行社业务经营许可 导游证 艺术品经营单位备案 \
     文物保护单位修缮 出版物零售许可 电影放映单位 广播电视节目制作经营 卫星地面接收设施 非物质文化遗产代表性传承人",
    ),
    (
        "应急管理局",
        "危险化学品经营许可 危险化学品生产企业安全许可 烟花爆竹零售许可 非煤矿山企业安全生产许可 特种作业操作证 \
     生产安全事故应急预案备案 非药品类易制毒化学品备案 生产经营单位主要负责人安全考核",
    ),
    (
        "城市管理局",
        "户外广告设置 临时占用城市道路 城市道路挖掘 城市建筑垃圾处置 临时性建筑物搭建 城市绿地占用 城市树木砍伐移植 \
     餐厨垃圾收集运输 店招标牌设置 早夜市摊点经营",
    ),
    ("水务局", "取水许可 水土保持方案 河道管理范围内建设项目 河道采砂许可 洪水影响评价 农村集体水塘堤坝 城市排水许可"),
    (
        "残疾人联合会",
        "残疾人证 残疾儿童康复救助 残疾人辅助器具适配 残疾人机动轮椅车燃油补贴 残疾人就业创业扶持 残疾学生助学金",
    ),
    (
        "退役军人事务局",
        "退役军人优待证 退役士兵自主就业一次性补助 伤残人员抚恤 烈属定期抚恤金 军人军属荣誉 退役军人创业补贴 \
     企业军转干部生活困难补助",
    ),
    (
        "住房公积金管理中心",
        "住房公积金提取 住房公积金贷款 住房公积金账户 住房公积金缴存 住房公积金异地转移 单位住房公积金",
    ),
];

const ACTIONS: &str = "设立 新办 首次申请 变更 延续 注销 补办 换发 备案 核准 审批 年度报告 信息变更 资格认证 待遇申领 待遇核定 \
 关系转移 停发 恢复发放 信息查询 证明开具 复核 撤销 登记 参保登记 缴费申报 退费 延期 迁移 复审 初审 公示异议 \
 暂停 恢复 补贴申领 资格认定 终止 合并办理 并联审批 遗失补办";

const QUALIFIERS: &str = "法定代表人变更 地址变更 名称变更 经营范围变更 注册资本变更 负责人变更 有效期届满 证照遗失 证照损毁 告知承诺制 \
 一般程序 简易程序 容缺受理 代办 跨省通办 省内通办 全市通办 异地受理 邮寄送达 未成年人 老年人 残疾人 退役军人 \
 高校毕业生 港澳台居民 外国人 农村户口 城镇户口 个人 单位 小微企业 分公司 非公司企业法人 新建项目 改建项目 \
 扩建项目 三万平方米以下 五百平方米以上 首次 第二次及以上 本人办理 委托办理 继承 夫妻间 直系亲属间 法院判决 \
 一年以内 超过一年 二级 三级 甲级 乙级 一类 二类 三类";

struct Catalogue {
    names: Vec<String>,
    codes: Vec<String>,
    departments: Vec<&'static str>,
}

/// All combinations once, in an order that jumps about.
fn catalogue() -> Catalogue {
    let subjects: Vec<(&str, &str)> = SUBJECTS
        .iter()
        .flat_map(|(department, words)| words.split_whitespace().map(|word| (*department, word)))
        .collect();
    let actions: Vec<&str> = ACTIONS.split_whitespace().collect();
    let qualifiers: Vec<&str> = QUALIFIERS.split_whitespace().collect();
    let total = subjects.len() * actions.len() * (qualifiers.len() + 1);
    let mut step = total * 618 / 1000;
    while gcd(step, total) != 1 {
        step += 1;
    }
    let mut made = Catalogue { names: Vec::new(), codes: Vec::new(), departments: Vec::new() };
    for number in 0..COUNT {
        let at = (number * step) % total;
        let (department, subject) = subjects[at % subjects.len()];
        let action = actions[at / subjects.len() % actions.len()];
        let name = match (at / subjects.len() / actions.len()).checked_sub(1) {
            Some(qualifier) => format!("{subject}{action}\u{FF08}{}\u{FF09}", qualifiers[qualifier]),
            None => format!("{subject}{action}"),
        };
        made.names.push(name);
        made.codes.push(format!("11{:06}{:010}000", 310_000 + at % 30 * 13, at * 7919 % 10_000_000_000));
        made.departments.push(department);
    }
    made
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn initials(name: &str) -> String {
    name.chars().map(|c| readings(c).first().and_then(|r| r.chars().next()).unwrap_or(c)).collect()
}

/// Every beginning of what clerks type: initials (half of them), Chinese, full pinyin, mixtures, parts of codes.
fn keystrokes(catalogue: &Catalogue) -> Vec<String> {
    let mut typed: Vec<String> = Vec::new();
    for number in 0..120 {
        let at = number * 811 % COUNT;
        let name: Vec<char> = catalogue.names[at].chars().collect();
        let part = |from: usize, to: usize| name[from.min(name.len())..to.min(name.len())].iter().collect::<String>();
        let query = match number % 12 {
            0..=5 => initials(&part(0, 4 + number % 3)),
            6 | 7 => part(0, 2 + number % 3),
            8 => part(0, 4).chars().filter_map(|c| readings(c).into_iter().next()).collect(),
            9 => format!("{}{}", part(0, 2), initials(&part(2, 6))),
            10 => initials(&part(2, 7)),
            _ => catalogue.codes[at][8..14].to_owned(),
        };
        let letters: Vec<char> = query.chars().collect();
        typed.extend((1..=letters.len()).map(|end| letters[..end].iter().collect::<String>()));
    }
    typed
}

fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len() - 1;
    sorted[((last as f64) * share).round() as usize]
}

/// Milliseconds per keystroke: the best of three rounds each, so that a neighbour on the machine counts less.
fn measure(queries: &[String], mut search: impl FnMut(&str) -> usize) -> Vec<f64> {
    let mut times: Vec<f64> = queries
        .iter()
        .map(|query| {
            let rounds = (0..3).map(|_| {
                let start = Instant::now();
                black_box(search(query));
                start.elapsed().as_secs_f64() * 1e3
            });
            rounds.fold(f64::MAX, f64::min)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

fn report(label: &str, times: &[f64]) {
    let [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1.0].map(|share| percentile(times, share));
    println!("{label:<34} p50 {p50:.3}  p95 {p95:.3}  p99 {p99:.3}  max {max:.3} ms");
}

fn main() {
    let catalogue = catalogue();
    assert_eq!(catalogue.names.iter().collect::<BTreeSet<_>>().len(), COUNT, "the names differ");
    let queries = keystrokes(&catalogue);

    let start = Instant::now();
    let entries = catalogue.names.iter().zip(&catalogue.codes).zip(&catalogue.departments);
    let index = Index::build(entries.map(|((name, code), department)| Entry { name, code, department, words: &[] }));
    println!(
        "{COUNT} names, {} keystrokes, index built in {:.0} ms",
        queries.len(),
        start.elapsed().as_secs_f64() * 1e3
    );

    let joined = |parts: &mut dyn Iterator<Item = String>| parts.map(|part| part + "\n").collect::<String>();
    let names = joined(&mut catalogue.names.iter().cloned());
    let codes = joined(&mut catalogue.codes.iter().cloned());
    let initials = joined(&mut catalogue.names.iter().map(|name| initials(name)));
    let scan = measure(&queries, |query| {
        let text = if query.bytes().all(|b| b.is_ascii_digit()) {
            &codes
        } else if query.is_ascii() {
            &initials
        } else {
            &names
        };
        memmem::Finder::new(query).find_iter(text.as_bytes()).count()
    });
    let ours = measure(&queries, |query| index.search(query, ROWS, &[]).len());
    report("memmem over one field, all hits", &scan);
    report("finder, best 50", &ours);
    println!(
        "ratio ours / memmem                p50 {:.2}  p99 {:.2}",
        percentile(&ours, 0.5) / percentile(&scan, 0.5),
        percentile(&ours, 0.99) / percentile(&scan, 0.99)
    );

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    for query in ["s", "spjy", "spjyxkbg", "食品经营", "企业yyzz", "000013"] {
        criterion.bench_function(&format!("finder/{query}"), |b| b.iter(|| index.search(black_box(query), ROWS, &[])));
    }
    criterion.bench_function("finder/near", |b| b.iter(|| index.near(black_box("食品京营许可"), 5)));
    criterion.final_summary();
}
