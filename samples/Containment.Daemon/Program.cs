using Containment;
using Containment.Daemon;
using Containment.Daemon.Api;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

try
{
    await RunAsync(args);
    return 0;
}
catch (Exception e) when (e is DaemonSocketException or OptionsValidationException or ContainmentException or IOException or UnauthorizedAccessException
    or InvalidOperationException { InnerException: FormatException or OverflowException or ArgumentException })
{
    // What the operator can put right needs no stack. The last one is a setting that can't be read.
    Console.Error.WriteLine($"Containment.Daemon: {e.Message}");
    return 1;
}

static async Task RunAsync(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var path = builder.Configuration["Daemon:Socket"] ?? "/run/containment/daemon.sock";
    using var socket = new DaemonSocket(path);
    builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = socket.Listen);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.Limits.MaxRequestBodySize = 1 << 20;
        kestrel.ListenUnixSocket(path);
    });
    builder.Services.AddContainment(builder.Configuration.GetSection("Containment"));
    builder.Services.AddSingleton<LatestUse>();
    builder.Services.AddHealthChecks().AddContainment();
    builder.Services.AddOpenApi();
    builder.Services.AddProblemDetails();
    builder.Services.AddExceptionHandler<ProblemHandler>();
    builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));

    var app = builder.Build();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.MapOpenApi();
    app.MapHealthChecks("/healthz");
    app.MapContainers();
    app.MapUsage();
    app.MapCheckpoints();
    app.MapMoves();
    app.MapGovernor();
    app.MapEvents();
    app.Lifetime.ApplicationStarted.Register(() => app.Logger.LogInformation("The daemon answers on {Socket}", path));
    await app.RunAsync();
}
