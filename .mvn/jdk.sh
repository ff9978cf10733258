# Sourced by mvnw: makes sure that the build runs on JDK 25 or newer, whatever `java` is the default.
# Order: JAVA_HOME, java on the PATH, then the usual places; among those the oldest that is new enough.
sluice_jdk_major() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}
sluice_jdk_fits() {
  [ -x "$1/bin/javac" ] && [ "$(sluice_jdk_major "$1")" -ge 25 ] 2>/dev/null
}
sluice_jdk_find() {
  if [ -n "${JAVA_HOME-}" ] && sluice_jdk_fits "$JAVA_HOME"; then
    echo "$JAVA_HOME" && return
  fi
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path" 2>/dev/null) &&
    on_path=${on_path%/bin/javac} && sluice_jdk_fits "$on_path" && echo "$on_path" && return
  for dir in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    sluice_jdk_fits "$dir" && echo "$(sluice_jdk_major "$dir") $dir"
  done | sort -n | sed -n '1s/^[0-9]* //p'
}
sluice_jdk=$(set +euf; sluice_jdk_find)
if [ -z "$sluice_jdk" ]; then
  cat >&2 <<'TEXT'
Sluice needs JDK 25 or newer and found none (looked at JAVA_HOME, PATH, /usr/lib/jvm, SDKMAN, asdf, mise and the IDEs' folders).
  Debian, Ubuntu:  apt install temurin-25-jdk   (from Adoptium's repository) or openjdk-25-jdk where it exists
  macOS:           brew install --cask temurin@25
  SDKMAN:          sdk install java 25-tem
Then run the command again, or point JAVA_HOME at the JDK.
TEXT
  exit 1
fi
JAVA_HOME=$sluice_jdk
export JAVA_HOME
