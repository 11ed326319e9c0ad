// Runs C# notebooks in VS Code with their own kernel; neither Python nor another extension is needed.
"use strict";
const path = require("node:path");
const vscode = require("vscode");
const dib = require("./dib");
const language = require("./language");
const { findProgram } = require("./program");
const { Session } = require("./session");
const { commands, runTool } = require("./tool");
const { Variables } = require("./variables");

const Jupyter = "jupyter-notebook",
    Dib = "reining-dib";
const Types = [Jupyter, Dib];
const Languages = ["csharp", "fsharp", "html", "javascript", "markdown", "mermaid"];
const KernelNames = [".net-csharp", "reining-csharp"];

const sessions = new Map(); // notebook -> Session

exports.activate = context => {
    const channel = vscode.window.createOutputChannel("C# Notebooks");
    const checks = new language.Checks();
    const program = () => {
        const settings = vscode.workspace.getConfiguration("reining");
        return findProgram({ kernel: settings.get("kernel"), dotnet: settings.get("dotnet") }, context.extensionPath);
    };
    const controllers = Types.map(type => createController(type));
    const activeSession = () => sessions.get(vscode.window.activeNotebookEditor?.notebook);
    const sessionOf = document => sessions.get(notebookOf(document));
    const variables = new Variables(activeSession);

    function createController(type) {
        const controller = vscode.notebooks.createNotebookController(`reining-csharp-${type}`, type, "C# (Reining)");
        controller.supportedLanguages = Languages;
        controller.supportsExecutionOrder = true;
        controller.executeHandler = (cells, notebook) => session(notebook, controller).queue(cells);
        controller.interruptHandler = notebook => sessions.get(notebook)?.interrupt();
        controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => (selected ? open(notebook, controller) : close(notebook)));
        return controller;
    }

    function session(notebook, controller) {
        if (!sessions.has(notebook)) {
            const made = new Session(notebook, controller, program, channel);
            made.changed.event(() => {
                variables.refresh();
                checks.later(made);
            });
            sessions.set(notebook, made);
        }
        return sessions.get(notebook);
    }

    // The kernel starts with the notebook, for completion and checks before the first run.
    function open(notebook, controller) {
        const opened = session(notebook, controller);
        try {
            opened.start();
        } catch (error) {
            channel.appendLine(error.message); // running a cell shows it
        }
        showActive();
    }

    function close(notebook) {
        const closed = sessions.get(notebook);
        sessions.delete(notebook);
        if (closed) checks.forget(closed);
        showActive();
        return closed?.stop();
    }

    const showActive = () => {
        vscode.commands.executeCommand("setContext", "reining.active", activeSession() !== undefined);
        variables.refresh();
    };

    const isOurs = notebook =>
        notebook.notebookType === Dib ||
        (notebook.notebookType === Jupyter && KernelNames.includes(notebook.metadata.metadata?.kernelspec?.name));
    const controllerOf = notebook => controllers[Types.indexOf(notebook.notebookType)];

    function prefer(notebook) {
        if (isOurs(notebook)) controllerOf(notebook).updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
    }

    // VS Code shows the preferred kernel, but selects it with the first run only: until then there would be neither completion nor checks.
    // Selected here once for each notebook; what the user selects later counts.
    async function select(editor) {
        const notebook = editor?.notebook;
        if (!notebook || !isOurs(notebook) || sessions.has(notebook)) return;
        const known = `selected ${notebook.uri}`;
        if (context.workspaceState.get(known) && !notebook.isUntitled) return;
        await context.workspaceState.update(known, true);
        const id = controllerOf(notebook).id;
        await vscode.commands.executeCommand("notebook.selectKernel", { notebookEditor: editor, id, extension: context.extension.id });
    }

    const command = (name, action) =>
        vscode.commands.registerCommand(`reining.${name}`, async (...args) => {
            try {
                return await action(...args);
            } catch (error) {
                vscode.window.showErrorMessage(error.message);
            }
        });
    const tools = Object.entries(commands(path.join(context.extensionPath, "renderer", "plotly.min.js"))).map(([name, one]) =>
        command(name, () => {
            const notebook = vscode.window.activeNotebookEditor?.notebook;
            return notebook && runTool(notebook, program(), one);
        }),
    );

    vscode.workspace.notebookDocuments.forEach(prefer);
    vscode.window.visibleNotebookEditors.forEach(select);
    context.subscriptions.push(
        channel,
        checks.collection,
        ...controllers,
        ...tools,
        vscode.workspace.registerNotebookSerializer(Dib, dibSerializer, { transientOutputs: true }),
        vscode.workspace.onDidOpenNotebookDocument(prefer),
        vscode.workspace.onDidCloseNotebookDocument(close),
        vscode.workspace.onDidChangeTextDocument(({ document }) => {
            const changed = sessionOf(document);
            if (changed) checks.later(changed);
        }),
        vscode.window.onDidChangeActiveNotebookEditor(editor => {
            showActive();
            select(editor);
        }),
        vscode.window.registerTreeDataProvider("reining.variables", variables),
        command("restart", () => activeSession()?.restart()),
        command("refreshVariables", () => variables.refresh()),
        command("new", async () => vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(Jupyter, newNotebook()))),
        ...language.register(sessionOf, Types),
    );
};

exports.deactivate = () => Promise.all([...sessions.values()].map(session => session.stop()));

const notebookOf = document =>
    document.notebook ?? vscode.workspace.notebookDocuments.find(one => one.getCells().some(cell => cell.document === document));

// "csharp" as the language's name: with "C#" VS Code writes the language into every cell that it saves.
function newNotebook() {
    const data = new vscode.NotebookData([new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "", "csharp")]);
    data.metadata = {
        cells: [],
        metadata: {
            kernelspec: { display_name: ".NET (C#)", language: "C#", name: ".net-csharp" },
            language_info: { file_extension: ".cs", mimetype: "text/x-csharp", name: "csharp", pygments_lexer: "csharp" },
        },
        nbformat: 4,
        nbformat_minor: 5,
    };
    return data;
}

const dibSerializer = {
    deserializeNotebook(bytes) {
        const { cells, meta } = dib.parse(Buffer.from(bytes).toString("utf8"));
        const data = new vscode.NotebookData(
            cells.map(
                cell =>
                    new vscode.NotebookCellData(
                        cell.language === "markdown" ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code,
                        cell.text,
                        cell.language,
                    ),
            ),
        );
        data.metadata = { meta };
        return data;
    },
    serializeNotebook(data) {
        return Buffer.from(
            dib.toText({ cells: data.cells.map(cell => ({ language: cell.languageId, text: cell.value })), meta: data.metadata?.meta }),
        );
    },
};
