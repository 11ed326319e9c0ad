// The text format of .NET Interactive (.dib): cells below lines with their language, no outputs. Knows nothing of VS Code.
// The kernel's DibFormat reads and writes the same; a test compares the two.
"use strict";

const Languages = {
    csharp: "csharp",
    "c#": "csharp",
    cs: "csharp",
    fsharp: "fsharp",
    "f#": "fsharp",
    pwsh: "pwsh",
    powershell: "pwsh",
    html: "html",
    javascript: "javascript",
    js: "javascript",
    markdown: "markdown",
    md: "markdown",
    mermaid: "mermaid",
    sql: "sql",
    kql: "kql",
    http: "http",
    value: "value",
    meta: "meta",
};
const Meta = { kernelInfo: { defaultKernelName: "csharp", items: [{ name: "csharp", languageName: "C#", aliases: ["c#", "cs"] }] } };

/** Cells as { language, text }, and the meta line as it stood. */
function parse(text) {
    const cells = [];
    let language = "csharp",
        lines = [],
        meta = JSON.stringify(Meta);
    const end = () => {
        const source = lines.join("\n").replace(/^\n+|\n+$/g, "");
        lines = [];
        if (language === "meta") meta = source.trim() || meta;
        else if (source.trim()) cells.push({ language, text: source });
    };
    for (const line of text.split(/\r\n|\r|\n/)) {
        const next = line.startsWith("#!") ? Languages[line.slice(2).trimEnd()] : undefined;
        if (next) {
            end();
            language = next;
        } else {
            lines.push(line);
        }
    }
    end();
    return { cells, meta };
}

/** The file's text. Cells without text are left out: the format has none. */
function toText({ cells, meta = JSON.stringify(Meta) }) {
    return (
        `#!meta\n\n${meta}\n` +
        cells
            .filter(cell => cell.text.trim())
            .map(cell => `\n#!${cell.language}\n\n${cell.text.replace(/\r\n/g, "\n").replace(/^\n+|\n+$/g, "")}\n`)
            .join("")
    );
}

module.exports = { parse, toText };
