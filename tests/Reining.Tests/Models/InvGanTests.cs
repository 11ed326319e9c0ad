using System.Text.Json.Nodes;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>The model against PyTorch, its losses against differences and closed forms (fact sheet invgan.md §8.4, last line).</summary>
public class InvGanTests
{
    static readonly JsonNode Reference = Golden.Read("invgan.json");

    static readonly InvGanOptions Toy = new()
    {
        Side = 4,
        CodeSize = 4,
        PriorSize = 4,
        MappingWidth = 4,
        Width = 4,
        Loss = new() { PixelWeight = 1 },
    };

    static InvGan Double(InvGanOptions options, ulong seed = 1)
    {
        using var random = new Generator(seed);
        var model = new InvGan(options, random);
        model.to(ScalarType.Float64);
        model.train();
        return model;
    }

    static InvGanBatch Batch(InvGanOptions options, int size = 8)
    {
        using var random = new Generator(7);
        Tensor Draw(long columns, int rows) => randn(rows, columns, dtype: float64, generator: random);
        var mixed = options.Loss.Mixed;
        return new(
            rand(size, options.Channels, options.Side, options.Side, dtype: float64, generator: random),
            Draw(options.PriorSize, mixed ? size / 2 : size))
        {
            Stored = mixed ? Draw(options.CodeSize, size / 2) : null,
        };
    }

    [SkippableTheory]
    [InlineData("dense", "non_saturating", ScalarType.Float64, "cpu")]
    [InlineData("dense", "non_saturating", ScalarType.Float32, "cpu")]
    [InlineData("dense", "relativistic", ScalarType.Float64, "cpu")]
    [InlineData("convolutional", "non_saturating", ScalarType.Float64, "cpu")]
    [InlineData("convolutional", "relativistic", ScalarType.Float32, "cpu")]
    [InlineData("dense", "non_saturating", ScalarType.Float32, "cuda")]
    [InlineData("convolutional", "relativistic", ScalarType.Float32, "cuda")]
    public void GivenPyTorchsWeights_WhenAWholeStepIsTaken_ThenTermsGradientsAndWeightsEqualPyTorch(
        string net, string recipe, ScalarType type, string device)
    {
        using var scope = NewDisposeScope();
        var (rows, expected) = (Reference[net]!["parameters"]!.AsArray(), Reference[net]![recipe]!);
        var tolerance = type == ScalarType.Float64 ? 1e-9 : 1e-5;
        var on = DevicesToTest.Get(device);
        var weights = Reference["weights"]!;
        double Weight(string name) => (double)weights[name]!;
        int Size(string name) => (int)Reference["sizes"]![name]!;
        using var random = new Generator(0);
        using var model = new InvGan(new InvGanOptions
        {
            Side = Size("side"),
            Width = Size("width"),
            ConvolutionalFeatures = Size("width"),
            Convolutional = net == "convolutional",
            CodeSize = Size("code"),
            PriorSize = Size("prior"),
            MappingWidth = Size("mapping"),
            Classes = Size("classes"),
            Loss = new()
            {
                LatentWeight = Weight("latent"),
                GeneratorLatentWeight = Weight("generator_latent"),
                DiscrepancyWeight = Weight("discrepancy"),
                FeatureWeight = Weight("feature"),
                PixelWeight = Weight("pixel"),
                PenaltyWeight = Weight("penalty"),
                ClassWeight = Weight("classes"),
                MadeClassWeight = Weight("made_classes"),
                ClassDiscrepancyWeight = 0,
                Relativistic = recipe == "relativistic",
            },
        }, random);
        model.to(type);
        model.to(on);
        var own = Weights.Named(model).ToDictionary();
        foreach (var row in rows)
        {
            using var noGrad = no_grad();
            own[(string)row!["name"]!].copy_(Golden.Values(row).to(type));
        }
        Tensor Input(string name) => Golden.Values(Reference["inputs"]![name]!).to(type, on);
        var batch = new InvGanBatch(Input("images"), Input("noise"))
        {
            Stored = Input("stored"),
            KnownImages = Input("images").index_select(0, tensor([0L, 1, 2, 5, 6]).to(on)), // the others' classes are unknown to PyTorch
            KnownClasses = tensor([0L, 1, 2, 0, 1]).to(on),
            DrawnClasses = tensor([2L, 0, 1, 1]).to(on),
        };
        var adamNumbers = Reference["adam"]!;
        double Adam(string name) => (double)adamNumbers[name]!;
        var correction = NetUpdate.Correction([1, (int)Adam("penalty_every")]);
        var options = new AdamOptions(Adam("lr"), Adam("beta1"), Adam("beta2"), Adam("eps"));
        using var ofDiscriminator = new Adam(model.Discriminator, options with
        {
            LearningRate = correction * options.LearningRate,
            Beta1 = Math.Pow(options.Beta1, correction),
            Beta2 = Math.Pow(options.Beta2, correction),
        });
        using Adam ofGenerator = new(model.Generator, options), ofMapping = new(model.Mapping, options);
        using var average = new AveragedWeights(
            new WeightAverage("average", ["own"], Math.Log(0.5) / Math.Log(Adam("average_decay"))), [("own", model)]);
        var still = new HashSet<string>();
        model.train();
        Golden.AssertSummary(expected["mixed"]!, model.Make(batch).Codes, tolerance, "mixed batch");
        if (recipe == "non_saturating")
            batch = batch with { Made = model.Make(batch) }; // once for all losses, as in training; else each makes it itself

        Update("discriminator", [model.Discriminator], [ofDiscriminator], () => model.DiscriminatorLoss(batch));
        Update("penalty", [model.Discriminator], [ofDiscriminator], () => model.PenaltyLoss(batch), (int)Adam("penalty_every"));
        var real = model.ReadReal(batch)!;
        Golden.AssertSummary(expected["codes"]!, real.Code, tolerance, "codes");
        Update("generator", [model.Generator, model.Mapping], [ofGenerator, ofMapping], () => model.GeneratorLoss(batch, real));
        average.Update(seen: 0, batch: 1);
        var averages = average.Values.ToDictionary(v => v.Key["own/".Length..], v => v.Value);
        foreach (var (name, value) in expected["final"]!.AsObject().Where(f => type == ScalarType.Float64 || !still.Contains(f.Key)))
        {
            Golden.AssertSummary(value!, own[name], tolerance, $"{name} after the step");
            if (expected["average"]![name] is { } mean)
                Golden.AssertSummary(mean, averages[name], tolerance, $"average of {name}");
        }

        void Update(string what, nn.Module[] stepped, Adam[] adams, Func<LossTerms> loss, int weight = 1)
        {
            foreach (var parameter in model.parameters())
                parameter.requires_grad = stepped.Any(s => s.parameters().Any(p => ReferenceEquals(p, parameter)));
            var terms = TrainingStep.Update(adams, loss, weight);
            var values = what == "penalty" ? [("penalty", terms.Total)] : terms.Parts;
            Assert.Equal(expected[what]!["terms"]!.AsObject().Select(t => t.Key), values.Select(t => t.Name));
            foreach (var (name, value) in values)
                Golden.AssertClose((double)expected[what]!["terms"]![name]!, value.ToDouble(), tolerance, 1, $"{what}: {name}");
            var gradients = expected[what]!["gradients"]!.AsObject();
            Assert.NotEmpty(gradients);
            var scale = gradients.Max(g => (double)g.Value!["norm"]!);
            foreach (var (name, summary) in gradients)
            {
                // A bias before batch normalization has no gradient but rounding.
                var gradient = model.named_parameters().Single(p => p.name == name).parameter.grad!;
                if ((double)summary!["norm"]! > 1e-9 * scale)
                {
                    Golden.AssertSummary(summary!, gradient, tolerance * scale / (double)summary["norm"]!, $"{what}: gradient of {name}");
                    continue;
                }
                still.Add(name); // Adam divides that rounding by its own size
                Assert.True(gradient.norm().ToDouble() < tolerance * scale, $"{what}: gradient of {name}");
            }
        }
    }

    [Theory]
    [InlineData("discriminator", false)]
    [InlineData("penalty", false)]
    [InlineData("generator", false)]
    [InlineData("discriminator", true)]
    [InlineData("penalty", true)]
    [InlineData("generator", true)]
    public void GivenAToyNet_WhenALossIsDifferentiated_ThenTheGradientEqualsDifferences(string name, bool relativistic)
    {
        using var scope = NewDisposeScope();
        var options = Toy with { Loss = Toy.Loss with { Relativistic = relativistic } };
        using var model = Double(options);
        var batch = Batch(options);
        var real = model.ReadReal(batch);
        LossTerms Loss() => name switch
        {
            "discriminator" => model.DiscriminatorLoss(batch),
            "penalty" => model.PenaltyLoss(batch),
            _ => model.GeneratorLoss(batch, real),
        };
        nn.Module[] nets = name == "generator" ? [model.Generator, model.Mapping] : [model.Discriminator];
        Loss().Total.backward();
        const double Step = 1e-6;
        var (random, seen) = (new Random(1), 0);
        foreach (var parameter in nets.SelectMany(n => n.parameters()).Where(p => p.grad is not null))
        {
            for (var i = 0; i < 4; i++)
            {
                var at = random.NextInt64(parameter.numel());
                var flat = parameter.detach().flatten();
                var value = flat[at].ToDouble();
                double At(double v)
                {
                    using var inner = NewDisposeScope();
                    flat[at] = v;
                    return Loss().Total.ToDouble();
                }
                var difference = (At(value + Step) - At(value - Step)) / (2 * Step);
                flat[at] = value;
                Assert.Equal(difference, parameter.grad!.flatten()[at].ToDouble(), 1e-6);
                seen++;
            }
        }
        Assert.True(seen >= 20);
    }

    [Fact]
    public void GivenAScoreOfZero_WhenTheLossesAreTaken_ThenEachTermIsLnTwo()
    {
        using var scope = NewDisposeScope();
        using var model = Double(Toy with { Loss = InvGanLoss.PlainGan });
        using (no_grad())
        {
            foreach (var (_, parameter) in model.Discriminator.named_parameters().Where(p => p.name.Split('.')[0] == "score"))
                parameter.zero_();
        }
        var batch = Batch(model.Settings);
        Assert.Equal(2 * Math.Log(2), model.DiscriminatorLoss(batch).Total.ToDouble(), 12);
        Assert.Equal(Math.Log(2), model.GeneratorLoss(batch, null).Total.ToDouble(), 12);
        Assert.Equal(0, model.PenaltyLoss(batch).Total.ToDouble(), 12);
    }

    [Fact]
    public void GivenDraws_WhenMapped_ThenEachCodeHasMeanZeroAndVarianceOne()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var mapping = new MappingNet(new(), random);
        var codes = mapping.Codes(10 * randn(50, 32, generator: random)).to(float64); // (50, 32)
        Assert.True(codes.mean([1]).abs().max().ToDouble() < 1e-6);
        Assert.True((codes.square().mean([1]) - 1).abs().max().ToDouble() < 1e-3);
    }

    [Fact]
    public void GivenTheSheetsSizes_WhenParametersAreCounted_ThenTheyAreTheSheets()
    {
        using var random = new Generator(1);
        using var model = new InvGan(new(), random);
        Assert.Equal(
            (8_352, 543_760, 541_729),
            (model.Mapping.ParameterCount, model.Generator.ParameterCount, model.Discriminator.ParameterCount));
    }

    [Fact]
    public void GivenABatch_WhenTheDiscriminatorIsTrained_ThenNoGradientReachesTheOtherNets()
    {
        using var scope = NewDisposeScope();
        using var model = Double(Toy);
        model.DiscriminatorLoss(Batch(Toy)).Total.backward();
        Assert.All(model.Generator.parameters().Concat(model.Mapping.parameters()), p => Assert.Null(p.grad));
        Assert.All(model.Discriminator.parameters(), p => Assert.NotNull(p.grad));
    }

    public static TheoryData<string> Ablations => ["mixing", "discrepancy", "feature", "latent"];

    [Theory]
    [MemberData(nameof(Ablations))]
    public void GivenATermSwitchedOff_WhenTheLossIsTaken_ThenItAloneIsMissing(string term)
    {
        using var scope = NewDisposeScope();
        var loss = term switch
        {
            "mixing" => Toy.Loss with { Mixed = false },
            "discrepancy" => Toy.Loss with { DiscrepancyWeight = 0 },
            "feature" => Toy.Loss with { FeatureWeight = 0 },
            _ => Toy.Loss with { LatentWeight = 0, GeneratorLatentWeight = 0 },
        };
        using var model = Double(Toy with { Loss = loss });
        var batch = Batch(model.Settings);
        string[] all = ["adversarial", "latent", "discrepancy", "feature", "pixel"];
        var terms = model.GeneratorLoss(batch, model.ReadReal(batch)).Parts.Select(p => p.Name);
        Assert.Equal(all.Where(t => t != term), terms);
        Assert.Equal(8, model.Make(batch).Codes.shape[0]);
    }

    [Fact]
    public void GivenBatchesThatDoNotFitTheLoss_WhenUsed_ThenTheErrorSaysWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        using var model = Double(Toy);
        var batch = Batch(Toy) with { Stored = null };
        Assert.Contains("codes of the step before", Assert.Throws<ArgumentException>(() => model.Make(batch).Codes).Message);
        var classes = Batch(Toy) with { DrawnClasses = zeros(4, dtype: int64) };
        Assert.Contains("no classes", Assert.Throws<ArgumentException>(() => model.Make(classes).Codes).Message);
    }

    [Fact]
    public void GivenTwoSamples_WhenTheirDiscrepancyIsTaken_ThenItIsTheSumOverPairs()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        double[] widths = [0.4, 3];
        var (a, b) = (randn(5, 3, dtype: float64, generator: random), 1 + randn(4, 3, dtype: float64, generator: random));
        double Kernel(Tensor u, Tensor v)
        {
            var squared = (u - v).square().sum().ToDouble();
            return widths.Sum(c => c / (c + squared));
        }
        double Mean(Tensor x, Tensor y, bool distinct)
        {
            var values = new List<double>();
            for (var i = 0; i < x.shape[0]; i++)
                for (var j = 0; j < y.shape[0]; j++)
                    if (!distinct || i != j) values.Add(Kernel(x[i], y[j]));
            return values.Average();
        }
        var expected = Mean(a, a, true) + Mean(b, b, true) - 2 * Mean(a, b, false);
        Assert.Equal(expected, MaximumMeanDiscrepancy.Unbiased(a, b, widths).ToDouble(), 12);
        Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.Unbiased(a, b[..1], widths));

        // Two classes that are half of each set: their MMD² share it, with the set's numbers of pairs.
        var (firstClasses, secondClasses) = (tensor([0L, 1, 0, 1, 0]), tensor([1L, 1, 0, 0]));
        double Pairs(Tensor x, Tensor xClasses, Tensor y, Tensor yClasses, bool distinct)
        {
            var sum = 0.0;
            for (var i = 0; i < x.shape[0]; i++)
                for (var j = 0; j < y.shape[0]; j++)
                    if ((!distinct || i != j) && xClasses[i].ToInt64() == yClasses[j].ToInt64()) sum += Kernel(x[i], y[j]);
            return sum;
        }
        var within = Pairs(a, firstClasses, a, firstClasses, true) / 20 + Pairs(b, secondClasses, b, secondClasses, true) / 12
            - 2 * Pairs(a, firstClasses, b, secondClasses, false) / 20;
        Assert.Equal(within, MaximumMeanDiscrepancy.WithinClasses(a, firstClasses, b, secondClasses, widths).ToDouble(), 12);
        Assert.Equal(
            MaximumMeanDiscrepancy.Unbiased(a, b, widths).ToDouble(),
            MaximumMeanDiscrepancy.WithinClasses(a, zeros(5, dtype: int64), b, zeros(4, dtype: int64), widths).ToDouble(), 12);
    }

    [Fact]
    public void GivenKnownClasses_WhenTheLossesAreTaken_ThenEachClassTermIsItsClosedFormAndMadeImagesTeachOnlyWhenTrusted()
    {
        using var scope = NewDisposeScope();
        using var model = Double(Toy with { Classes = 3 });
        var batch = Batch(model.Settings) with
        {
            KnownImages = rand(6, 1, 4, 4, dtype: float64, generator: new Generator(2)),
            KnownClasses = tensor([0L, 1, 2, 2, 1, 0]),
            DrawnClasses = tensor([0L, 1, 2, 0]),
        };
        batch = batch with { Made = model.Make(batch) };
        double CrossEntropy(Tensor scores, Tensor classes) =>
            -Enumerable.Range(0, (int)classes.shape[0]).Average(i => scores[i].log_softmax(0)[classes[i].ToInt64()].ToDouble());
        var (known, made) = (model.Discriminator.Read(batch.KnownImages), model.Discriminator.Read(batch.Made.Images));
        var ofMade = 0.1 * CrossEntropy(made.ClassScores!.narrow(0, 0, 4), batch.DrawnClasses);
        var distance = 3 * MaximumMeanDiscrepancy.WithinClasses(
            known.Code, batch.KnownClasses, batch.Made.Drawn, batch.DrawnClasses,
            [.. new[] { 0.1, 0.5, 1, 2, 10 }.Select(q => 4 * q)]).ToDouble();

        var terms = model.DiscriminatorLoss(batch);
        Assert.Equal(CrossEntropy(known.ClassScores!, batch.KnownClasses), terms["classes"].ToDouble(), 10);
        Assert.Equal(distance, terms["class discrepancy"].ToDouble(), 10);
        Assert.DoesNotContain(terms.Parts, p => p.Name == "made classes");
        Assert.Equal(ofMade, model.DiscriminatorLoss(batch with { TrustsMade = true })["made classes"].ToDouble(), 10);
        var ofGenerator = model.GeneratorLoss(batch, model.ReadReal(batch));
        Assert.Equal(ofMade, ofGenerator["classes"].ToDouble(), 10);
        Assert.Equal(distance, ofGenerator["class discrepancy"].ToDouble(), 10);
        Assert.Equal(8, model.ReadReal(batch)!.Code.shape[0]); // known images are no real batch: their codes are not stored
    }

    [Fact]
    public void GivenNormalsThreeApart_WhenTheirDiscrepancyIsTaken_ThenItIsLarge()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        double[] widths = [.. new[] { 0.1, 0.5, 1, 2, 10 }.Select(q => 8 * q)];
        var (a, b) = (randn(256, 8, generator: random), randn(256, 8, generator: random));
        Assert.True(MaximumMeanDiscrepancy.Unbiased(a, b + 3, widths).ToDouble() > 0.5);
        Assert.InRange(MaximumMeanDiscrepancy.Unbiased(a, b, widths).ToDouble(), -0.02, 0.02);
    }
}
