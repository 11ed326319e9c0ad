using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>One call of an attack: judge the images, search in batches over those that stand, put together what was found.</summary>
sealed class AttackRun : IDisposable
{
    readonly string _name;
    readonly AttackedModel _model;
    readonly AttackGoal _goal;
    readonly Tensor _images;
    readonly DisposeScope _scope;
    readonly List<(Tensor Rows, Tensor Flat, Tensor Asked)> _gradients = [];

    public AttackRun(string name, AttackedModel model, Tensor images, AttackGoal goal, Tensor? broken = null, bool all = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        AttackCheck.Arguments(name, images, goal);
        _scope = NewDisposeScope();
        (_name, _model, _images) = (name, model, images.detach());
        var count = images.shape[0];
        _goal = goal.With(goal.Tensors, arange(count, device: images.device));
        Found = _images.clone();
        var clean = goal.Reached(model.Decide(_images));
        AttackCheck.Classes(name, model, goal);
        Standing = all ? ones_like(clean) : clean.logical_or(broken ?? clean).logical_not();
        Losses = full([count], double.NaN, float64, images.device);
        Forwards = zeros(count, int64, images.device);
        Gradients = zeros(count, int64, images.device);
    }

    /// <summary>The images as found, (N, C, H, W).</summary>
    public Tensor Found { get; }

    /// <summary>Which images are attacked, (N,).</summary>
    public Tensor Standing { get; }

    public Tensor Losses { get; }

    Tensor Forwards { get; }

    Tensor Gradients { get; }

    /// <summary>Searches over the standing images in batches of the model's size.</summary>
    /// <param name="begin">Makes the batch from images, goal and record.</param>
    /// <param name="search">The attack.</param>
    public void Search(Func<Tensor, AttackGoal, AttackRecord, Tensor, AttackBatch> begin, Action<AttackBatch> search)
    {
        var standing = Standing.nonzero().squeeze(1); // (M,)
        for (var first = 0L; first < standing.shape[0]; first += _model.BatchSize)
        {
            using var scope = NewDisposeScope();
            var rows = standing.narrow(0, first, Math.Min(_model.BatchSize, standing.shape[0] - first));
            var images = _images.index_select(0, rows);
            var goal = _goal.With([.. _goal.Tensors.Select(t => t.index_select(0, rows))], _goal.Index!.index_select(0, rows));
            using var record = new AttackRecord(images);
            using (var batch = begin(images, goal, record, rows))
                search(batch);
            AttackCheck.Finite(_name, record.Finite);
            Found.index_copy_(0, rows, record.Best);
            Losses.index_copy_(0, rows, record.Losses);
            Forwards.index_copy_(0, rows, record.Forwards);
            Gradients.index_copy_(0, rows, record.Gradients);
            _gradients.Add((
                rows.MoveToOtherDisposeScope(_scope), record.Flat.clone().MoveToOtherDisposeScope(_scope),
                record.Asked.clone().MoveToOtherDisposeScope(_scope)));
        }
    }

    /// <summary>Whether the found images reach the goal by the plain decision, (N,).</summary>
    public Tensor Judge() => _goal.Reached(_model.Decide(Found));

    public AttackCost Cost()
    {
        var asked = _gradients.Sum(g => g.Asked.sum().item<long>());
        var flat = _gradients.Sum(g => g.Flat.sum().item<long>());
        return new AttackCost(Forwards, Gradients, asked == 0 ? double.NaN : (double)flat / asked);
    }

    public void Dispose() => _scope.Dispose();
}
