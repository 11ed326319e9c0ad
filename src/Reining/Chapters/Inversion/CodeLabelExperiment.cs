using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>Fits a linear map to the codes of labeled digits; the InvGAN that infers them saw no label. Nothing else is trained.</summary>
public sealed class CodeLabelExperiment : Experiment
{
    // Weight decay: the sheet's for few labels, and for many (invgan.md §10).
    const int Few = 10;
    const double FewRidge = 1e-2, Ridge = 1e-3;

    readonly int _each;
    readonly InvGanExperiment _gan;
    readonly Lazy<InversionData> _data;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="each">Labels of each class; 0 for all.</param>
    /// <param name="gan">The InvGAN; finished before.</param>
    /// <param name="data">The digits.</param>
    /// <param name="runs">Folder of the chapter's runs.</param>
    public CodeLabelExperiment(InversionProfile profile, int each, InvGanExperiment gan, Lazy<InversionData> data, string runs) : base(
        LabelGanExperiment.Folder(profile, LabelMethod.Codes, each, gan.Seed, runs),
        new { Chapter = InversionChapter.Name, Method = LabelMethod.Codes, Each = each, Of = gan.Model, gan.Seed, Profile = profile },
        LabelChoice.Id(LabelMethod.Codes), gan.Seed)
    {
        (_each, _gan, _data) = (each, gan, data);
        (Data, Arm, Requires) = (InversionChapter.DataSet, LabelChoice.Arm(each), [gan]);
        Title = LabelGanExperiment.TitleOf(LabelMethod.Codes, each, gan.Seed);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        using var scope = NewDisposeScope();
        var (net, system) = _gan.LoadSystem();
        using (net)
        {
            var (known, test) = (LabelChoice.Of(_data.Value.Train, _each, Seed), _data.Value.Test);
            using var probe = LinearProbe.Fit(
                system.CodesOf(known.Images()), known.Labels(), InversionData.Classes, _each is > 0 and <= Few ? FewRidge : Ridge);
            return
            [
                new Measurement(Model, Seed)
                {
                    Arm = Arm,
                    Data = Data,
                    Numbers = new Dictionary<string, double>
                    {
                        [InversionKeys.ClassAccuracy] = probe.Accuracy(system.CodesOf(test.Images()), test.Labels()),
                        [InversionKeys.TrainingSeconds] = _gan.Results()[0][InversionKeys.TrainingSeconds],
                    },
                },
            ];
        }
    }
}
