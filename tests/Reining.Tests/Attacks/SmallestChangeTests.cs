using Reining.Attacks;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

/// <summary>On linear models the smallest change has a closed form: the score difference over the dual norm of its weights.</summary>
public class SmallestChangeTests
{
    static readonly Dictionary<string, DistanceAttack> Attacks = new()
    {
        ["cw"] = new CarliniWagner { Steps = 600, InitialConstant = 0.01, LearningRate = 0.003 },
        ["deepfool"] = new DeepFool { Overshoot = 0.002 },
        ["deepfool-inf"] = new DeepFool(PerturbationNorm.LInfinity) { Overshoot = 0.002 },
        ["ddn"] = new DecoupledDirectionNorm { Steps = 300, InitialRadius = 0.1 },
        ["fab-inf"] = new FastAdaptiveBoundary(PerturbationNorm.LInfinity),
        ["fab-2"] = new FastAdaptiveBoundary(PerturbationNorm.L2),
        ["fab-1"] = new FastAdaptiveBoundary(PerturbationNorm.L1),
        ["fab-targets"] = new FastAdaptiveBoundary(PerturbationNorm.L2) { Targets = 9, Restarts = 2 },
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivenALinearModel_WhenTheSmallestChangeIsLookedFor_ThenItIsTheClosedFormWithinOnePercent(string name)
    {
        using var scope = NewDisposeScope();
        var w = AttackSamples.Weights()[..(name == "cw" ? 2 : 5)]; // with more, the margin's border need not be the nearest
        var model = Model(w);
        var attack = Attacks[name];
        var x = attack.Norm == PerturbationNorm.L1 ? AttackSamples.Uniform(6, 0.4, 0.6) : AttackSamples.Uniform(6, 0.3, 0.7); // off the box
        var goal = AttackSamples.Labels(model, x);

        var result = attack.Attack(model, x, goal);

        var closed = Closed(model.Scores(x), w, goal.Labels, attack.Norm);
        Assert.Equal(1, result.SuccessRate);
        var further = attack is DeepFool ? 1e-4 : 0; // on purpose
        var ratio = (result.Distances - further) / closed;
        Assert.True(ratio.min().item<double>() > 1 - 1e-4 && ratio.max().item<double>() < 1.01, $"{attack}: {ratio.ToString(true)}");
    }

    [Theory]
    [InlineData(PerturbationNorm.L2)]
    [InlineData(PerturbationNorm.LInfinity)]
    public void GivenALinearModel_WhenOnlyDecisionsAreSeen_ThenTheDistanceComesNearTheClosedFormAndNotBelow(PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        var w = AttackSamples.Weights();
        var model = Model(w);
        var x = AttackSamples.Uniform(4, 0.4, 0.6);
        var goal = AttackSamples.Labels(model, x);
        var closed = Closed(model.Scores(x), w, goal.Labels, norm);

        foreach (var attack in new DistanceAttack[] { new HopSkipJump(norm) { Steps = 20 }, new BoundaryAttack { Steps = 2500 } })
        {
            if (attack.Norm != norm)
                continue;
            var ratio = attack.Attack(model, x, goal).Distances / closed;
            Assert.True(ratio.min().item<double>() > 1 - 1e-4 && ratio.max().item<double>() < 1.5, $"{attack}: {ratio.ToString(true)}");
        }
    }

    [Fact]
    public void GivenALinearModelOfOnePixelEach_WhenPointwiseIsRun_ThenOneValueIsChanged()
    {
        using var scope = NewDisposeScope();
        var model = new AttackedModel(x => stack([full([x.shape[0]], 0.9), x.flatten(1).amax([1])], 1)); // one bright pixel is enough
        var x = AttackSamples.Uniform(3, 0, 0.5);

        var result = new Pointwise().Attack(model, x, new Untargeted(zeros(3, int64)));

        Assert.Equal([1.0, 1.0, 1.0], result.Distances.data<double>().ToArray());
    }

    [Fact]
    public void GivenANeedForGray_WhenContrastFalls_ThenTheFirstLevelThatIsEnoughIsTaken()
    {
        using var scope = NewDisposeScope();
        var model = new AttackedModel(x => stack([x.flatten(1).amax([1]), full([x.shape[0]], 0.754)], 1));
        var x = zeros(2, 1, 6, 6);
        x[.., .., 0, 0] = 1;

        var result = new ContrastReduction(PerturbationNorm.LInfinity).Attack(model, x, new Untargeted(zeros(2, int64)));

        Assert.All(result.Distances.data<double>().ToArray(), d => Assert.Equal(0.25, d, 6)); // level 50 of 100: 1 - 0.25 < 0.754
    }

    [Fact]
    public void GivenImagesAndPlanes_WhenProjected_ThenTheChangeLiesOnThePlaneInTheBoxAndNoShorterOneDoes()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5, CPU);
        var x = rand([40, 12], generator: random).to(float64).round(decimals: 1);
        var w = randn([40, 12], generator: random).to(float64);
        var excess = randn([40], generator: random).to(float64);
        foreach (var norm in new[] { PerturbationNorm.LInfinity, PerturbationNorm.L2, PerturbationNorm.L1 })
        {
            var change = BoxHyperplane.Project(x, w, excess, norm);
            var reachable = Reach(x, w, excess) > excess.abs();
            Assert.InRange(reachable.sum().item<long>(), 20, 40);
            var missed = ((w * change).sum(dim: 1) + excess).abs();
            Assert.True((missed < 1e-6).logical_or(reachable.logical_not()).all().item<bool>(), $"{norm}");
            Assert.InRange((x + change).min().item<double>(), -1e-12, 1);
            Assert.InRange((x + change).max().item<double>(), 0, 1 + 1e-12);
            var length = Norms.Of(change, norm);
            for (var i = 0; i < 200; i++)
            {
                // other points of the plane: projections of random ones, by the other norms' rules
                var other = (x + randn([40, 12], generator: random).to(float64) * 0.3).clamp(0, 1);
                var back = BoxHyperplane.Project(other, w, excess + (w * (other - x)).sum(dim: 1), PerturbationNorm.L2);
                var far = Norms.Of(other + back - x, norm);
                Assert.True((far >= length - 1e-6).logical_or(reachable.logical_not()).all().item<bool>(), $"{norm}");
            }
        }
    }

    [Theory]
    [InlineData(PerturbationNorm.LInfinity)]
    [InlineData(PerturbationNorm.L2)]
    public void GivenRows_WhenProjectedOneByOne_ThenTheChangeIsThatOfWholeTensors(PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6, CPU);
        var x = rand([300, 53], generator: random); // no multiple of a vector's length
        x = x * (rand([300, 53], generator: random) > 0.4); // many at the box's edge
        var w = randn([300, 53], generator: random) * (rand([300, 53], generator: random) > 0.2);
        var excess = randn([300], generator: random) * 15; // some planes are out of reach
        excess[0] = 0;
        w[1] = 0;
        Assert.InRange((Reach(x, w, excess) > excess.abs()).sum().item<long>(), 100, 290);
        var (rows, whole) = (BoxHyperplaneRows.Project(x, w, excess, norm), BoxHyperplane.ByTensors(x, w, excess, norm));
        Assert.True((rows - whole).abs().max().ToDouble() < 1e-5);
        Assert.Equal(0, rows[..2].abs().max().ToDouble());
        Assert.False(BoxHyperplaneRows.Suits(x.to(float64), norm));
    }

    /// <summary>Scores far enough apart that a softmax looks at the nearest border alone.</summary>
    static AttackedModel Model(Tensor w) => new(x => 100 * (x.flatten(1) - 0.5).mm(w.t()));

    [Theory]
    [InlineData(PerturbationNorm.L2)]
    [InlineData(PerturbationNorm.L1)]
    public void GivenAPlaneOutOfReach_WhenProjected_ThenPixelsWhoseWeightIsOfNoAccountStay(PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (tensor(new[,] { { 0.5f, 0.5f, 0.5f } }), tensor(new[,] { { 1f, -0.5f, 1e-9f } }));

        var change = BoxHyperplane.Project(x, w, tensor(new[] { -9f }), norm);

        Assert.Equal([0.5f, -0.5f, 0f], change.data<float>().ToArray());
    }

    static Tensor Reach(Tensor x, Tensor w, Tensor excess)
    {
        var way = -(w.sign() * excess.sign().unsqueeze(1));
        return (w.abs() * where(way > 0, 1 - x, x)).sum(dim: 1);
    }

    static Tensor Closed(Tensor scores, Tensor w, Tensor labels, PerturbationNorm norm)
    {
        var dual = norm switch
        {
            PerturbationNorm.LInfinity => PerturbationNorm.L1,
            PerturbationNorm.L1 => PerturbationNorm.LInfinity,
            _ => norm
        };
        var result = new List<double>();
        for (var i = 0; i < scores.shape[0]; i++)
        {
            var label = labels[i].item<long>();
            result.Add(Enumerable.Range(0, (int)scores.shape[1]).Where(k => k != label).Min(k =>
                (scores[i, label] - scores[i, k]).item<float>() / 100 / Norms.Of((w[k] - w[label]).unsqueeze(0), dual).item<float>()));
        }
        return tensor(result.ToArray());
    }
}
