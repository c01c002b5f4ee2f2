using System.Diagnostics;
using System.Globalization;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Histories;

/// <summary>A change to a container's layers by another process, which is killed at a step.</summary>
internal static class KilledChange
{
    /// <returns>Whether it came to that step, and so was killed.</returns>
    public static async Task<bool> RunAsync(TestHost test, Container container, string step, int nth, CancellationToken cancellation, params string[] what)
    {
        string[] words = ["layers", test.Top, step, nth.ToString(CultureInfo.InvariantCulture), container.Id.Value, .. what];
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Containment.MigrationSide"), words) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.That(process.ExitCode, Is.AnyOf(0, 137), errors);
        return process.ExitCode == 137;
    }
}
