using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Containment.Benchmarks.Cloning;

/// <summary>What runs in the container: a service that reads its data before it can answer, and then answers over HTTP. It asks itself, and writes a line for each answer.</summary>
internal static class DataService
{
    public const string Word = "guest-service";
    private const string Address = "http://127.0.0.1:8080/";
    private const int Records = 150_000;

    public static async Task<int> RunAsync()
    {
        var records = Load();
        using var listener = new HttpListener { Prefixes = { Address } };
        listener.Start();
        _ = AnswerAsync(listener, records);
        // One connection: one that is just being made can't be saved. In a clone it is closed, and the next is made.
        using var client = new HttpClient();
        for (var asked = 0; ; asked++)
        {
            try
            {
                Console.WriteLine($"answer {await client.GetStringAsync($"{Address}{asked * 31 % Records}")}");
            }
            catch (HttpRequestException)
            {
                // It asks again.
            }
            await Task.Delay(2);
        }
    }

    private static Dictionary<string, string> Load()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < Records; i++) text.Append(i == 0 ? "" : ",").Append($$"""{"id":"{{i}}","name":"record {{i}}","tags":["a","b",{{i % 7}}]}""");
        return JsonNode.Parse(text.Append(']').ToString())!.AsArray().ToDictionary(record => record!["id"]!.GetValue<string>(), record => record!["name"]!.GetValue<string>());
    }

    private static async Task AnswerAsync(HttpListener listener, Dictionary<string, string> records)
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(records.GetValueOrDefault(context.Request.Url!.AbsolutePath[1..], "none")));
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // Whoever asked is gone.
            }
        }
    }
}
