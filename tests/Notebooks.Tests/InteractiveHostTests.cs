using Reining.Kernel.Comparing;
using Reining.Kernel.Documents;

namespace Notebooks.Tests;

/// <summary>Every notebook runs unchanged in Microsoft.DotNet.Interactive, and shows there what it shows in this kernel.</summary>
public sealed class InteractiveHostTests
{
    [Theory]
    [MemberData(nameof(Checkout.Notebooks), MemberType = typeof(Checkout))]
    public void GivenANotebook_WhenRunInDotNetInteractive_ThenItsOutputsAreThoseOfThisKernel(string name)
    {
        var ours = Reproduction.Executed(name);
        var theirs = Path.Combine(Reproduction.Folder, "interactive", name.Replace('/', '-'));

        Directory.CreateDirectory(Path.GetDirectoryName(theirs)!);
        var (exitCode, output) = Checkout.Reining(
            "notebook", "run", Checkout.Notebook(name), "--host", "interactive", "-p", $"profile={Reproduction.Profile}", "-p",
            $"outFolder={Reproduction.Folder}", "-o", theirs);

        Assert.True(exitCode == 0, output);
        Assert.NotEmpty(Executed.Outputs(theirs));
        var differences = NotebookComparer.Compare(
            NotebookFile.Read(ours), NotebookFile.Read(theirs), new CompareOptions { SharedTypesOnly = true });
        Assert.True(
            differences.Count == 0, string.Join("\n", differences.Select(d => $"cell {d.Number} ({d.Cell.Headline()}): {d.What}")));
    }
}
