// Completion, hover, signatures and errors while typing, as the kernel knows them.
"use strict";
const vscode = require("vscode");

const Kinds = {
    function: "Method",
    property: "Property",
    field: "Field",
    instance: "Variable",
    module: "Module",
    class: "Class",
    param: "Variable",
    keyword: "Keyword",
    statement: "Text",
};
const CheckAfter = 300; // ms without a key

/** @param {(document: vscode.TextDocument) => import("./session").Session | undefined} sessionOf */
function register(sessionOf, notebookTypes) {
    const cells = notebookTypes.map(notebookType => ({ language: "csharp", notebookType }));
    const ask = (document, position, type) =>
        sessionOf(document)?.current?.ask(type, { code: document.getText(), position: document.offsetAt(position) });

    const completion = {
        async provideCompletionItems(document, position, token) {
            const answer = await ask(document, position, "complete");
            if (!answer || token.isCancellationRequested) return;
            const range = new vscode.Range(document.positionAt(answer.start), document.positionAt(answer.end));
            return answer.texts.map((text, i) =>
                Object.assign(new vscode.CompletionItem(text, vscode.CompletionItemKind[Kinds[answer.kinds[i]] ?? "Text"]), { range }),
            );
        },
    };
    const hover = {
        async provideHover(document, position) {
            const word = document.getWordRangeAtPosition(position);
            const answer = word && (await ask(document, word.end, "inspect"));
            if (!answer) return;
            const [signature, ...rest] = answer.split("\n\n");
            return new vscode.Hover(new vscode.MarkdownString().appendCodeblock(signature, "csharp").appendText(rest.join("\n\n")), word);
        },
    };
    const signatures = {
        async provideSignatureHelp(document, position) {
            const answer = await ask(document, position, "signature");
            if (!answer) return;
            const help = new vscode.SignatureHelp();
            help.activeSignature = answer.active;
            help.activeParameter = answer.parameter;
            help.signatures = answer.items.map(one => {
                const shown = new vscode.SignatureInformation(one.label, one.documentation);
                shown.parameters = one.parameters.map(({ start, end }) => new vscode.ParameterInformation([start, end]));
                return shown;
            });
            return help;
        },
    };
    return [
        vscode.languages.registerCompletionItemProvider(cells, completion, "."),
        vscode.languages.registerHoverProvider(cells, hover),
        vscode.languages.registerSignatureHelpProvider(cells, signatures, "(", ","),
    ];
}

/** Shows the compiler's errors in cells that have not been run as they stand. */
class Checks {
    constructor() {
        this.collection = vscode.languages.createDiagnosticCollection("reining");
        this.timers = new Map(); // session -> timer
    }

    /** All cells of a notebook, once the user has stopped typing: what one declares is used in others. */
    later(session) {
        clearTimeout(this.timers.get(session));
        this.timers.set(
            session,
            setTimeout(() => this.check(session).catch(error => session.channel.appendLine(String(error))), CheckAfter),
        );
    }

    async check(session) {
        const enabled = vscode.workspace.getConfiguration("reining").get("checkWhileTyping");
        const cells = session.notebook.getCells().filter(cell => cell.kind === vscode.NotebookCellKind.Code);
        const pending = enabled && session.current ? cells.filter(cell => session.isPending(cell)) : [];
        const versions = pending.map(cell => cell.document.version);
        const found = pending.length ? await session.current.ask("diagnose", { cells: pending.map(cell => cell.document.getText()) }) : [];
        if (!found || pending.some((cell, i) => cell.document.version !== versions[i])) return; // typed on: another check follows
        for (const cell of cells) this.collection.set(cell.document.uri, (found[pending.indexOf(cell)] ?? []).map(diagnostic));
    }

    forget(session) {
        clearTimeout(this.timers.get(session));
        this.timers.delete(session);
        for (const cell of session.notebook.getCells()) this.collection.delete(cell.document.uri);
    }
}

function diagnostic(one) {
    const range = new vscode.Range(one.line, one.column, one.endLine, one.endColumn);
    const shown = new vscode.Diagnostic(range, one.message, vscode.DiagnosticSeverity.Error);
    shown.code = one.code;
    shown.source = "C#";
    return shown;
}

module.exports = { register, Checks };
