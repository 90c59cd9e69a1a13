//! What the page shows of the ring at the playhead, kept until it changes.

use std::rc::Rc;

use crate::sim::protocol::NodeId;
use crate::ui::model::{Model, Pane, Run};
use crate::view::geometry::ring_slices::{sliced, sliced_path};
use crate::view::ring::{ComparisonRow, KeyPath, RingPicture, RingTransfer};

#[derive(Default)]
pub struct RingViews {
    key: Option<Key>,
    /// Without the transfers, which come and go while the rest stays.
    pub picture: Option<Rc<RingPicture>>,
    pub transfers: Rc<Vec<RingTransfer>>,
    path_key: Option<(Key, String)>,
    pub path: Option<Rc<KeyPath>>,
    /// The picture the table was made for.
    compared: Option<Rc<RingPicture>>,
    pub comparison: Rc<Vec<ComparisonRow>>,
}

#[derive(Clone, Copy, PartialEq)]
struct Key {
    generation: u32,
    applied: u32,
    viewer: Option<NodeId>,
}

impl RingViews {
    pub fn refresh(&mut self, model: &Model, run: &Run) {
        let viewer = model.ring.viewer;
        let key = Key { generation: model.generation, applied: run.playhead.applied, viewer };
        let player = run.player.borrow();
        if self.key != Some(key) {
            self.key = Some(key);
            self.take(player.ring(viewer, run.playhead));
        }
        let wanted = model.ring.key.as_ref().filter(|_| self.picture.is_some());
        let wanted = wanted.map(|name| (key, name.clone()));
        if self.path_key != wanted {
            let path =
                wanted.as_ref().and_then(|(_, name)| player.ring_key(name, viewer, run.playhead));
            let path = match (path, &self.picture) {
                (Some(path), Some(picture)) => Some(sliced_path(picture, path)),
                _ => None,
            };
            if self.path.as_deref() != path.as_ref() {
                self.path = path.map(Rc::new);
            }
            self.path_key = wanted;
        }
        // All algorithms at once take a while: only when somebody looks.
        if model.pane == Pane::Comparison && !same(&self.compared, &self.picture) {
            self.comparison = Rc::new(player.comparison(viewer, run.playhead));
            self.compared.clone_from(&self.picture);
        }
    }

    fn take(&mut self, fresh: Option<RingPicture>) {
        let Some(mut fresh) = fresh.map(sliced) else {
            *self = RingViews { key: self.key, ..RingViews::default() };
            return;
        };
        let transfers = std::mem::take(&mut fresh.transfers);
        if *self.transfers != transfers {
            self.transfers = Rc::new(transfers);
        }
        if self.picture.as_deref() != Some(&fresh) {
            self.picture = Some(Rc::new(fresh));
        }
    }
}

fn same(one: &Option<Rc<RingPicture>>, other: &Option<Rc<RingPicture>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Rc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}
