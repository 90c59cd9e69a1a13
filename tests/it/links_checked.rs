//! `check-links`: links in files of documentation.

use std::fs;
use std::path::PathBuf;

use splitbrain::scenario::scenario::ENGINE_EPOCH;

use crate::cli::{printed, splitbrain};

/// Sealed, with the hash of its run.
const DUEL: &str = "paxos.duel?c=N.05Q1I4I&e=1.2d66757b";

/// A folder of its own, with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("splitbrain-links-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

fn checked(folder: &PathBuf, more: &[&str]) -> (bool, String) {
    let mut arguments = vec!["check-links", folder.to_str().expect("text")];
    arguments.extend(more);
    let output = splitbrain(&arguments, "");
    let _ = fs::remove_dir_all(folder);
    (output.status.success(), String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn links_that_hold_are_counted() {
    let md = format!("See [a duel](https://x.org/p/?t=38#{DUEL}), or paxos#learning.\n# paxos\n");
    let html = format!("<iframe src=\"../s/?embed=1#{}\">", DUEL.replace('&', "&amp;"));
    let files = [
        ("a.md", md.as_str()),
        ("deep/b.html", html.as_str()),
        ("c.bin", "https://x.org/#paxos.never"),
        (".hidden/d.md", "https://x.org/#paxos.never"),
        ("e.md", "[anchor](chapter.html#ring) and https://y.org/#ring-buffer"),
    ];
    let folder = folder("good", &files);
    assert_eq!(checked(&folder, &[]), (true, String::from("2 links, 0 broken\n")));
}

#[test]
fn links_that_do_not_are_named_with_file_and_line() {
    let other_run = format!("paxos.duel?e={ENGINE_EPOCH}.00000000");
    let text = format!(
        "one\nhttps://x.org/#{}.\nhttps://x.org/#paxos.never?n=3\n`https://x.org/#{other_run}`\n",
        &DUEL[..DUEL.len() - 2]
    );
    let folder = folder("bad", &[("a.md", text.as_str())]);
    let (whole, told) = checked(&folder, &[]);
    assert!(!whole);
    for part in ["a.md:2:", "cut", "a.md:3:", "paxos.never", "a.md:4:", "not the run", "3 links, 3"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn elements_name_runs_too() {
    let text = format!(
        "<split-brain run=\"{}\"></split-brain>\n<split-brain\n  run=\"paxos.never\">\n\
         <split-brain run=\"nothing\"> {{{{< splitbrain run=\"commit.blocked\" >}}}}\n\
         run=\"make\"\n",
        DUEL.replace('&', "&amp;")
    );
    let folder = folder("elements", &[("a.md", text.as_str())]);
    let (whole, told) = checked(&folder, &[]);
    assert!(!whole && told.contains("a.md:3: paxos.never"), "{told}");
    assert!(told.contains("a.md:4: nothing") && told.ends_with("4 links, 2 broken\n"), "{told}");
}

#[test]
fn with_a_base_every_link_of_it_is_checked() {
    let text = "https://x.org/s/#paxoss?n=3 https://y.org/#other https://x.org/s/#commit";
    let folder = folder("base", &[("a.md", text)]);
    let (whole, told) = checked(&folder, &["--base", "https://x.org/s/"]);
    assert!(!whole && told.contains("paxoss") && told.contains("2 links, 1 broken"), "{told}");
}

#[test]
fn this_projects_own_documentation_holds() {
    let root = env!("CARGO_MANIFEST_DIR");
    let files = ["README.md", "docs", "tests/docs"].map(|file| format!("{root}/{file}"));
    let told = printed(&["check-links", &files[0], &files[1], &files[2]], "");
    assert!(told.ends_with(" 0 broken\n"), "{told}");
}
