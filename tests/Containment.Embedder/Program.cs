// A program that embeds the library, so that tests can kill it: the state directory, the runtime directory, a root file
// system, then what to do. Each thing done is one line on standard output.
using System.Net.NetworkInformation;
using Containment;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;

var host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = args[0], RuntimeDirectory = args[1] });
ContainerSpec Shell(string id, string script) => new(id, new RootSource.Directory(args[2]), new ProcessSpec("/bin/sh", "-c", script));

switch (args[3])
{
    // start ID SCRIPT: starts one and stays.
    case "start":
        var container = await host.CreateAsync(Shell(args[4], args[5]));
        await container.StartAsync();
        Console.WriteLine("started");
        await Task.Delay(Timeout.Infinite);
        return 0;

    // view ID SCRIPT: starts one that sees itself, with 64 MiB, and stays.
    case "view":
        var seeing = await host.CreateAsync(Shell(args[4], args[5]) with { Isolation = new() { GuestView = GuestView.Own }, Limits = new() { MemoryMax = MemoryLimit.MiB(64) } });
        await seeing.StartAsync();
        Console.WriteLine("started");
        await Task.Delay(Timeout.Infinite);
        return 0;

    // create PREFIX COUNT: creates that many, each with the next number, and ends.
    case "create":
        for (var i = 0; i < int.Parse(args[5]); i++) await host.CreateAsync(Shell($"{args[4]}{i}", "true"));
        Console.WriteLine("created");
        return 0;

    // network ID BRIDGE GATEWAY ADDRESS: one on a bridge asks the other end whether it is there.
    case "network":
        var joined = await host.CreateAsync(Shell(args[4], $"ping -c 1 -W 5 {args[6]} && cat /sys/class/net/eth0/address") with
        {
            Networks = [new NetworkSpec { Link = new NetworkLink.Bridge(args[5]), Addresses = [IPNetworkAddress.Parse(args[7])], Mac = "02:00:00:00:00:07" }],
        });
        await joined.StartAsync();
        Console.WriteLine((await joined.WaitAsync()).Code);
        await foreach (var entry in joined.ReadLogAsync()) Console.Write(entry.Text);
        await joined.DeleteAsync();
        Console.WriteLine($"links: {string.Join(' ', NetworkInterface.GetAllNetworkInterfaces().Select(link => link.Name).Order())}");
        return 0;

    // churn PREFIX: creates, starts, waits and deletes without end.
    case "churn":
        for (var i = 0; ; i++)
        {
            var one = await host.CreateAsync(Shell($"{args[4]}{i % 5}", "exit 3"));
            await one.StartAsync();
            var exit = await one.WaitAsync();
            await one.DeleteAsync();
            Console.WriteLine($"{i} {exit}");
        }

    // fight ID: creates, deletes, pauses and changes one container that others fight for as well; losing is no error.
    case "fight":
        for (var i = 0; i < int.Parse(args[5]); i++)
        {
            try
            {
                var one = i % 3 == 0 ? await host.CreateAsync(Shell(args[4], "sleep 60")) : await host.GetAsync(args[4]);
                switch (Random.Shared.Next(5))
                {
                    case 0: await one.StartAsync(); break;
                    case 1: await one.PauseAsync(); break;
                    case 2: await one.ResumeAsync(); break;
                    case 3: await one.KillAsync(); break;
                    default: await one.DeleteAsync(); break;
                }
            }
            catch (ContainmentException lost) when (lost.Reason is FailureReason.AlreadyExists or FailureReason.NotFound or FailureReason.WrongState)
            {
            }
        }
        Console.WriteLine("fought");
        return 0;

    default:
        return 2;
}
