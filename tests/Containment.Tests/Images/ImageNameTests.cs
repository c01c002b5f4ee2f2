using Containment.Images;
using Containment.Images.Registries;

namespace Containment.Tests.Images;

internal sealed class ImageNameTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestCase("debian", "debian:latest", "docker.io/library/debian:latest")]
    [TestCase("debian:12", "debian:12", "docker.io/library/debian:12")]
    [TestCase("docker.io/library/debian:12", "debian:12", "docker.io/library/debian:12")]
    [TestCase("index.docker.io/library/debian:12", "debian:12", "docker.io/library/debian:12")]
    [TestCase("team/app", "team/app:latest", "docker.io/team/app:latest")]
    [TestCase("docker.io/team/app", "team/app:latest", "docker.io/team/app:latest")]
    [TestCase("registry.example/team/app:1.2", "registry.example/team/app:1.2", "registry.example/team/app:1.2")]
    [TestCase("127.0.0.1:5000/app", "127.0.0.1:5000/app:latest", "127.0.0.1:5000/app:latest")]
    [TestCase("localhost/app:x_y.z-1", "localhost/app:x_y.z-1", "localhost/app:x_y.z-1")]
    [TestCase("debian@" + Digest, "debian@" + Digest, "docker.io/library/debian@" + Digest)]
    [TestCase("debian:12@" + Digest, "debian:12@" + Digest, "docker.io/library/debian:12@" + Digest)]
    public void A_name_is_short_for_people_and_whole_for_registries(string text, string name, string whole) =>
        Assert.That((ImageName.Parse(text).ToString(), ImageName.Parse(text).InFull), Is.EqualTo((name, whole)));

    [TestCase("")]
    [TestCase("Debian")]
    [TestCase("debian:")]
    [TestCase("/debian")]
    [TestCase("debian/")]
    [TestCase("../debian")]
    [TestCase("a b")]
    [TestCase("debian:12\n")]
    [TestCase("debian@sha256:0123")]
    [TestCase("--debian")]
    public void What_is_no_name_is_refused(string text) => Assert.That(() => ImageName.Parse(text), Throws.InstanceOf<InvalidSpecException>());

    [TestCase("debian:12", "docker://docker.io/library/debian:12", "debian:12")]
    [TestCase("docker://127.0.0.1:5000/a:1", "docker://127.0.0.1:5000/a:1", "127.0.0.1:5000/a:1")]
    [TestCase("a:1@" + Digest, "docker://docker.io/library/a@" + Digest, "a:1@" + Digest)]
    [TestCase("oci:/x:1", "oci:/x:1", null)]
    [TestCase("docker-archive:/x.tar", "docker-archive:/x.tar", null)]
    public void A_source_is_a_registry_unless_it_says_what_else(string text, string skopeo, string? name) =>
        Assert.That((TransportName.Parse(text, "source").Text, TransportName.Parse(text, "source").Name?.ToString()), Is.EqualTo((skopeo, name)));

    [Test]
    public void Credentials_certificates_and_policies_are_passed_on()
    {
        var access = new RegistryAccess { AuthFile = "/a", CertificateDirectory = "/c", PolicyFile = "/p", Insecure = true, Retries = 7 };
        Assert.That(string.Join(' ', SkopeoArguments.Pull("docker://x/y:1", "/l", "/b", access)), Is.EqualTo(
            "--policy /p copy --dest-shared-blob-dir /b --dest-oci-accept-uncompressed-layers --retry-times 7 --authfile=/a --src-cert-dir=/c --src-tls-verify=false docker://x/y:1 oci:/l:image"));
        Assert.That(string.Join(' ', SkopeoArguments.Push("/l", "/b", "docker-archive:/f", access)), Is.EqualTo(
            "--policy /p copy --src-shared-blob-dir /b --dest-oci-accept-uncompressed-layers --retry-times 7 --authfile=/a oci:/l:image docker-archive:/f"));
    }

    [TestCase("""time="t" level=fatal msg="writing blob: write /x: no space left on device" """, FailureReason.Exhausted, "no space left on device")]
    [TestCase("""time="t" level=fatal msg="reading manifest 1 in x: manifest unknown" """, FailureReason.NotFound, "manifest unknown")]
    [TestCase("""time="t" level=fatal msg="pinging: http: server gave HTTP response to HTTPS client" """, FailureReason.PeerFailed, "insecure")]
    [TestCase("""time="t" level=fatal msg="open /etc/containers/policy.json: no such file or directory" """, FailureReason.ToolMissing, "containers-common")]
    [TestCase("""time="t" level=fatal msg="reading manifest: unauthorized: authentication required" """, FailureReason.PeerFailed, "skopeo login")]
    public void Its_last_words_become_a_reason(string line, FailureReason reason, string words)
    {
        var failure = SkopeoWords.Failure("x", ["Getting image source signatures", line.Trim()]);
        Assert.That((failure.Reason, failure.Message.Contains(words, StringComparison.Ordinal)), Is.EqualTo((reason, true)), failure.Message);
    }
}
