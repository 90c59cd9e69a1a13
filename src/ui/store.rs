//! The one place that feeds messages to the model and runs the commands that follow. The page is a
//! view of it; the browser and its script interface speak to it.

use std::cell::{Cell, Ref, RefCell};
use std::rc::{Rc, Weak};

use yew::Callback;

use crate::chunk::File;
use crate::ui::drawings::surface::SurfaceHandle;
use crate::ui::later;
use crate::ui::model::{Model, SharedPlayer};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::platform::PlatformHandle;
use crate::ui::update::update;

/// What simulation may take of a frame.
const BUDGET_MS: f64 = 8.0;
/// Between two looks at the clock: events of a thousand nodes take their time.
const EVENTS_AT_ONCE: u32 = 32;

pub struct Store {
    me: Weak<Store>,
    model: RefCell<Model>,
    platform: RefCell<Option<PlatformHandle>>,
    surface: RefCell<Option<SurfaceHandle>>,
    refresh: RefCell<Callback<()>>,
    watch: RefCell<Callback<()>>,
    /// What is shown is not all worked out.
    unfinished: Cell<bool>,
    /// Being fetched for what is to be seen.
    coming: RefCell<Vec<&'static File>>,
}

#[derive(Clone)]
pub struct StoreHandle(pub Rc<Store>);

impl PartialEq for StoreHandle {
    fn eq(&self, other: &StoreHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl StoreHandle {
    pub fn new(model: Model) -> StoreHandle {
        StoreHandle(Rc::new_cyclic(|me| Store {
            me: me.clone(),
            model: RefCell::new(model),
            platform: RefCell::new(None),
            surface: RefCell::new(None),
            refresh: RefCell::new(Callback::noop()),
            watch: RefCell::new(Callback::noop()),
            unfinished: Cell::new(false),
            coming: RefCell::default(),
        }))
    }
}

impl Store {
    pub fn model(&self) -> Ref<'_, Model> {
        self.model.borrow()
    }

    pub fn set_platform(&self, platform: PlatformHandle, surface: SurfaceHandle) {
        *self.platform.borrow_mut() = Some(platform);
        *self.surface.borrow_mut() = Some(surface);
    }

    pub fn platform(&self) -> Option<PlatformHandle> {
        self.platform.borrow().clone()
    }

    pub fn surface(&self) -> Option<SurfaceHandle> {
        self.surface.borrow().clone()
    }

    /// What is to be told when the model has changed.
    pub fn set_refresh(&self, refresh: Callback<()>) {
        *self.refresh.borrow_mut() = refresh;
    }

    /// And what looks at it from outside.
    pub fn set_watch(&self, watch: Callback<()>) {
        *self.watch.borrow_mut() = watch;
    }

    pub fn dispatch(&self, msg: Msg) {
        let cmds = update(&mut self.model.borrow_mut(), msg);
        let platform = self.platform();
        for cmd in cmds {
            match (&platform, cmd) {
                (Some(platform), Cmd::Simulate) => self.simulate(platform),
                (Some(platform), Cmd::DrawSeed) => {
                    if let Some(seed) = platform.fresh_seed() {
                        self.dispatch(Msg::SeedChanged { seed });
                    }
                }
                (_, Cmd::Fetch { file, then }) => self.fetch(file, Some(then)),
                (Some(platform), cmd) => platform.run(cmd, &self.model.borrow()),
                (None, _) => {}
            }
        }
        let lacking = later::lacking(&self.model.borrow());
        for file in lacking {
            if !self.coming.borrow().contains(&file) {
                self.coming.borrow_mut().push(file);
                self.fetch(file, None);
            }
        }
        self.ask_frames();
        self.show();
    }

    fn show(&self) {
        let refresh = self.refresh.borrow().clone();
        refresh.emit(());
        let watch = self.watch.borrow().clone();
        watch.emit(());
    }

    /// Lets the page's view work for a while, as long as the asked says that there is time; whether
    /// it has finished is what it returns. If not, it is asked again in the next frame.
    pub fn work(&self, work: impl FnOnce(&dyn Fn() -> bool) -> bool) {
        let platform = self.platform();
        let start_ms = platform.as_ref().map_or(0.0, |platform| platform.now_ms());
        let has_time = || {
            let platform = platform.as_ref();
            platform.is_none_or(|platform| platform.now_ms() - start_ms < BUDGET_MS)
        };
        self.unfinished.set(!work(&has_time));
        self.ask_frames();
    }

    fn ask_frames(&self) {
        if let Some(platform) = self.platform() {
            let wanted = self.model.borrow().wants_frames() || self.unfinished.get();
            platform.set_frames(wanted);
        }
    }

    /// The page stays as it is until the file is here; `then` is what waits for it.
    fn fetch(&self, file: &'static File, then: Option<Box<Msg>>) {
        let me = self.me.clone();
        file.fetch(move |whole| {
            let Some(store) = me.upgrade() else { return };
            if then.is_none() {
                store.coming.borrow_mut().retain(|coming| *coming != file);
            }
            match then {
                _ if !whole => store.dispatch(Msg::FetchFailed { then }),
                Some(then) => store.dispatch(*then),
                None => store.show(),
            }
        });
    }

    fn simulate(&self, platform: &PlatformHandle) {
        let runs = self.model.borrow().runs.iter().map(|run| run.player.clone()).collect();
        let players: Vec<SharedPlayer> = runs;
        let start_ms = platform.now_ms();
        // An event of a thousand nodes may take a millisecond.
        let mut events = 1;
        loop {
            // All sides at the same pace, so that none keeps the playhead waiting.
            let mut finished = true;
            for player in &players {
                finished &= player.borrow_mut().advance(events).finished;
            }
            events = EVENTS_AT_ONCE.min(events * 2);
            if finished || platform.now_ms() - start_ms >= BUDGET_MS {
                break;
            }
        }
        update(&mut self.model.borrow_mut(), Msg::Simulated);
    }
}
