using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;
using Module = Reining.Torch.Module;
using Parameter = TorchSharp.Modules.Parameter;

namespace Reining.Tests.Training;

/// <summary>The fused optimizer against its plain twin, TorchSharp's own.</summary>
public class AdamTests
{
    /// <summary>Three parameters; the second gets a gradient only now and then, the third never.</summary>
    sealed class Three : Module
    {
        public Parameter Always { get; }

        public Parameter Sometimes { get; }

        public Parameter Never { get; }

        public Three(ScalarType type) : base(nameof(Three))
        {
            using var random = new Generator(1);
            Always = AddParameter("always", randn([7, 3], dtype: type, generator: random));
            Sometimes = AddParameter("sometimes", randn([5], dtype: type, generator: random));
            Never = AddParameter("never", randn([2], dtype: type, generator: random));
        }

        protected override Tensor Compute(Tensor input) => input;

        /// <summary>A loss whose gradients change in size and sign from step to step.</summary>
        public Tensor Loss(int step)
        {
            var loss = (Always * (step % 7 - 2.5)).sin().sum() + Always.square().sum() * 0.1;
            return step % 3 == 1 ? loss + (Sometimes - step).square().sum() * 10 : loss;
        }
    }

    static double[] Values(Parameter parameter) => parameter.detach().to(ScalarType.Float64, CPU).flatten().data<double>().ToArray();

    [SkippableTheory]
    [InlineData(ScalarType.Float32, 0, "cpu")]
    [InlineData(ScalarType.Float32, 0.1, "cpu")]
    [InlineData(ScalarType.Float64, 0, "cpu")]
    [InlineData(ScalarType.Float64, 0.1, "cpu")]
    [InlineData(ScalarType.Float32, 0, "cuda")]
    [InlineData(ScalarType.Float64, 0.1, "cuda")]
    public void GivenFiftySteps_WhenTheLearningRateChanges_ThenAllParametersEqualThePlainOptimizers(
        ScalarType type, double weightDecay, string device)
    {
        using var scope = NewDisposeScope();
        using Three fused = new(type), plain = new(type);
        var on = DevicesToTest.Get(device);
        fused.to(on);
        plain.to(on);
        var options = new AdamOptions(0.03, Beta1: 0.8, Beta2: 0.95, Epsilon: 1e-7, WeightDecay: weightDecay);
        using var adam = new Adam(fused, options);
        using var twin = optim.Adam(plain.parameters(), 0.03, 0.8, 0.95, 1e-7, weightDecay);
        var never = Values(fused.Never);

        for (var step = 0; step < 50; step++)
        {
            if (step == 25)
            {
                adam.LearningRate = 0.01;
                foreach (var group in twin.ParamGroups)
                    group.LearningRate = 0.01;
            }
            adam.ZeroGrad();
            fused.Loss(step).backward();
            adam.Step();
            foreach (var parameter in plain.parameters())
                parameter.grad = null;
            plain.Loss(step).backward();
            twin.step();
        }

        var tolerance = type == ScalarType.Float32 ? 1e-6 : 1e-12;
        foreach (var (expected, actual) in plain.parameters().Zip(fused.parameters()))
            Assert.True((expected - actual).abs().max().ToDouble() <= tolerance * Math.Max(1, expected.abs().max().ToDouble()));
        Assert.Equal(never, Values(fused.Never));
        Assert.NotEqual(never, Values(fused.Sometimes)[..2]);
    }

    [Fact]
    public void GivenAState_WhenCopiedIntoAnotherOptimizer_ThenBothGoOnAlike()
    {
        using var scope = NewDisposeScope();
        using Three first = new(ScalarType.Float32), second = new(ScalarType.Float32);
        using Adam a = new(first, new AdamOptions()), b = new(second, new AdamOptions());
        void Steps(Three module, Adam adam, int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                adam.ZeroGrad();
                module.Loss(step).backward();
                adam.Step();
            }
        }
        Steps(first, a, 0, 10);
        Weights.Copy(second, Weights.Named(first).ToDictionary(), "the first");
        b.Load(a.State().ToDictionary());
        Steps(first, a, 10, 20);
        Steps(second, b, 10, 20);
        Assert.Equal(Values(first.Always), Values(second.Always));

        var incomplete = a.State().Where(s => s.Key != "exp_avg.always").ToDictionary();
        Refusal.Of<InvalidDataException>(() => b.Load(incomplete), "expected 'exp_avg.always' 7x3, got nothing");
    }

    [Fact]
    public void GivenManySteps_WhenTaken_ThenLiveTensorsStayAndDisposingFreesTheState()
    {
        using var scope = NewDisposeScope();
        using var module = new Three(ScalarType.Float32);
        var before = LiveTensors.OnThisThread;
        using (var adam = new Adam(module, new AdamOptions()))
        {
            for (var step = 0; step < 20; step++)
            {
                using var inner = NewDisposeScope();
                adam.ZeroGrad();
                module.Loss(step).backward();
                adam.Step();
            }
        }
        Assert.Equal(before, LiveTensors.OnThisThread);
    }
}
