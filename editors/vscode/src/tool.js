// The commands that run `reining-kernel` on a saved notebook: run headless, export.
"use strict";
const { spawn } = require("node:child_process");
const path = require("node:path");
const vscode = require("vscode");

/** Asks where to, runs the tool, and offers what it wrote. */
async function runTool(notebook, program, { title, suffix, filters, args, open }) {
    if (!program.tool)
        throw new Error(
            "This kernel has no command line tool beside it: 'dotnet tool install -g Reining.Kernel.Tool', then 'reining-kernel install'.",
        );
    if (notebook.isUntitled || notebook.isDirty) await notebook.save();
    if (notebook.isUntitled) return; // the user did not say where
    const source = notebook.uri.fsPath;
    const target = await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.file(source.replace(/\.\w+$/, suffix)), filters });
    if (!target) return;
    const command = [...program.tool, ...args(source, target.fsPath)];
    const said = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (progress, token) => run(command, program.env, path.dirname(source), progress, token),
    );
    if (said.code !== 0) throw new Error(said.text || `${title} ended with code ${said.code}.`);
    await open(target);
}

function run([file, ...args], env, cwd, progress, token) {
    return new Promise((resolve, reject) => {
        const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, windowsHide: true });
        token.onCancellationRequested(() => child.kill("SIGINT"));
        let errors = "";
        child.stdout.on("data", data => progress.report({ message: data.toString().trim().split("\n").at(-1) }));
        child.stderr.on("data", data => (errors += data));
        child.on("error", reject);
        child.on("close", code => resolve({ code, text: errors.trim() }));
    });
}

const openFile = target => vscode.commands.executeCommand("vscode.open", target);

/** The commands by name. `plotly` is the file of plotly.js that a page with figures takes in. */
const commands = plotly => ({
    runHeadless: {
        title: "Run Headless",
        suffix: ".executed.ipynb",
        filters: { Notebook: ["ipynb"] },
        args: (source, target) => ["run", source, "--output", target],
        open: openFile,
    },
    exportHtml: {
        title: "Export to HTML",
        suffix: ".html",
        filters: { "Web page": ["html"] },
        args: (source, target) => ["export", source, "--output", target, "--plotly", plotly],
        open: async target => {
            if (await vscode.window.showInformationMessage(`Wrote ${target.fsPath}`, "Open")) await vscode.env.openExternal(target);
        },
    },
    exportCSharp: {
        title: "Export to C#",
        suffix: ".cs",
        filters: { "C#": ["cs"] },
        args: (source, target) => ["export", source, "--script", target],
        open: openFile,
    },
});

module.exports = { commands, runTool };
