using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

/// <summary>What a page does with its charts, told by its own script in Node with a browser and a Plotly that only take notes.</summary>
public sealed class PageScriptTests
{
    const string Stubs =
        """
        let narrow = WIDTH, ink = "ink by day", change = null, notes = { relayouts: [] };
        globalThis.window = { matchMedia: query =>
          ({ matches: query.includes("max-width") ? narrow : false, addEventListener: (_, heard) => { change = heard; } }) };
        globalThis.getComputedStyle = () => ({ getPropertyValue: name => name === "--ink" ? ink : "line" });
        const chart = { data: [], layout: { width: 700, title: "t" }, config: { scrollZoom: true } };
        const place = { _fullLayout: { xaxis: { type: "log", range: RANGE, _input: INPUT }, yaxis2: { type: "linear" } } };
        const fold = { open: false, addEventListener: (_, heard) => { fold.toggle = heard; } };
        globalThis.document = { documentElement: {}, querySelectorAll: () => [{ closest: () => fold, querySelector: name =>
          name === "div" ? place : { textContent: JSON.stringify(chart) } }] };
        globalThis.Plotly = { Plots: { resize: () => { notes.resized = (notes.resized || 0) + 1; } },
          newPlot: (_, data, layout, config) => { Object.assign(notes, { layout, config }); return Promise.resolve(); },
          relayout: (_, update) => notes.relayouts.push(update) };
        """;

    const string Tell =
        """

        setTimeout(() => {
          ink = "ink by night"; change(); fold.toggle(); fold.open = true; fold.toggle();
          console.log(JSON.stringify(notes)); }, 1);
        """;

    [SkippableTheory]
    [InlineData("[0, 1]", "{}", "\"D2\"")]
    [InlineData("[-2, 1]", "{}", "1")]
    [InlineData("[4, -6]", "{}", "2")]
    [InlineData("[0, 3]", "{ dtick: 5 }", null)]
    public void GivenALogarithmicAxis_WhenThePageIsShown_ThenItsTicksDoNotRunIntoEachOther(string range, string input, string? dtick) =>
        Assert.Equal(dtick, Run(narrow: false, range, input)["relayouts"]![0]!["xaxis.dtick"]?.ToJsonString());

    [SkippableFact]
    public void GivenAPhone_WhenThePageIsShown_ThenNoToolbarCoversTheTitleAndTheChartTakesTheWidth()
    {
        var (phone, desk) = (Run(narrow: true), Run(narrow: false));
        Assert.Equal("false", phone["config"]!["displayModeBar"]!.ToJsonString());
        Assert.Null(desk["config"]!["displayModeBar"]);
        Assert.Equal((null, 700), ((int?)phone["layout"]!["width"], (int?)desk["layout"]!["width"]));
        Assert.True((bool)desk["config"]!["scrollZoom"]!); // the chart's own wishes stay
    }

    [SkippableFact]
    public void GivenAFoldedResult_WhenItIsOpened_ThenItsChartTakesTheWidth() => Assert.Equal(1, (int)Run(narrow: false)["resized"]!);

    [SkippableFact]
    public void GivenADarkPage_WhenItIsShownOrTurns_ThenChartsTakeItsColors()
    {
        var relayouts = Run(narrow: false)["relayouts"]!.AsArray();
        Assert.Equal(["ink by day", "ink by night"], relayouts.Select(update => (string?)update!["font.color"]));
        Assert.All(relayouts, update =>
        {
            Assert.Equal("rgba(0,0,0,0)", (string?)update!["paper_bgcolor"]);
            Assert.Equal("rgba(0,0,0,0)", (string?)update["plot_bgcolor"]);
            Assert.Equal("line", (string?)update["yaxis2.gridcolor"]);
        });
    }

    [Fact]
    public void GivenTables_WhenThePageIsShown_ThenTheyScrollBelowAFixedFirstColumn()
    {
        var page = HtmlExporter.Export(NotebookDocument.CreateCSharp(), new HtmlExportOptions());
        Assert.Contains("div.output, div.wide { overflow-x: auto; }", page, StringComparison.Ordinal);
        Assert.Contains("div.output tr > :first-child, div.wide tr > :first-child { position: sticky; left: 0;", page,
            StringComparison.Ordinal);
    }

    static JsonNode Run(bool narrow, string range = "[0, 3]", string input = "{}")
    {
        var assembly = typeof(HtmlExporter).Assembly;
        using var script = new StreamReader(assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(name => name.EndsWith("page.js", StringComparison.Ordinal)))!);
        var stubs = Stubs.Replace("WIDTH", narrow ? "true" : "false", StringComparison.Ordinal)
            .Replace("RANGE", range, StringComparison.Ordinal).Replace("INPUT", input, StringComparison.Ordinal);
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["-"])
            { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            node.StandardInput.Write(stubs + script.ReadToEnd() + Tell);
            node.StandardInput.Close();
            return JsonNode.Parse(node.StandardOutput.ReadToEnd())!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("The page's script is run by Node, which is not installed here.");
        }
    }
}
