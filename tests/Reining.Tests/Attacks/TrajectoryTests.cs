using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

/// <summary>The points that attacks visit, against plain loops over numbers, one image at a time.</summary>
public class TrajectoryTests
{
    static double Loss(double a, double b) => Math.Sin(9 * a) + Math.Cos(7 * b) + a * b;

    static (double A, double B) Slope(double a, double b) => (9 * Math.Cos(9 * a) + b, -7 * Math.Sin(7 * b) + a);

    /// <summary>The same loss of images of two pixels, which notes where it is asked.</summary>
    static AttackLoss Watched(List<double[]> points) => AttackLoss.OfImages("watched", (x, _) =>
    {
        points.Add(x.detach().flatten().data<double>().ToArray());
        var (a, b) = (x.flatten(1).select(1, 0), x.flatten(1).select(1, 1));
        return (9 * a).sin() + (7 * b).cos() + a * b;
    });

    static readonly AttackedModel Never = new(x => x.flatten(1), x => zeros(x.shape[0], int64));

    static List<double[]> Visit(Func<AttackLoss, BudgetAttack> attack, ThreatModel threat, double a = 0.45, double b = 0.6)
    {
        using var scope = NewDisposeScope();
        var points = new List<double[]>();
        var x = tensor(new[] { a, b }).view(1, 1, 1, 2);
        attack(Watched(points)).Attack(Never, x, new Untargeted(zeros(1, int64)), threat);
        return points;
    }

    static void AssertClose(IReadOnlyList<(double A, double B)> expected, List<double[]> points)
    {
        Assert.Equal(expected.Count, points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            Assert.True(
                Math.Abs(expected[i].A - points[i][0]) < 1e-6 && Math.Abs(expected[i].B - points[i][1]) < 1e-6,
                $"point {i}: expected {expected[i]}, got ({points[i][0]}, {points[i][1]})");
        }
    }

    [Fact]
    public void GivenFiveStepsInTheLargestNorm_WhenDescending_ThenThePointsAreThoseWorkedOutByHand()
    {
        // slopes at (.45, .6): (−4.94, 6.55), so (−, +); b is at its bound .9 after three steps; a's slope stays negative
        var points = Visit(
            loss => new BasicIterative { Loss = loss, Steps = 5, RelativeStep = 1 / 3.0 }, new(PerturbationNorm.LInfinity, 0.3));

        AssertClose([(0.45, 0.6), (0.35, 0.7), (0.25, 0.8), (0.15, 0.9), (0.25, 0.9), (0.15, 0.9)], points);
    }

    [Fact]
    public void GivenFiveStepsInTheEuclideanNorm_WhenDescending_ThenThePointsAreThoseOfAPlainLoop()
    {
        var (epsilon, relative) = (0.25, 0.4);
        var expected = new List<(double A, double B)>();
        var (a, b) = (0.45, 0.6);
        for (var i = 0; i <= 5; i++)
        {
            expected.Add((a, b));
            var (da, db) = Slope(a, b);
            var length = Math.Sqrt(da * da + db * db);
            (a, b) = Ball(a + relative * epsilon * da / length, b + relative * epsilon * db / length, epsilon);
        }

        AssertClose(expected, Visit(
            loss => new BasicIterative { Loss = loss, Steps = 5, RelativeStep = relative }, new(PerturbationNorm.L2, epsilon)));
    }

    [Fact]
    public void GivenMomentum_WhenFiveStepsAreTaken_ThenThePointsAreThoseOfAPlainLoop()
    {
        var (epsilon, relative, decay) = (0.3, 0.2, 0.7);
        var expected = new List<(double A, double B)>();
        var (a, b, ga, gb) = (0.45, 0.6, 0.0, 0.0);
        for (var i = 0; i <= 5; i++)
        {
            expected.Add((a, b));
            var (da, db) = Slope(a, b);
            (ga, gb) = (decay * ga + da / (Math.Abs(da) + Math.Abs(db)), decay * gb + db / (Math.Abs(da) + Math.Abs(db)));
            (a, b) = Box(a + relative * epsilon * Math.Sign(ga), b + relative * epsilon * Math.Sign(gb), epsilon);
        }

        AssertClose(expected, Visit(
            loss => new MomentumIterative { Loss = loss, Steps = 5, RelativeStep = relative, Decay = decay },
            new(PerturbationNorm.LInfinity, epsilon)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(100)]
    public void GivenAutoPgd_WhenRun_ThenThePointsAreThoseOfAPlainLoop(int steps)
    {
        using var scope = NewDisposeScope();
        foreach (var norm in new[] { PerturbationNorm.LInfinity, PerturbationNorm.L2 })
        {
            var points = Visit(loss => new AutoPgd { Loss = loss, Steps = steps }, new(norm, 0.2));
            AssertClose(PlainAutoPgd(points[0][0], points[0][1], steps, norm == PerturbationNorm.L2), points);
        }
    }

    static List<(double A, double B)> PlainAutoPgd(double a0, double b0, int steps, bool euclidean)
    {
        const double Epsilon = 0.2;
        (double A, double B) Project(double a, double b) => euclidean ? Ball(a, b, Epsilon) : Box(a, b, Epsilon);
        var (x, before, slope, step) = ((A: a0, B: b0), (A: a0, B: b0), Slope(a0, b0), 2 * Epsilon);
        var (best, bestSlope, bestLoss, last) = (x, slope, Loss(a0, b0), Loss(a0, b0));
        var window = Math.Max((int)(0.22 * steps), 1);
        var (lossAtCheck, halved, rises, next) = (bestLoss, true, 0, window);
        var visited = new List<(double A, double B)> { x };
        for (var i = 1; i <= steps; i++)
        {
            var length = Math.Sqrt(slope.A * slope.A + slope.B * slope.B);
            var z = euclidean ? Project(x.A + step * slope.A / length, x.B + step * slope.B / length)
                : Project(x.A + step * Math.Sign(slope.A), x.B + step * Math.Sign(slope.B));
            var moved = i == 1 ? z
                : Project(x.A + 0.75 * (z.A - x.A) + 0.25 * (x.A - before.A), x.B + 0.75 * (z.B - x.B) + 0.25 * (x.B - before.B));
            (before, x) = (x, moved);
            visited.Add(x);
            var loss = Loss(x.A, x.B);
            slope = Slope(x.A, x.B);
            if (loss > last)
                rises++;
            last = loss;
            if (loss > bestLoss)
                (best, bestSlope, bestLoss) = (x, slope, loss);
            if (i != next)
                continue;
            var halve = rises <= 0.75 * window || (!halved && lossAtCheck >= bestLoss);
            (halved, lossAtCheck, rises) = (halve, bestLoss, 0);
            if (halve)
                (step, x, slope) = (step / 2, best, bestSlope);
            window = Math.Max(window - Math.Max((int)(0.03 * steps), 1), Math.Max((int)(0.06 * steps), 1));
            next += window;
        }
        return visited;
    }

    static (double A, double B) Box(double a, double b, double epsilon) => (
        Math.Clamp(Math.Clamp(a, 0.45 - epsilon, 0.45 + epsilon), 0, 1), Math.Clamp(Math.Clamp(b, 0.6 - epsilon, 0.6 + epsilon), 0, 1));

    static (double A, double B) Ball(double a, double b, double epsilon)
    {
        var (da, db) = (a - 0.45, b - 0.6);
        var factor = Math.Min(1, epsilon / Math.Max(Math.Sqrt(da * da + db * db), 1e-30));
        return (Math.Clamp(0.45 + factor * da, 0, 1), Math.Clamp(0.6 + factor * db, 0, 1));
    }

    [Fact]
    public void GivenAHundredSteps_WhenTheCheckpointsAreListed_ThenTheyAreThePapers() =>
        Assert.Equal([22, 41, 57, 70, 80, 87, 93, 99], AutoPgd.Checkpoints(100));

    [Fact]
    public void GivenQueries_WhenTheSquaresShareIsAsked_ThenItHalvesAfterTheListedOnes()
    {
        var square = new SquareAttack();

        Assert.Equal(
            [0.8, 0.8, 0.4, 0.4, 0.2, 0.1, 0.8 / 128],
            new[] { 0, 10, 11, 50, 51, 201, 4999 }.Select(square.ShareAt).ToArray().AsEnumerable());
    }
}
