using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>The validation programs of the Open Containers Initiative, each run with containment-oci by eng/oci-validate.sh.</summary>
internal sealed class ValidationTests
{
    [TestCaseSource(typeof(ValidationProgram), nameof(ValidationProgram.ToPass)), CancelAfter(120_000)]
    [Needs(Need.Root, Need.Oci, Need.OciValidation)]
    public async Task A_validation_program_that_runc_or_crun_passes_passes(string name, CancellationToken cancellation)
    {
        var output = Directory.CreateTempSubdirectory("ct").FullName;
        try
        {
            using var program = new RunningProgram("/bin/bash", [Programs.InRepository("eng/oci-validate.sh"), "-o", output, Programs.Oci, name]);
            var ended = await program.WaitAsync(cancellation);
            Assert.That(ended.Code, Is.Zero, () => ended.Output + ended.Error + Bad(Path.Combine(output, $"{name}.out")) + Read(Path.Combine(output, $"{name}.err")));
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    [Test, Needs(Need.OciValidation)]
    public void Every_validation_program_is_in_the_table_once()
    {
        var built = Directory.EnumerateFiles(Machine.OciValidation).Select(Path.GetFileName).Where(name => name != "runtimetest" && !name!.EndsWith(".tar.gz", StringComparison.Ordinal));
        Assert.That(ValidationProgram.All.Select(program => program.Name), Is.EquivalentTo(built));
    }

    [Test]
    public void Every_program_that_is_not_run_is_explained()
    {
        var page = File.ReadAllText(Programs.InRepository("docs/oci-validation.md"));
        using (Assert.EnterMultipleScope())
        {
            foreach (var program in ValidationProgram.All)
            {
                Assert.That(program.Reach, Is.AnyOf("pass", "none", "race"));
                Assert.That(program.Why, program.Reach == "pass" ? Is.Empty : Is.Not.Empty, program.Name);
                Assert.That(page.Contains($"| {program.Name} |", StringComparison.Ordinal), Is.EqualTo(program.Reach != "pass"), program.Name);
            }
        }
    }

    /// <summary>The bad results with what follows them.</summary>
    private static string Bad(string path)
    {
        var lines = Read(path).Split('\n');
        return string.Join('\n', lines.Where((_, i) => Enumerable.Range(Math.Max(0, i - 8), Math.Min(i, 8) + 1).Any(j => lines[j].StartsWith("not ok", StringComparison.Ordinal) || lines[j].Contains("\"error\"", StringComparison.Ordinal)))) + '\n';
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
