#!/bin/bash
# Does it.

set -euo pipefail
source ./a.sh
. b.sh
X=1
export Y=2
readonly Z
echo $X
main() {
  local q=1
  q=2
  f
  f | g
  f && g
  [ -n "$q" ] || exit 1
  [[ $q ]]
  (( q++ ))
  if f; then g; fi
  if f; then
    g
  elif h; then
    i
  else
    j
  fi
  for i in 1 2; do f; done
  while f; do g; done
  case $q in
    a) f ;;
    *) g
       h ;;
  esac
  f > x
  ( f; g )
  return 1
}
main "$@"
