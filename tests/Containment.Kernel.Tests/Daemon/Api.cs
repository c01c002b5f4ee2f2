using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Daemon;

/// <summary>Talks to a daemon as any HTTP client would.</summary>
internal sealed class Api(string socketPath) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri("http://daemon") };

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? json = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        // The server may answer, and hang up, before it has read everything.
        request.Headers.ExpectContinue = json?.Length > 1 << 20;
        using var response = await _http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (response.StatusCode, isJson ? JsonNode.Parse(text) : JsonValue.Create(text));
    }

    /// <summary>Sends it and holds that the answer is <paramref name="expected"/>.</summary>
    public async Task<JsonNode> ExpectAsync(HttpStatusCode expected, HttpMethod method, string path, string? json = null, CancellationToken cancellation = default)
    {
        var (status, body) = await SendAsync(method, path, json, cancellation);
        Assert.That(status, Is.EqualTo(expected), $"{method} {path}: {body}");
        return body!;
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellation = default) => ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path, null, cancellation);

    /// <summary>A verb without an answer: 204.</summary>
    public Task DoAsync(string path, CancellationToken cancellation = default) => ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, path, null, cancellation);

    /// <summary>Makes and starts a container of the busybox root that runs <paramref name="script"/>; gives its process id, 0 when it has ended already.</summary>
    public async Task<int> CreateAsync(string id, string script, string limits = "{}", CancellationToken cancellation = default) =>
        (await ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "/containers", Create(id, script, limits), cancellation))["processId"]?.GetValue<int>() ?? 0;

    public static string Create(string id, string script, string limits = "{}") => new JsonObject
    {
        ["id"] = id, ["root"] = BusyboxRoot.Path, ["command"] = new JsonArray("sh", "-c", script), ["limits"] = JsonNode.Parse(limits),
    }.ToJsonString();

    /// <summary>Opens an answer that goes on; returns when its head is there.</summary>
    public async Task<StreamReader> OpenAsync(string path, CancellationToken cancellation) => new(await _http.GetStreamAsync(path, cancellation));

    public void Dispose() => _http.Dispose();
}
