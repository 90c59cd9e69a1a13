//! An SVG picture as a PNG file, painted by the browser.

use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlImageElement};

use crate::browser::files;
use crate::scenario::picture;

/// Pixels for each of the picture's own, for sharp print.
const SCALE: u32 = 2;
/// What browsers paint in one piece.
const SIDE_MAX: u32 = 8_192;

/// What is saved, and under which name.
struct Wanted {
    document: Document,
    name: String,
    payload: String,
}

pub fn save(document: &Document, name: String, svg: &str, payload: String) -> Option<()> {
    let wanted = Rc::new(Wanted { document: document.clone(), name, payload });
    let image = HtmlImageElement::new().ok()?;
    let loaded = image.clone();
    let on_load = Closure::once_into_js(move || {
        paint(&loaded, wanted);
    });
    image.set_onload(Some(on_load.unchecked_ref()));
    let escaped: String = js_sys::encode_uri_component(svg).into();
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{escaped}"));
    Some(())
}

fn paint(image: &HtmlImageElement, wanted: Rc<Wanted>) -> Option<()> {
    let canvas = wanted.document.create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    let (width, height) = (image.natural_width(), image.natural_height());
    let scale = if width.max(height) * SCALE > SIDE_MAX { 1 } else { SCALE };
    canvas.set_width((width * scale).min(SIDE_MAX));
    canvas.set_height((height * scale).min(SIDE_MAX));
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(f64::from(scale), f64::from(scale)).ok()?;
    context.draw_image_with_html_image_element(image, 0.0, 0.0).ok()?;
    let on_blob = Closure::once_into_js(move |blob: JsValue| {
        if let Ok(blob) = blob.dyn_into::<Blob>() {
            carry(&blob, wanted);
        }
    });
    canvas.to_blob(on_blob.unchecked_ref()).ok()
}

fn carry(blob: &Blob, wanted: Rc<Wanted>) {
    let done = Closure::once(move |bytes: JsValue| {
        let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
        let whole = picture::png_with(&bytes, &wanted.payload).unwrap_or(bytes);
        files::save_bytes(&wanted.document, &wanted.name, &whole);
    });
    let _ = blob.array_buffer().then(&done);
    done.forget();
}
