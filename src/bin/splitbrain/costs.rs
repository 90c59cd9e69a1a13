//! What runs cost, as text and as JSON.

use std::io::{self, Write};

use splitbrain::scenario::json::Json;
use splitbrain::sim::time::Time;
use splitbrain::view::costs::{Costs, Path, Writes};
use splitbrain::view::player::{Cast, Moment, Player};

/// Of the whole run.
pub fn of(player: &dyn Player) -> Costs {
    let time = player.progress().simulated;
    player.costs(Moment { applied: player.event_count(), time })
}

/// One line for what is counted of all, one for each piece of work.
pub fn print(cast: &Cast, costs: &Costs, out: &mut impl Write) -> io::Result<()> {
    write!(out, "messages {}", costs.sent())?;
    let kinds = cast.message_kinds.iter().zip(&costs.messages).filter(|(_, count)| **count > 0);
    for (index, (kind, count)) in kinds.enumerate() {
        write!(out, "{} {} {count}", if index == 0 { ":" } else { "," }, kind.name)?;
    }
    writeln!(out)?;
    for (role, writes) in costs.by_role(cast) {
        writeln!(out, "writes, {}: {}", role.en, forced_and_lazy(writes))?;
    }
    if costs.locked_us > 0 {
        writeln!(out, "locks held {} ms, added up", Time(costs.locked_us))?;
    }
    for work in &costs.works {
        let (writes, locked) = (forced_and_lazy(work.writes), Time(work.locked_us));
        let plural = if work.messages == 1 { "" } else { "s" };
        write!(out, "{}: {} message{plural}, {writes}", work.name, work.messages)?;
        for (what, path) in [("the answer", work.to_answer), ("its end", work.to_end)] {
            if let Some(Path { message_delays, write_delays, .. }) = path {
                write!(
                    out,
                    ", {message_delays} message and {write_delays} write delays to {what}"
                )?;
            }
        }
        writeln!(out, ", locks held {locked} ms")?;
    }
    Ok(())
}

fn forced_and_lazy(writes: Writes) -> String {
    format!("{} forced, {} lazy", writes.forced, writes.lazy)
}

pub fn json(cast: &Cast, costs: &Costs) -> Json {
    let number = |number: u32| Json::Whole(number.into());
    let kinds = cast.message_kinds.iter().zip(&costs.messages);
    let kinds = kinds.map(|(kind, count)| (kind.name, number(*count)));
    let nodes = cast.nodes.iter().zip(&costs.nodes).map(|(node, spent)| {
        let mut fields = vec![("node", Json::text(&node.name)), ("role", Json::text(node.role.en))];
        fields.push(("sent", number(spent.sent)));
        fields.extend(write_fields(spent.writes));
        Json::object(fields)
    });
    let path = |path: Option<Path>| {
        path.map_or(Json::Null, |path| {
            Json::object(vec![
                ("message_delays", number(path.message_delays)),
                ("write_delays", number(path.write_delays)),
            ])
        })
    };
    let works = costs.works.iter().map(|work| {
        let mut fields =
            vec![("name", Json::text(&work.name)), ("messages", number(work.messages))];
        fields.extend(write_fields(work.writes));
        fields.push(("to_answer", path(work.to_answer)));
        fields.push(("to_end", path(work.to_end)));
        fields.push(("locked_us", Json::Whole(work.locked_us)));
        Json::object(fields)
    });
    Json::object(vec![
        ("messages", Json::object(kinds.collect())),
        ("nodes", Json::List(nodes.collect())),
        ("locked_us", Json::Whole(costs.locked_us)),
        ("works", Json::List(works.collect())),
    ])
}

fn write_fields(writes: Writes) -> [(&'static str, Json); 2] {
    let number = |number: u32| Json::Whole(number.into());
    [("forced_writes", number(writes.forced)), ("lazy_writes", number(writes.lazy))]
}
