using Reining.Kernel.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>The part of .NET Interactive's class of this name that notebooks use.</summary>
public static class Kernel
{
    /// <summary>Asks the user for a line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <exception cref="InputMissingException">A headless run without a prepared answer.</exception>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(NotebookFunctions.GetInput(prompt));

    /// <summary>Asks the user for a secret line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <exception cref="InputMissingException">A headless run without a prepared answer.</exception>
    public static Task<string> GetPasswordAsync(string prompt = "") => Task.FromResult(NotebookFunctions.GetPassword(prompt));

    /// <summary>Marks text as HTML, so that it is displayed as such.</summary>
    public static HtmlString HTML(string content) => NotebookFunctions.HTML(content);

    /// <summary>Displays a script that the front end runs.</summary>
    public static DisplayedValue Javascript(string scriptContent) => NotebookFunctions.Javascript(scriptContent);
}
