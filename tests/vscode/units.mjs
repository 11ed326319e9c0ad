// What the extension's parts do without VS Code.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(new URL("../../editors/vscode/src/", import.meta.url));
const dib = require("./dib.js"),
    { compact, overwritten } = require("./compact.js"),
    { findProgram } = require("./program.js");
const folder = () => mkdtempSync(join(tmpdir(), "reining-"));
function file(...path) {
    mkdirSync(join(...path.slice(0, -1)), { recursive: true });
    writeFileSync(join(...path), "");
    return join(...path);
}

/** Checks by name. `convert(from, to)` is the kernel's own converter. */
export const units = convert => ({
    ".dib: the extension and the kernel write the same": () => {
        const text =
            '#!meta\n\n{"kernelInfo":{"defaultKernelName":"csharp",' +
            '"items":[{"name":"csharp","languageName":"C#","aliases":["c#","cs"]}]}}\n' +
            "\n#!markdown\n\n# Title\n\n#!csharp\n\nvar a = 1;\n\na\n\n#!html\n\n<b>x</b>\n\n#!csharp\n\n#!time\na\n";
        const at = folder();
        writeFileSync(join(at, "a.dib"), text);
        convert(join(at, "a.dib"), join(at, "b.dib"));
        assert.equal(readFileSync(join(at, "b.dib"), "utf8"), text);
        assert.equal(dib.toText(dib.parse(text)), text);
        assert.deepEqual(
            dib.parse(text.replaceAll("\n", "\r\n")).cells.map(cell => cell.language),
            ["markdown", "csharp", "html", "csharp"],
        );
    },
    ".dib: without a meta line, other languages and empty cells": () => {
        assert.deepEqual(dib.parse("1 + 1\n#!f#\n\n#!pwsh\nls").cells, [
            { language: "csharp", text: "1 + 1" },
            { language: "pwsh", text: "ls" },
        ]);
        assert.deepEqual(dib.parse("").cells, []);
    },
    "printed text joins, of several updates the last counts, order stays": () => {
        const stream = (text, error = false) => ({ type: "stream", cell: 1, error, text });
        const update = (id, n) => ({ type: "update", cell: 1, id, n });
        assert.deepEqual(
            compact([stream("a"), stream("b"), stream("c", true), update("x", 1), update("y", 1), update("x", 2), stream("d")]),
            [stream("ab"), stream("c", true), update("x", 2), update("y", 1), stream("d")],
        );
        const shown = { type: "display", cell: 1, id: "x" };
        assert.deepEqual(compact([update("x", 1), shown, update("x", 2)]), [update("x", 1), shown, update("x", 2)]);
    },
    "text after a carriage return is written over the line": () => {
        assert.equal(overwritten("a\r\nb\n\rloaded 90%\rloaded 100%"), "a\nb\nloaded 100%");
        assert.equal(overwritten("longer\rab\r"), "abnger");
    },
    "the kernel: setting, Jupyter's list, inside the extension, none": () => {
        const at = folder(),
            dotnet = file(at, "bin", "dotnet"),
            env = { PATH: join(at, "bin"), XDG_DATA_HOME: join(at, "share") };
        const settings = { kernel: "", dotnet: "" };
        assert.throws(() => findProgram(settings, at, env), /No kernel found/);
        const bundled = file(at, "kernel", "Reining.Kernel.dll"),
            tool = file(at, "kernel", "Reining.Kernel.Tool.dll");
        assert.deepEqual(findProgram(settings, at, env).argv, [dotnet, bundled, "serve"]);
        assert.deepEqual(findProgram(settings, at, env).tool, [dotnet, tool]);
        const listed = file(at, "elsewhere", "Reining.Kernel.dll"),
            spec = file(at, "share", "jupyter", "kernels", ".net-csharp", "kernel.json");
        const write = reining =>
            writeFileSync(
                spec,
                JSON.stringify({ argv: ["DOTNET", listed, "kernel", "{connection_file}"], env: { A: "1" }, metadata: { reining } }),
            );
        write(undefined);
        assert.deepEqual(findProgram(settings, at, env).argv[1], bundled); // another program's kernel
        write({ implementation: "reining" });
        assert.deepEqual(findProgram(settings, at, env).argv[1], bundled); // from before the protocol
        write({ protocol: 1 });
        assert.deepEqual(findProgram(settings, at, env), { argv: ["DOTNET", listed, "serve"], tool: undefined, env: { A: "1" } });
        const set = file(at, "set", "Reining.Kernel.dll");
        assert.deepEqual(findProgram({ kernel: set, dotnet: "D" }, at, env).argv, ["D", set, "serve"]);
        assert.throws(() => findProgram({ kernel: join(at, "nothing.dll"), dotnet: "" }, at, env), /expected a file/);
    },
});
