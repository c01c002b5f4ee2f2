using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Containment.Hosting;

/// <summary>Refuses options that can't work when the host starts, naming the field.</summary>
internal sealed class ContainmentOptionsValidator : IValidateOptions<ContainmentOptions>
{
    public ValidateOptionsResult Validate(string? name, ContainmentOptions options)
    {
        try
        {
            _ = options.ToHostOptions(NullLoggerFactory.Instance, TimeProvider.System);
            _ = new Containment.Migration.MigrationListenerOptions { Port = options.Migration.Port, Relay = options.Migration.Relay is { } relay ? Containment.Migration.MigrationRelayAddress.Parse(relay) : null };
            _ = options.Governor.ToSettings();
            foreach (var backup in options.Backups) _ = backup.ToPlan();
        }
        catch (InvalidSpecException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
        return IPAddress.TryParse(options.Migration.Address, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Migration:Address is \"{options.Migration.Address}\"; expected an IP address");
    }
}
