using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Reining.Figures;

namespace Reining.Chapters;

/// <summary>The thesis's methods and the color that each has in the figures of all chapters.</summary>
static class MethodColors
{
    static readonly Dictionary<string, string> Colors = new()
    {
        ["VAE"] = "#0072B2",
        ["AE"] = "#000000",
        ["RAE"] = "#D55E00",
        ["RAE-L2"] = "#E69F00",
        ["RAE-GP"] = "#009E73",
        ["RAE-SN"] = "#CC79A7",
        ["CV-VAE"] = "#56B4E9",
        ["WAE"] = "#F0E442",
        ["2sVAE"] = "#999999",
        ["AE-L2"] = "#882255",
    };

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Names without behavior; the alternative is a call that every chapter can forget.")]
    internal static void Register() => Palette.Register(Colors);
}
