namespace Containment.Oci.Output;

/// <summary>An error as one line.</summary>
internal static class ErrorText
{
    public static string Of(Exception wrong) => wrong switch
    {
        AggregateException { InnerException: { } inner } => Of(inner),
        OperationCanceledException => "interrupted",
        _ => wrong.Message.ReplaceLineEndings(" "),
    };
}
