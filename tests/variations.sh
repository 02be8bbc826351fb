#!/usr/bin/env bash
# Runs ./mvnw -q verify as it would run elsewhere: each variation in a clean clone of its own, with a
# home of its own. Only Maven's local repository is shared. Prints a line for each.
#
#   tests/variations.sh               all of them, one after another
#   tests/variations.sh NAME ...      some: fresh again no-home read-only-home other-user path locale-c
#                                     turkish arabic time-zone random-order jdk-25 jdk-21 busy
#                                     djl-0.35.1
#
# The user variations need root. TESTS='-Dtest=...' chooses tests; WORK is where the clones go.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
owner=$HOME
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
chmod 755 "$work"
read -r -a tests <<<"${TESTS:-}"
tests+=(-Dsurefire.failIfNoSpecifiedTests=false)
failed=0

# variation NAME [KEY=VALUE]... [-- ARGUMENT...]: environment, and arguments of Maven.
variation() {
  local name=$1 folder=$work/$1
  shift
  local -a environment=() arguments=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do environment+=("$1"); shift; done
  if [ $# -gt 0 ]; then shift; arguments=("$@"); fi
  clone=${clone:-djl-iit}
  if [ ! -d "$folder/$clone" ]; then
    mkdir -p "$folder/home"
    git -c safe.directory='*' clone -q "$source" "$folder/$clone"
  fi
  if [ -n "${before:-}" ]; then $before "$folder"; fi
  local begin=$SECONDS code=0
  (
    cd "$folder/$clone"
    export HOME="$folder/home" MAVEN_USER_HOME="$owner/.m2"
    export MAVEN_OPTS="-Duser.home=$folder/home -Dmaven.repo.local=${repository:-$owner/.m2/repository}"
    ${as:-} env ${environment[@]+"${environment[@]}"} ./mvnw -q -B verify "${tests[@]}" \
      ${arguments[@]+"${arguments[@]}"}
  ) >"$folder/log" 2>&1 || code=$?
  local dirt
  dirt=$(cd "$folder/$clone" && git -c safe.directory='*' status --short | wc -l)
  printf '%-16s exit %d, %s, %d lines printed, %d files left, %d s\n' "$name" $code \
    "$("$source/tests/count.sh" "$folder/$clone" || true)" "$(wc -l <"$folder/log")" "$dirt" $((SECONDS - begin))
  if [ $code != 0 ] || [ "$dirt" != 0 ]; then failed=1; fi
}

# The user nobody has no home, and may write into the clone only.
nobody() {
  as="setpriv --reuid=65534 --regid=65534 --clear-groups"
  repository=$work/repository
  [ -d "$repository" ] || cp -R "$owner/.m2/repository" "$repository"
  MAVEN_DISTRIBUTION=$work/wrapper
  [ -d "$MAVEN_DISTRIBUTION" ] || cp -R "$owner/.m2/wrapper" "$MAVEN_DISTRIBUTION"
}

give() { chown -R 65534:65534 "$1" "$repository"; }

give_all_but_home() {
  give "$1"
  chown -R 0:0 "$1/home"
  chmod -R a-w "$1/home"
}

one() {
  local clone= before= as= repository=
  case $1 in
  fresh) variation fresh ;;
  again) # The same clone and home twice.
    variation again
    variation again
    ;;
  no-home) variation no-home -u HOME ;;
  path)
    clone='ein pfad mit späce/djl-iit'
    variation path
    ;;
  locale-c) variation locale-c LC_ALL=C ;;
  turkish)
    variation turkish LC_ALL=tr_TR.UTF-8 -- "-Dtests.java=-Duser.language=tr -Duser.country=TR"
    ;;
  arabic) variation arabic -- "-Dtests.java=-Duser.language=ar -Duser.country=EG" ;;
  time-zone) variation time-zone TZ=Pacific/Chatham ;;
  other-user | read-only-home)
    if [ "$(id -u)" != 0 ]; then
      printf '%-16s left out: needs root\n' "$1"
      return
    fi
    nobody
    before=give
    if [ "$1" = read-only-home ]; then before=give_all_but_home; fi
    variation "$1" MAVEN_USER_HOME="$work" -- -o
    ;;
  random-order)
    local order=junit.jupiter.test
    variation random-order -- "-Dtests.java=-D${order}class.order.default=org.junit.jupiter.api.ClassOrderer\$Random -D${order}method.order.default=org.junit.jupiter.api.MethodOrderer\$Random"
    ;;
  jdk-*)
    local home
    home=$(find /usr/lib/jvm -maxdepth 1 -name "*-${1#jdk-}-*" -print -quit 2>/dev/null)
    if [ -z "$home" ]; then
      printf '%-16s left out: no such JDK in /usr/lib/jvm\n' "$1"
      return
    fi
    variation "$1" JAVA_HOME="$home"
    ;;
  busy)
    local -a load=()
    for _ in 1 2 3 4; do
      (while :; do :; done) &
      load+=($!)
    done
    variation busy
    kill "${load[@]}"
    ;;
  djl-*) variation "$1" -- "-Ddjl.version=${1#djl-}" ;;
  *)
    echo "There is no variation '$1'; see the head of $0" >&2
    exit 2
    ;;
  esac
}

if [ $# = 0 ]; then
  set -- fresh again no-home read-only-home path locale-c turkish arabic time-zone other-user \
    random-order jdk-25 jdk-21 busy djl-0.35.1
fi
for name in "$@"; do one "$name"; done
exit $failed
