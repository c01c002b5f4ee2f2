using Containment.Daemon;
using Containment.Daemon.Api;
using Microsoft.Extensions.Diagnostics.HealthChecks;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var socket = new DaemonSocket(builder.Configuration["Daemon:Socket"] ?? "/run/containment/daemon.sock");
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = 1 << 20;
    socket.ListenOn(kestrel);
});
builder.Services.AddContainment(builder.Configuration.GetSection("Containment"));
builder.Services.AddHealthChecks().AddContainment();
builder.Services.AddOpenApi();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<ProblemHandler>();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));

var app = builder.Build();
app.UseExceptionHandler();
app.MapOpenApi();
app.MapHealthChecks("/healthz");
app.MapContainers();
app.MapCheckpoints();
app.MapMoves();
app.MapEvents();
await app.StartAsync();
socket.Restrict();
await app.WaitForShutdownAsync();
