# The .NET SDK: the one that is there, or the distribution's package. Sourced by eng/setup.sh.

SDK_MAJOR=10

find_dotnet() {
  if ! use_dotnet; then
    if [[ $EUID -eq 0 ]] && command -v apt-get > /dev/null; then
      local package="dotnet-sdk-$SDK_MAJOR.0"
      apt-cache show "$package" > /dev/null 2>&1 || apt_get update > /dev/null 2>&1 || true
      if apt-cache show "$package" > /dev/null 2>&1; then apt_install "$package"; hash -r; fi
    fi
    use_dotnet || refuse "the .NET SDK $SDK_MAJOR is not on this machine, and its package sources have no dotnet-sdk-$SDK_MAJOR.0 (Debian itself has none, Ubuntu has)" \
      "get the .NET SDK $SDK_MAJOR for Linux $(uname -m) (an archive from the .NET download page is enough), unpack it into /usr/share/dotnet and run this again; unpacked elsewhere: DOTNET_ROOT=/that/directory $0"
  fi
  # The SDK itself needs ICU only for languages other than English.
  ldconfig -p | grep 'libicuuc\.so' > /dev/null || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
}

# Takes the first dotnet that has the SDK, and puts it first on the PATH.
use_dotnet() {
  local dotnet directory
  for dotnet in "${DOTNET_ROOT:-/nowhere}/dotnet" "$(command -v dotnet || true)" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet \
    /usr/lib64/dotnet/dotnet /opt/dotnet/dotnet "$HOME/.dotnet/dotnet" "$(home_of_caller)/.dotnet/dotnet"; do
    [[ -x "$dotnet" ]] || continue
    directory="$(dirname "$(readlink -f "$dotnet")")"
    compgen -G "$directory/sdk/$SDK_MAJOR.*" > /dev/null || continue
    export DOTNET_ROOT="$directory" PATH="$directory:$PATH"
    return 0
  done
  return 1
}

home_of_caller() { getent passwd "${SUDO_USER:-root}" | cut -d: -f6; }
