namespace Containment.Images.Recipes;

/// <summary>
/// What is taken away at the end, inside: what differs from build to build, what no image should bring, and what installation made that has to be a
/// secret of each system (keys of sshd, the self-signed certificate of ssl-cert). mmdebstrap takes away more afterwards: package lists,
/// packages, its own configuration, machine ids.
/// </summary>
internal static class CleanScript
{
    public static string Text { get; } = $"""
        rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
        if [ -e /etc/ssl/private/ssl-cert-snakeoil.key ]; then
          rm -f /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/certs/ssl-cert-snakeoil.pem
          find /etc/ssl/certs -xtype l -delete
        fi
        rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid- /etc/.pwd.lock
        rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old /var/lib/systemd/random-seed /var/cache/ldconfig/aux-cache
        rm -rf /var/cache/man /var/lib/systemd/catalog /var/lib/systemd/credential.secret
        find /var/log -type f ! -name btmp ! -name wtmp ! -name lastlog ! -name faillog -delete
        find /var/log -type f -exec truncate --size=0 '{"{}"}' +
        rm -f /etc/apt/apt.conf.d/99mmdebstrap
        sed -i {string.Join(' ', BootstrapPlan.BuildOnly.Select(option => $"-e '/^{option}$/d'"))} {BootstrapPlan.DpkgOptions}

        """;
}
