using System.Globalization;

namespace Containment.Images.Recipes;

/// <summary>Makes a recipe of its YAML. Pure.</summary>
internal sealed class RecipeReader
{
    private readonly string _file, _directory;
    private readonly IReadOnlyDictionary<string, string> _given;

    private RecipeReader(string file, string directory, IReadOnlyDictionary<string, string> given) => (_file, _directory, _given) = (file, directory, given);

    /// <exception cref="InvalidSpecException">What is wrong, and in which line.</exception>
    public static ImageRecipe Read(string text, string file, string directory, IReadOnlyDictionary<string, string> arguments) =>
        new RecipeReader(file, directory, arguments).Read(new RecipeYaml(file, text).Read());

    private ImageRecipe Read(RecipeNode.Mapping top)
    {
        var fields = new RecipeFields(_file, "", top, "name", "base", "init", "packages", "documentation", "locale", "users", "ssh-keys", "files", "services", "first-boot",
            "size-limit", "timestamp", "entrypoint", "command", "environment", "user", "working-directory", "stop-signal", "arguments");
        var arguments = Arguments(fields);
        return fields.Make(() => new ImageRecipe(fields.Required("name", "a name for the image"), Base(fields))
        {
            Init = fields.Text("init") switch { null or "none" => RecipeInit.None, "systemd" => RecipeInit.Systemd, var other => throw new InvalidSpecException("init", other, "none or systemd") },
            Packages = fields.Texts("packages"),
            Documentation = fields.Flag("documentation"),
            Locale = fields.Text("locale") ?? "C.UTF-8",
            Users = [.. fields.Mappings("users").Select((user, i) => User(user, $"users[{i}]."))],
            SshKeys = fields.Texts("ssh-keys"),
            Files = [.. fields.Mappings("files").Select((file, i) => File(file, $"files[{i}].", arguments))],
            Services = Services(fields),
            FirstBoot = fields.Texts("first-boot"),
            SizeLimit = fields.Read<long>("size-limit", SizeText.Parse, "a size such as 200M or 1G"),
            Timestamp = fields.Read<DateTimeOffset>("timestamp", Time, "a time such as 2026-01-31 or 2026-01-31T12:00:00Z") ?? ImageRecipe.DefaultTimestamp,
            Entrypoint = fields.Texts("entrypoint"),
            Command = fields.Texts("command"),
            Environment = fields.Pairs("environment"),
            User = fields.Text("user"),
            WorkingDirectory = fields.Text("working-directory"),
            StopSignal = fields.Read<Signal>("stop-signal", text => Signal.TryParse(text, null, out var signal) ? signal : null, "a signal such as SIGTERM"),
        });
    }

    private RecipeOrigin Base(RecipeFields top)
    {
        var mapping = top.Mapping("base") ?? throw top.Wrong(top.Line, "base", null, "a mapping with the key suite");
        var fields = new RecipeFields(_file, "base.", mapping, "distribution", "suite", "mirror", "components", "variant");
        return fields.Make(() => new RecipeOrigin(fields.Required("suite", "the code name of a suite, such as trixie"))
        {
            Distribution = fields.Text("distribution") ?? "debian",
            Mirror = fields.Text("mirror"),
            Components = fields.Texts("components") is { Count: > 0 } some ? some : ["main"],
            Variant = fields.Text("variant") ?? "essential",
        });
    }

    private RecipeUser User(RecipeNode.Mapping mapping, string path)
    {
        var fields = new RecipeFields(_file, path, mapping, "name", "uid", "groups", "shell", "home", "system", "ssh-keys");
        return fields.Make(() => new RecipeUser(fields.Required("name", "the user's name"))
        {
            Uid = fields.Number("uid", "1 to 60000"),
            Groups = fields.Texts("groups"),
            Shell = fields.Text("shell") ?? "/bin/sh",
            Home = fields.Text("home"),
            System = fields.Flag("system"),
            SshKeys = fields.Texts("ssh-keys"),
        });
    }

    private RecipeFile File(RecipeNode.Mapping mapping, string path, RecipeArguments arguments)
    {
        var fields = new RecipeFields(_file, path, mapping, "path", "content", "source", "link", "mode", "owner", "early");
        if (((string[])["content", "source", "link"]).Count(key => fields.Node(key) is not null) != 1) throw fields.Wrong(fields.Line, path.TrimEnd('.'), "a file", "exactly one of content, source and link");
        return fields.Make(() => new RecipeFile(fields.Required("path", "where it is in the image"))
        {
            Content = fields.Text("content"),
            Source = fields.Text("source") is { } source ? Path.GetFullPath(arguments.Fill(source, "source"), _directory) : null,
            Link = fields.Text("link"),
            Mode = fields.Read<int>("mode", text => text.Length is > 0 and <= 5 && text.All(digit => digit is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : null, "an octal number such as 0644"),
            Owner = fields.Text("owner"),
            Early = fields.Flag("early"),
        });
    }

    private RecipeServices Services(RecipeFields top)
    {
        if (top.Mapping("services") is not { } mapping) return new();
        var fields = new RecipeFields(_file, "services.", mapping, "on", "off", "never");
        return fields.Make(() => new RecipeServices { On = fields.Texts("on"), Off = fields.Texts("off"), Never = fields.Texts("never") });
    }

    private RecipeArguments Arguments(RecipeFields fields)
    {
        var own = fields.Pairs("arguments");
        foreach (var name in _given.Keys)
            if (!own.ContainsKey(name)) throw new InvalidSpecException("arguments", name, own.Count > 0 ? $"one of {string.Join(", ", own.Keys)}, which {_file} has under arguments" : $"none, as {_file} has nothing under arguments");
        return new(own, _given);
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
