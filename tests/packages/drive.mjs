// A notebook in an empty folder, in VS Code, with the kernel inside the extension. Arguments: address, tools, pictures, the trial's folder,
// and folders of which no library may be in use.
import { readdirSync, readFileSync } from "node:fs";
import { Workbench } from "../vscode/workbench.mjs";

const [address, tools, pictures, own, ...foreign] = process.argv.slice(2);
const vs = await Workbench.open(tools, address, pictures);
try {
    await vs.openFile("train.ipynb");
    await vs.runAll();
    await vs.until(async () => (await vs.outputs()).includes("trained: ") || (await vs.failed()), "the last cell");
    await vs.until(() => vs.inOutputs(() => document.querySelectorAll(".js-plotly-plot .main-svg").length), "the figure");
    await vs.shot("empty-folder", 1500);
    const used = libraries();
    if (!used.some(file => file.endsWith("/kernel/Reining.Kernel.dll")) || !used.some(file => file.endsWith("/Reining.dll")))
        throw new Error(`expected the packed kernel and the package Reining in use, got ${used.join("\n")}`);
    const wrong = used.filter(file => foreign.some(folder => file.startsWith(`${folder}/`)));
    if (wrong.length) throw new Error(`expected no library of this checkout or user, got ${wrong.join("\n")}`);
    await vs.save();
} catch (error) {
    await vs.shot("failed").catch(() => {});
    console.log(`packages: VS Code: ${error.message}; see out/packages-trial`);
    process.exitCode = 1;
}
await vs.close();

// Files that running kernels have mapped.
function libraries() {
    const files = new Set();
    for (const process of readdirSync("/proc").filter(name => /^\d+$/.test(name))) {
        try {
            const command = readFileSync(`/proc/${process}/cmdline`, "utf8");
            if (!command.includes(own) || !command.includes("/kernel/Reining.Kernel.dll")) continue;
            for (const line of readFileSync(`/proc/${process}/maps`, "utf8").split("\n")) files.add(line.slice(73));
        } catch {
            // ended meanwhile
        }
    }
    return [...files].filter(file => file.startsWith("/"));
}
