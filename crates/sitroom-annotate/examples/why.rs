#![allow(clippy::all, clippy::pedantic, clippy::print_stdout, clippy::unwrap_used, missing_docs)]
use sitroom_annotate::*;
use sitroom_language::Language;
use sitroom_report::*;
use std::io::BufRead;
fn main() {
    let annotator = Annotator::new(&Lexicons::default(), Options::default()).unwrap();
    let language = Language::embedded().unwrap();
    let tree = std::env::args().nth(1).is_some();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap().replace("\\n", "\n");
        if line.trim().is_empty() {
            continue;
        }
        let mut report = Report::new("x", line.as_str());
        report.language = Some("en".into());
        report.published =
            Some(Published { date: "2020-02-17".into(), precision: Precision::Day, basis: Basis::Given });
        let parsed = language.parse(&report.text);
        println!("## {line}");
        if tree {
            for (i, t) in parsed.tokens.iter().enumerate() {
                println!(
                    "   {i} {:?} {} {} {} {} -> {} {:?} {:?}",
                    parsed.word(i),
                    t.lemma,
                    t.tag,
                    t.pos,
                    t.dep,
                    t.head,
                    parsed.word(t.head),
                    parsed.name_at(i).map(|n| n.label)
                );
            }
        }
        let d = annotator.draft(&report, &parsed);
        let w = |w: &Words| w.span().of(&line).to_owned();
        for q in &d.quantities {
            println!(
                "   Q {:?} {:?} [{:?} {:?}] {} {:?} {:?}",
                w(&q.words),
                q.value.map(|v| v.0),
                q.low.map(|v| v.0),
                q.high.map(|v| v.0),
                q.quantifier,
                q.change,
                q.unit
            );
        }
        for f in &d.figures {
            let p = |i: Option<usize>| i.map(|i| w(&d.places[i].words));
            let t = |i: Option<usize>| i.map(|i| w(&d.times[i].words));
            println!(
                "   F {:?} {:?} {} {:?} {} pop={:?} {:?} {:?} share={:?} @{:?} <{:?} >{:?} t={:?} since={:?} cause={:?} if={:?} {} {:?}",
                w(&f.words),
                f.value.map(|v| v.0),
                f.measure,
                f.unit.as_deref().unwrap_or(""),
                f.quantifier,
                f.population,
                f.kind,
                f.change,
                f.share_of.as_ref().map(|s| (s.figure_i, s.percent.map(|p| p.0))),
                p(f.place_i),
                p(f.origin_i),
                p(f.destination_i),
                t(f.time_i),
                t(f.since_i),
                f.cause.as_ref().map(w),
                f.condition.as_ref().map(w),
                f.stance,
                f.attribution.iter().map(|s| w(&s.words)).collect::<Vec<_>>()
            );
            for r in &f.why {
                println!("        {} {:?} {:?}", r.what, r.entry, r.span.map(|s| s.of(&line).to_owned()));
            }
        }
    }
}
