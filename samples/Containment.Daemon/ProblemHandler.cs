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
        InvalidSpecException e => Problem(400, "invalid-spec", e.Message, ("field", e.Field), ("expected", e.Expected)),
        BadHttpRequestException e => Problem(e.StatusCode, "bad-request", e.Message),
        MigrationException e => Problem(Status(e.Reason), $"migration-{e.Failure}", e.Message, ("findings", string.Join("\n", e.Findings))),
        KernelException e => Problem(500, "kernel-refused", e.Message, ("call", e.Call), ("error", e.ErrorName), ("remedy", e.Remedy)),
        ContainmentException e => Problem(Status(e.Reason), e.Reason.ToString(), e.Message, ("subject", e.Subject), ("stateLeft", e.StateLeft)),
        _ => null,
    };

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
