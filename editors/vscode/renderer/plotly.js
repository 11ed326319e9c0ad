// Draws application/vnd.plotly.v1+json with plotly.js (its cartesian build) in the colors of VS Code's theme.
// plotly.js is loaded with the first figure; until it is there, figures wait with their height reserved.
let loading; // in a module the bundle calls itself moduleName
const load = () =>
    (loading ??= import(new URL("./plotly.min.js", import.meta.url).href).then(() => globalThis.Plotly ?? globalThis.moduleName));

const shown = new Map(); // output -> draws it again
new MutationObserver(() => shown.forEach(draw => draw())).observe(document.body, { attributes: true, attributeFilter: ["class"] });

export function activate() {
    return {
        async renderOutputItem(item, element, signal) {
            const figure = item.json();
            const height = figure.layout?.height ?? 450;
            const box = document.createElement("div");
            box.style.height = `${height}px`;
            element.replaceChildren(box);
            const Plotly = await load();
            if (signal?.aborted) return;
            const draw = () => Plotly.react(box, ...themed(figure, height));
            shown.set(item.id, draw);
            await draw();
        },
        disposeOutputItem(id) {
            if (id) shown.delete(id);
            else shown.clear();
        },
    };
}

// Backgrounds become VS Code's own. In dark themes grays turn around (black lines, ink, grid); colors stay as they are.
function themed(figure, height) {
    const kinds = document.body.classList;
    const isDark =
        kinds.contains("vscode-dark") || (kinds.contains("vscode-high-contrast") && !kinds.contains("vscode-high-contrast-light"));
    const gray = isDark ? inverted : color => color;
    const shown = structuredClone({ data: figure.data ?? [], layout: figure.layout ?? {} });
    if (isDark) invertGrays(shown);
    const { data, layout } = shown;
    for (const name of ["paper_bgcolor", "plot_bgcolor"]) {
        if (isGray(figure.layout?.[name] ?? "#ffffff")) layout[name] = "rgba(0,0,0,0)";
    }
    layout.font = { ...layout.font, color: gray("#333333") };
    for (const name of ["xaxis", "yaxis", ...Object.keys(layout).filter(key => /^[xy]axis\d/.test(key))]) {
        layout[name] = { gridcolor: gray("#e5e5e5"), zerolinecolor: gray("#999999"), linecolor: gray("#444444"), ...layout[name] };
    }
    return [data, { ...layout, height, autosize: true }, { ...figure.config, responsive: true, displaylogo: false }];
}

function invertGrays(value) {
    for (const [name, inner] of Object.entries(value)) {
        if (typeof inner === "string" && /color$/.test(name) && isGray(inner)) value[name] = inverted(inner);
        else if (inner && typeof inner === "object") invertGrays(inner);
    }
}

function channels(color) {
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
    if (hex) return [...hex.slice(1).map(part => parseInt(part, 16)), 1];
    const rgb = /^rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:,\s*([\d.]+)\s*)?\)$/i.exec(color);
    return rgb ? [...rgb.slice(1, 4).map(Number), rgb[4] === undefined ? 1 : Number(rgb[4])] : undefined;
}

function isGray(color) {
    const rgb = channels(color)?.slice(0, 3);
    return rgb !== undefined && Math.max(...rgb) - Math.min(...rgb) < 24;
}

function inverted(color) {
    const [r, g, b, a] = channels(color);
    return `rgba(${255 - r},${255 - g},${255 - b},${a})`;
}
