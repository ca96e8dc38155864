//! What people add: every sort of table is read, packed, opened and found again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use sitroom_gazetteer::{Basis, Gazetteer, Kind, Packer, read};

fn packed(text: &str, file: &str) -> Gazetteer {
    let mut packer = Packer::default();
    read::places(text, file).unwrap().into_iter().for_each(|place| packer.add(place));
    Gazetteer::from_vec(packer.pack().unwrap(), file).unwrap()
}

fn fault(text: &str) -> String {
    read::places(text, "places.csv").unwrap_err().to_string()
}

#[test]
fn a_geonames_country_file() {
    let row = |id, name, class, code, admin1| {
        format!(
            "{id}\t{name}\t{name}\tOther {name}\t35.9\t36.6\t{class}\t{code}\tSY\t\t{admin1}\t\t\t\t420\t\t\tAsia/Damascus\t2020-01-01"
        )
    };
    let text = [
        row(1, "Idlib Governorate", "A", "ADM1", "12"),
        row(2, "Binsh", "P", "PPL", "12"),
        row(3, "Wood", "Z", "X", ""),
    ]
    .join("\n");
    let gazetteer = packed(&text, "SY.txt");
    assert_eq!(gazetteer.len(), 2);
    let found = gazetteer.find("other binsh").unwrap().iter().next().unwrap();
    let entry = gazetteer.entry(found.row).unwrap();
    assert_eq!((entry.id().as_str(), entry.kind, entry.source), ("geonames:2", Kind::Settlement, "SY.txt"));
    assert_eq!(gazetteer.entry(entry.within.unwrap()).unwrap().name, "Idlib Governorate");
    assert_eq!((entry.point, entry.population), (Some((35.9, 36.6)), 420));
}

#[test]
fn a_cod_table_with_p_codes() {
    let text = "ADM0_EN,ADM0_PCODE,admin1Name_en,admin1Pcode,ADM4_EN,ADM4_PCODE,Latitude_Y,Longitude_X\n\
                #country+name,#country+code,#adm1+name,#adm1+code,#adm4+name,#adm4+code,#geo+lat,#geo+lon\n\
                Syrian Arab Republic,SY,Idleb,SY07,Teftnaz,C4016,35.99,36.78\n";
    let gazetteer = packed(text, "cod.csv");
    let names: Vec<_> =
        gazetteer.entries().map(|entry| (entry.id(), entry.kind, entry.country.map(str::to_owned))).collect();
    assert_eq!(
        names,
        [
            ("pcode:SY07".to_owned(), Kind::Province, Some("SY".to_owned())),
            ("pcode:C4016".to_owned(), Kind::Settlement, Some("SY".to_owned())),
        ]
    );
    assert_eq!(gazetteer.entry(0).unwrap().point, None, "a division without a point gets none");
    assert_eq!(gazetteer.entry(1).unwrap().within, Some(0));
}

#[test]
fn geojson_points_and_areas() {
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "n1", "properties": {"name": "باب الهوى", "name:en": "Bab al-Hawa", "kind": "crossing", "country": "SY"},
         "geometry": {"type": "Point", "coordinates": [36.5, 36.2]}},
        {"type": "Feature", "properties": {"name": "Camp"}, "geometry": {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}}
    ]}"#;
    let gazetteer = packed(text, "osm.geojson");
    let all: Vec<_> = gazetteer.entries().map(|entry| (entry.id(), entry.kind, entry.point, entry.basis)).collect();
    assert!(all.contains(&("osm.geojson:n1".to_owned(), Kind::Crossing, Some((36.2, 36.5)), Some(Basis::Gazetteer))));
    assert!(all.contains(&("osm.geojson:2".to_owned(), Kind::Settlement, Some((35.5, 36.5)), Some(Basis::Centroid))));
}

#[test]
fn a_plain_table_without_points() {
    let gazetteer =
        packed("name;names;kind;country;lat;lon\nTal Samin;Tell Samin|Tel Saman;settlement;SY;;\n", "own.csv");
    let found = gazetteer.find("TEL SAMAN").unwrap().iter().next().unwrap();
    assert_eq!(gazetteer.entry(found.row).unwrap().point, None);
    assert!(!found.own);
}

#[test]
fn packing_again_keeps_every_name() {
    let first = packed("name,names,lat,lon\nKafr Nabl,Kafranbel,35.6,36.5\n", "own.csv");
    let mut packer = Packer::default();
    packer.add_all(&first);
    let again = Gazetteer::from_vec(packer.pack().unwrap(), "again").unwrap();
    for name in ["Kafr Nabl", "Kafranbel"] {
        assert_eq!(again.find(name).unwrap().len(), 1, "{name}");
    }
    assert_eq!(again.entry(0), first.entry(0));
}

#[test]
fn faults_name_the_line_and_what_to_do() {
    assert!(fault("town,where\nX,Y\n").contains("no column \"name\""));
    assert!(fault("name,lat,lon\nX,36,191\n").starts_with("places.csv, line 2: 36, 191 lies outside the Earth"));
    assert!(fault("name,lat,lon\nX,north,4\n").contains("is no point"));
    assert!(fault("name,kind\nX,hamlet\n").contains("unknown kind \"hamlet\""));
    assert!(fault("name,kind\n").contains("no place in it"));
    assert!(fault("{\"features\": [").contains("not JSON"));
    let damaged = Gazetteer::from_vec(b"SITROOMG\x01\0\0\0\xff\xff\xff\xff".to_vec(), "x.sitroom").err().unwrap();
    assert!(damaged.to_string().contains("x.sitroom"));
}

#[test]
fn the_world_opens_and_knows_its_places() {
    let world = Gazetteer::world().unwrap();
    let named = |name: &str| world.find(name).map_or(0, |found| found.len());
    assert!(named("Idlib") >= 2, "a city and its province");
    assert!(named("München") >= 1 && named("munchen") == named("München"));
    assert_eq!(named("Xyzzyville"), 0);
    let syria = world.settlements("SY").count();
    assert!((300..3000).contains(&syria), "{syria} settlements in Syria");
    let heard = world.find_by_sound("Maaret al-Nu'man");
    let first = world.entry(heard.first().unwrap().0.row).unwrap();
    assert_eq!(first.country, Some("SY"));
}
