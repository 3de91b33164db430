# Sourced by test.sh. install_linker gets what .NET links native code with, where the machine has neither clang nor gcc.

install_linker() {
  if command -v clang > /dev/null || command -v gcc > /dev/null; then
    return 0
  fi

  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    echo "The tests compile the server to native code, which needs clang or gcc: install one ('apt-get install gcc libc6-dev', 'xcode-select --install')" >&2
    return 1
  fi

  echo "installing gcc" >&2
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gcc libc6-dev; } > /dev/null 2>&1
}
