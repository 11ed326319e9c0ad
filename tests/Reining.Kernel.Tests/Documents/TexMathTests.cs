using System.Xml.Linq;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

/// <summary>Formulas of notebooks as MathML.</summary>
public class TexMathTests
{
    [Theory]
    [InlineData("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>")]
    [InlineData(@"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>")]
    [InlineData(@"\hat x", "<mover accent=\"true\"><mi>x</mi><mo>^</mo></mover>")]
    [InlineData(@"\|x\|", "<mo stretchy=\"false\">‖</mo><mi>x</mi><mo stretchy=\"false\">‖</mo>")]
    [InlineData("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>")]
    [InlineData(@"\mathrm{KL}(q)", "<mtext>KL</mtext><mo stretchy=\"false\">(</mo><mi>q</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"\big(x\big)", "<mo minsize=\"1.2em\">(</mo><mi>x</mi><mo minsize=\"1.2em\">)</mo>")]
    [InlineData("1.5-x", "<mn>1.5</mn><mo>−</mo><mi>x</mi>")]
    [InlineData(@"\mathbb{E}_q", "<msub><mi mathvariant=\"normal\">𝔼</mi><mi>q</mi></msub>")]
    public void GivenAFormula_WhenConverted_ThenItIsMathMl(string tex, string expected) =>
        Assert.Equal($"<math><mrow>{expected}</mrow></math>", TexMath.ToMathMl(tex, block: false));

    [Theory]
    [InlineData(@"-\mathrm{ELBO} = \mathbb{E}_{q(z|x)}\left[-\log p(x|z)\right] + \mathrm{KL}\left(q(z|x)\,\|\,p(z)\right)")]
    [InlineData(@"L = \|x - D(z)\|^2 + b\cdot\tfrac{1}{2}\|z\|^2 + \lambda L_{\mathrm{REG}}")]
    [InlineData(@"y = \sqrt2\;\mathrm{LeakyReLU}\big(d\,(k * (s\,x)) + h(c) + b\big)")]
    [InlineData(@"\mathrm{softplus}(\mp c(x_\mathrm{real})), \qquad \mathrm{softplus}(t) = \ln(1+e^t).")]
    [InlineData(@"\sigma = \sqrt{w/2} \approx 0.39")]
    public void GivenAFormulaOfANotebook_WhenConverted_ThenItIsWellFormed(string tex) =>
        Assert.Equal("math", XElement.Parse(TexMath.ToMathMl(tex, block: true)!).Name.LocalName);

    [Theory]
    [InlineData(@"\begin{matrix} a & b \end{matrix}")]
    [InlineData(@"\nosuchcommand")]
    [InlineData("{x")]
    [InlineData("x}")]
    [InlineData("x^")]
    [InlineData(@"\")]
    public void GivenSomethingUnknown_WhenConverted_ThenItStaysTex(string tex) => Assert.Null(TexMath.ToMathMl(tex, block: false));
}
