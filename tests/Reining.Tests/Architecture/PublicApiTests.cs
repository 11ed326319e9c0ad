using PublicApiGenerator;
using Reining.Torch;

namespace Reining.Tests.Architecture;

/// <summary>What others can call: a change of it is seen in a review, not by accident.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void GivenTheLibrary_WhenItsPublicMembersAreListed_ThenTheyAreTheVerifiedOnes() =>
        Snapshot.Text("api.txt", typeof(TorchRuntime).Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = [],
        }));
}
