//! What clients do in an event of a run. The history is put together of it elsewhere, for little of
//! the page's download is to depend on it.

use super::Playback;
use crate::sim::event::Happening;
use crate::sim::protocol::Effect;
use crate::view::exhibits::Exhibit;
use crate::view::history::{ClientAct, Taken};

impl<P: Exhibit> Playback<P> {
    pub(super) fn acts_of_clients(&self, index: u32) -> Vec<ClientAct> {
        let Some(event) = self.run.replay(index) else { return Vec::new() };
        let mut acts = Vec::new();
        match &event.happening {
            Happening::Asked { node, request } => {
                if let Some(operation) = self.protocol().operation(request) {
                    let notes = event.effects.iter().filter_map(|effect| match effect {
                        Effect::Note(note) => Some(note),
                        _ => None,
                    });
                    let notes = notes.collect();
                    let claims = self.run.look(index + 1, |sim, _| {
                        let state = sim.world().node(*node).state.as_ref();
                        self.protocol().claims(&Taken { request, notes, state })
                    });
                    let sends = !event.sent.is_empty();
                    acts.push(ClientAct::Asked { operation, claims, sends });
                }
            }
            Happening::Refused { request, .. } => {
                acts.extend(self.protocol().operation(request).map(ClientAct::Refused));
            }
            Happening::Crashed { .. } => acts.push(ClientAct::Crashed),
            _ => {}
        }
        for effect in &event.effects {
            if let Effect::Reply(response) = effect {
                acts.push(ClientAct::Answered(self.protocol().completion(response)));
            }
        }
        acts
    }
}
