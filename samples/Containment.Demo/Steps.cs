using System.Diagnostics;

namespace Containment.Demo;

/// <summary>Names each step and says how long it took.</summary>
internal static class Steps
{
    public static void Begin(int number, string name) => Console.WriteLine($"\n[{number}/7] {name}");

    public static async Task DoAsync(string name, Func<Task<string?>> act)
    {
        Console.Write($"      {name} ");
        var began = Stopwatch.GetTimestamp();
        var answer = await act();
        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine($"{new string('.', Math.Max(3, 66 - name.Length))} {took.TotalMilliseconds,7:0} ms");
        if (answer is not null) Console.WriteLine($"        {answer}");
    }
}
