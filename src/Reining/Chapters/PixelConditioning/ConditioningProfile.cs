using Reining.Models;

namespace Reining.Chapters.PixelConditioning;

/// <summary>How large the chapter's experiments are.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Steps">Training steps of each generator, batches of 16.</param>
/// <param name="TrainHeads">Heads that generators learn from.</param>
/// <param name="RegressorHeads">Other heads, from whose photos a regressor learns parameters.</param>
/// <param name="RegressorSteps">Its training steps, batches of 64.</param>
/// <param name="TestHeads">Heads whose conditions are asked for.</param>
/// <param name="Seeds">One full set of generators each.</param>
public sealed record ConditioningProfile(
    string Name, int Steps, int TrainHeads, int RegressorHeads, int RegressorSteps, int TestHeads, IReadOnlyList<ulong> Seeds) : IProfile
{
    /// <summary>The nets, unconditioned.</summary>
    public StyleGanOptions Net { get; init; } = StyleGanOptions.S32;

    /// <summary>The best vector variant is also trained so many times as long.</summary>
    public int Longer { get; init; } = 5;

    /// <summary>Conditions by latents with which the effect of styles is measured.</summary>
    public (int Conditions, int Latents) Styles { get; init; } = (64, 16);

    /// <summary>Weight γ of R1.</summary>
    public double Gamma { get; init; } = 0.5;

    static StyleGanOptions Tiny { get; } = StyleGanOptions.S32 with { Side = 16, Channels = [32, 32, 16] };

    /// <summary>Whether the code runs at all.</summary>
    public static ConditioningProfile Smoke { get; } =
        new("smoke", 4, 64, 128, 4, 32, [1]) { Net = Tiny, Longer = 2, Styles = (8, 4) };

    /// <summary>First contact, a few minutes on two cores: does the picture follow its condition?</summary>
    public static ConditioningProfile Quick { get; } =
        new("quick", 400, 4_096, 8_192, 800, 512, [1]) { Net = Tiny, Longer = 2, Styles = (32, 8) };

    /// <summary>Claims with their spread.</summary>
    public static ConditioningProfile Standard { get; } = new("standard", 3_000, 32_768, 24_576, 2_200, 2_048, [1, 2, 3]);

    /// <summary>64 pixels, for one GPU.</summary>
    public static ConditioningProfile Paper { get; } =
        new("paper", 12_000, 65_536, 65_536, 6_000, 2_048, [1, 2, 3]) { Net = StyleGanOptions.S64 };

    /// <summary>All profiles.</summary>
    public static Profiles<ConditioningProfile> Profiles { get; } = new(Smoke, Quick, Standard, Paper);
}
