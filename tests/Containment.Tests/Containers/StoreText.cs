using System.Text;
using Containment.Containers;
using Containment.Containers.Storing;

namespace Containment.Tests.Containers;

/// <summary>Values as they are stored: records with lists don't compare by content.</summary>
internal static class StoreText
{
    public static string Of(ContainerSpec spec) => Encoding.UTF8.GetString(Storable.Write(new StoredSpec(1, spec), StateJson.Default.StoredSpec));

    public static string Of(ContainerState state) => Encoding.UTF8.GetString(Storable.Write(state, StateJson.Default.ContainerState));
}
