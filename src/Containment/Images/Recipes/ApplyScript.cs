using System.Text;
using static Containment.Images.Recipes.ShellWord;

namespace Containment.Images.Recipes;

/// <summary>The script that turns a bare system into what the recipe says. It runs inside, as root, when all packages are installed. Pure.</summary>
internal static class ApplyScript
{
    public static string Write(ImageRecipe recipe)
    {
        var script = new StringBuilder("# mmdebstrap copies these from the machine that builds.\nrm -f /etc/hostname\n[ -L /etc/resolv.conf ] || : > /etc/resolv.conf\n");
        foreach (var user in recipe.Users) script.Append(User(user));
        for (var i = 0; i < recipe.Files.Count; i++) script.Append(File(recipe.Files[i], i, owned: true));
        foreach (var (user, _) in Keys(recipe)) script.Append(SshKeys(user));
        script.Append(Locale(recipe.Locale));
        script.Append(Services(recipe.Services));
        script.Append(FirstBootFiles.Install(recipe));
        return script.Append(CleanScript.Text).ToString();
    }

    /// <summary>The script for files that are there before packages are.</summary>
    public static string WriteEarly(ImageRecipe recipe) =>
        string.Concat(recipe.Files.Select((file, i) => file.Early ? File(file, i, owned: false) : ""));

    /// <summary>Who may log in by which keys.</summary>
    public static IEnumerable<(string User, IReadOnlyList<string> Keys)> Keys(ImageRecipe recipe) =>
        recipe.Users.Select(user => (user.Name, user.SshKeys)).Prepend(("root", recipe.SshKeys)).Where(one => one.Item2.Count > 0);

    private static string User(RecipeUser user)
    {
        var words = new List<string> { "useradd", "--create-home", "--user-group", "--no-log-init", "--password", "*", "--shell", user.Shell, "--home-dir", user.Home ?? $"/home/{user.Name}" };
        if (user.Uid is { } uid) words.AddRange(["--uid", $"{uid}"]);
        if (user.System) words.Add("--system");
        if (user.Groups.Count > 0) words.AddRange(["--groups", string.Join(',', user.Groups)]);
        return $"{string.Join(' ', words.Append(user.Name).Select(Of))}\n";
    }

    private static string File(RecipeFile file, int index, bool owned)
    {
        var (path, staged) = (Of(file.Path), $"{HookScripts.Inside}/files/{index}");
        var script = new StringBuilder();
        if (Path.GetDirectoryName(file.Path) is { Length: > 1 } above) script.Append($"mkdir -p {Of(above)}\n");
        if (file.Link is { } target) script.Append($"ln -sfn -T {Of(target)} {path}\n");
        else script.Append($"cp -a --remove-destination -T {staged} {path}\n");
        if (file.Mode is { } mode && file.Link is null) script.Append($"chmod {Convert.ToString(mode, 8)} {path}\n");
        if (file.Owner is { } owner && owned) script.Append($"chown -hR {Of(owner)} {path}\n{(file.Mode is { } again && file.Link is null ? $"chmod {Convert.ToString(again, 8)} {path}\n" : "")}");
        return script.ToString();
    }

    private static string SshKeys(string user) => $"""
        home="$(getent passwd {user} | cut -d: -f6)"
        install -d -m 700 -o {user} -g "$(id -g {user})" "$home/.ssh"
        install -m 600 -o {user} -g "$(id -g {user})" {HookScripts.Inside}/keys/{user} "$home/.ssh/authorized_keys"

        """;

    // Debian reads one of these names and systemd the other; they are one file.
    private static string Locale(string locale)
    {
        var input = locale.Replace(".UTF-8", "", StringComparison.Ordinal);
        var make = input == "C" ? "" : $"printf '%s UTF-8\\n' {Of(locale)} > /etc/locale.gen\nlocaledef --no-archive --inputfile={Of(input)} --charmap=UTF-8 {Of(locale)}\n";
        return $"{make}mkdir -p /etc/default\nprintf 'LANG=%s\\n' {Of(locale)} > /etc/locale.conf\nln -sfn ../locale.conf /etc/default/locale\n";
    }

    private static string Services(RecipeServices services) => Service("enable", services.On) + Service("disable", services.Off) + Service("mask", services.Never);

    private static string Service(string verb, IReadOnlyList<string> units) => units.Count == 0 ? "" : $"systemctl --quiet {verb} -- {string.Join(' ', units.Select(Of))}\n";
}
