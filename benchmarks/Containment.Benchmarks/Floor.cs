using System.Diagnostics;

namespace Containment.Benchmarks;

/// <summary>A bare C program from Floors/, compiled once per change of its source.</summary>
internal static class Floor
{
    /// <summary>The path of the compiled program.</summary>
    /// <exception cref="InvalidOperationException">No C compiler, or it refused the source.</exception>
    public static async Task<string> CompileAsync(string name, CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Floors", name + ".c");
        var program = Path.Combine(AppContext.BaseDirectory, "Floors", name);
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(source)) return program;
        var compiler = File.Exists("/usr/bin/musl-gcc") ? "musl-gcc" : "gcc";
        using var process = Process.Start(new ProcessStartInfo(compiler, ["-O2", "-static", "-Wall", "-Werror", "-D_GNU_SOURCE", "-o", program, source])
        {
            RedirectStandardError = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? program : throw new InvalidOperationException($"{compiler} refused {source}: {errors}");
    }
}
