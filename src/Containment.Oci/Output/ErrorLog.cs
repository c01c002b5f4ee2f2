using System.Text;
using System.Text.Json;

namespace Containment.Oci.Output;

/// <summary>Where errors go: lines as runc writes them into --log, and for people to standard error. Callers such as conmon and containerd's shim read the file.</summary>
internal sealed class ErrorLog(string? path, bool json)
{
    public static ErrorLog ToStandardError { get; } = new(null, false);

    public void Error(string message) => Write("error", message);

    public void Warning(string message) => Write("warning", message);

    internal string Line(string level, string message, DateTimeOffset now)
    {
        var time = now.ToString(now.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:sszzz");
        return json
            ? $"{{\"level\":\"{level}\",\"msg\":\"{JsonEncodedText.Encode(message)}\",\"time\":\"{time}\"}}\n"
            : $"time=\"{time}\" level={level} msg=\"{message.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"\n";
    }

    private void Write(string level, string message)
    {
        var line = Line(level, message, DateTimeOffset.Now);
        Answers.Errors.Write(path is null && !json ? $"{(level == "error" ? "" : $"{level}: ")}{message}\n" : path is null ? line : $"{message}\n");
        Append(line);
    }

    private void Append(string line)
    {
        if (path is null) return;
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Answers.Errors.Write($"{path}: {e.Message}\n");
        }
    }
}
