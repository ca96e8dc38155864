//! Two houses that take a passage of one agency and write the rest themselves have one origin where both name the agency
//! as their source, and two where either only mentions it.

use serde_json::{Value, json};

use crate::room::Room;

const PASSAGE: &str = "A bridge over the Orlava fell at Brenec on Monday, when four lorries that carried stones for a new \
    dam were on it. Three drivers swam to the bank, and a fourth is missing, said Ivana Sedlak, who is the mayor of Brenec.";

const ONE: &str = "Traders in the market hall have waited for years for the road along the river to be mended. Some of them \
    sell apples from carts that no inspector has looked at since winter. The council meets again in autumn, and nobody \
    expects that money will be found before the harvest is over and the fairs begin in the hill towns. \
    Last year a roof was lost to snow, and the stalls stood under sailcloth until May.";

const OTHER: &str = "Engineers at the university measured the piers last spring and wrote a long letter to the ministry about \
    cracks under the waterline. Nobody answered. Fishermen who moor their boats below the old mill heard a noise like thunder \
    in the night, and one of them rang the church bell until the whole quarter stood in the street. \
    A brewery upstream lent its barges, and two brothers ferried schoolchildren across for nothing.";

/// The rows of `view` of a record of these two reports.
fn rows(view: &str, one: &str, other: &str) -> Vec<Value> {
    let report = |id: &str, text: &str| {
        let row = json!({"id": id, "title": "Bridge falls at Brenec", "published": "2021-03-02", "text": text});
        format!("{row}\n")
    };
    let room = Room::new().file("reports.jsonl", report("one", one) + &report("other", other));
    room.run(&["read", "reports.jsonl"]).ok();
    room.run(&[view, "--format", "jsonl"]).ok().rows()
}

/// The agency that the copy is credited to and the origins of the story of both, as the views show them.
fn seen(one: &str, other: &str) -> (Value, Value) {
    let (copies, stories) = (rows("copies", one, other), rows("stories", one, other));
    assert_eq!(copies[0]["kind"], "passage", "{copies:?}");
    assert_eq!((copies.len(), stories.len()), (1, 1), "{copies:?} {stories:?}");
    assert_eq!(stories[0]["reports"], 2);
    (copies[0]["credit"].clone(), stories[0]["origins"].clone())
}

#[test]
fn an_agency_that_both_name_as_their_source_is_one_origin() {
    let dateline = format!("BRENEC (Reuters) - {PASSAGE}\n\n{ONE}");
    let tail = format!("{PASSAGE}\n\n{OTHER}\n\n(Reuters)");
    assert_eq!(seen(&dateline, &tail), (json!("Reuters"), json!(1)));

    let byline = format!("By the Associated Press\n\n{PASSAGE}\n\n{ONE}");
    let line = format!("The Associated Press\n\n{OTHER}\n\n{PASSAGE}");
    assert_eq!(seen(&byline, &line), (json!("Associated Press"), json!(1)));

    let contributed = format!("{PASSAGE}\n\n{ONE}\n\nAFP contributed to this report.");
    let brackets = format!("BRENEC (AFP) - {PASSAGE}\n\n{OTHER}");
    assert_eq!(seen(&contributed, &brackets), (json!("AFP"), json!(1)));
}

#[test]
fn an_agency_that_is_only_mentioned_is_no_source_of_all() {
    let credited = format!("BRENEC (Reuters) - {PASSAGE}\n\n{ONE}");
    let mentioned = format!("The mayor told Reuters that she was glad. {PASSAGE}\n\n{OTHER}");
    assert_eq!(seen(&credited, &mentioned), (Value::Null, json!(2)));

    let of_another = format!("BRENEC (AFP) - {PASSAGE}\n\n{OTHER}");
    assert_eq!(seen(&credited, &of_another), (Value::Null, json!(2)));

    let of_none = format!("{PASSAGE}\n\n{OTHER}");
    assert_eq!(seen(&credited, &of_none), (Value::Null, json!(2)));
}
