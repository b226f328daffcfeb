//! The morning itself: five hundred windows that listen, what they cost and how soon they hear; requests when they are
//! due; and the rush after it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chuangtai::{
    desk::api::{Method, Request, Transport as _},
    domain::{
        guide::Guide,
        lifecycle::{Act, act},
    },
    ports::Entropy as _,
    runtime::SystemEntropy,
};

use crate::{
    Figures, desk,
    hall::{Hall, PASSWORD, SIGNING, Served},
    hints::Ears,
    line::{self, Window},
    play,
    times::{READS, Table, Times, ms, percentile, ratio},
};

/// How late the last of all windows hears of an event, and what a window that listens costs.
#[allow(clippy::too_many_arguments, reason = "the parts of one morning")]
pub async fn hints(
    table: &mut Table,
    served: &Served,
    bare: &Served,
    window: &Window,
    guide: &Guide,
    hall: &Hall,
    figures: Figures,
    empty: Option<f64>,
) -> Ears {
    let echo = desk::line(&bare.address);
    let blank = bare.memory();
    let mut floor_ears = Ears::open(&bare.address, "/events", (0..figures.windows).map(|_| String::new())).await;
    let mut floor = Vec::new();
    for _ in 0..figures.rounds.min(50) {
        let start = Instant::now();
        let request = Request { method: Method::Post, path: "/fire".into(), headers: Vec::new(), body: Vec::new() };
        assert_eq!(echo.send(request).await.unwrap().status, 200);
        floor.push(floor_ears.last().await - start);
    }
    let bare_memory = bare.memory().zip(blank).map(|(with, without)| with - without);
    drop(floor_ears);

    let sign = desk::line(&served.address);
    let mut headers = Vec::new();
    let heard = line::change_seq(&sign).await;
    for number in 0..figures.windows {
        let member = line::sign_in(&sign, &hall.clerks[number % hall.clerks.len()]).await;
        headers.push(format!("authorization: Bearer {}\r\nlast-event-id: {}\r\n", member.token, heard));
    }
    let before = served.memory();
    let mut ears = Ears::open(&served.address, "/v1/events", headers).await;
    let clerk = &window.crew.clerk;
    let case = SystemEntropy.uuid();
    window.send(clerk, &window.seal(&clerk.person, case, 0, &play::receive(guide))).await;
    ears.last().await;
    let mut ours = Vec::new();
    for _ in 0..figures.rounds.min(50) {
        let note = Act::NoteAdd(act::Note { text: "申请人下午再来".into() });
        let parcel = window.seal(&clerk.person, case, 1, &note);
        // As after a pause: whoever hears has time to listen again.
        tokio::time::sleep(Duration::from_millis(150)).await;
        let start = Instant::now();
        window.send(clerk, &parcel).await;
        ours.push(ears.last().await - start);
    }
    let memory = served.memory().zip(before).map(|(with, without)| with - without);
    ours.sort_unstable();
    floor.sort_unstable();
    for (name, share) in [("p50", 50), ("p99", 99)] {
        let (ours, floor) = (percentile(&ours, share), percentile(&floor, share));
        let what =
            format!("command sent → last of {} windows has heard, {name}, of a bare broadcaster's", ears.count());
        let late = ratio(ours, floor);
        table.row(&what, ms(ours), ms(floor), late, "≤ 5", late <= 5.0);
    }
    if let (Some(memory), Some(bare)) = (memory, bare_memory) {
        let windows = f64::from(u32::try_from(figures.windows).unwrap());
        let each = memory / windows;
        let floor = format!("{:.1} KB", bare / windows);
        println!("  memory before anybody came: {:.0} KB", empty.unwrap_or_default());
        table.row(
            "memory of a connected window",
            format!("{each:.1} KB"),
            floor,
            memory / bare,
            "≤ 64 KB",
            each <= 64.0,
        );
    }
    ears
}

/// The morning: requests and sign-ins when they are due, whether the ones before are answered or not.
pub async fn morning(
    table: &mut Table,
    hall: &Hall,
    windows: &[Arc<Window>],
    guide: &Arc<Guide>,
    idle: &Times,
    figures: Figures,
) {
    let times = Arc::new(Times::default());
    let begin = tokio::time::Instant::now();
    let every = Duration::from_secs_f64(f64::from(play::REQUESTS) / figures.rate);
    // A case's own requests come so far apart that a new one begins while about four are under way.
    let pace = every * 4 / play::REQUESTS;
    let seconds = f64::from(u32::try_from(figures.seconds).unwrap());
    let signing = {
        let (windows, times) = (windows.to_vec(), times.clone());
        let gap = Duration::from_secs_f64(60.0 / figures.sign_ins);
        let staff: Vec<String> = hall.clerks.iter().take(SIGNING).map(|clerk| clerk.staff_no.clone()).collect();
        tokio::spawn(async move {
            let (mut next, mut number) = (begin, 0_usize);
            let mut under_way = Vec::new();
            while begin.elapsed().as_secs_f64() < seconds {
                next += gap;
                tokio::time::sleep_until(next).await;
                let (window, times, who) =
                    (windows[number % windows.len()].clone(), times.clone(), staff[number % staff.len()].clone());
                number += 1;
                under_way.push(tokio::spawn(async move {
                    window.password(&who, PASSWORD).await;
                    times.add("sign-in", next.elapsed());
                }));
            }
            for one in under_way {
                one.await.unwrap();
            }
        })
    };
    let (mut next, mut number) = (begin, 0_usize);
    let mut under_way = Vec::new();
    while begin.elapsed().as_secs_f64() < seconds {
        tokio::time::sleep_until(next).await;
        let window = windows[number % windows.len()].clone();
        under_way.push(tokio::spawn(play::case(window, guide.clone(), times.clone(), Some(pace))));
        next += every;
        number += 1;
    }
    signing.await.unwrap();
    for case in under_way {
        case.await.unwrap();
    }
    let took = begin.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(times.count()).unwrap());
    println!("  morning: {count} requests in {took:.1} s, {:.0}/s, {number} cases", count / took);
    for kind in ["command", "lookup", "sign-in"] {
        let of = times.of(&[kind]);
        println!(
            "  {kind}: p50 {}, p95 {}, p99 {}",
            ms(percentile(&of, 50)),
            ms(percentile(&of, 95)),
            ms(percentile(&of, 99))
        );
    }
    for kinds in READS.iter().map(std::slice::from_ref).chain([&READS[..]]) {
        let (busy, quiet) = (percentile(&times.of(kinds), 95), percentile(&idle.of(kinds), 50));
        let slower = ratio(busy, quiet);
        let name = if kinds.len() == 1 { format!("`{}`", kinds[0]) } else { "all reads".to_owned() };
        table.row(
            &format!("p95 of {name} in the morning, of the idle p50"),
            ms(busy),
            ms(quiet),
            slower,
            "≤ 20",
            slower <= 20.0,
        );
    }
}

/// As fast as it goes: every window begins its next case when the last one is done.
pub async fn rush(windows: &[Arc<Window>], guide: &Arc<Guide>, figures: Figures) {
    let times = Arc::new(Times::default());
    let begin = Instant::now();
    let until = Duration::from_secs(figures.seconds);
    let working: Vec<_> = windows
        .iter()
        .map(|window| {
            let (window, guide, times) = (window.clone(), guide.clone(), times.clone());
            tokio::spawn(async move {
                while begin.elapsed() < until {
                    play::case(window.clone(), guide.clone(), times.clone(), None).await;
                }
            })
        })
        .collect();
    for window in working {
        window.await.unwrap();
    }
    let took = begin.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(times.count()).unwrap());
    let (commands, reads) = (times.of(&["command"]), times.of(&READS));
    println!(
        "  as fast as it goes: {:.0} requests/s, of these {:.0} commands/s (p95 {}); reads p95 {}",
        count / took,
        f64::from(u32::try_from(commands.len()).unwrap()) / took,
        ms(percentile(&commands, 95)),
        ms(percentile(&reads, 95)),
    );
}
