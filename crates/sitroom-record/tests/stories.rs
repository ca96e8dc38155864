//! Stories, end to end: reports in, rows of stories out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use sitroom_record::{Arrival, Record, Row, stories};
use sitroom_report::{Basis, Precision, Published, Report};

const FIRE: &str = "A fire in the Karimova textile mill in Rustavi killed four workers on Tuesday.";

fn report(id: &str, published: &str, title: &str, text: &str) -> Report {
    let mut report = Report::new(id, text);
    report.title = Some(title.to_owned());
    report.published = Some(Published { date: published.to_owned(), precision: Precision::Day, basis: Basis::Given });
    report
}

/// A fire, its aftermath and a copy; two floods of one river; a match.
fn pile() -> Vec<Report> {
    vec![
        report("fire-1", "2021-03-02", "Four die in mill fire in Rustavi", FIRE),
        report(
            "fire-2",
            "2021-03-03",
            "Mill blaze kills four",
            &format!("{FIRE} The mill's owner, Davit Karimova, was not there."),
        ),
        report(
            "fire-3",
            "2021-05-20",
            "Owner of Rustavi mill on trial",
            "Davit Karimova, whose textile mill in Rustavi burned in March, went on trial over the deaths of four workers.",
        ),
        report(
            "flood-1",
            "2021-03-02",
            "Orlava floods Brenec",
            "The river Orlava burst its banks at Brenec on Monday night and flooded 300 cellars, the mayor Ivana Sedlak said.",
        ),
        report(
            "flood-2",
            "2021-03-04",
            "Brenec counts the damage",
            "Ivana Sedlak, mayor of Brenec, put the damage of the Orlava flood at two million; 300 cellars are under water.",
        ),
        report(
            "match",
            "2021-03-02",
            "Late goal settles the derby",
            "A late goal by the substitute gave the visitors their first win of the season in front of an empty stadium.",
        ),
    ]
}

fn take_in(record: &mut Record, reports: &[Report]) -> Vec<Row> {
    let arrivals: Vec<Arrival<'_>> =
        reports.iter().map(|report| Arrival { report, annotated: None, maker: "by hand" }).collect();
    record.take_in(&arrivals).unwrap();
    record.bring_up_to_date().unwrap();
    record.derived(stories::KIND).unwrap()
}

fn rows_of(reports: &[Report], at_a_time: usize) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    reports.chunks(at_a_time).map(|part| take_in(&mut record, part)).last().unwrap()
}

fn members(rows: &[Row]) -> Vec<Vec<&str>> {
    let ids = |row: &'_ Row| row.field("members").as_array().unwrap().len();
    assert!(rows.iter().all(|row| ids(row) == row.spans.len()));
    let mut members: Vec<Vec<&str>> =
        rows.iter().map(|row| row.spans.iter().map(|span| span.report.as_str()).collect()).collect();
    members.sort();
    members
}

#[test]
fn a_happening_and_its_aftermath_are_one_story() {
    let rows = rows_of(&pile(), 100);
    assert_eq!(members(&rows), [vec!["fire-1", "fire-2", "fire-3"], vec!["flood-1", "flood-2"], vec!["match"]]);
    let fire = rows.iter().find(|row| row.spans[0].report == "fire-1").unwrap();
    assert_eq!((fire.str("from"), fire.str("to")), (Some("2021-03-02"), Some("2021-05-20")));
    assert!(pile().iter().any(|report| report.title.as_deref() == fire.str("title")));
    assert_eq!(fire.field("reports"), 3);
}

#[test]
fn order_and_number_of_readings_change_nothing() {
    let mut reports = pile();
    let whole = rows_of(&reports, 100);
    assert_eq!(whole, rows_of(&reports, 1));
    reports.reverse();
    assert_eq!(whole, rows_of(&reports, 4));
}

/// Seeded numbers (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at as u64 + 1) as usize);
        }
    }
}

/// Reports on some happenings, in words of which some are shared by few reports and some by many.
fn random_pile(seed: u64, count: usize) -> Vec<Report> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|n| {
            let happening = dice.below(count as u64 / 4);
            let mut words: Vec<String> = (0..6).map(|_| format!("Name{}", happening * 5 + dice.below(8))).collect();
            words.extend((0..20).map(|_| format!("word{}", dice.below(6) * dice.below(6) * dice.below(6))));
            dice.shuffle(&mut words);
            let day = format!("2021-0{}-1{}", 1 + happening % 9, dice.below(10));
            report(&format!("r{n:03}"), &day, &format!("About {happening}"), &format!("It was {}.", words.join(" ")))
        })
        .collect()
}

#[test]
fn any_order_gives_the_stories_from_scratch() {
    for seed in 1..3 {
        let mut reports = random_pile(seed, 50);
        let whole = rows_of(&reports, 100);
        assert!(whole.iter().any(|row| row.spans.len() > 2) && whole.len() > 5, "{} stories", whole.len());
        let mut dice = Dice(seed + 100);
        for at_a_time in [1, 7, 40] {
            dice.shuffle(&mut reports);
            assert_eq!(whole, rows_of(&reports, at_a_time), "seed {seed}, {at_a_time} at a time");
        }
    }
}

#[test]
fn revisions_leave_the_stories_from_scratch() {
    for seed in 1..3 {
        let reports = random_pile(seed, 40);
        // Another pile under the same ids, later.
        let revised: Vec<Report> = random_pile(seed + 50, 40).into_iter().step_by(3).collect();
        let folder = tempfile::tempdir().unwrap();
        let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
        take_in(&mut record, &reports);
        let rows = revised.chunks(2).map(|part| take_in(&mut record, part)).last().unwrap();
        let standing: Vec<Report> =
            (reports.iter()).map(|report| record.report(&report.id).unwrap().unwrap().report).collect();
        assert_ne!(rows, rows_of(&reports, 100));
        assert_eq!(rows, rows_of(&standing, 100));
    }
}

#[test]
fn a_common_word_that_becomes_rare_again_leads_to_stories() {
    // 203 reports have the word, then all but three lose it.
    let with = |n: usize| {
        report(&format!("r{n:03}"), "2021-03-02", "", &format!("Own{n} own{n} of the Orlava, own{n} more{n}."))
    };
    let without =
        |n: usize| report(&format!("r{n:03}"), "2021-03-03", "", &format!("Own{n} of some{n} place{n} else{n}."));
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let common = take_in(&mut record, &(0..203).map(with).collect::<Vec<_>>());
    assert_eq!(common.len(), 203);
    let rows = take_in(&mut record, &(3..203).map(without).collect::<Vec<_>>());
    assert_eq!(rows, rows_of(&(0..3).map(with).chain((3..203).map(without)).collect::<Vec<_>>(), 1000));
    assert_eq!(members(&rows)[0], ["r000", "r001", "r002"]);
}

#[test]
fn a_former_id_leads_to_where_its_report_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let reports = pile();
    let later = take_in(&mut record, &reports[1..2]);
    let all = take_in(&mut record, &reports);
    let fire = all.iter().find(|row| row.spans[0].report == "fire-1").unwrap();
    assert_ne!(later[0].id, fire.id);
    assert_eq!(record.derived_row(&later[0].id).unwrap(), Some((stories::KIND.to_owned(), fire.clone())));
    assert_eq!(record.derived_row("story-0000000000000000").unwrap(), None);
    let (why, words) = stories::why::joining(&record, &later[0].id).unwrap().unwrap();
    assert!(why.likeness >= why.least, "{why:?}");
    assert_eq!(why.nearest[0].report, "fire-2");
    assert!(why.nearest[1].report.starts_with("fire-"));
    assert!(words.iter().any(|(word, _)| word == "Karimova"), "{words:?}");
    assert!(stories::why::joining(&record, &fire.id).unwrap().is_none());
}

#[test]
fn each_report_belongs_by_words_that_it_shares() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let rows = take_in(&mut record, &pile());
    let fire = rows.iter().find(|row| row.spans[0].report == "fire-1").unwrap();
    let why = stories::why::belongings(&record, fire).unwrap();
    assert_eq!(why.len(), 3);
    let trial = why.iter().find(|why| why.report == "fire-3").unwrap();
    assert!(trial.likeness >= 0.05 && trial.nearest.starts_with("fire"));
    assert!(trial.words.contains(&("Karimova".to_owned(), 3)), "{:?}", trial.words);
    let alone = rows.iter().find(|row| row.spans.len() == 1).unwrap();
    assert!(stories::why::belongings(&record, alone).unwrap().is_empty());
}

#[test]
fn a_copy_is_no_second_origin() {
    let text = "The river Orlava burst its banks at Brenec on Monday night and flooded three hundred cellars, the mayor \
                Ivana Sedlak said, while the fire brigade of four villages carried old people out of a home by boat. \
                Nobody was hurt, but the bridge to the hospital stays closed until engineers have looked at its piers.";
    let mut reports = pile();
    reports.push(report("flood-3", "2021-03-03", "Orlava floods Brenec", text));
    reports.push(report("flood-4", "2021-03-03", "Flood at Brenec", text));
    let rows = rows_of(&reports, 100);
    let flood = rows.iter().find(|row| row.spans[0].report == "flood-1").unwrap();
    assert_eq!((flood.field("reports").as_u64(), flood.field("origins").as_u64()), (Some(4), Some(3)));
}

#[test]
fn a_story_keeps_its_id_and_loses_who_was_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    let before = take_in(&mut record, &pile());
    let rewritten = report("fire-3", "2021-05-20", "Nothing", "Nothing of what stood here stands here any more.");
    let after = take_in(&mut record, &[rewritten]);
    let fire = |rows: &[Row]| rows.iter().find(|row| row.spans[0].report == "fire-1").unwrap().clone();
    assert_eq!(fire(&before).id, fire(&after).id);
    assert_eq!((fire(&before).spans.len(), fire(&after).spans.len()), (3, 2));
}

#[test]
fn every_span_is_the_text_there() {
    let reports = pile();
    for span in rows_of(&reports, 100).into_iter().flat_map(|row| row.spans) {
        let text = reports.iter().find(|report| report.id == span.report).unwrap().text.as_str();
        let there: String = text.chars().skip(span.start).take(span.end - span.start).collect();
        assert_eq!(there, span.text);
    }
}

#[test]
fn a_story_opens_with_what_happened_not_with_the_dateline() {
    use sitroom_annotate::{Annotation, CONTRACT, Sentence};
    let text = "RUSTAVI, March 2 -\n\nFour workers died in a mill. The owner fled.";
    let report = report("fire", "2021-03-02", "Four die", text);
    let sentences = [(0, 20), (20, 49), (49, 64)].map(|(start, end)| Sentence { start, end });
    let annotation =
        Annotation { contract: CONTRACT, id: "fire".into(), sentences: sentences.into(), ..Annotation::default() };
    let annotated = annotation.seal(&report.text);
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("sitroom.db")).unwrap();
    record.take_in(&[Arrival { report: &report, annotated: Some(&annotated), maker: "by hand" }]).unwrap();
    record.bring_up_to_date().unwrap();
    let rows = record.derived(stories::KIND).unwrap();
    assert_eq!(rows[0].spans[0].text, "Four workers died in a mill.");
}
