// A service that tests move while it is used. Nothing about it is made for that: the runtime's defaults, Kestrel, a file that grows.
//   ws  /echo    sends each message back, when it is in the file
//   GET /heard   how many messages there were
using System.Globalization;
using System.Net.WebSockets;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://0.0.0.0:8080");
var app = builder.Build();
app.UseWebSockets();

var gate = new SemaphoreSlim(1);
var heard = 0;
await using var written = new FileStream("/messages", FileMode.Append, FileAccess.Write, FileShare.Read);

app.MapGet("/heard", () => heard.ToString(CultureInfo.InvariantCulture));
app.Map("/echo", async (HttpContext context) =>
{
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    var buffer = new byte[16 << 10];
    while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
    {
        await gate.WaitAsync();
        await written.WriteAsync(buffer.AsMemory(0, message.Count));
        await written.FlushAsync();
        heard++;
        gate.Release();
        await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
    }
    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
});
Console.WriteLine("listening");
await app.RunAsync();
