using Reining.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Reining.Torch.Linear;
using Module = Reining.Torch.Module;

namespace Reining.Tests.Torch;

public class ModuleTests
{
    static Linear Layer() => new(4, 4, new Generator(1));

    /// <summary>A module with something in a field that is registered or not.</summary>
    sealed class Holder(object? held) : Module("Holder")
    {
        object? Held { get; } = held;

        protected override Tensor Compute(Tensor input) => input;
    }

    static readonly Dictionary<string, Func<object>> Unregistered = new()
    {
        ["layer"] = Layer,
        ["array"] = () => new[] { Layer() },
        ["list"] = () => new List<Linear> { Layer() },
        ["dictionary"] = () => new Dictionary<string, Linear> { ["a"] = Layer() },
        ["tuples"] = () => new List<(string, Linear)> { ("a", Layer()) },
        ["array in a list"] = () => new List<Linear[]> { new[] { Layer() } },
        ["parameter"] = () => new Parameter(ones(2)),
        ["parameters"] = () => new[] { new Parameter(ones(2)) },
        ["plain tensor"] = () => ones(2),
    };

    public static TheoryData<string> UnregisteredNames => [.. Unregistered.Keys];

    [Theory]
    [MemberData(nameof(UnregisteredNames))]
    public void GivenAnUnregisteredPart_WhenRunForward_ThenItIsRefusedAndTheFieldNamed(string what)
    {
        using var scope = NewDisposeScope();
        using var module = new Holder(Unregistered[what]());
        var e = Assert.Throws<InvalidOperationException>(() => module.forward(zeros(1)));
        Assert.StartsWith("Holder: field '", e.Message, StringComparison.Ordinal);
        Assert.Contains("Held", e.Message, StringComparison.Ordinal);
        Assert.Contains("not registered", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenFieldsThatHoldNoModule_WhenRunForward_ThenNothingIsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.All(
            new object?[] { null, "text", 3.5, new[] { 1, 2 }, new List<string> { "a" } }, held => new Holder(held).forward(zeros(1)));
    }

    sealed class Stack : Module
    {
        readonly Parameter _single;
        readonly Parameter[] _array;
        readonly List<Tensor> _buffers;
        readonly Dictionary<string, Parameter> _map;
        readonly Linear[] _layers;

        public Stack() : base(nameof(Stack))
        {
            _single = AddParameter("single", ones(4));
            _array = [AddParameter("first", ones(4)), AddParameter("second", ones(4))];
            _buffers = [AddBuffer("shift", ones(4))];
            _map = new() { ["a"] = AddParameter("mapped", ones(4)) };
            _layers = [Add("layer", Layer())];
        }

        protected override Tensor Compute(Tensor input) =>
            _layers[0].forward(input * _single * _array[0] * _array[1] * _map["a"] + _buffers[0]);
    }

    [Fact]
    public void GivenParametersInFieldsArraysListsAndMaps_WhenMovedToDouble_ThenForwardUsesTheMovedOnes()
    {
        using var scope = NewDisposeScope();
        using var module = new Stack();
        module.forward(ones(2, 4));

        module.to(ScalarType.Float64);
        using (no_grad())
        {
            foreach (var (name, parameter) in module.named_parameters())
                parameter.fill_(name.StartsWith("layer", StringComparison.Ordinal) ? 1 : 2);
            foreach (var (_, buffer) in module.named_buffers())
                buffer.fill_(3);
        }
        var y = module.forward(ones([2, 4], dtype: ScalarType.Float64));

        Assert.Equal(ScalarType.Float64, y.dtype);
        Assert.Equal(4 * (16 + 3) + 1, y[0, 0].ToDouble()); // Σ_4 (1·2⁴ + 3) · 1 + 1
        y.sum().backward();
        Assert.All(module.parameters(), p => Assert.NotNull(p.grad));
    }

    sealed class Pair : Module
    {
        readonly (Parameter First, Parameter Second) _pair;

        public Pair() : base(nameof(Pair)) => _pair = (AddParameter("first", ones(4)), AddParameter("second", ones(4)));

        protected override Tensor Compute(Tensor input) => input * _pair.First * _pair.Second;
    }

    [Fact]
    public void GivenParametersInATuple_WhenMoved_ThenTheNextCallIsRefusedInsteadOfUsingTheOldOnes()
    {
        using var scope = NewDisposeScope();
        using var module = new Pair();
        module.forward(ones(4));
        module.to(ScalarType.Float64);
        Refusal.Of<InvalidOperationException>(() => module.forward(ones([4], dtype: ScalarType.Float64)), "'_pair'");
    }

    [Fact]
    public void GivenAModelMovedThereAndBack_WhenRunForward_ThenItsOutputIsTheSame()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var options = new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(2, 4), 0, DecoderRegularizer.SpectralNorm);
        using var model = new RegularizedAutoencoder(options, random);
        model.eval();
        var x = rand(2, 1, 32, 32, generator: random);
        var before = model.forward(x).data<float>().ToArray();

        model.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, model.forward(x.to(ScalarType.Float64)).dtype);
        model.to(ScalarType.Float32);

        Assert.Equal(before, model.forward(x).data<float>().ToArray());
    }

    [Fact]
    public void GivenEveryModel_WhenMadeMovedRunAndDisposed_ThenNoTensorStaysAlive()
    {
        var before = LiveTensors.OnThisThread;
        foreach (var regularizer in Enum.GetValues<DecoderRegularizer>())
        {
            using var scope = NewDisposeScope();
            using var random = new Generator(1);
            using var model =
                new RegularizedAutoencoder(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(2, 4), 0.1, regularizer, 0.1), random);
            model.to(ScalarType.Float64);
            model.to(ScalarType.Float32);
            model.Loss(rand(2, 1, 32, 32), random).Total.backward();
        }
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenAModelMadeInsideAScope_WhenTheScopeEnds_ThenTheModelLives()
    {
        using var random = new Generator(1);
        Vae model;
        using (NewDisposeScope())
            model = new Vae(new VaeOptions(ConvNetOptions.Mnist(2, 4), 1), random);
        using (model)
        using (NewDisposeScope())
            Assert.Equal([2, 4], model.Encode(zeros(2, 1, 32, 32)).shape);
    }
}
