using Containment.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts a <see cref="Containment.ContainerHost"/> into a .NET host.</summary>
public static class ContainmentServices
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds a <see cref="Containment.ContainerHost"/> as a singleton, opened when the host starts, with what listens for moves,
        /// settles those left half done, measures, and carries out snapshot schedules, and the governor where it is enabled. An <see cref="Containment.Scheduling.IGovernorPolicy"/> of your own that is registered takes the place of the usual one. Stopping the host leaves every container running.
        /// </summary>
        /// <param name="configuration">The section to bind <see cref="ContainmentOptions"/> from; null takes the defaults.</param>
        /// <param name="configure">Changes the options after that.</param>
        public IServiceCollection AddContainment(IConfiguration? configuration = null, Action<ContainmentOptions>? configure = null)
        {
            var options = services.AddOptions<ContainmentOptions>();
            if (configuration is not null) options.Bind(configuration);
            if (configure is not null) options.Configure(configure);
            services.AddSingleton<IValidateOptions<ContainmentOptions>, ContainmentOptionsValidator>();
            options.ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(Open);
            services.TryAddSingleton<ContainmentMetrics>();
            services.AddMetrics();
            services.TryAddSingleton<GovernorMetrics>();
            services.TryAddSingleton(Policy);
            services.AddHostedService<ContainmentService>();
            services.AddHostedService<GovernorService>();
            services.AddHostedService<BackupService>();
            services.AddHostedService<SnapshotService>();
            return services;
        }
    }

    extension(IHealthChecksBuilder builder)
    {
        /// <summary>Adds a health check: the host's directories can be written and its containers can be listed.</summary>
        /// <param name="name">The check's name. Default <c>containment</c>.</param>
        public IHealthChecksBuilder AddContainment(string name = "containment") => builder.AddCheck<ContainmentHealthCheck>(name);
    }

    private static Containment.Scheduling.IGovernorPolicy Policy(IServiceProvider services) =>
        new Containment.Scheduling.SharingPolicy(services.GetRequiredService<IOptions<ContainmentOptions>>().Value.Governor.ToSettings());

    private static Containment.ContainerHost Open(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ContainmentOptions>>().Value;
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        return Containment.ContainerHost.Open(options.ToHostOptions(loggers, services.GetRequiredService<TimeProvider>()));
    }
}
