using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Containment.Demo;

/// <summary>Talks to one daemon over its unix socket.</summary>
internal sealed class DaemonClient : IDisposable
{
    private readonly string _name;
    private readonly HttpClient _http;

    public DaemonClient(string name, string socketPath)
    {
        _name = name;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://daemon"),
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>The answer's JSON; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">The daemon said no; the message has its reason.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"daemon {_name} answers {method} {path} with {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public void Dispose() => _http.Dispose();
}
