//! What could not be opened or done: what happened, how much arrived, and a way on. Nothing else
//! starts by itself.

use yew::functional::Hook;
use yew::prelude::*;

use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Problem};
use crate::ui::msg::Msg;
use crate::ui::text;

#[derive(PartialEq)]
pub struct ProblemProps {
    pub kit: Kit,
    pub problem: Problem,
    /// There is a run to go back to.
    pub has_run: bool,
}

pub fn problem_card(props: ProblemProps) -> Html {
    hooked("problem_card".into(), |props, ctx| use_problem_card(props).run(ctx), props)
}

#[hook]
fn use_problem_card(props: &ProblemProps) -> Html {
    let (kit, problem) = (&props.kit, &props.problem);
    let form = use_node_ref();
    let submit = {
        let (form, kit) = (form.clone(), kit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = kit.platform.field(&form, "link");
            if !text.trim().is_empty() {
                kit.send.emit(Msg::LinkPasted { text });
            }
        })
    };
    html! {
        <section class="problem" role="alert" aria-labelledby="problem-title">
            <h1 id="problem-title">{ kit.of(&problem.title) }</h1>
            <p class="reason">{ kit.of(&problem.text) }</p>
            if let Some((arrived, expected)) = problem.arrived {
                <p class="mono">{ format!("{arrived} / {expected}") }</p>
                <svg
                    class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    <rect class="track" width="100" height="4" />
                    <rect
                        class="fill" height="4"
                        width={(arrived.min(expected) * 100 / expected.max(1)).to_string()}
                    />
                </svg>
            }
            <form ref={form} onsubmit={submit}>
                <label>
                    { kit.t(text::PASTE) }
                    <textarea name="link" rows="3" autocomplete="off" spellcheck="false" />
                </label>
                <div class="buttons">
                    <button type="submit" class="primary">{ kit.t(text::OPEN) }</button>
                    <button
                        type="button" onclick={kit.on_click(Msg::DialogOpened {
                            dialog: Dialog::Gallery,
                        })}
                    >
                        { kit.t(text::OPEN_GALLERY) }
                    </button>
                    <button type="button" onclick={kit.on_click(Msg::FileAsked)}>
                        { kit.t(text::OPEN_FILE) }
                    </button>
                    if props.has_run {
                        <button type="button" onclick={kit.on_click(Msg::ProblemClosed)}>
                            { kit.t(text::CLOSE) }
                        </button>
                    }
                </div>
            </form>
        </section>
    }
}
