using Reining.Display;

namespace Reining.Training;

/// <summary>Where a training run stands; notebooks show it as a bar.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Loss">Loss of the newest measured batch.</param>
/// <param name="ValidationLoss">Newest validation loss; NaN before the first.</param>
/// <param name="ImagesPerSecond">Training speed since the start or the resumption, validation left out.</param>
[TypeFormatterSource(typeof(FitProgressFormatters), PreferredMimeTypes = [Mime.Html, Mime.Plain])]
public sealed record FitProgress(long Step, long Steps, long Epoch, double Loss, double ValidationLoss, double ImagesPerSecond)
{
    /// <summary>What the speed counts.</summary>
    public string Unit { get; init; } = "img";

    /// <inheritdoc/>
    public override string ToString()
    {
        var validation = double.IsNaN(ValidationLoss) ? "" : FormattableString.Invariant($", validation {ValidationLoss:0.00}");
        return FormattableString.Invariant($"step {Step}/{Steps}, loss {Loss:0.00}{validation}, {ImagesPerSecond:0} {Unit}/s");
    }

    sealed class FitProgressFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<FitProgress>(Mime.Html, p => $"<progress value=\"{p.Step}\" max=\"{p.Steps}\"></progress> {p}"),
            new MimeFormatter<FitProgress>(Mime.Plain, p => p.ToString()),
        ];
    }
}
