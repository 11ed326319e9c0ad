// The kernel's process, and the protocol of docs/kernel-protocol.md: one JSON object a line. Knows nothing of VS Code.
"use strict";
const { spawn } = require("node:child_process");
const readline = require("node:readline");

const Protocol = 1;

class Kernel {
    /**
     * @param {{ argv: string[], env: object }} program what to start
     * @param {string} folder the notebook's folder
     * @param {(text: string) => void} log takes what the process prints beside the protocol
     */
    constructor(program, folder, log) {
        this.questions = new Map(); // number -> { resolve, reject }
        // number -> { resolve, output, ask }; those that ended stay: what they left running may still print and update
        this.cells = new Map();
        this.last = 0;
        this.alive = true;
        this.log = log;
        const [file, ...args] = program.argv;
        this.process = spawn(file, args, {
            cwd: folder,
            env: { ...process.env, ...program.env },
            stdio: ["pipe", "pipe", "pipe"],
            windowsHide: true,
        });
        this.process.stderr.on("data", data => this.log(data.toString()));
        this.process.stdin.on("error", () => {}); // told by the end of the process
        readline.createInterface({ input: this.process.stdout }).on("line", line => this.receive(line));
        this.ready = new Promise((resolve, reject) => Object.assign(this, { onReady: resolve, onFailed: reject }));
        this.ready.catch(() => {}); // whoever waits hears of it
        this.exited = new Promise(resolve => {
            this.process.on("error", error => resolve(`${file}: ${error.message}`));
            this.process.on("close", (code, signal) => resolve(signal ? `by signal ${signal}` : `with code ${code}`));
        });
        this.exited.then(reason => this.end(reason));
    }

    /** Runs a cell; comes back with { error, lost } when it has ended. */
    execute(name, code, metadata, output, ask) {
        return new Promise(resolve => {
            const cell = ++this.last;
            if (!this.alive) return resolve(gone(this.reason));
            this.cells.set(cell, { resolve, output, ask });
            this.send({ type: "execute", cell, name, code, metadata });
        });
    }

    /** Asks about code: complete, inspect, signature, diagnose, variables. Undefined if the kernel is gone. */
    ask(type, fields) {
        return new Promise((resolve, reject) => {
            if (!this.alive) return resolve(undefined);
            const question = ++this.last;
            this.questions.set(question, { resolve, reject });
            this.send({ type, question, ...fields });
        });
    }

    interrupt() {
        this.send({ type: "interrupt" });
    }

    /** Ends the process: first by closing its input, then by force. */
    async stop() {
        if (!this.alive) return;
        this.process.stdin.end();
        const timer = setTimeout(() => this.process.kill("SIGKILL"), 2000);
        await this.exited;
        clearTimeout(timer);
    }

    send(message) {
        if (this.alive) this.process.stdin.write(JSON.stringify(message) + "\n");
    }

    receive(line) {
        let message;
        try {
            message = JSON.parse(line);
        } catch {
            return this.log(line + "\n"); // not ours: something printed where it must not
        }
        const { type, cell, question } = message;
        const running = this.cells.get(cell);
        switch (type) {
            case "hello":
                if (message.protocol !== Protocol)
                    this.onFailed(
                        new Error(
                            `The kernel speaks protocol ${message.protocol}, this extension ${Protocol}; update the older of the two.`,
                        ),
                    );
                return;
            case "ready":
                return this.onReady();
            case "assisted": {
                const asked = this.questions.get(question);
                this.questions.delete(question);
                return message.error ? asked?.reject(new Error(message.error)) : asked?.resolve(message.answer ?? undefined);
            }
            case "input":
                Promise.resolve(running?.ask(message)).then(value => this.send({ type: "answer", question, value: value ?? null }));
                return;
            case "done":
                return running?.resolve({ error: message.error, lost: message.lost });
            default:
                running?.output(message);
        }
    }

    end(reason) {
        this.alive = false;
        this.reason = reason;
        this.onFailed(new Error(`The kernel ended ${reason}.`));
        for (const cell of this.cells.values()) cell.resolve(gone(reason));
        for (const question of this.questions.values()) question.resolve(undefined);
        this.cells.clear();
        this.questions.clear();
    }
}

const gone = reason => {
    const message = `The kernel has ended (${reason}). All variables are lost; the next cell starts it again.`;
    return { lost: true, error: { name: "KernelEnded", message, traceback: [message] } };
};

module.exports = { Kernel };
