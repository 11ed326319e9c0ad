using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Frees what the backward pass of a function in C# returned, as soon as the engine has taken it over. Otherwise those gradients, among the
/// largest tensors of a step, would live as long as the scope that the backward pass runs in.
/// </summary>
/// <remarks>
/// It is an operation on the function's input, whose scalar result the function takes as one more input: so its own backward pass comes
/// after the function's and before that of whatever made the input.
/// </remarks>
sealed class ReleaseGradients : autograd.SingleTensorFunction<ReleaseGradients>
{
    const string Returned = "returned";

    /// <inheritdoc/>
    public override string Name => nameof(ReleaseGradients);

    /// <summary>The scalar for the function's inputs.</summary>
    /// <param name="input">The function's input.</param>
    /// <param name="returned">Where the function's backward pass puts what it returns.</param>
    public static Tensor Of(Tensor input, List<Tensor> returned) => apply(input, returned);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(Returned, vars[1]);
        return zeros(1, dtype: ((Tensor)vars[0]).dtype);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var returned = (List<Tensor>)ctx.get_data(Returned);
        returned.ForEach(gradient => gradient.Dispose());
        returned.Clear();
        return [null!, null!];
    }
}
