using Reining.Display;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// The images of a batch that are still under attack. What is found goes to the batch's <see cref="AttackRecord"/>; images that need
/// no more search leave, and with them their rows of all tensors of the search.
/// </summary>
sealed class AttackBatch : IDisposable
{
    readonly Tensor _allImages, _allIndices;
    readonly AttackGoal _wholeGoal;
    readonly AttackRecord _record;
    readonly RowTensors _own = new();
    readonly List<RowTensors> _groups = [];
    readonly RowTensor _images, _rows;
    readonly RowTensor[] _goal;
    readonly RowTensor _index;
    long[]? _hostIndex;
    long _forwards, _gradients; // passes of all images under attack that are not in the record yet
    bool _asked;

    /// <summary>All images of a record that are not done, in a search of their own.</summary>
    /// <param name="model">Under attack.</param>
    /// <param name="images">(B, C, H, W).</param>
    /// <param name="goal">Of these B images, with <see cref="AttackGoal.Index"/>.</param>
    /// <param name="record">Of these B images.</param>
    /// <param name="norm">Of distances.</param>
    public AttackBatch(AttackedModel model, Tensor images, AttackGoal goal, AttackRecord record, PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        (Model, Norm, _allImages, _allIndices, _wholeGoal, _record) = (model, norm, images, goal.Index!, goal, record);
        var rows = record.Done.logical_not().nonzero().squeeze(1); // (M,)
        _rows = _own.Add(rows);
        _images = _own.Add(images.index_select(0, rows));
        _index = _own.Add(_allIndices.index_select(0, rows));
        _goal = [.. goal.Tensors.Select(t => _own.Add(t.index_select(0, rows)))];
    }

    /// <summary>Under attack.</summary>
    public AttackedModel Model { get; }

    /// <summary>Of distances.</summary>
    public PerturbationNorm Norm { get; }

    /// <summary>What a fixed budget allows; null when the smallest change is looked for.</summary>
    public ThreatModel? Threat { get; init; }

    /// <summary>A distance that is small enough, so that an image is done.</summary>
    public double GoodEnough { get; init; } = -1;

    /// <summary>Given starting points of all images, or null.</summary>
    public Tensor? Starts { get; init; }

    /// <summary>Notes where losses are asked for, or null.</summary>
    public AttackTrace? Trace { get; init; }

    /// <summary>The given images, (M, C, H, W).</summary>
    public Tensor Images => _images.Value;

    /// <summary>Which images of the batch, (M,).</summary>
    public Tensor Rows => _rows.Value;

    /// <summary>How many are under attack.</summary>
    public long Count => _rows.Value.shape[0];

    /// <summary>The goal of the images under attack.</summary>
    public AttackGoal Goal => _wholeGoal.With([.. _goal.Select(t => t.Value)], _index.Value);

    /// <summary>The goal of all images of the batch.</summary>
    public AttackGoal WholeGoal => _wholeGoal;

    /// <summary>All images of the batch, (B, C, H, W).</summary>
    public Tensor AllImages => _allImages;

    /// <summary>Their indices in the attack's call.</summary>
    public ReadOnlySpan<long> Indices => _hostIndex ??= _index.Value.Longs();

    /// <summary>The index of one of them.</summary>
    public long IndexAt(long row) => Indices[(int)row];

    /// <summary>The starting points of the images under attack.</summary>
    public Tensor StartsOf(Tensor all) => all.index_select(0, Rows);

    /// <summary>The smallest distances found so far, (M,).</summary>
    public Tensor Distances => _record.Distances.index_select(0, Rows);

    /// <summary>The nearest successes found so far, (M, C, H, W).</summary>
    public Tensor Best => _record.Best.index_select(0, Rows);

    /// <summary>Another search over the images that are not done.</summary>
    public AttackBatch Fork() => Fork(_wholeGoal);

    /// <summary>Another search over the images that are not done, with another goal of all images of the batch.</summary>
    public AttackBatch Fork(AttackGoal goal) =>
        new(Model, _allImages, goal with { Index = _allIndices }, _record, Norm)
        {
            Threat = Threat,
            GoodEnough = GoodEnough,
            Starts = Starts,
            Trace = Trace
        };

    /// <summary>Another search over the images that are not done, for the smallest change; those within <paramref name="enough"/> are
    /// done.</summary>
    public AttackBatch ForkForDistance(double enough) =>
        new(Model, _allImages, _wholeGoal with { Index = _allIndices }, _record, Norm)
        {
            GoodEnough = enough,
            Starts = Starts,
            Trace = Trace
        };

    /// <summary>Puts the given images back where the search is not done.</summary>
    public void Restore()
    {
        using var scope = NewDisposeScope();
        var rows = _record.Done.logical_not().nonzero().squeeze(1);
        _record.Best.index_copy_(0, rows, _allImages.index_select(0, rows));
    }

    /// <summary>Tensors of a search, which shrink with it. Dispose them when it ends.</summary>
    public RowTensors NewRows()
    {
        var rows = new RowTensors();
        _groups.Add(rows);
        return rows;
    }

    /// <summary>Losses, gradient and, where the loss needed them, scores at points (M, C, H, W), all without a graph.</summary>
    public (Tensor Losses, Tensor Gradient, Tensor? Scores) Gradient(AttackLoss loss, Tensor points)
    {
        NotebookCell.Token.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var x = points.detach().requires_grad_(true);
        var (losses, scores) = loss.Evaluate(Model, x, Goal);
        var gradient = Gradients.Of(losses.sum(), x, "Attack");
        using var noGradients = no_grad();
        var values = losses.detach();
        Spend(loss.Samples, gradients: loss.Samples);
        See(values, gradient);
        Trace?.Add(Indices, points, values);
        return (
            values.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope(), scores?.detach().MoveToOuterDisposeScope());
    }

    /// <summary>Losses and, where the loss needed them, scores at points (M, C, H, W).</summary>
    public (Tensor Losses, Tensor? Scores) Losses(AttackLoss loss, Tensor points)
    {
        NotebookCell.Token.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (losses, scores) = loss.Evaluate(Model, points, Goal);
        Spend(loss.Samples);
        See(losses, null);
        Trace?.Add(Indices, points, losses);
        return (losses.MoveToOuterDisposeScope(), scores?.MoveToOuterDisposeScope());
    }

    /// <summary>Classes that the scores have; costs a forward pass if they were never asked for.</summary>
    public long ClassCount()
    {
        if (Model.Classes is { } known)
            return known;
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        Spend(1);
        return Model.Scores(Images).shape[1];
    }

    /// <summary>Whether points reach the goal, (M,); costs a forward pass unless scores tell it.</summary>
    public Tensor Broken(Tensor points, Tensor? scores = null)
    {
        using var scope = NewDisposeScope();
        Tensor decisions;
        if (scores is not null && Model.DecidesByScores)
        {
            decisions = scores.argmax(1);
        }
        else
        {
            decisions = Model.Decide(points);
            Spend(1);
        }
        return Goal.Reached(decisions).MoveToOuterDisposeScope();
    }

    /// <summary>Whether points of some images reach the goal; costs each of them a forward pass.</summary>
    /// <param name="which">Rows among those under attack, (P,), of the points.</param>
    /// <param name="points">(P, C, H, W).</param>
    /// <returns>(P,).</returns>
    public Tensor BrokenOf(Tensor which, Tensor points)
    {
        using var scope = NewDisposeScope();
        var goal = _wholeGoal.With([.. _goal.Select(t => t.Value.index_select(0, which))], _index.Value.index_select(0, which));
        _record.Forwards.index_add_(0, Rows.index_select(0, which), ones_like(which), 1);
        return goal.Reached(Model.Decide(points)).MoveToOuterDisposeScope();
    }

    /// <summary>Counts passes of all images under attack.</summary>
    public void Spend(long forwards, long gradients = 0)
    {
        _forwards += forwards;
        _gradients += gradients;
    }

    // Before rows change: what was spent is of all that are there.
    void RecordSpent()
    {
        using var scope = NewDisposeScope();
        Add(_record.Forwards, _forwards);
        Add(_record.Gradients, _gradients);
        (_forwards, _gradients) = (0, 0);

        void Add(Tensor counts, long more)
        {
            if (more > 0)
                counts.index_add_(0, Rows, full([Count], more, int64, Rows.device), 1);
        }
    }

    /// <summary>Fixed budget: keeps the points of broken images and lets these leave. False when none is left.</summary>
    /// <param name="broken">(M,).</param>
    /// <param name="points">(M, C, H, W).</param>
    /// <param name="losses">(M,), or null.</param>
    public bool Break(Tensor broken, Tensor points, Tensor? losses = null)
    {
        using var scope = NewDisposeScope();
        var found = broken.nonzero().squeeze(1);
        if (found.shape[0] == 0)
            return Count > 0;
        Keep(found, points, losses);
        _record.Done.index_fill_(0, Rows.index_select(0, found), true);
        return Leave(broken);
    }

    /// <summary>Smallest change: keeps the points of broken images that are nearer than before; those that are near enough leave.
    /// False when none is left.</summary>
    /// <param name="broken">(M,).</param>
    /// <param name="points">(M, C, H, W).</param>
    /// <param name="leave">Further images that leave, (M,), or null.</param>
    /// <returns>Whether images are left.</returns>
    public bool Offer(Tensor broken, Tensor points, Tensor? leave = null)
    {
        using var scope = NewDisposeScope();
        var distances = Norms.Of(points - Images, Norm);
        var nearer = broken.logical_and(distances < Distances);
        var found = nearer.nonzero().squeeze(1);
        if (found.shape[0] == 0)
            return leave is null ? Count > 0 : Leave(leave);
        Keep(found, points, null);
        _record.Distances.index_copy_(0, Rows.index_select(0, found), distances.index_select(0, found));
        if (GoodEnough < 0)
            return leave is null || Leave(leave);
        var enough = nearer.logical_and(distances <= GoodEnough);
        _record.Done.index_fill_(0, Rows.index_select(0, enough.nonzero().squeeze(1)), true);
        return Leave(leave is null ? enough : enough.logical_or(leave));
    }

    /// <summary>Keeps points of images that did not break, as the best that there is.</summary>
    public void Settle(Tensor points, Tensor losses)
    {
        using var scope = NewDisposeScope();
        if (Count > 0)
            Keep(arange(Count, device: Rows.device), points, losses);
    }

    /// <summary>Lets images leave this search, without a judgement. False when none is left.</summary>
    public bool Leave(Tensor leaving)
    {
        using var scope = NewDisposeScope();
        var staying = leaving.logical_not().nonzero().squeeze(1);
        if (staying.shape[0] == Count)
            return Count > 0;
        RecordSpent();
        _own.Keep(staying);
        foreach (var group in _groups)
            group.Keep(staying);
        _hostIndex = null;
        return staying.shape[0] > 0;
    }

    public void Dispose()
    {
        RecordSpent();
        foreach (var group in _groups)
            group.Dispose();
        _own.Dispose();
    }

    void Keep(Tensor which, Tensor points, Tensor? losses)
    {
        var rows = Rows.index_select(0, which);
        _record.Best.index_copy_(0, rows, points.index_select(0, which));
        if (losses is not null)
            _record.Losses.index_copy_(0, rows, losses.index_select(0, which).to(float64));
    }

    /// <summary>Notes images whose first gradient is zero and numbers that are not finite.</summary>
    void See(Tensor losses, Tensor? gradient)
    {
        // one pixel that is not finite shows in the sum
        var finite = (gradient is null ? losses : losses + gradient.sum([1, 2, 3])).isfinite();
        var areAll = finite.device_type == TorchSharp.DeviceType.CPU && finite.all().item<bool>(); // elsewhere asking would wait
        if (!areAll)
            _record.Finite.index_copy_(0, Rows, _record.Finite.index_select(0, Rows).logical_and(finite));
        if (gradient is null || _asked)
            return;
        var asked = _record.Asked.index_select(0, Rows);
        var flat = (gradient == 0).flatten(1).all(1);
        _record.Flat.index_copy_(0, Rows, where(asked, _record.Flat.index_select(0, Rows), flat));
        _record.Asked.index_fill_(0, Rows, true);
        _asked = true;
    }
}
