using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters;

/// <summary>An experiment that trains one model: fresh weights, training, measuring; afterwards the model can be loaded.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <inheritdoc cref="Experiment(string, object, string, ulong)" path="/param"/>
public abstract class Experiment<TModel>(string path, object config, string model, ulong seed) : Experiment(path, config, model, seed)
    where TModel : nn.Module
{
    /// <summary>The finished model with its chosen weights, in evaluation mode; the caller disposes it.</summary>
    /// <exception cref="FileNotFoundException">The run is not finished.</exception>
    public virtual TModel Load()
    {
        if (!File.Exists(Run.ModelFile))
            throw new FileNotFoundException(
                $"Load {Title}: expected '{Run.ModelFile}', which a finished run leaves; run the experiment first.", Run.ModelFile);
        var model = Make();
        Weights.Load(model, Run.ModelFile);
        model.eval();
        return model;
    }

    /// <summary>The model with fresh weights, which the seed decides.</summary>
    protected abstract TModel Make();

    /// <summary>Trains, or goes on, or returns at once if the run folder holds a finished training.</summary>
    protected abstract FitResult Train(TModel model, ExperimentControl control);

    /// <summary>Measures the trained model, which is in evaluation mode.</summary>
    protected abstract IReadOnlyList<Measurement> Measure(TModel model, FitResult fit, ExperimentControl control);

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        using var scope = NewDisposeScope();
        using var model = Make();
        return Measure(model, Train(model, control), control);
    }
}
