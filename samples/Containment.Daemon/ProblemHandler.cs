using System.Text.Json;
using Containment.Migration;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Containment.Daemon;

/// <summary>Turns the library's errors into problem details (RFC 9457) with its reason codes.</summary>
internal sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (Describe(exception) is not { } problem) return false;
        context.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem, Exception = exception });
    }

    private static ProblemDetails? Describe(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException e } => Problem(400, "bad-json", e.Message, ("field", Field(e)), ("line", $"{e.LineNumber + 1}")),
        InvalidSpecException e => Problem(400, "invalid-spec", e.Message, ("field", e.Field), ("expected", e.Expected)),
        BadHttpRequestException e => Problem(e.StatusCode, "bad-request", e.Message),
        MigrationException e => Problem(Status(e.Reason), $"migration-{Kebab($"{e.Failure}")}", e.Message, ("reason", $"{e.Failure}"), ("findings", string.Join("\n", e.Findings))),
        KernelException { Call: "execve", ErrorName: "ENOENT" or "EACCES" or "ENOEXEC" or "ENOTDIR" or "ELOOP" } e =>
            Problem(400, "command-not-found", e.Message, ("field", "command"), ("call", e.Call), ("error", e.ErrorName)),
        KernelException e => Problem(e.ErrorName is "EINVAL" or "ERANGE" ? 422 : 500, "kernel-refused", e.Message, ("call", e.Call), ("error", e.ErrorName), ("remedy", e.Remedy)),
        ContainmentException e => Problem(Status(e.Reason), Kebab($"{e.Reason}"), e.Message, ("reason", $"{e.Reason}"), ("subject", e.Subject), ("stateLeft", e.StateLeft)),
        IOException or UnauthorizedAccessException => Problem(500, "io", exception.Message),
        _ => null,
    };

    // "$.limits.memoryMax" is "limits.memoryMax" to people.
    private static string? Field(JsonException e) => e.Path is ['$', '.', .. var path] ? path : null;

    private static string Kebab(string name) => string.Concat(name.Select((letter, n) => char.IsUpper(letter) && n > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static int Status(FailureReason reason) => reason switch
    {
        FailureReason.NotFound => 404,
        FailureReason.AlreadyExists or FailureReason.WrongState => 409,
        FailureReason.Unsupported or FailureReason.ToolMissing => 501,
        FailureReason.TimedOut => 504,
        FailureReason.PeerFailed => 502,
        FailureReason.Exhausted => 507,
        _ => 500,
    };

    private static ProblemDetails Problem(int status, string code, string detail, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var problem = new ProblemDetails { Status = status, Title = code, Detail = detail, Type = $"urn:containment:{code}" };
        foreach (var (name, value) in more)
            if (!string.IsNullOrEmpty(value)) problem.Extensions[name] = value;
        return problem;
    }
}
