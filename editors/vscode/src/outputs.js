// What a cell shows: the kernel's messages become outputs of VS Code.
"use strict";
const vscode = require("vscode");
const { compact, overwritten } = require("./compact");

const { NotebookCellOutput, NotebookCellOutputItem } = vscode;

const text = value => (Array.isArray(value) ? value.join("") : String(value));

/** A bundle of mime types as the items of one output. */
function items(data) {
    return Object.entries(data).map(([mime, value]) => {
        if (/^image\/(?!svg)/.test(mime)) return new NotebookCellOutputItem(Buffer.from(text(value), "base64"), mime);
        return /\bjson$/.test(mime) ? NotebookCellOutputItem.json(value, mime) : NotebookCellOutputItem.text(text(value), mime);
    });
}

const errorOutput = error =>
    new NotebookCellOutput(
        [NotebookCellOutputItem.error({ name: error.name, message: error.message, stack: error.traceback.join("\n") })],
        { outputType: "error" },
    );

/** Shows the messages of one run of a cell, in order. */
class CellOutputs {
    /**
     * @param {Displays} displays the notebook's
     * @param {vscode.NotebookCell} cell
     */
    constructor(displays, cell) {
        Object.assign(this, { displays, cell, waiting: [], clearNext: false, stream: undefined });
        displays.latest.set(cell, this);
    }

    add(message) {
        if (this.waiting.push(message) === 1) this.displays.after(() => this.drain());
    }

    async drain() {
        for (const message of compact(this.waiting.splice(0))) {
            if (message.type === "update") await this.displays.update(message);
            else if (this.displays.latest.get(this.cell) === this)
                await this.displays.within(this.cell, execution => this.show(message, execution));
        }
    }

    async show(message, execution) {
        if (message.type === "clear" ? !message.wait : this.clearNext) {
            await execution.clearOutput();
            this.clearNext = false;
            this.stream = undefined;
        }
        switch (message.type) {
            case "clear":
                this.clearNext = message.wait;
                return;
            case "stream": {
                const item = message.error ? NotebookCellOutputItem.stderr : NotebookCellOutputItem.stdout;
                if (this.stream?.error !== message.error) {
                    const output = new NotebookCellOutput([item(overwritten(message.text))], { outputType: "stream" });
                    this.stream = { error: message.error, text: message.text, output };
                    return execution.appendOutput(output);
                }
                // A carriage return writes over what is shown already (VS Code itself shows a line for each).
                this.stream.text += message.text;
                return this.stream.text.includes("\r")
                    ? execution.replaceOutputItems(item(overwritten(this.stream.text)), this.stream.output)
                    : execution.appendOutputItems(item(message.text), this.stream.output);
            }
            case "display":
            case "result": {
                this.stream = undefined;
                const kind =
                    message.type === "result"
                        ? { outputType: "execute_result", executionCount: execution.executionOrder }
                        : { outputType: "display_data" };
                const output = new NotebookCellOutput(items(message.data), { ...kind, metadata: message.metadata });
                if (message.id) this.displays.shown.set(message.id, { cell: this.cell, output });
                return execution.appendOutput(output);
            }
        }
    }
}

/** What a notebook shows that can still change, wherever it stands. Changes are made one after the other. */
class Displays {
    /** @param {(cell: vscode.NotebookCell) => vscode.NotebookCellExecution} execute opens an execution of a cell */
    constructor(execute) {
        this.execute = execute;
        this.shown = new Map(); // a display's id -> { cell, output }
        this.latest = new Map(); // cell -> the outputs of its last run
        this.running = new Map(); // cell -> its open execution
        this.ended = new Map(); // cell -> how its run ended: VS Code's own summary comes later
        this.queued = new Set(); // cells that wait to be run: what they show goes away
        this.work = Promise.resolve();
    }

    /** Does something after all that was asked for before. */
    after(change) {
        return (this.work = this.work.then(change).catch(error => console.error(error)));
    }

    async update(message) {
        const found = this.shown.get(message.id);
        if (found) await this.within(found.cell, execution => execution.replaceOutputItems(items(message.data), found.output));
    }

    // VS Code lets outputs be changed by an execution only: a cell that has ended gets a short one, with its number and times as they were.
    async within(cell, change) {
        const open = this.running.get(cell);
        if (open) return change(open);
        if (cell.index < 0 || this.queued.has(cell)) return; // deleted, or about to be run again
        const before = this.ended.get(cell) ?? cell.executionSummary;
        const execution = this.execute(cell);
        execution.executionOrder = before?.executionOrder;
        execution.start(before?.timing?.startTime);
        try {
            await change(execution);
        } finally {
            execution.end(before?.success, before?.timing?.endTime);
        }
    }
}

module.exports = { CellOutputs, Displays, errorOutput };
