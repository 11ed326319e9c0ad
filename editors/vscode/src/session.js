// A notebook with its kernel: runs cells one after the other, and remembers what ran.
"use strict";
const path = require("node:path");
const vscode = require("vscode");
const { Kernel } = require("./kernel");
const { CellOutputs, Displays, errorOutput } = require("./outputs");

class Session {
    /**
     * @param {vscode.NotebookDocument} notebook
     * @param {vscode.NotebookController} controller
     * @param {() => object} findProgram
     * @param {vscode.OutputChannel} channel takes what the kernel says beside its protocol
     */
    constructor(notebook, controller, findProgram, channel) {
        Object.assign(this, { notebook, controller, findProgram, channel });
        this.tail = Promise.resolve();
        this.generation = 0; // moves on when what waits is not to run any more
        this.changed = new vscode.EventEmitter();
        this.reset();
    }

    /** The running kernel, if there is one. */
    get current() {
        return this.kernel?.alive ? this.kernel : undefined;
    }

    /** Starts the kernel, so that it gets warm while the user reads. */
    start() {
        if (this.current) return this.kernel;
        const folder = this.notebook.isUntitled
            ? (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? require("node:os").homedir())
            : path.dirname(this.notebook.uri.fsPath);
        const kernel = new Kernel(this.findProgram(), folder, text => this.channel.append(text));
        this.reset();
        this.kernel = kernel;
        vscode.window
            .withProgress({ location: vscode.ProgressLocation.Window, title: "C# kernel starts" }, () => kernel.ready)
            .then(
                () => this.changed.fire(),
                error => this.channel.appendLine(error.message),
            );
        return kernel;
    }

    /** Queues cells. As in Jupyter, a failing one ends what was asked with it and after it. */
    async queue(cells) {
        const { displays, generation } = this;
        cells.forEach(cell => displays.queued.add(cell));
        await displays.work; // a late update may hold one of them
        // Shown as waiting from now on.
        const runs = cells.map(cell => ({ cell, execution: this.controller.createNotebookCellExecution(cell) }));
        for (const { cell, execution } of runs) {
            this.tail = this.tail.then(async () => {
                const isRun = generation === this.generation;
                const succeeded = isRun && (await this.run(cell, execution));
                displays.queued.delete(cell);
                if (!isRun)
                    execution.end(undefined); // never started: shown as not run
                else if (!succeeded && generation === this.generation) this.generation++;
            });
        }
        this.tail = this.tail.then(() => this.changed.fire());
        return this.tail;
    }

    interrupt() {
        this.generation++;
        this.current?.interrupt();
    }

    async restart() {
        await this.stop();
        await this.start().ready;
    }

    async stop() {
        this.generation++;
        const kernel = this.current;
        this.kernel = undefined; // a cell that is run from now on starts another one
        await kernel?.stop();
    }

    /** Whether a cell is C# that the kernel has not run as it stands. */
    isPending(cell) {
        return cell.document.languageId === "csharp" && this.ran.get(cell) !== cell.document.getText();
    }

    reset() {
        this.count = 0;
        this.ran = new Map(); // cell -> its text when it ran
        this.displays = new Displays(cell => this.controller.createNotebookCellExecution(cell));
    }

    async run(cell, execution) {
        const code = cell.document.getText();
        const startTime = Date.now();
        execution.start(startTime);
        await execution.clearOutput();
        if (!code.trim()) {
            execution.end(undefined);
            return true;
        }
        let outcome;
        try {
            const kernel = this.start();
            const name = `cell ${(execution.executionOrder = ++this.count)}`;
            this.displays.running.set(cell, execution);
            const outputs = new CellOutputs(this.displays, cell);
            const asking = new vscode.CancellationTokenSource();
            const ask = question =>
                vscode.window.showInputBox({ prompt: question.prompt, password: question.password, ignoreFocusOut: true }, asking.token);
            outcome = await kernel.execute(name, code, this.metadata(cell), message => outputs.add(message), ask);
            asking.cancel();
            await this.displays.work;
        } catch (error) {
            outcome = { error: { name: "Kernel", message: error.message, traceback: [error.message] } };
        }
        this.displays.running.delete(cell);
        if (outcome.error) await execution.appendOutput(errorOutput(outcome.error));
        const endTime = Date.now();
        execution.end(!outcome.error, endTime);
        const { executionOrder } = execution;
        this.displays.ended.set(cell, { executionOrder, success: !outcome.error, timing: { startTime, endTime } });
        if (outcome.lost) this.ran.clear();
        else if (!outcome.error) this.ran.set(cell, code);
        return !outcome.error;
    }

    // What the cell's corner says counts, not what another program wrote into its metadata.
    metadata(cell) {
        const { polyglot_notebook, dotnet_interactive, ...own } = cell.metadata.metadata ?? {};
        return { ...own, vscode: { languageId: cell.document.languageId } };
    }
}

module.exports = { Session };
