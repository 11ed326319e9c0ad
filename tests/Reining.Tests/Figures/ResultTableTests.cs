using Reining.Figures;

namespace Reining.Tests.Figures;

public sealed class ResultTableTests
{
    static ResultTable Results() => new ResultTable("Fréchet distance on MNIST <classifier features>",
            TableColumn.Text("model"), TableColumn.Number("thesis", "FID", best: Best.Lowest),
            TableColumn.Spread("ours", "distance", "0.0", Best.Lowest), TableColumn.Number("speed", "img/s", "0", Best.Highest))
        .Add("VAE, N(0, I)", 19.21, new[] { 40.0, 41, 45 }, 8000)
        .Add("RAE-L2 | GMM-10", 8.69, new[] { 12.25 }, 7900L)
        .Add("\"quoted\"", null, null, 8100.5);

    [Fact]
    public void GivenATable_WhenWrittenInEveryForm_ThenTheFormsAreTheVerifiedOnes()
    {
        Snapshot.Text("table.txt", Results().ToText());
        Snapshot.Text("table.md", Results().ToMarkdown());
        Snapshot.Text("table.html", Results().ToHtml());
        Snapshot.Text("table.csv", Results().ToCsv());
        Snapshot.Text("table-rows.json", Results().ToJson());
    }

    // 40, 41, 45: mean 42, squared deviations 4 + 1 + 9 = 14, over 2 is 7.
    [Fact]
    public void GivenSeeds_WhenAdded_ThenTheFrameHoldsMeanDeviationAndCount()
    {
        var frame = Results().Frame;
        Assert.Equal(["model", "thesis", "ours", "ours sd", "ours n", "speed"], frame.Columns.Select(c => c.Name));
        Assert.Equal(42.0, frame["ours"][0]);
        Assert.Equal(Math.Sqrt(7), (double)frame["ours sd"][0], 12);
        Assert.Equal(3, frame["ours n"][0]);
        Assert.Null(frame["thesis"][2]);
    }

    [Fact]
    public void GivenANotebookHost_WhenItLooksByName_ThenTheTableShowsItself() =>
        Assert.Equal(["text/html", "text/plain"], NotebookHost.Show(Results()).Keys);

    [Fact]
    public void GivenWrongCells_WhenAdded_ThenTheErrorNamesTheColumn()
    {
        Refusal.Of<ArgumentException>(() => Results().Add("x"), "expected 4 cells (model, thesis, ours, speed), got 1");
        Refusal.Of<ArgumentException>(() => Results().Add("x", "y", null, 1), "a number or null in column 'thesis', got String");
        Refusal.Of<ArgumentException>(
            () => Results().Add("x", 1, 2.0, 1), "a Spread, a list of numbers or null in column 'ours', got Double");
        Refusal.Of<ArgumentException>(() => new ResultTable("t", TableColumn.Text("a"), TableColumn.Number("a")), "unique", "'a' 2 times");
        Refusal.Of<ArgumentException>(() => Results().Save("table.xlsx"), ".csv", "'.xlsx'");
    }

    [Fact]
    public void GivenAFailedAdd_WhenCaught_ThenTheTableIsUnchanged()
    {
        var table = Results();
        Assert.Throws<ArgumentException>(() => table.Add("x", "y", null, 1));
        Assert.Equal(3, table.Rows);
    }
}
