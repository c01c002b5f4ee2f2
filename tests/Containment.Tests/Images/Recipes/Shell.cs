using System.Diagnostics;

namespace Containment.Tests.Images.Recipes;

/// <summary>Runs sh(1) on scripts that the code under test wrote.</summary>
internal static class Shell
{
    public static async Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output + await errors);
    }

    /// <summary>Whether it is a script at all, without running it.</summary>
    public static async Task<(int Code, string Output)> CheckAsync(string script)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        var result = await RunAsync("/bin/sh -n \"$1\"", file);
        File.Delete(file);
        return result;
    }
}
