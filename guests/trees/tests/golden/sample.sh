#!/bin/bash
# Shop.
set -euo pipefail
source ./lib.sh

LIMIT=10
readonly NAME="shop"
items=(
  one
  two
)

function add() {
  local sum=0
  for item in "$@"; do
    if [[ -n "$item" && $sum -gt 1 ]]; then
      sum=$((sum + 1))
    elif true; then
      echo "$item" \
        more
    else
      continue
    fi
  done
  case "$1" in
    a) echo a ;;
    *)
      echo b
      ;;
  esac
}

total() {
  while read -r line; do
    echo "$line"
  done < file | sort |
    uniq
}

cat <<EOT
a
$LIMIT
EOT

FOO=1 make all
echo "a
b"
( cd /tmp; ls )
