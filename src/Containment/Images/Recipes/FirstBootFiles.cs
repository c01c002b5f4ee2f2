using System.Text;
using static Containment.Images.Recipes.ShellWord;

namespace Containment.Images.Recipes;

/// <summary>
/// What runs once, when a container of the image first starts: a script that remembers that it has run, and where there is systemd, a unit that comes before
/// every service. Without an init the script is the entry point and goes on as the program. Pure.
/// </summary>
internal static class FirstBootFiles
{
    public const string Script = "/usr/lib/containment/first-boot", Unit = "containment-first-boot.service", Done = "/var/lib/containment/first-boot.done";

    /// <summary>Each system has keys of its own, so an image has none.</summary>
    public static IReadOnlyList<string> Commands(ImageRecipe recipe) =>
        recipe.Packages.Any(package => package.Split(':', '=', '/')[0] == "openssh-server") ? [.. recipe.FirstBoot.Prepend("ssh-keygen -A")] : recipe.FirstBoot;

    public static string WriteScript(ImageRecipe recipe)
    {
        var script = new StringBuilder($"#!/bin/sh\n# Runs once, when the container first starts.\nset -eu\nif [ ! -e {Done} ]; then\n");
        foreach (var command in Commands(recipe)) script.Append(command.TrimEnd('\n')).Append('\n');
        return script.Append($": > {Done}\nfi\n[ $# -eq 0 ] || exec \"$@\"\n").ToString();
    }

    public static string WriteUnit() => $"""
        [Unit]
        Description=What is done once, at the first boot
        ConditionPathExists=!{Done}
        DefaultDependencies=no
        After=sysinit.target
        Before=basic.target shutdown.target
        Conflicts=shutdown.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart={Script}

        [Install]
        WantedBy=basic.target

        """;

    /// <summary>The part of the script inside that puts them there.</summary>
    public static string Install(ImageRecipe recipe)
    {
        if (Commands(recipe).Count == 0) return "";
        // Whoever runs the program says that it is done.
        var owner = recipe.Init == RecipeInit.None && recipe.User is { } user ? $"chown {Of(user)} {Path.GetDirectoryName(Done)}\n" : "";
        var unit = recipe.Init == RecipeInit.None ? "" : $"cp {HookScripts.Inside}/first-boot.service /etc/systemd/system/{Unit}\nsystemctl --quiet enable {Unit}\n";
        return $"mkdir -p {Path.GetDirectoryName(Script)} {Path.GetDirectoryName(Done)}\ncp {HookScripts.Inside}/first-boot {Script}\nchmod 755 {Script}\n{owner}{unit}";
    }
}
