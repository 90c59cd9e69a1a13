//! What the page shows of the ring at the playhead, kept until it changes.

use std::rc::Rc;

use crate::sim::protocol::NodeId;
use crate::ui::model::{Model, Pane, Run};
use crate::view::geometry::ring_slices::{sliced, sliced_path};
use crate::view::player::Prose2;
use crate::view::ring::{Comparing, ComparisonRow, KeyPath, RingPicture, RingTransfer};

#[derive(Default)]
pub struct RingViews {
    key: Option<Key>,
    /// As the player told it; the same pointer is the same ring.
    told: Option<Rc<RingPicture>>,
    pub picture: Option<Rc<RingPicture>>,
    pub transfers: Rc<Vec<RingTransfer>>,
    path_key: Option<(Key, String)>,
    pub path: Option<Rc<KeyPath>>,
    subject: Option<Subject>,
    comparing: Option<Box<dyn Comparing>>,
    pub comparison: Rc<Vec<ComparisonRow>>,
}

#[derive(Clone, Copy, PartialEq)]
struct Key {
    generation: u32,
    applied: u32,
    viewer: Option<NodeId>,
}

/// What a comparison is about: the run, its latest change of membership, and who is a member now.
#[derive(PartialEq)]
struct Subject {
    generation: u32,
    change: Option<Prose2>,
    members: Vec<(NodeId, bool, u32)>,
}

pub fn refresh(views: &mut RingViews, model: &Model, run: &Run) {
    views.refresh(model, run);
}

impl RingViews {
    fn refresh(&mut self, model: &Model, run: &Run) {
        let viewer = model.ring.viewer;
        let key = Key { generation: model.generation, applied: run.playhead.applied, viewer };
        let player = run.player.borrow();
        if self.key != Some(key) {
            self.key = Some(key);
            self.take(player.ring(viewer, run.playhead));
            let transfers = match self.picture {
                Some(_) => player.transfers(run.playhead),
                None => Vec::new(),
            };
            if *self.transfers != transfers {
                self.transfers = Rc::new(transfers);
            }
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
        let subject = self.picture.as_ref().filter(|_| model.pane == Pane::Comparison);
        if let Some(subject) = subject.map(|picture| Subject::of(model.generation, picture))
            && self.subject.as_ref() != Some(&subject)
        {
            self.subject = Some(subject);
            self.comparing = player.comparison(viewer, run.playhead);
            self.show_rows();
        }
    }

    /// Goes on comparing as long as there is time; whether the comparison is whole.
    pub fn compare(&mut self, has_time: &dyn Fn() -> bool) -> bool {
        let Some(comparing) = &mut self.comparing else { return true };
        let mut more = true;
        while more && has_time() {
            more = comparing.work();
        }
        self.show_rows();
        if !more {
            self.comparing = None;
        }
        !more
    }

    fn show_rows(&mut self) {
        let rows = self.comparing.as_ref().map(|comparing| comparing.rows()).unwrap_or_default();
        if *self.comparison != rows {
            self.comparison = Rc::new(rows);
        }
    }

    fn take(&mut self, told: Option<Rc<RingPicture>>) {
        let Some(told) = told else {
            *self = RingViews { key: self.key, ..RingViews::default() };
            return;
        };
        if self.told.as_ref().is_some_and(|known| Rc::ptr_eq(known, &told)) {
            return;
        }
        let fresh = if told.has_points { told.clone() } else { Rc::new(sliced(&told)) };
        self.told = Some(told);
        if self.picture.as_ref() != Some(&fresh) {
            self.picture = Some(fresh);
        }
    }
}

impl Subject {
    fn of(generation: u32, picture: &RingPicture) -> Subject {
        let members = picture.members.iter();
        Subject {
            generation,
            change: picture.change.as_ref().map(|change| change.text.clone()),
            members: members.map(|member| (member.node, member.up, member.weight)).collect(),
        }
    }
}
