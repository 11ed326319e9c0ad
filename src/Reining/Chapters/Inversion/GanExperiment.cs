using Reining.Models;
using Reining.Training;

namespace Reining.Chapters.Inversion;

/// <summary>Trains an InvGAN, or a GAN that is one with fewer terms, and measures it.</summary>
public abstract class GanExperiment : Experiment<InvGan>
{
    private protected GanExperiment(string path, object configuration, string model, ulong seed) : base(path, configuration, model, seed)
    {
    }

    /// <inheritdoc/>
    public override InvGan Load()
    {
        if (!File.Exists(Run.File($"{InvGanTrainer.Mapping}.safetensors")))
            throw new FileNotFoundException(
                $"Load {Title}: expected the nets in '{Path}', which a finished run leaves; run the experiment first.");
        var model = Make();
        InvGanTrainer.Load(model, Run);
        return model;
    }
}
