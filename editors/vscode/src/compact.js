// Knows nothing of VS Code.
"use strict";

/**
 * Many messages as few: printed text joins, and of several updates of one display the last counts. A cell may send thousands a second,
 * and each
 * one that reaches VS Code is drawn and kept.
 */
function compact(messages) {
    const kept = [];
    const updates = new Map(); // display -> its place in kept
    for (const message of messages) {
        const before = kept.at(-1);
        if (message.type === "stream" && before?.type === "stream" && before.error === message.error && before.cell === message.cell) {
            kept[kept.length - 1] = { ...before, text: before.text + message.text };
        } else if (message.type === "update" && updates.has(message.id)) {
            kept[updates.get(message.id)] = message;
        } else {
            if (message.type === "update") updates.set(message.id, kept.length);
            else if (message.type === "display" || message.type === "clear") updates.clear(); // what is updated after it is another output
            kept.push(message);
        }
    }
    return kept;
}

/** Text as a terminal shows it: what follows a carriage return is written over the line. */
function overwritten(text) {
    return text
        .replaceAll("\r\n", "\n")
        .split("\n")
        .map(line => line.split("\r").reduce((shown, part) => part + shown.slice(part.length)))
        .join("\n");
}

module.exports = { compact, overwritten };
