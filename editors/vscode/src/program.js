// Finds the kernel's program: by the setting, in Jupyter's list, or inside this extension. Knows nothing of VS Code.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const Library = "Reining.Kernel.dll",
    Tool = "Reining.Kernel.Tool.dll";

// As the kernel's own entry in Jupyter's list sets them (KernelSpec.Settings says why).
const Env = {
    OMP_WAIT_POLICY: "passive",
    GOMP_SPINCOUNT: "1000",
    GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
    DOTNET_EnableWriteXorExecute: "0",
    DOTNET_NOLOGO: "1",
};

/**
 * The command that serves notebooks, and the command line tool beside it.
 * @param {{ kernel: string, dotnet: string }} settings the user's
 * @param {string} extension this extension's folder
 * @returns {{ argv: string[], tool: string[] | undefined, env: object }}
 */
function findProgram(settings, extension, env = process.env) {
    if (settings.kernel) {
        if (!fs.existsSync(settings.kernel))
            throw new Error(`reining.kernel: expected a file ${Library}, found none at ${settings.kernel}.`);
        return programAt(settings.dotnet || findDotNet(env), settings.kernel, Env);
    }
    const bundled = path.join(extension, "kernel", Library);
    const found = findListed(env) ?? (fs.existsSync(bundled) ? programAt(settings.dotnet || findDotNet(env), bundled, Env) : undefined);
    if (!found)
        throw new Error(
            "No kernel found: install the package of this extension with one inside, run 'reining-kernel install', or set reining.kernel.",
        );
    return found;
}

function programAt(dotnet, file, env) {
    const tool = path.join(path.dirname(file), Tool);
    return { argv: [dotnet, file, "serve"], tool: fs.existsSync(tool) ? [dotnet, tool] : undefined, env };
}

// An entry that `kernel install` made: "dotnet FILE kernel {connection_file}", or "reining-kernel kernel {connection_file}".
// Those of other programs, and of versions before this protocol, are left alone.
function findListed(env) {
    const home = os.homedir();
    const roots =
        process.platform === "win32"
            ? [path.join(env.APPDATA ?? "", "jupyter")]
            : process.platform === "darwin"
              ? [path.join(home, "Library", "Jupyter")]
              : [env.JUPYTER_DATA_DIR, path.join(env.XDG_DATA_HOME || path.join(home, ".local", "share"), "jupyter")];
    for (const root of roots.filter(Boolean)) {
        for (const name of ["reining-csharp", ".net-csharp"]) {
            const file = path.join(root, "kernels", name, "kernel.json");
            if (!fs.existsSync(file)) continue;
            const spec = JSON.parse(fs.readFileSync(file, "utf8"));
            if (!spec.metadata?.reining?.protocol) continue;
            const command = spec.argv.slice(0, -2);
            if (!fs.existsSync(command.at(-1))) continue;
            return command.length === 2 ? programAt(...command, spec.env) : { argv: [...command, "serve"], tool: command, env: spec.env };
        }
    }
}

function findDotNet(env) {
    const windows = process.platform === "win32";
    const places = [
        env.DOTNET_ROOT,
        ...(env.PATH ?? env.Path ?? "").split(path.delimiter),
        path.join(os.homedir(), ".dotnet"),
        ...(windows
            ? [path.join(env.ProgramFiles ?? "C:\\Program Files", "dotnet")]
            : ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet"]),
    ];
    const found = places
        .filter(Boolean)
        .map(place => path.join(place, windows ? "dotnet.exe" : "dotnet"))
        .find(file => fs.existsSync(file));
    if (!found)
        throw new Error(
            "C# notebooks need the .NET 10 runtime, and 'dotnet' was not found: install it, or set reining.dotnet " +
                "(https://dotnet.microsoft.com/download/dotnet/10.0).",
        );
    return found;
}

module.exports = { findProgram };
