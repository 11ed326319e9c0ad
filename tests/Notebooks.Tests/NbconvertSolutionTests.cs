namespace Notebooks.Tests;

/// <summary>As <see cref="NbconvertTests"/>, for the solutions; a class of its own runs beside it.</summary>
public sealed class NbconvertSolutionTests
{
    [SkippableTheory]
    [MemberData(nameof(Checkout.Solutions), MemberType = typeof(Checkout))]
    public void GivenTheInstalledKernel_WhenNbconvertExecutesASolution_ThenEveryCellSucceeds(string name) => NbconvertTests.Succeeds(name);
}
