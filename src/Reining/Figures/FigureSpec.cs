namespace Reining.Figures;

/// <summary>A whole figure as data: the one record from which the interactive chart and the static picture are made.</summary>
internal sealed record FigureSpec(string Title, string Kind, AxisSpec X, AxisSpec Y, IReadOnlyList<Layer> Layers)
{
    public string AltText { get; init; } = "";

    /// <summary>Pixels at scale 1.</summary>
    public int Width { get; init; } = 760;

    public int Height { get; init; } = 430;

    /// <summary>One unit is as long on both axes.</summary>
    public bool EqualUnits { get; init; }

    /// <summary>The rows of named places run from the top.</summary>
    public bool TopDown { get; init; }

    /// <summary>More than one thing to tell apart.</summary>
    public bool HasLegend => Layers.Count(l => l.Name is not null) > 1;

    /// <summary>Pixels for one line of the title, which is centered over the plot and not over the legend.</summary>
    public int TitleWidth => HasLegend ? Width - 230 : Width - 60;

    /// <summary>What was left out, for the text form.</summary>
    public string? Remark { get; init; }
}
