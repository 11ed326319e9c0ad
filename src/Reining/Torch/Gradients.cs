using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Gradients whose failures are exceptions: TorchSharp's <c>autograd.grad</c> has no guard around the native call, so that a value
/// without a
/// graph, or one that does not depend on the variable, ends the process; <c>backward</c> has one, but its errors are C++ stack traces.
/// </summary>
static class Gradients
{
    /// <summary>How often gradients were taken through this class on this thread: tells whether a function takes some.</summary>
    [field: ThreadStatic]
    public static long Count { get; private set; }

    /// <summary>Adds the gradient of a scalar to every parameter that it depends on.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ArgumentException">It was computed without gradients, or its graph is damaged.</exception>
    public static void Backward(Tensor loss, string operation) => Run(loss, operation, () => loss.backward());

    /// <summary>The gradient of a scalar by a leaf.</summary>
    /// <param name="loss">One number.</param>
    /// <param name="leaf">A tensor made with <c>requires_grad</c>, which must have no gradient yet.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ArgumentException">It was computed without gradients, does not depend on the leaf, or its graph is
    /// damaged.</exception>
    public static Tensor Of(Tensor loss, Tensor leaf, string operation)
    {
        Run(loss, operation, () => autograd.backward([loss], inputs: [leaf]));
        return leaf.grad ?? throw Unrelated(operation);
    }

    /// <summary>The gradients of several scalars of one graph by a leaf.</summary>
    /// <param name="values">Each one number.</param>
    /// <param name="leaf">A tensor made with <c>requires_grad</c>, which must have no gradient yet.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ArgumentException">As <see cref="Of"/>.</exception>
    public static IReadOnlyList<Tensor> OfEach(IReadOnlyList<Tensor> values, Tensor leaf, string operation)
    {
        var results = new List<Tensor>();
        for (var i = 0; i < values.Count; i++)
        {
            var last = i == values.Count - 1;
            Run(values[i], operation, () => autograd.backward([values[i]], retain_graph: !last, inputs: [leaf]));
            results.Add(leaf.grad ?? throw Unrelated(operation));
            leaf.grad = null;
        }
        return results;
    }

    /// <summary>The gradient of a scalar by any tensor of its graph, itself differentiable.</summary>
    /// <param name="value">One number.</param>
    /// <param name="variable">A tensor that it was computed from.</param>
    /// <param name="operation">Who asks, for the error.</param>
    /// <exception cref="ArgumentException">It was computed without gradients, or does not depend on the variable.</exception>
    public static Tensor Differentiable(Tensor value, Tensor variable, string operation)
    {
        Check(value, operation);
        if (!variable.requires_grad)
            throw new ArgumentException(
                $"{operation}: expected a tensor of the graph to differentiate by, got one without gradients; " +
                "look for detach() or no_grad().");
        Count++;
        // create_graph does not imply retain_graph here, as it does in PyTorch; a graph freed too early ends the process.
        var gradient = autograd.grad([value], [variable], retain_graph: true, create_graph: true, allow_unused: true)[0];
        return gradient is { IsInvalid: false } ? gradient : throw new ArgumentException(
            $"{operation}: expected a value that depends on what is differentiated, got one that does not; " +
            "look for detach() or no_grad().");
    }

    static ArgumentException Unrelated(string operation) => new(
        $"{operation}: expected a loss that depends on what is differentiated, got one that does not; " +
        "look for detach(), no_grad() or a value that is not used.");

    static void Run(Tensor loss, string operation, Action backward)
    {
        Check(loss, operation);
        Count++;
        try
        {
            backward();
        }
        catch (ExternalException e)
        {
            throw new ArgumentException(
                $"{operation}: expected a loss that can be differentiated, got an error of its graph: " +
                $"{e.Message.Split('\n')[0].TrimEnd('.')}.", e);
        }
    }

    static void Check(Tensor loss, string operation)
    {
        if (!loss.requires_grad)
            throw new ArgumentException(
                $"{operation}: expected a loss with a gradient, got one computed without; " +
                "look for detach() or no_grad() in the loss or around the call.");
        if (loss.numel() != 1)
            throw new ArgumentException($"{operation}: expected a loss of one number, got {Shape.Text(loss)}; take its sum or mean.");
    }
}
