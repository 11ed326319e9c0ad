"use strict";
// Sliders for the factors of a generator, and its pictures. One request is under way at a time; what the hand does meanwhile is sent
// afterwards, as it is then.
const at = id => document.getElementById(id);
const rows = new Map(); // by name: the factor, its slider and its button
let values = {}, canvases = [], changed = false, busy = false;

const OVERTAKEN = 409, PAUSE = 30;

async function ask(path, body) {
    const begin = performance.now();
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const content = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(content.error), { status: answer.status });
    return { ...content, trip: performance.now() - begin };
}

function say(message) {
    at("message").textContent = message;
    at("message").hidden = !message;
}

function explain(error) {
    say(error.status ? error.message : "No answer: the explorer has ended. Start it again in the terminal, then load this page anew.");
}

async function draw(answer) {
    const pictures = await Promise.all(answer.pictures.map(async source => {
        const picture = new Image();
        picture.src = source;
        await picture.decode();
        return picture;
    }));
    pictures.forEach((picture, i) => {
        const canvas = canvases[i];
        if (canvas.width !== picture.naturalWidth) canvas.width = picture.naturalWidth;
        if (canvas.height !== picture.naturalHeight) canvas.height = picture.naturalHeight;
        canvas.getContext("2d").drawImage(picture, 0, 0);
    });
    at("latency").value = `server ${answer.milliseconds.toFixed(1)} ms · round trip ${answer.trip.toFixed(1)} ms`;
    document.body.dataset.drawn = Number(document.body.dataset.drawn ?? 0) + 1;
}

// Shows the newest values, and those that come while a request is under way.
async function show() {
    changed = true;
    if (busy) return;
    busy = true;
    at("stage").ariaBusy = "true";
    while (changed) {
        changed = false;
        try {
            await draw(await ask("/api/render", { values }));
            say("");
        } catch (error) {
            if (error.status === OVERTAKEN) { // by another window of this explorer
                changed = true;
                await new Promise(resolve => setTimeout(resolve, PAUSE));
            } else explain(error);
        }
    }
    busy = false;
    at("stage").ariaBusy = "false";
}

function set(name, value) {
    const { factor, row, slider, button } = rows.get(name);
    values[name] = Math.min(factor.most, Math.max(factor.least, factor.whole ? Math.round(value) : value));
    slider.value = values[name];
    const text = factor.whole ? String(values[name]) : values[name].toFixed(2).replace(/^-(0\.00)$/, "$1").replace("-", "\u2212");
    button.textContent = factor.unit ? `${text} ${factor.unit}` : text;
    slider.setAttribute("aria-valuetext", button.textContent);
    row.classList.toggle("default", values[name] === factor.default);
}

function element(kind, properties, ...children) {
    const made = Object.assign(document.createElement(kind), properties);
    made.append(...children);
    return made;
}

function addRow(factor, i, fieldset) {
    const id = `factor-${i}`;
    const slider = element("input", {
        id, type: "range", min: factor.least, max: factor.most, step: factor.whole ? 1 : (factor.most - factor.least) / 200,
    });
    const button = element("button", { type: "button", title: `Set ${factor.name} back` });
    const row = element("div", { className: "row" }, element("label", { htmlFor: id, textContent: factor.name }), slider, button);
    slider.addEventListener("input", () => { set(factor.name, slider.valueAsNumber); show(); });
    button.addEventListener("click", () => { set(factor.name, factor.default); show(); });
    rows.set(factor.name, { factor, row, slider, button });
    fieldset.append(row);
    set(factor.name, factor.default);
}

// A hand that draws on a picture moves two factors.
function follow(canvas, [right, down]) {
    const pull = (name, pixels) => {
        const { factor } = rows.get(name);
        set(name, values[name] + pixels / canvas.clientWidth * (factor.most - factor.least));
    };
    canvas.addEventListener("pointerdown", e => canvas.setPointerCapture(e.pointerId));
    canvas.addEventListener("pointermove", e => {
        if (!canvas.hasPointerCapture(e.pointerId)) return;
        pull(right, e.movementX);
        pull(down, e.movementY);
        show();
    });
}

async function random() {
    try {
        const seed = crypto.getRandomValues(new Uint32Array(1))[0];
        const answer = await ask("/api/draw", { seed });
        for (const [name, value] of Object.entries(answer.values)) set(name, value);
        await draw(answer);
        say("");
    } catch (error) {
        if (error.status !== OVERTAKEN) explain(error);
    }
}

async function start() {
    const model = await (await fetch("/api/model")).json();
    document.title = `${model.title} – explorer`;
    at("title").textContent = model.title;
    at("origin").textContent = model.origin;
    canvases = model.captions.map(caption => {
        const canvas = element("canvas", { width: 32, height: 32 });
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", caption);
        at("pictures").append(element("figure", {}, canvas, element("figcaption", { textContent: caption })));
        return canvas;
    });
    at("pictures").classList.toggle("more", canvases.length > 2);
    for (const group of new Set(model.factors.map(f => f.group))) {
        const fieldset = element("fieldset", {}, element("legend", { textContent: group }));
        model.factors.forEach((factor, i) => { if (factor.group === group) addRow(factor, i, fieldset); });
        at("sliders").append(fieldset);
    }
    if (model.dragged) canvases.forEach(canvas => follow(canvas, model.dragged));
    at("sliders").addEventListener("submit", e => e.preventDefault());
    at("reset").addEventListener("click", () => {
        for (const { factor } of rows.values()) set(factor.name, factor.default);
        show();
    });
    at("random").addEventListener("click", random);
    const smooth = () => at("pictures").classList.toggle("smooth", at("smooth").checked);
    at("smooth").addEventListener("change", smooth);
    smooth();
    await show();
}

start().catch(explain);
