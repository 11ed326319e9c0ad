// Writes the notebooks of the scenario into a folder. Arguments: folder, path from there to the built library.
import { writeFileSync } from "node:fs";
const [folder, library] = process.argv.slice(2);

const metadata = {
    kernelspec: { display_name: ".NET (C#)", language: "C#", name: ".net-csharp" },
    language_info: { file_extension: ".cs", mimetype: "text/x-csharp", name: "csharp", pygments_lexer: "csharp" },
};

const text = source => ["markdown", source];
const code = (...lines) => ["code", lines.join("\n")];
const html = source => ["code", source, { vscode: { languageId: "html" } }];

function write(name, cells, language = "csharp") {
    const all = cells.map(([type, source, own = {}], i) => {
        const lines = source.split("\n").map((line, k, every) => (k + 1 < every.length ? line + "\n" : line));
        const cell = { cell_type: type, id: `${name}-${i}`, metadata: own, source: lines };
        return type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell;
    });
    const language_info = { ...metadata.language_info, name: language };
    const notebook = { cells: all, metadata: { ...metadata, language_info }, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(`${folder}/${name}.ipynb`, JSON.stringify(notebook, null, 1));
}

// What the library shows: grid, figure, slider, table, progress. Small, so that it runs in seconds.
write("digits", [
    text("# Digits\n\nA grid, a figure, a slider, a table and progress: $x^2$."),
    code(
        `#r "${library}/TorchSharp.dll"`,
        `#r "${library}/Reining.dll"`,
        "using Reining.Data; using Reining.Figures; using Reining.Images;",
        "using Reining.Torch; using static TorchSharp.torch;",
        "",
        "var digits = Mnist.Load();",
        'digits.Test.Take(32).Grid(new() { Columns = 16, AltText = "32 test digits" })',
    ),
    code(
        "double[] x = [.. Enumerable.Range(0, 40).Select(i => i / 4.0)];",
        "double[] y = [.. x.Select(v => Math.Exp(-v / 5) * Math.Cos(2 * v))];",
        'Figure.Curves("Damped", "time", "value", [new("wave", x, y)], altText: "a damped wave")',
    ),
    code(
        "var some = digits.Test.Take(16).Images();",
        "ImageBatch Darker(int k) => new(some / k, PixelRange.ZeroToOne);",
        'new ImageSlider("darker", [.. Enumerable.Range(1, 4).Select(k => ($"1/{k}", Darker(k)))])',
    ),
    code('Enumerable.Range(1, 3).Select(i => new { Number = i, Square = i * i, Name = $"row {i}" })'),
    code(
        "var bar = display(HTML(\"<progress max='5' value='0'></progress> step 0\"));",
        "for (var i = 1; i <= 5; i++)",
        "{",
        "    await Task.Delay(60);",
        "    bar.Update(HTML($\"<progress max='5' value='{i}'></progress> step {i} of 5\"));",
        "}",
    ),
]);

write("trial", [
    text("# Trial"),
    code("1 + 1"),
    code(
        'Console.WriteLine("first line");',
        'Console.Error.WriteLine("to stderr");',
        'for (var i = 0; i <= 100; i += 20) { Console.Write($"\\rloaded {i}%"); await Task.Delay(20); }',
    ),
    code('var x = new { A = 1, B = "two" };', 'var sentence = "kept";', 'var live = display(HTML("<b>live 0</b>"));', "x"),
    code('for (var i = 1; i <= 3; i++) { live.Update(HTML($"<b>live {i} of 3</b>")); await Task.Delay(30); }'),
    code('Console.WriteLine("goes away"); clear_output(); Console.WriteLine("stays here");'),
    code("while (true) ;"),
    code('x.A + 41 + ":" + sentence'),
    code("var a = 1;", "", 'throw new InvalidOperationException("boom on line three");'),
    code('"not reached"'),
]);

// Of language "C#", as .NET Interactive wrote notebooks.
const asked = [
    code(
        'var name = await Kernel.GetInputAsync("your name?");',
        'var secret = await Kernel.GetPasswordAsync("your word?");',
        '$"{name} has {secret.Length} letters"',
    ),
    code("var before = 5;", "before"),
    code('Environment.FailFast("killed itself");'),
    code("var after = 6;", '$"back: {after}"'),
    html('<i id="html-cell">an html cell</i>'),
    code("undeclared + 1"),
    code('Console.Write(string.Concat(Enumerable.Range(0, 20000).Select(i => $"line {i}\\n"))); "printed"'),
];
write("ask", asked, "C#");

const meta = { kernelInfo: { defaultKernelName: "csharp", items: [{ name: "csharp", languageName: "C#", aliases: ["c#", "cs"] }] } };
const dib = '#!markdown\n\n# A dib\n\n#!csharp\n\nvar dib = 40 + 2;\n$"dib says {dib}"\n';
writeFileSync(`${folder}/plain.dib`, `#!meta\n\n${JSON.stringify(meta)}\n\n${dib}`);
