using System.Globalization;
using Reining.Kernel.Display;

namespace Reining.Kernel.Tests.Display;

/// <summary>Values within values: formatters count at every depth, numbers are rounded, parts keep their pictures.</summary>
[Collection(nameof(FormatterTests))]
public sealed class NestedDisplayTests : IDisposable
{
    static readonly Money Price = new(12.5m);

    public static TheoryData<object, string, string> Places => new()
    {
        { new object[] { Price, Price }, "[ €12.5, €12.5 ]", "[ <b>€12.5</b>, <b>€12.5</b> ]" },
        { new List<Money> { Price }, "[ €12.5 ]", "[ <b>€12.5</b> ]" },
        { (1, Price), "(1, €12.5)", "(1, <b>€12.5</b>)" },
        { new { Price }, "{ Price = €12.5 }", "<td><b>€12.5</b></td>" },
        { new { Deep = new { Price } }, "{ Deep = { Price = €12.5 } }", "<td><b>€12.5</b></td>" },
        { new Dictionary<string, Money> { ["a"] = Price }, "a    €12.5", "<td><b>€12.5</b></td>" },
        { new Dictionary<Money, int> { [Price] = 1 }, "€12.5      1", "<td><b>€12.5</b></td>" },
        { new[] { new { Price } }, "€12.5", "<td><b>€12.5</b></td>" },
        { new { Prices = new[] { Price } }, "{ Prices = [ €12.5 ] }", "<td>[ <b>€12.5</b> ]</td>" },
        { new[,] { { Price } }, "€12.5", "<td><b>€12.5</b></td>" },
    };

    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [MemberData(nameof(Places))]
    public void GivenARegisteredFormatter_WhenItsTypeIsWithinAnother_ThenItIsUsedThere(object value, string text, string html)
    {
        Formatter.Register<Money>(money => $"€{money.Amount.ToString(CultureInfo.InvariantCulture)}");
        Formatter.Register<Money>(money => $"<b>€{money.Amount.ToString(CultureInfo.InvariantCulture)}</b>", "text/html");
        Assert.Contains(text, Formatter.ToBundle(value).PlainText, StringComparison.Ordinal);
        Assert.Contains(html.Replace("€", "€", StringComparison.Ordinal), (string)Formatter.ToBundle(value, "text/html").Data["text/html"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAFormatterForNumbers_WhenTheyAreInArraysAndTables_ThenItIsUsedThere()
    {
        Formatter.Register<double>(number => number.ToString("F1", CultureInfo.InvariantCulture));
        Assert.Equal("[ 0.3, 1.0 ]", Formatter.ToBundle(new[] { 0.333, 1 }).PlainText);
        Assert.Equal("{ X = 0.3 }", Formatter.ToBundle(new { X = 0.333 }).PlainText);
        Assert.Contains("<td>0.3</td>", Formatter.ToBundle(new[] { new { X = 0.333 } }).Data.ToJsonString()
            .Replace("\\u003C", "<", StringComparison.Ordinal)
            .Replace("\\u003E", ">", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAFormatterOfATypesOwn_WhenItIsWithinAnother_ThenItsPictureIsInThePage()
    {
        var bundle = Formatter.ToBundle(new Dictionary<string, Brought> { ["loss"] = new() });
        Assert.Contains("<img alt=\"A brought thing\" src=\"data:image/png;base64,", (string)bundle.Data["text/html"]!,
            StringComparison.Ordinal);
        Assert.Contains("A brought thing", bundle.PlainText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0 / 3, "0.333333")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(123456789.0, "123456789")]
    [InlineData(1234567.891, "1234568")]
    [InlineData(1.23456789e-7, "1.23457E-07")]
    [InlineData(1e300, "1E+300")]
    [InlineData(0.5, "0.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-1.5, "-1.5")]
    public void GivenNumbers_WhenTheyAreWithinAnother_ThenSixDigitsAreShownAndByThemselvesAll(double number, string within)
    {
        Assert.Equal($"{{ X = {within} }}", Formatter.ToBundle(new { X = number }).PlainText);
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Formatter.ToBundle(number).PlainText);
    }

    sealed record Money(decimal Amount);
}
