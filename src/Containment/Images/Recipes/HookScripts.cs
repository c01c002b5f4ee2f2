using static Containment.Images.Recipes.ShellWord;

namespace Containment.Images.Recipes;

/// <summary>
/// The scripts that mmdebstrap runs outside of the image, with the image's directory as their argument. They write to no path in it that could
/// lead out of it by a link; that is done inside, by chroot(1).
/// </summary>
internal static class HookScripts
{
    /// <summary>Where scripts and files are inside, during the build; it is gone at its end.</summary>
    public const string Inside = "/tmp/containment-build";

    private const string Begin = "#!/bin/sh\nset -eu\nroot=\"$1\"\n";

    /// <summary>Gives apt the packages that are kept, so that it fetches only others. They are links where the disk is the same.</summary>
    public static string Setup(BuildPlaces places) => Begin + $"""
        archives="$root/var/cache/apt/archives"
        mkdir -p "$archives"
        set -- {Of(places.Packages)}/*.deb
        [ -e "$1" ] || exit 0
        cp --link --target-directory="$archives" "$@" 2> /dev/null || cp --target-directory="$archives" "$@"

        """;

    /// <summary>Puts files there before packages are installed.</summary>
    public static string Essential(BuildPlaces places) => Begin + RunInside(places.Early, "early.sh");

    /// <summary>Keeps the packages, applies the recipe, writes down what is installed, and sets the time of the packages that were.</summary>
    public static string Customize(BuildPlaces places) => Begin + Keep(places.Packages) + RunInside(places.Inside, "apply.sh") +
        $"chroot \"$root\" dpkg-query --show --showformat='${{Package}}=${{Version}}\\n' > {Of(places.Installed)}\n" + Touch(places.Packages);

    private static string Keep(string packages) => $$"""
        for package in "$root"/var/cache/apt/archives/*.deb; do
          kept={{Of(packages)}}/"${package##*/}"
          if [ ! -e "$package" ] || [ -e "$kept" ]; then continue; fi
          ln "$package" "$kept" 2> /dev/null || [ -e "$kept" ] || { cp "$package" "$kept.$$" && mv "$kept.$$" "$kept"; }
        done

        """;

    // apt writes the colon of a version as %3a in the names of files.
    private static string Touch(string packages) => $$"""
        chroot "$root" dpkg-query --show --showformat='${Package}_${Version}_${Architecture}\n' | sed 's/:/%3a/g' | while read -r package; do
          touch --no-create {{Of(packages)}}/"$package.deb"
        done

        """;

    private static string RunInside(string from, string script) => $"""
        cp --recursive --preserve --no-target-directory {Of(from)} "$root{Inside}"
        chroot "$root" /bin/sh -eu {Inside}/{script}
        rm -rf "$root{Inside}"

        """;
}
